/* What a predecessor left unfinished: whatever is taken over is whole, and hands itself over again the same. */
#include "fuzz.h"
#include "pending_operations.h"

#include <stdbool.h>

#define TAKEN_MAX 64
#define TEXT_MAX  (256 * 1024)

struct taken {
    struct pending_list list;
    struct pending pendings[TAKEN_MAX];
    struct interaction interactions[TAKEN_MAX];
    size_t count;
};

static void take(void *ctx, const struct pending *pending, struct interaction *interaction)
{
    struct taken *t = ctx;
    CLAIM(pending->kind < PENDING_KINDS);
    CLAIM(!interaction->id || (interaction->token && interaction->token[0] && interaction->user_id));
    if (t->count == TAKEN_MAX) {
        interaction_free(interaction);
        return;
    }
    struct interaction *mine = &t->interactions[t->count];
    struct pending *p = &t->pendings[t->count++];
    *mine = *interaction;
    *p = *pending;
    p->interaction = interaction->id ? mine : NULL;
    pending_add(&t->list, p);
}

/* Appends the list as text; what was taken is gone afterwards. */
static void hand_over(struct taken *t, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    pending_write(&t->list, &w, TEXT_MAX);
    for (size_t i = 0; i < t->count; i++) {
        pending_remove(&t->list, &t->pendings[i]);
        interaction_free(&t->interactions[i]);
    }
    CLAIM(!out->failed && t->list.first == NULL);
}

static size_t read_and_hand_over(const char *text, size_t length, struct buffer *out)
{
    static struct taken t;
    struct json_value *document = NULL;
    memset(&t, 0, sizeof(t));
    (void)json_parse(text, length, &document);
    pending_read(document, take, &t);
    json_destroy(&document);
    size_t count = t.count;
    buffer_init(out, 2 * TEXT_MAX);
    hand_over(&t, out);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer first, second, third;
    char *text = fuzz_bytes(data, size);
    size_t count = read_and_hand_over(text, size, &first);
    CLAIM(read_and_hand_over(buffer_string(&first), first.length, &second) == count);
    CLAIM(read_and_hand_over(buffer_string(&second), second.length, &third) == count);
    /* The order may turn; twice turned it is as it was. */
    CLAIM(strcmp(buffer_string(&first), buffer_string(&third)) == 0);
    buffer_free(&first);
    buffer_free(&second);
    buffer_free(&third);
    free(text);
    return 0;
}
