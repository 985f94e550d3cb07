/* Messages and fields, put together. */
#include "event_words.h"

#include "array_len.h"
#include "html.h"
#include "page_words.h"

#include <string.h>

static const struct {
    const char *french, *english;
} PHRASES[] = {
#define EVENT_PHRASE(french, english) {french, english},
#include "event_phrases.def"
#undef EVENT_PHRASE
};

/* What err.h says, for French readers. */
static const struct {
    const char *english, *french;
} REASONS[] = {
#define EVENT_REASON(english, french) {english, french},
#include "event_reasons.def"
#undef EVENT_REASON
};

/* The first phrase that stands at `text`; its row, or -1. */
static int phrase_at(const char *text)
{
    for (size_t i = 0; i < ARRAY_LEN(PHRASES); i++)
        if (strncmp(text, PHRASES[i].french, strlen(PHRASES[i].french)) == 0)
            return (int)i;
    return -1;
}

static void write_text(struct buffer *out, enum language language, const char *text)
{
    while (*text) {
        int row = language == ENGLISH ? phrase_at(text) : -1;
        if (row >= 0) {
            buffer_text(out, PHRASES[row].english);
            text += strlen(PHRASES[row].french);
        } else
            buffer_char(out, *text++);
    }
}

/* "closed by the peer at stack.read (0)" → "l'autre côté a fermé" */
static void write_reason(struct buffer *out, enum language language, const char *reason)
{
    for (size_t i = 0; i < ARRAY_LEN(REASONS); i++)
        if (strncmp(reason, REASONS[i].english, strlen(REASONS[i].english)) == 0) {
            buffer_text(out, language == FRENCH ? REASONS[i].french : REASONS[i].english);
            return;
        }
    buffer_text(out, reason);
}

static void write_why(struct buffer *out, enum language language, const struct health_event *e)
{
    if (!e->meaning[0] && !e->reason[0])
        return;
    buffer_text(out, language == FRENCH ? " : " : ": ");
    if (e->meaning[0])
        write_text(out, language, e->meaning);
    else
        write_reason(out, language, e->reason);
    if (e->code)
        buffer_format(out, " (%s %d)", page_word(language, WORD_EVENT_CODE), e->code);
}

static void write_next(struct buffer *out, enum language language, const struct health_event *e)
{
    if (!e->next[0])
        return;
    buffer_format(out, " · %s ", page_word(language, WORD_EVENT_NEXT));
    write_text(out, language, e->next);
    if (e->in_s < 0)
        return;
    buffer_format(out, " %s ", page_word(language, WORD_EVENT_IN));
    html_decimal(out, language, e->in_s, e->in_s < 10 ? 1 : 0);
    buffer_text(out, "\u00a0s");
}

void event_write(struct buffer *out, enum language language, const struct health_event *event)
{
    write_text(out, language, event->message);
    write_why(out, language, event);
    write_next(out, language, event);
    if (event->replayed >= 0) {
        buffer_text(out, ", ");
        html_count(out, language, (uint64_t)event->replayed, page_word(language, WORD_REPLAYED_ONE),
                   page_word(language, WORD_REPLAYED_MANY));
    }
}
