/* Stories begin and end. All are in one list, so that none is lost when the program ends in the middle of
 * them. */
#include "context.h"

#include <stddef.h>
#include <stdlib.h>

struct story {
    struct story *next, **back;
    void (*free_inside)(void *story);
    max_align_t body[];
};

bool story_room(const struct bot_context *bot)
{
    return bot->stories < STORIES_MOST;
}

void *story_begin(struct bot_context *bot, size_t size, void (*free_inside)(void *story))
{
    struct story *story = calloc(1, sizeof(*story) + size);
    if (!story)
        abort();
    story->free_inside = free_inside;
    story->next = bot->first_story;
    story->back = &bot->first_story;
    if (story->next)
        story->next->back = &story->next;
    bot->first_story = story;
    bot->stories++;
    return story->body;
}

static void drop(struct bot_context *bot, struct story *story)
{
    if (story->free_inside)
        story->free_inside(story->body);
    *story->back = story->next;
    if (story->next)
        story->next->back = story->back;
    free(story);
    bot->stories--;
}

void story_end(struct bot_context *bot, void *body)
{
    drop(bot, (struct story *)((char *)body - offsetof(struct story, body)));
    if (bot->stories == 0 && bot->on_idle)
        bot->on_idle(bot->on_idle_ctx);
}

void stories_drop(struct bot_context *bot)
{
    while (bot->first_story)
        drop(bot, bot->first_story);
}
