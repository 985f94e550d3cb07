/* Which tickets' owners were told lately: at most once in five minutes each (CONTRACT section 5). Pure; needs
 * no cleanup. */
#ifndef VIGIE_NOTICES_H
#define VIGIE_NOTICES_H

#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOTICES_MOST     256
#define NOTICES_PAUSE_MS (5 * 60 * 1000)

struct notices {
    struct {
        uint64_t channel_id, told_ms;
    } entries[NOTICES_MOST]; /* the first `count`, in no order */
    size_t count;
};

/* May this ticket's owner be told now? Then it counts as told. When the table is full of recent ones: no. */
bool notices_take(struct notices *notices, uint64_t channel_id, uint64_t now_ms);

/* The recent ones, as an array for a successor on this machine (the clock is the same), and back. */
void notices_write(const struct notices *notices, struct json_writer *w, uint64_t now_ms);
void notices_restore(struct notices *notices, const struct json_value *array);

/* Telling failed: it does not count. */
void notices_give_back(struct notices *notices, uint64_t channel_id);

#endif
