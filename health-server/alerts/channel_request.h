/* What is sent to a channel for a message. Pure but for memory. */
#ifndef VIGIE_CHANNEL_REQUEST_H
#define VIGIE_CHANNEL_REQUEST_H

#include "alert_message.h"
#include "buffer.h"

#define CHANNEL_HEADERS_MAX 6

struct channel_options {
    const char *addresses[ALERT_CHANNELS]; /* NULL: not set. Secrets; borrowed */
    uint64_t mention_role;                 /* of ALERT_MENTION_ROLE_ID, 0: nobody is mentioned */
    const char *page_url;                  /* NULL: not known */
    char page_place[200];                  /* in words, where it is not; "": not even that */
};

struct channel_request {
    struct buffer url, body;
    struct buffer headers[CHANNEL_HEADERS_MAX]; /* "Name: value", those that are not empty */
};

/* The caller frees it with channel_request_free. A message that the channel refused before is written without
 * anything that could be refused for its form. */
void channel_request_make(struct channel_request *request, enum alert_channel_id channel,
                          const struct alert_message *message, const struct channel_options *options);
void channel_request_free(struct channel_request *request);

/* How the second channel is spoken to, known by its address. */
enum fallback_kind {
    FALLBACK_PLAIN,
    FALLBACK_NTFY,         /* "ntfy" begins a part of the host's name, or of the path */
    FALLBACK_HEALTHCHECKS, /* the path ends in /fail */
};
enum fallback_kind fallback_kind(const char *address);

const char *alert_channel_name(enum alert_channel_id channel);  /* French, for people */
const char *alert_channel_label(enum alert_channel_id channel); /* for metrics and logs: "webhook" */

#endif
