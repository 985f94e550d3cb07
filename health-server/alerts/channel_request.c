/* The Discord embed, ntfy's headers, Healthchecks' addresses, and plain text for the rest. */
#include "channel_request.h"

#include "alert_text.h"
#include "clock.h"
#include "healthchecks_address.h"
#include "json_writer.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#define URL_MAX     4096
#define BODY_MAX    (16 * 1024)
#define HEADER_MAX  1024
#define FIELD_MAX   1024 /* discord.com/developers/docs/resources/message#embed-object-embed-limits */
#define CONTENT_MAX 2000 /* discord.com/developers/docs/resources/webhook#execute-webhook */

const char *alert_channel_name(enum alert_channel_id channel)
{
    return channel == ALERT_WEBHOOK ? "webhook Discord" : "seconde voie";
}

const char *alert_channel_label(enum alert_channel_id channel)
{
    return channel == ALERT_WEBHOOK ? "webhook" : "fallback";
}

/* ---- Discord. */

static const unsigned COLOURS[] = {
    [ALERT_NOTICE] = 0x3498db, [ALERT_WARNING] = 0xe67e22, [ALERT_CRITICAL] = 0xe74c3c};
#define COLOUR_OVER 0x2ecc71

static void write_field(struct json_writer *w, const char *name, bool is_short,
                        void (*part)(const struct alert_message *m, struct buffer *out),
                        const struct alert_message *m)
{
    struct buffer text;
    buffer_init(&text, BODY_MAX);
    part(m, &text);
    if (text.length) {
        jw_object(w);
        jw_member_string(w, "name", name);
        jw_member_string(w, "value", buffer_string(&text));
        jw_member_bool(w, "inline", is_short);
        jw_object_end(w);
    }
    buffer_free(&text);
}

static const char *page_of(const struct channel_options *o)
{
    return o->page_url ? o->page_url : o->page_place[0] ? o->page_place : NULL;
}

static void write_page_field(struct json_writer *w, const char *page)
{
    jw_object(w);
    jw_member_string(w, "name", "Page");
    jw_member_string(w, "value", page);
    jw_member_bool(w, "inline", false);
    jw_object_end(w);
}

static void write_embed(struct json_writer *w, const struct alert_message *m, const struct channel_options *o)
{
    enum alert_severity severity = alert_rule_row(m->rule)->severity;
    char moment[CLOCK_TEXT_SIZE];
    struct buffer title;
    buffer_init(&title, BODY_MAX);
    buffer_format(&title, "%s ", alert_kind_symbol(m->kind, severity));
    alert_text_title(m, &title);
    jw_object(w);
    jw_member_string(w, "title", buffer_string(&title));
    jw_member_int(w, "color", m->kind == ALERT_OVER ? COLOUR_OVER : (int64_t)COLOURS[severity]);
    jw_member_string(w, "timestamp", clock_iso_millis(m->made_ms, moment, sizeof(moment)));
    jw_key(w, "fields");
    jw_array(w);
    write_field(w, "État", true, alert_text_state, m);
    write_field(w, "Depuis", true, alert_text_time, m);
    write_field(w, "Cause", false, alert_text_cause, m);
    write_field(w, "Que faire", false, alert_text_advice, m);
    if (page_of(o) && strlen(page_of(o)) <= FIELD_MAX)
        write_page_field(w, page_of(o));
    jw_array_end(w);
    buffer_clear(&title);
    buffer_format(&title, "Vigie · alerte %s", m->id);
    jw_key(w, "footer");
    jw_object(w);
    jw_member_string(w, "text", buffer_string(&title));
    jw_object_end(w);
    jw_object_end(w);
    buffer_free(&title);
}

/* Nobody is to be woken by an all-clear. */
static bool mentions(const struct alert_message *m, const struct channel_options *o)
{
    return o->mention_role && m->kind != ALERT_OVER;
}

static void write_content(struct json_writer *w, const struct alert_message *m,
                          const struct channel_options *o, bool plain)
{
    struct buffer text;
    buffer_init(&text, CONTENT_MAX);
    if (mentions(m, o))
        buffer_format(&text, "<@&%" PRIu64 "> ", o->mention_role);
    if (plain)
        alert_text_whole(m, page_of(o), &text);
    if (text.length)
        jw_member_string(w, "content", buffer_string(&text));
    buffer_free(&text);
}

static void write_allowed_mentions(struct json_writer *w, const struct alert_message *m,
                                   const struct channel_options *o)
{
    jw_key(w, "allowed_mentions");
    jw_object(w);
    jw_key(w, "parse");
    jw_array(w);
    jw_array_end(w);
    jw_key(w, "roles");
    jw_array(w);
    if (mentions(m, o))
        jw_id(w, o->mention_role);
    jw_array_end(w);
    jw_object_end(w);
}

