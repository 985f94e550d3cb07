/* Reads, compares, hands over, ends. */
#include "reread_process.h"

#include "deep_check.h"
#include "exit_status.h"
#include "reread_answer.h"
#include "reread_order.h"
#include "sealed_memory.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

struct reread {
    struct reread_order order;
    struct settings before; /* the secrets that the workers have now */
    struct settings now;
    bool secret_changed[SETTINGS];
};

static char *const NO_ENVIRONMENT[] = {NULL};

static struct err take_order(struct reread *r, struct fd_message *message)
{
    struct err e = fd_message_receive(WORKER_FD_CHANNEL, message);
    if (err_is(e))
        return e;
    if (message->length != sizeof(r->order))
        return err_make(ERR_PROTOCOL, "reread.order", 0);
    memcpy(&r->order, message->bytes, sizeof(r->order));
    return ERR_OK;
}

/* A secret that several workers read stands in each one's memory. */
static struct err take_secrets(struct reread *r, const int fds[], size_t count)
{
    struct err e = ERR_OK;
    for (size_t i = 0; i < count && !err_is(e); i++) {
        static struct settings one;
        e = settings_load_worker(&one, NO_ENVIRONMENT, fds[i]);
        for (int s = 0; s < SETTINGS; s++)
            if (one.values[s] && !r->before.values[s])
                settings_put(&r->before, (enum setting)s, one.values[s]);
        settings_free(&one);
    }
    return e;
}

static void read_again(struct reread *r, char **environment)
{
    static struct settings given;
    for (int i = 0; i < SETTINGS; i++)
        if (r->order.given[i] && r->before.values[i])
            settings_put(&given, (enum setting)i, r->before.values[i]);
    settings_load_again(&r->now, &given, environment, ".env", !r->order.demo);
    settings_free(&given);
    /* As at the start: its default depends on RENDER, which not every worker may see. */
    settings_put(&r->now, SETTING_LOG_FORMAT, settings_text(&r->now, SETTING_LOG_FORMAT));
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void compare_secrets(struct reread *r)
{
    for (int i = 0; i < SETTINGS && !r->order.demo; i++)
        r->secret_changed[i] =
            setting_is_secret((enum setting)i) && !same_text(r->before.values[i], r->now.values[i]);
}

static bool secrets_changed_for(const struct reread *r, enum setting_readers reader)
{
    for (int i = 0; i < SETTINGS; i++)
        if (r->secret_changed[i] && setting_read_by((enum setting)i, reader))
            return true;
    return false;
}

static struct err add_secrets(const struct reread *r, struct reread_head *head, struct fd_message *message)
{
    for (int w = 0; w < WORKERS && !r->now.error_count; w++) {
        int fd = -1;
        if (!secrets_changed_for(r, worker_reader((enum worker)w)))
            continue;
        struct err e = sealed_secrets(&r->now, worker_reader((enum worker)w), &fd);
        if (err_is(e))
            return e;
        head->secrets[w] = fd >= 0 ? SECRETS_NEW : SECRETS_NONE;
        if (fd >= 0)
            message->fds[message->fd_count++] = fd;
    }
    return ERR_OK;
}

static struct err add_text(const struct reread *r, struct fd_message *message)
{
    struct buffer text;
    buffer_init(&text, REREAD_ANSWER_MAX);
    reread_answer_write(&r->now, r->secret_changed, &text);
    int fd = text.failed ? -1 : memfd_create("settings", MFD_CLOEXEC);
    struct err e = text.failed ? err_make(ERR_FULL, "reread.text", 0) : ERR_OK;
    if (!err_is(e) && (fd < 0 || write(fd, text.data, text.length) != (ssize_t)text.length))
        e = err_system("reread.text");
    if (fd >= 0)
        message->fds[message->fd_count++] = fd;
    buffer_free(&text);
    return e;
}

static struct err answer(const struct reread *r)
{
    struct fd_message message = {.length = sizeof(struct reread_head)};
    struct reread_head head = {{SECRETS_SAME}};
    struct err e = add_text(r, &message);
    if (!err_is(e))
        e = add_secrets(r, &head, &message);
    memcpy(message.bytes, &head, sizeof(head));
    if (!err_is(e))
        e = fd_message_send(WORKER_FD_CHANNEL, &message);
    fd_message_close(&message);
    return e;
}

int reread_process(char **environment)
{
    static struct reread r;
    struct fd_message message = {.length = 0};
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NAME, "supervisor"); /* started as /proc/self/exe */
    struct err e = take_order(&r, &message);
    if (!err_is(e))
        e = take_secrets(&r, message.fds, message.fd_count);
    fd_message_close(&message);
    if (!err_is(e)) {
        read_again(&r, environment);
        compare_secrets(&r);
        if (!r.order.demo && !r.now.error_count)
            deep_check(&r.now, environment);
        e = answer(&r);
    }
    settings_free(&r.before);
    settings_free(&r.now);
    return err_is(e) ? EXIT_INTERNAL : EXIT_NORMAL;
}
