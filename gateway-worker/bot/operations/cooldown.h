/* Cooldown of messages to people: one in five minutes for each ticket (CONTRACT section 5: the owner; permission_log.h: the operator).
 * Pure; needs no cleanup. */
#ifndef VIGIE_COOLDOWN_H
#define VIGIE_COOLDOWN_H

#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COOLDOWN_ENTRIES_MAX 256
#define COOLDOWN_MS          (5 * 60 * 1000)

struct cooldown {
    struct {
        uint64_t channel_id, sent_ms;
    } entries[COOLDOWN_ENTRIES_MAX]; /* the first `count`, in no order */
    size_t count;
};

/* True: a message may be sent now, and counts as sent. False when the table is full of recent ones. */
bool cooldown_take(struct cooldown *cooldown, uint64_t channel_id, uint64_t now_ms);

/* The recent ones, as an array for a successor on this machine (the clock is the same), and back. */
void cooldown_write(const struct cooldown *cooldown, struct json_writer *w, uint64_t now_ms);
void cooldown_restore(struct cooldown *cooldown, const struct json_value *array);

/* Sending failed: it does not count. */
void cooldown_give_back(struct cooldown *cooldown, uint64_t channel_id);

#endif