static void make_webhook(struct channel_request *r, const struct alert_message *m,
                         const struct channel_options *o)
{
    bool plain = m->rejected[ALERT_WEBHOOK] > 0;
    struct json_writer w = json_writer(&r->body);
    jw_object(&w);
    jw_member_string(&w, "username", "Vigie");
    write_content(&w, m, o, plain);
    if (!plain) {
        jw_key(&w, "embeds");
        jw_array(&w);
        write_embed(&w, m, o);
        jw_array_end(&w);
    }
    write_allowed_mentions(&w, m, o);
    jw_object_end(&w);
    buffer_text(&r->url, o->addresses[ALERT_WEBHOOK]);
    buffer_text(&r->headers[0], "Content-Type: application/json");
}

/* ---- The second channel. */

static bool part_begins(const char *text, size_t length, const char *word)
{
    bool at_start = true;
    for (size_t i = 0; i < length; at_start = text[i] == '/' || text[i] == '.', i++)
        if (at_start && strncasecmp(text + i, word, strlen(word)) == 0)
            return true;
    return false;
}

/* Without the scheme, and up to a query. */
static const char *host_and_path(const char *address, size_t *ret_length)
{
    const char *start = strstr(address, "://");
    start = start ? start + 3 : address;
    *ret_length = strcspn(start, "?#");
    return start;
}

enum fallback_kind fallback_kind(const char *address)
{
    size_t length;
    const char *start = host_and_path(address, &length);
    if (healthchecks_fail_at(address))
        return FALLBACK_HEALTHCHECKS;
    return part_begins(start, length, "ntfy") ? FALLBACK_NTFY : FALLBACK_PLAIN;
}

static const struct {
    const char *priority, *tag; /* docs.ntfy.sh/publish: 5 is the most urgent */
} NTFY[] = {
    [ALERT_NOTICE] = {"3", "information_source"},
    [ALERT_WARNING] = {"4", "warning"},
    [ALERT_CRITICAL] = {"5", "rotating_light"},
};

static void make_ntfy(struct channel_request *r, const struct alert_message *m,
                      const struct channel_options *o)
{
    enum alert_severity severity = alert_rule_row(m->rule)->severity;
    bool over = m->kind == ALERT_OVER;
    buffer_text(&r->headers[1], "Title: ");
    alert_text_title(m, &r->headers[1]);
    buffer_format(&r->headers[2], "Priority: %s", over ? "3" : NTFY[severity].priority);
    buffer_format(&r->headers[3], "Tags: %s", over ? "white_check_mark" : NTFY[severity].tag);
    if (o->page_url)
        buffer_format(&r->headers[4], "Click: %s", o->page_url);
}

/* healthchecks.io/docs/http_api: /fail turns the check red, its address alone green, /log changes nothing.
 * While something else is the case it stays red. */
static void healthchecks_url(struct buffer *url, const struct alert_message *m, const char *address)
{
    bool clear = m->all_clear && m->kind == ALERT_OVER;
    buffer_append(url, address, healthchecks_fail_at(address));
    if (m->kind == ALERT_NOTICED)
        buffer_text(url, "/log");
    else if (!clear)
        buffer_text(url, "/fail");
    buffer_text(url, address + strcspn(address, "?#"));
}

static void make_fallback(struct channel_request *r, const struct alert_message *m,
                          const struct channel_options *o)
{
    const char *address = o->addresses[ALERT_FALLBACK];
    enum fallback_kind kind = fallback_kind(address);
    alert_text_whole(m, page_of(o), &r->body);
    buffer_text(&r->headers[0], "Content-Type: text/plain; charset=utf-8");
    buffer_format(&r->headers[5], "Idempotency-Key: %s", m->id);
    if (kind == FALLBACK_NTFY)
        make_ntfy(r, m, o);
    if (kind == FALLBACK_HEALTHCHECKS)
        healthchecks_url(&r->url, m, address);
    else
        buffer_text(&r->url, address);
}

void channel_request_make(struct channel_request *r, enum alert_channel_id channel,
                          const struct alert_message *m, const struct channel_options *o)
{
    buffer_init(&r->url, URL_MAX);
    buffer_init(&r->body, BODY_MAX);
    for (int i = 0; i < CHANNEL_HEADERS_MAX; i++)
        buffer_init(&r->headers[i], HEADER_MAX);
    if (channel == ALERT_WEBHOOK)
        make_webhook(r, m, o);
    else
        make_fallback(r, m, o);
}

void channel_request_free(struct channel_request *r)
{
    if (r->url.data)
        explicit_bzero(r->url.data, r->url.length);
    buffer_free(&r->url);
    buffer_free(&r->body);
    for (int i = 0; i < CHANNEL_HEADERS_MAX; i++)
        buffer_free(&r->headers[i]);
}
