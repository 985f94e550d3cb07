/* The second row of a key, once the first says all (merge.h): it is looked at, and cleared if nothing stands
 * beyond our columns. One at a time; the next read shows the others again. A step of the sync. Embedded by
 * its user, zero it first. */
#ifndef VIGIE_DUPLICATE_H
#define VIGIE_DUPLICATE_H

#include "requests.h"
#include "row_map.h"
#include "step.h"
#include "sync_log.h"

struct duplicate {
    uint64_t id; /* 0: nothing is known */
    uint32_t place, first_place;
    size_t count;                          /* of second rows of that key */
    uint64_t left[ROW_MAP_DUPLICATES_MAX]; /* keys whose second row is a person's to remove; the oldest is
                                              forgotten, and said again */
    size_t left_count;                     /* ever noted */
};

/* A read begins to be looked at. */
void duplicate_forget(struct duplicate *duplicate);
/* `second` is the first of `count` rows that bear a key which stands at `first_place` too. */
void duplicate_suspect(struct duplicate *duplicate, const struct map_row *second, uint32_t first_place,
                       size_t count);
bool duplicate_wanted(const struct duplicate *duplicate);

/* It is to be cleared, if the check allows it: as in_doubt_depart. */
bool duplicate_depart(const struct duplicate *duplicate, struct in_doubt *in_doubt, int64_t wall_ms);

void duplicate_fill_check(const struct duplicate *duplicate, const struct api_place *place,
                          struct api_request *request);
/* SYNC_CLEARABLE, or it is left, and said once. */
struct step_result duplicate_checked(struct duplicate *duplicate, struct in_doubt *in_doubt,
                                     const struct step_reply *reply);

void duplicate_fill_clear(const struct duplicate *duplicate, const struct api_place *place,
                          struct api_request *request);
struct step_result duplicate_cleared(struct duplicate *duplicate, struct in_doubt *in_doubt,
                                     const struct sync_log *log, const struct step_reply *reply);

#endif
