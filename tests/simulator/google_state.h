/* Inside of the pretend Google: what pretend_google.c, google_api.c and google_control.c share. */
#ifndef VIGIE_SIM_GOOGLE_STATE_H
#define VIGIE_SIM_GOOGLE_STATE_H

#include "faults.h"
#include "fields.h"
#include "google_documents.h"
#include "google_late.h"
#include "quota.h"
#include "sheets_call.h"
#include "simulator_http.h"
#include "tokens.h"

/* What a person does to the rows of a tab. */
enum move_kind { MOVE_SORT, MOVE_INSERT, MOVE_DELETE, MOVE_ELSEWHERE };
struct move {
    enum move_kind kind;
    int32_t tab;        /* its id */
    uint32_t at, count; /* rows from 0; of a sort `at` is the column */
    uint32_t to;        /* of MOVE_ELSEWHERE: before this row */
    bool descending, header, filled;
};

/* Lasting behaviour, set by POST /control/google/mode. */
struct google_mode {
    struct token_terms terms;
    unsigned reads_per_minute, writes_per_minute;                 /* of one account; 0: no quota */
    unsigned project_reads_per_minute, project_writes_per_minute; /* of all accounts */
    bool sliding_quota;
    unsigned retry_after_s; /* header of a 429; 0: none, as Google does */
    int64_t clock_offset_s; /* Google's clock against ours */
    bool service_disabled;
    struct quirks quirks;
};

enum { CALLS_KEPT = 1000, CALL_PATH = 160, MOVES_MOST = 8 };

/* The request log of the oracle; the oldest is overwritten. */
struct google_call {
    int64_t at_ms;
    char method[8], path[CALL_PATH];
    enum fault_op op;
    int status; /* 0: no answer was sent */
    bool carried_out;
};

/* Reads that see the sheet as it was: a replica that lags behind. */
struct stale_view {
    struct workbook book; /* owned while `shown` */
    bool shown;
    uint64_t until_ms; /* monotonic */
    uint64_t reads;    /* answered so */
};

struct sim_google {
    char spreadsheet_id[DOCUMENT_ID]; /* of the settings' document */
    struct documents documents;
    struct violations violations;
    struct accounts accounts; /* the first has no key until someone asks for it */
    struct buffer key_json;
    struct tokens tokens;
    struct quota project_read_quota, project_write_quota;
    struct faults faults;
    struct late_calls late;
    struct stale_view stale;
    struct google_mode mode;
    struct move ambush[MOVES_MOST]; /* carried out when the next write comes, before it */
    size_t ambush_count;
    uint64_t reads, writes;
    struct google_call calls[CALLS_KEPT];
    uint64_t call_count;
};

/* The document of the settings, which is always there. */
static inline struct document *main_of(const struct sim_google *g)
{
    return g->documents.list[0];
}

/* The service account's address, "" before there is a key. */
const char *google_email(const struct sim_google *g);
/* The address of the account that makes the call, "" without a token. */
const char *google_caller(const struct sim_google *g, const struct sim_request *request);
/* Shares the document of the settings with a further account. False: malformed key, a name that is taken, or
 * too many. */
bool google_add_account(struct sim_google *g, const char *key_json);
/* Owned by `owner`. NULL: there are too many. */
struct document *google_new_document(struct sim_google *g, const char *title, const char *owner);
/* What Drive answers to an admitted call. */
void google_drive_work(struct sim_google *g, const struct sim_request *request, struct reply *reply);
/* Has the caller a token for Drive? False: refused. */
bool google_admit_drive(struct sim_google *g, const struct sim_request *request, struct reply *reply);

/* The mask of a query, judged before the work (false: refused), and what it leaves of an answer. */
bool google_read_mask(const struct form *query, struct fields *ret, struct reply *reply);
void google_mask_reply(const struct fields *mask, struct reply *reply);

/* One call under /v4/spreadsheets/: checks, quota, and the work. */
struct google_route;
/* NULL: there is no such call. */
const struct google_route *google_route(const char *method, const char *path);
enum fault_op google_route_op(const struct google_route *route);
/* Does it make a spreadsheet, so that its path names none? */
bool google_route_makes(const struct google_route *route);
/* May this caller make this call now? False: refused, the reply says why. */
bool google_admit(struct sim_google *g, const struct google_route *route, const struct sim_request *request,
                  struct reply *reply);
/* The work of an admitted call, at a time by our clock; true: it was carried out. */
bool google_work(struct sim_google *g, const struct google_route *route, const struct sim_request *request,
                 int64_t wall_ms, struct reply *reply);
/* Carries out what is due of the late calls. */
void google_catch_up(struct sim_google *g);

/* From now on, and for that long, reads show the sheet as it is now; 0: as it is. */
void google_show_stale(struct sim_google *g, uint64_t for_ms);

/* What the changes after number `last_seq` did to column A, written down as violations. */
void google_police(struct sim_google *g, uint64_t last_seq);

/* A write has come: what people were to do just before it. */
void google_human_ambushes(struct sim_google *g);

/* A person inserts a row at `row` (from 1) of the first tab. */
void google_human_inserts(struct sim_google *g, uint32_t row);

#endif
