/* A loop that lives until each channel has answered. */
#include "test_alert.h"

#include "alert_sender.h"
#include "clock.h"
#include "exit_status.h"
#include "loop.h"
#include "random.h"
#include "settings.h"

#include <inttypes.h>
#include <stdio.h>

struct test {
    struct loop *loop;
    struct channel_options options;
    struct alert_sender *sender;
    struct alert_message message;
    bool failed;
};

static void start(void *ctx)
{
    struct test *t = ctx;
    for (int i = 0; i < ALERT_CHANNELS; i++)
        if (t->options.addresses[i])
            alert_sender_send(t->sender, (enum alert_channel_id)i, &t->message);
}

/* A check that the test turned red is turned green again. */
static bool must_be_cleared(struct test *t, enum alert_channel_id channel)
{
    return channel == ALERT_FALLBACK && t->message.kind != ALERT_OVER &&
           fallback_kind(t->options.addresses[channel]) == FALLBACK_HEALTHCHECKS;
}

static void say(const struct alert_sender_reply *reply)
{
    bool arrived = channel_answer_then(reply->answer) == CHANNEL_THEN_DONE;
    printf("%s : %s%s", alert_channel_name(reply->channel), arrived ? "" : "pas arrivée, ",
           channel_answer_word(reply->answer));
    if (reply->status)
        printf(" (statut %d)", reply->status);
    if (reply->wait_ms)
        printf(", à réessayer dans %" PRIu64 " s", (reply->wait_ms + 999) / 1000);
    putchar('\n');
}

static void on_reply(void *ctx, const struct alert_sender_reply *reply)
{
    struct test *t = ctx;
    bool arrived = channel_answer_then(reply->answer) == CHANNEL_THEN_DONE;
    t->failed = t->failed || !arrived;
    if (arrived && must_be_cleared(t, reply->channel)) {
        t->message.kind = ALERT_OVER;
        t->message.all_clear = true;
        alert_sender_send(t->sender, reply->channel, &t->message);
        return;
    }
    say(reply);
    if (!alert_sender_busy(t->sender))
        loop_stop(t->loop);
}

static struct alert_message test_message(const struct channel_options *options)
{
    const char *fallback = options->addresses[ALERT_FALLBACK];
    bool health_check = fallback && fallback_kind(fallback) == FALLBACK_HEALTHCHECKS;
    struct alert_message m = {
        .rule = ALERT_TEST,
        .kind = health_check ? ALERT_RAISED : ALERT_NOTICED, /* what turns a check red */
        .made_ms = clock_wall_ms(),
        .since_ms = clock_wall_ms(),
    };
    snprintf(m.id, sizeof(m.id), "essai-%08" PRIx32, random_u32());
    return m;
}

static void send_and_wait(struct test *t, const struct settings *settings)
{
    t->loop = loop_create();
    t->message = test_message(&t->options);
    t->sender = alert_sender_create(t->loop, &t->options, settings_text(settings, SETTING_EXTRA_CA_FILE),
                                    on_reply, t);
    struct loop_timer *timer = loop_timer_create(t->loop, start, t);
    loop_timer_start(timer, 0);
    loop_run(t->loop);
    loop_timer_destroy(&timer);
    alert_sender_destroy(&t->sender);
    loop_destroy(&t->loop);
}

int test_alert_send(struct settings *settings)
{
    struct test t = {.options = channel_options_of(settings)};
    bool any = t.options.addresses[ALERT_WEBHOOK] || t.options.addresses[ALERT_FALLBACK];
    if (any)
        send_and_wait(&t, settings);
    for (int i = 0; i < ALERT_CHANNELS; i++)
        if (!t.options.addresses[i])
            printf("%s : aucune adresse réglée\n", alert_channel_name((enum alert_channel_id)i));
    fflush(stdout);
    settings_free(settings);
    return !any ? EXIT_CONFIGURATION : t.failed ? EXIT_TEMPORARY : EXIT_NORMAL;
}
