/* Brings a message to a channel and says what was answered. The shell around channel_request and
 * channel_answer; used by the running service and by `test-alert`. */
#ifndef VIGIE_ALERT_SENDER_H
#define VIGIE_ALERT_SENDER_H

#include "channel_answer.h"
#include "channel_request.h"

struct alert_sender;
struct loop;
struct settings;

struct alert_sender_reply {
    enum alert_channel_id channel;
    char id[ALERT_ID_SIZE]; /* of the message */
    enum channel_answer answer;
    int status;       /* 0: none came */
    uint64_t wait_ms; /* 0: it named no time */
};
typedef void alert_sender_on_reply(void *ctx, const struct alert_sender_reply *reply);

/* Out of the settings; they live longer than the sender. */
struct channel_options channel_options_of(const struct settings *settings);

/* `options` is copied, its texts are borrowed. `extra_ca_file`: NULL: none. */
struct alert_sender *alert_sender_create(struct loop *loop, const struct channel_options *options,
                                         const char *extra_ca_file, alert_sender_on_reply *on_reply,
                                         void *ctx);

/* One at a time to a channel. The reply comes from the loop, once. */
void alert_sender_send(struct alert_sender *sender, enum alert_channel_id channel,
                       const struct alert_message *message);
bool alert_sender_busy(const struct alert_sender *sender);

/* What is under way gets no reply any more. Accepts NULL. Not from inside on_reply. */
void alert_sender_destroy(struct alert_sender **sender);

#endif
