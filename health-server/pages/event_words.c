/* Messages and fields, put together. */
#include "event_words.h"

#include "array_len.h"
#include "html.h"
#include "page_names.h"
#include "page_words.h"
#include "settings.h"

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

/* `english` if `french` stands at `text`, and how long it is; else NULL. */
static const char *if_at(const char *text, const char *french, const char *english, size_t *ret_length)
{
    *ret_length = strlen(french);
    bool stands = *ret_length && english[0] && strncmp(text, french, *ret_length) == 0;
    return stands ? english : NULL;
}

/* The first phrase that stands at `text`. */
static const char *phrase_at(const char *text, size_t *ret_length)
{
    const char *english = NULL;
    for (size_t i = 0; i < ARRAY_LEN(PHRASES) && !english; i++)
        english = if_at(text, PHRASES[i].french, PHRASES[i].english, ret_length);
    return english;
}

/* What is to be done: long sentences, each from the table of whoever says it. */
static const char *repair_at(const struct report *r, const char *text, size_t *ret_length)
{
    const char *english = NULL;
    for (int i = 0; i < WORKERS * TROUBLES && !english; i++) {
        const struct metric_trouble *t = &r->snapshot->programs[i / TROUBLES].values.troubles[i % TROUBLES];
        english = if_at(text, t->french, t->english, ret_length);
    }
    for (int i = 0; i < SETTINGS && !english; i++)
        english =
            if_at(text, setting_repair((enum setting)i), setting_repair_english((enum setting)i), ret_length);
    return english;
}

static const char *english_at(const struct report *r, const char *text, size_t *ret_length)
{
    const char *english = repair_at(r, text, ret_length);
    if (!english)
        english = page_name_at(text, ret_length);
    return english ? english : phrase_at(text, ret_length);
}

static void write_text(struct buffer *out, const struct report *r, const char *text)
{
    bool word_begins = true; /* a sentence or a name does not begin within a word */
    while (*text) {
        size_t length;
        const char *english = NULL;
        if (r->language == ENGLISH)
            english = word_begins ? english_at(r, text, &length) : phrase_at(text, &length);
        word_begins = strchr(" (:", *text) != NULL;
        if (english) {
            buffer_text(out, english);
            word_begins = strchr(" (:", text[length - 1]) != NULL;
            text += length;
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

static void write_why(struct buffer *out, const struct report *r, const struct health_event *e)
{
    enum language language = r->language;
    if (!e->meaning[0] && !e->reason[0])
        return;
    buffer_text(out, language == FRENCH ? " : " : ": ");
    if (e->meaning[0])
        write_text(out, r, e->meaning);
    else
        write_reason(out, language, e->reason);
    if (e->code)
        buffer_format(out, " (%s %d)", page_word(language, WORD_EVENT_CODE), e->code);
}

static void write_next(struct buffer *out, const struct report *r, const struct health_event *e)
{
    enum language language = r->language;
    if (!e->next[0])
        return;
    buffer_format(out, " · %s ", page_word(language, WORD_EVENT_NEXT));
    write_text(out, r, e->next);
    if (e->in_s < 0)
        return;
    buffer_format(out, " %s ", page_word(language, WORD_EVENT_IN));
    html_decimal(out, language, e->in_s, e->in_s < 10 ? 1 : 0);
    buffer_text(out, "\u00a0s");
}

void event_write(struct buffer *out, const struct report *r, const struct health_event *event)
{
    enum language language = r->language;
    write_text(out, r, event->message);
    write_why(out, r, event);
    write_next(out, r, event);
    if (event->replayed >= 0) {
        buffer_text(out, ", ");
        html_count(out, language, (uint64_t)event->replayed, page_word(language, WORD_REPLAYED_ONE),
                   page_word(language, WORD_REPLAYED_MANY));
    }
}
