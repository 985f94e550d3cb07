/* Answers the gateway-worker's questions: ROW_GET out of outbox and sheet, ROW_PUT once the journal says that
 * it is on disk. Every question is answered, and soon: with the row, with an older row when Google fails, or
 * with a refusal in French. Owned by main. */
#ifndef VIGIE_ROW_SERVICE_H
#define VIGIE_ROW_SERVICE_H

#include "condition.h"
#include "frame.h"
#include "sync.h"

struct row_service;
struct loop;
struct uplink;

struct row_service_options {
    struct loop *loop; /* all borrowed until row_service_destroy */
    struct uplink *uplink;
    struct journal *journal; /* NULL: everything is refused with the condition's words */
    struct metrics *metrics;
    const struct condition *condition;
};

struct row_service *row_service_create(const struct row_service_options *options);
/* Accepts NULL. Whoever still waits is told to come again. After journal_destroy: puts are told by it. */
void row_service_destroy(struct row_service **service);

/* The journal is open, and the sync there: questions that came before are answered. Borrowed until
 * row_service_destroy. */
void row_service_open(struct row_service *service, struct sync *sync);

/* A frame ROW_GET or ROW_PUT; others are ignored. */
void row_service_take(struct row_service *service, const struct frame *frame);

/* From the sync: the sheet was read anew; an attempt failed. */
void row_service_on_image(struct row_service *service);
void row_service_on_trouble(struct row_service *service);

#endif
