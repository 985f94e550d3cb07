/* Answers the gateway-worker's questions: ROW_GET out of outbox and sheet, ROW_PUT once the journal says that
 * it is on disk. Every question is answered, and soon: with the row, with an older row when Google fails, or
 * with a refusal in French. Owned by main. */
#ifndef VIGIE_DESK_H
#define VIGIE_DESK_H

#include "condition.h"
#include "courier.h"
#include "frame.h"

struct desk;
struct loop;
struct uplink;

struct desk_options {
    struct loop *loop; /* all borrowed until desk_destroy */
    struct uplink *uplink;
    struct journal *journal; /* NULL: everything is refused with the condition's words */
    struct metrics *metrics;
    const struct condition *condition;
};

struct desk *desk_create(const struct desk_options *options);
/* Accepts NULL. Whoever still waits is told to come again. After journal_destroy: puts are told by it. */
void desk_destroy(struct desk **desk);

/* The journal is open, and the courier there: questions that came before are answered. Borrowed until
 * desk_destroy. */
void desk_open(struct desk *desk, struct courier *courier);

/* A frame ROW_GET or ROW_PUT; others are ignored. */
void desk_take(struct desk *desk, const struct frame *frame);

/* From the courier: the sheet was read anew; an attempt failed. */
void desk_on_image(struct desk *desk);
void desk_on_trouble(struct desk *desk);

#endif
