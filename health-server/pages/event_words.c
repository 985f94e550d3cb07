/* Messages and fields, put together. */
#include "event_words.h"

#include "array_len.h"
#include "html.h"
#include "page_names.h"
#include "page_words.h"
#include "phrase_match.h"
#include "settings.h"

#include <stdio.h>
#include <string.h>

static const struct event_phrase PHRASES[] = {
#define EVENT_PHRASE(french, english) {french, english},
#include "event_lines.def"
#include "event_phrases.def"
#include "event_repairs.def"
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

/* The better of the two: the one of which more words stand there. */
static void try_phrase(struct phrase_match *best, struct event_phrase phrase, const char *text,
                       enum phrase_place place)
{
    struct phrase_match match;
    if (phrase.english[0] && phrase_match_at(&match, &phrase, text, place) && match.fixed > best->fixed)
        *best = match;
}

/* What is to be done: long sentences, each from the table of whoever says it. */
static void try_repairs(struct phrase_match *best, const struct report *r, const char *text,
                        enum phrase_place place)
{
    for (int i = 0; i < WORKERS * TROUBLES; i++) {
        const struct metric_trouble *t = &r->snapshot->programs[i / TROUBLES].values.troubles[i % TROUBLES];
        try_phrase(best, (struct event_phrase){t->french, t->english}, text, place);
    }
    for (int i = 0; i < SETTINGS; i++)
        try_phrase(
            best,
            (struct event_phrase){setting_repair((enum setting)i), setting_repair_english((enum setting)i)},
            text, place);
}

static void try_name(struct phrase_match *best, const char *text)
{
    size_t length;
    const char *english = page_name_at(text, &length);
    if (english && length > best->fixed)
        *best = (struct phrase_match){.english = english, .length = length, .fixed = length};
}

static struct phrase_match match_at(const struct report *r, const char *text, enum phrase_place place)
{
    struct phrase_match best = {0};
    try_repairs(&best, r, text, place);
    try_name(&best, text);
    for (size_t i = 0; i < ARRAY_LEN(PHRASES); i++)
        try_phrase(&best, PHRASES[i], text, place);
    return best;
}

static bool ends_before_word(const char *text, const char *end)
{
    static const char QUOTE[] = "«";
    size_t quote = strlen(QUOTE);
    return strchr(" (:", end[-1]) ||
           ((size_t)(end - text) >= quote && memcmp(end - quote, QUOTE, quote) == 0);
}

static void write_part(struct buffer *out, const struct report *r, const char *text, size_t length,
                       enum phrase_place cut);

/* The English of a phrase, its conversions replaced by what stands there, in English too. */
static void write_match(struct buffer *out, const struct report *r, const struct phrase_match *match,
                        enum phrase_place cut)
{
    size_t hole = 0;
    for (const char *at = match->english; *at;) {
        size_t conversion = phrase_conversion(at);
        if (!conversion) {
            buffer_char(out, *at++);
            continue;
        }
        at += conversion;
        if (hole < match->holes)
            write_part(out, r, match->hole[hole].text, match->hole[hole].length, cut);
        else
            buffer_text(out, "…"); /* the message was cut before it */
        hole++;
    }
}

static void write_english(struct buffer *out, const struct report *r, const char *text, enum phrase_place cut)
{
    bool word_begins = true; /* a sentence or a name does not begin within a word */
    for (const char *at = text; *at;) {
        struct phrase_match match = {0};
        if (word_begins || *at == ' ')
            match = match_at(r, at, (at == text ? PHRASE_IS_FIRST : 0) | cut);
        if (match.fixed) {
            write_match(out, r, &match, cut);
            at += match.length;
        } else
            buffer_char(out, *at++);
        word_begins = ends_before_word(text, at);
    }
}

static void write_part(struct buffer *out, const struct report *r, const char *text, size_t length,
                       enum phrase_place cut)
{
    char part[EVENT_MESSAGE_SIZE];
    snprintf(part, sizeof(part), "%.*s", (int)length, text);
    write_english(out, r, part, cut);
}

/* `size`: of the place in the ring, to which the text may have been cut. */
static void write_text(struct buffer *out, const struct report *r, const char *text, size_t size)
{
    size_t length = strlen(text);
    if (r->language == ENGLISH)
        write_part(out, r, text, length, length + EVENT_CUT_MARGIN >= size ? PHRASE_MAY_BE_CUT : 0);
    else
        buffer_text(out, text);
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
        write_text(out, r, e->meaning, sizeof(e->meaning));
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
    write_text(out, r, e->next, sizeof(e->next));
    if (e->in_s < 0)
        return;
    buffer_format(out, " %s ", page_word(language, WORD_EVENT_IN));
    html_decimal(out, language, e->in_s, e->in_s < 10 ? 1 : 0);
    buffer_text(out, "\u00a0s");
}

void event_write(struct buffer *out, const struct report *r, const struct health_event *event)
{
    enum language language = r->language;
    write_text(out, r, event->message, sizeof(event->message));
    write_why(out, r, event);
    write_next(out, r, event);
    if (event->replayed >= 0) {
        buffer_text(out, ", ");
        html_count(out, language, (uint64_t)event->replayed, page_word(language, WORD_REPLAYED_ONE),
                   page_word(language, WORD_REPLAYED_MANY));
    }
}
