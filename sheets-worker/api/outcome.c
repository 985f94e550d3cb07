/* The table of outcomes. */
#include "outcome.h"

#include "array_len.h"
#include "buffer.h"
#include "json_value.h"
#include "retry_after.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_AFTER_MOST_S 3600
#define MESSAGE_MOST       200 /* bytes of Google's words */

static const struct {
    int status;
    const char *reason, *hint;
    enum outcome_class class;
    const char *words, *english;
} OUTCOMES[] = {
#define OUTCOME(status, reason, hint, class, words, english)                                                 \
    {status, reason, hint, OUTCOME_##class, words, english},
#include "outcome.def"
#undef OUTCOME
};

/* What Google says of an error, whichever of its forms it chose. Texts live as long as the document. */
struct error_body {
    const char *message, *status, *reason, *url;
};

static struct error_body error_of(const struct json_value *document)
{
    const struct json_value *error = json_get(document, "error"), *details = json_get(error, "details");
    struct error_body b = {
        .message = json_text(json_get(error, "message"), ""),
        .status = json_text(json_get(error, "status"), ""),
        .reason = "",
        .url = "https://console.cloud.google.com/apis/library/sheets.googleapis.com",
    };
    for (size_t i = 0; i < json_length(details); i++) {
        const struct json_value *detail = json_at(details, i);
        b.reason = json_text(json_get(detail, "reason"), b.reason);
        b.url = json_text(json_find(detail, "metadata.activationUrl"), b.url);
    }
    return b;
}

/* Google's address goes into a log line: only what an address may hold, and only Google's. */
static bool is_google_url(const char *url)
{
    static const char *const STARTS[] = {"https://console.developers.google.com/",
                                         "https://console.cloud.google.com/"};
    bool starts = false;
    for (size_t i = 0; i < ARRAY_LEN(STARTS); i++)
        starts = starts || strncmp(url, STARTS[i], strlen(STARTS[i])) == 0;
    return starts && strlen(url) < 200 && url[strcspn(url, " \r\n\t\"<>")] == '\0';
}

static void fill_words(char ret_words[OUTCOME_WORDS_SIZE], const char *words, const char *email,
                       const struct error_body *b)
{
    struct buffer out;
    buffer_init(&out, OUTCOME_WORDS_SIZE - 1);
    for (const char *at; (at = strchr(words, '{')); words = strchr(at, '}') + 1) {
        buffer_append(&out, words, (size_t)(at - words));
        if (strncmp(at, "{email}", 7) == 0)
            buffer_text(&out, email);
        else if (strncmp(at, "{message}", 9) == 0)
            buffer_append(&out, b->message, utf8_prefix(b->message, strlen(b->message), MESSAGE_MOST));
        else
            buffer_text(&out, is_google_url(b->url) ? b->url : "https://console.cloud.google.com/apis");
    }
    buffer_text(&out, words);
    snprintf(ret_words, OUTCOME_WORDS_SIZE, "%s", buffer_string(&out));
    buffer_free(&out);
}

static bool fits(size_t row, int status, const struct error_body *b)
{
    const char *reason = OUTCOMES[row].reason;
    return (OUTCOMES[row].status == 0 || OUTCOMES[row].status == status) &&
           (!reason[0] || strcmp(reason, b->reason) == 0 || strcmp(reason, b->status) == 0) &&
           strstr(b->message, OUTCOMES[row].hint);
}

static void read_transfer_error(struct outcome *outcome, const struct outcome_facts *facts)
{
    outcome->class = facts->may_have_arrived ? OUTCOME_AMBIGUOUS : OUTCOME_LATER;
    const char *words =
        facts->e.kind == ERR_TIMEOUT ? "Google Sheets ne répond pas à temps"
        : facts->e.kind == ERR_DNS   ? "le nom de Google Sheets ne se résout pas (réseau ou DNS en panne)"
        : facts->e.kind == ERR_TLS   ? "la connexion chiffrée vers Google Sheets est refusée (certificat)"
                                     : "Google Sheets est injoignable";
    snprintf(outcome->words, sizeof(outcome->words), "%s", words);
}

static uint32_t read_retry_after(const struct outcome_facts *facts)
{
    uint64_t seconds = (retry_after_ms(facts->retry_after, facts->date) + 999) / 1000;
    return seconds > RETRY_AFTER_MOST_S ? RETRY_AFTER_MOST_S : (uint32_t)seconds;
}

void outcome_read(struct outcome *outcome, const struct outcome_facts *facts)
{
    *outcome = (struct outcome){.class = OUTCOME_DONE, .retry_after_s = read_retry_after(facts)};
    if (err_is(facts->e)) {
        read_transfer_error(outcome, facts);
        return;
    }
    if (facts->status == 200)
        return;
    struct json_value *document = NULL;
    (void)json_parse(facts->body, facts->length, &document); /* an HTML page has no members */
    struct error_body b = error_of(document);
    for (size_t i = 0; i < ARRAY_LEN(OUTCOMES); i++)
        if (fits(i, facts->status, &b)) {
            outcome->class = OUTCOMES[i].class;
            fill_words(outcome->words, OUTCOMES[i].words, facts->client_email, &b);
            fill_words(outcome->english, OUTCOMES[i].english, facts->client_email, &b);
            break;
        }
    json_destroy(&document);
}

const char *outcome_name(enum outcome_class class)
{
    static const char *const NAMES[] = {"done",   "later", "ambiguous", "token",       "quota",
                                        "parked", "place", "content",   "tab missing", "tab gone"};
    return NAMES[class];
}
