/* POST and the reply. */
#include "alert_sender.h"

#include "allocate.h"
#include "build_info.h"
#include "http_client.h"
#include "settings.h"
#include "workers.h"

#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS   8000
#define TIMEOUT_MS   15000
#define RESPONSE_MAX (64 * 1024)

struct delivery {
    struct alert_sender *sender;
    char id[ALERT_ID_SIZE];
    bool busy;
};

struct alert_sender {
    struct http_client *http;
    struct channel_options options;
    alert_sender_on_reply *on_reply;
    void *ctx;
    struct delivery deliveries[ALERT_CHANNELS];
};

static unsigned port_of(int listener)
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t size = sizeof(address);
    if (getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return 0;
    if (address.ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port);
    return address.ss_family == AF_INET6
               ? ntohs(((const struct sockaddr_in6 *)(const void *)&address)->sin6_port)
               : 0;
}

/* Without a public address a reader must at least know on which machine to look. `--test-alert` listens
 * nowhere: what it sends names the page that an alert of the service would name. */
static void place_page(const struct settings *settings, char *place, size_t size)
{
    char host[HOST_NAME_MAX + 1] = "";
    unsigned port = port_of(WORKER_FD_LISTENER);
    if (!port)
        port = (unsigned)settings_int(settings, SETTING_PORT);
    if (port && gethostname(host, sizeof(host) - 1) == 0)
        snprintf(place, size,
                 "http://%s:%u/ (la machine où tourne Vigie ; RENDER_EXTERNAL_URL n'est pas réglé)", host,
                 port);
}

struct channel_options channel_options_of(const struct settings *settings)
{
    struct channel_options options = {
        .addresses = {[ALERT_WEBHOOK] = settings_text(settings, SETTING_ALERT_WEBHOOK_URL),
                      [ALERT_FALLBACK] = settings_text(settings, SETTING_ALERT_FALLBACK_URL)},
        .mention_role = settings_snowflake(settings, SETTING_ALERT_MENTION_ROLE_ID),
        .page_url = settings_text(settings, SETTING_RENDER_EXTERNAL_URL),
    };
    place_page(settings, options.page_place, sizeof(options.page_place));
    return options;
}

/* Discord and Cloudflare refuse libcurl's own (facts/discord.md T3). */
static struct http_client *open_client(struct loop *loop, const char *extra_ca_file)
{
    char user_agent[128];
    snprintf(user_agent, sizeof(user_agent), "DiscordBot (https://github.com/vigie-bot/vigie, %s)",
             BUILD_VERSION);
    const struct http_client_options options = {
        .user_agent = user_agent, .extra_ca_file = extra_ca_file, .most_connections = ALERT_CHANNELS};
    return http_client_create(loop, &options);
}

struct alert_sender *alert_sender_create(struct loop *loop, const struct channel_options *options,
                                         const char *extra_ca_file, alert_sender_on_reply *on_reply,
                                         void *ctx)
{
    struct alert_sender *s = allocate(1, sizeof(*s));
    s->http = open_client(loop, extra_ca_file);
    s->options = *options;
    s->on_reply = on_reply;
    s->ctx = ctx;
    return s;
}

/* A header's value lives until the next is asked for. */
static void take_header(const struct http_response *response, const char *name, char *text, size_t size)
{
    const char *value = http_response_header(response, name);
    snprintf(text, size, "%s", value ? value : "");
}

static void answered(void *ctx, struct err e, const struct http_response *response)
{
    struct delivery *d = ctx;
    struct alert_sender *s = d->sender;
    enum alert_channel_id channel = (enum alert_channel_id)(d - s->deliveries);
    char via[64], type[64], retry_after[40], date[40];
    take_header(response, "Via", via, sizeof(via));
    take_header(response, "Content-Type", type, sizeof(type));
    take_header(response, "Retry-After", retry_after, sizeof(retry_after));
    take_header(response, "Date", date, sizeof(date));
    const struct channel_reply facts = {.error = e,
                                        .status = response->status,
                                        .via = via,
                                        .content_type = type,
                                        .retry_after = retry_after,
                                        .date = date,
                                        .body = response->body,
                                        .discord = channel == ALERT_WEBHOOK};
    struct alert_sender_reply reply = {.channel = channel, .status = err_is(e) ? 0 : response->status};
    snprintf(reply.id, sizeof(reply.id), "%s", d->id);
    reply.answer = channel_answer_read(&facts, &reply.wait_ms);
    d->busy = false;
    s->on_reply(s->ctx, &reply);
}

void alert_sender_send(struct alert_sender *s, enum alert_channel_id channel,
                       const struct alert_message *message)
{
    struct delivery *d = &s->deliveries[channel];
    struct channel_request made;
    channel_request_make(&made, channel, message, &s->options);
    struct http_request request = {.method = "POST",
                                   .url = buffer_string(&made.url),
                                   .body = buffer_string(&made.body),
                                   .body_length = made.body.length,
                                   .connect_timeout_ms = CONNECT_MS,
                                   .timeout_ms = TIMEOUT_MS,
                                   .most_response_bytes = RESPONSE_MAX,
                                   .once = true};
    for (int i = 0, used = 0; i < CHANNEL_HEADERS_MAX; i++)
        if (made.headers[i].length)
            request.headers[used++] = buffer_string(&made.headers[i]);
    d->sender = s;
    d->busy = true;
    snprintf(d->id, sizeof(d->id), "%s", message->id);
    http_send(s->http, &request, answered, d);
    channel_request_free(&made);
}

bool alert_sender_busy(const struct alert_sender *s)
{
    bool busy = false;
    for (int i = 0; i < ALERT_CHANNELS; i++)
        busy = busy || s->deliveries[i].busy;
    return busy;
}

void alert_sender_destroy(struct alert_sender **take_sender)
{
    struct alert_sender *s = *take_sender;
    if (!s)
        return;
    *take_sender = NULL;
    http_client_destroy(&s->http);
    free(s);
}
