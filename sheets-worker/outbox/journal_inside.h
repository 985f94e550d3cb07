/* The inside of the journal, for its own sources: journal.c (what is in memory), journal_jobs.c (which job is
 * next), journal_work.c (what it does beside the loop) and journal_ends.c (what follows from its end). */
#ifndef VIGIE_JOURNAL_INSIDE_H
#define VIGIE_JOURNAL_INSIDE_H

#include "disk_queue.h"
#include "journal.h"
#include "journal_batch.h"
#include "journal_file.h"
#include "outbox_lock.h"
#include "recent_ops.h"

#define JOURNAL_NO_MS   100   /* so long it counts that the disk said no */
#define JOURNAL_LOOK_MS 10000 /* a disk that fills up while nothing is written is noticed within */

/* Where the outbox stands. */
enum journal_place {
    JOURNAL_OPENING, /* nothing is known yet */
    JOURNAL_IN_FILE,
    JOURNAL_IN_MEMORY, /* until the file can be opened */
};

enum journal_job {
    JOURNAL_REST,
    JOURNAL_OPEN,
    JOURNAL_SAVE,
    JOURNAL_LEAVE, /* the file is broken, or is no longer there */
    JOURNAL_MOVE,  /* from memory into the file */
};

struct journal {
    struct loop *loop;
    char *folder, *target;
    uint64_t patience_ms;
    struct journal_handlers handlers;
    void *ctx;

    struct disk_queue *queue;
    struct disk_job job, close;
    struct loop_timer *timer;  /* active: the next job begins when it is over */
    struct loop_timer *looker; /* the disk is looked at though nothing is to be written */
    /* These belong to the job while it is busy. */
    enum journal_job doing;
    struct outbox_lock lock; /* for as long as there is a journal, whatever becomes of its file */
    struct journal_file *file, *old_file;
    struct journal_batch batch;
    struct journal_found found;
    struct waiting_rows *loaded; /* NULL: nothing was */
    struct kept_changes loaded_kept;
    struct journal_memo *loaded_memos;
    struct err ended;

    enum journal_place place;
    bool accepts;  /* in memory: puts are taken all the same */
    bool complete; /* in memory: it was in a file once, of which nothing is missing here */
    bool leave_due, move_due, probe_due, closing;
    bool pausing; /* the timer is a pause after a failure, cut short by journal_try_now alone */
    uint64_t began_ms, took_ms, saved_ms; /* the job, the one before; when the file last took something */
    struct waiting_rows *rows;
    struct kept_changes kept;
    struct unsaved unsaved;
    struct journal_puts puts;    /* that the next job takes along */
    struct journal_puts decided; /* whose end is known without the disk; to be told */
    struct loop_timer *teller;   /* ... from the loop */
    struct recent_ops recent;
    struct journal_memo *memos;
    uint64_t last_version;
    size_t parked;
    int64_t forget_before_ms;
    char *tab_spreadsheet_id; /* of journal_reunite, until it is under way */
    int64_t tab_sheet_id;
    void (*on_back)(void *ctx, size_t rows);
    void *back_ctx;
    void (*on_saved)(void *ctx);
    void *saved_ctx;
    void (*on_kept)(void *ctx); /* of journal_keep_memo_first, until it is called */
    void *kept_ctx;
    bool keeping; /* ... the job takes it along */

    struct err trouble;
    uint64_t troubled_since_ms, failed_ms; /* monotonic; the first failure in a row, the last one */
    bool moved_aside, emptied, rebuilt;
    int64_t ended_writer; /* of the lock, to be said */
    int not_lockable;
    int64_t suspect_since_ms; /* 0 once the disk has taken something */
    bool slow_said;           /* on_condition was called for a job that has not ended yet */
};

uint64_t journal_id(const char *key);

/* There is something for the disk. Urgent: it goes with what else comes in this turn of the loop. Else a slow
 * disk is left free for what is urgent for as long as the last job took. */
void journal_wake(struct journal *journal, bool urgent);
void journal_go_on(struct journal *journal);
/* Whoever asked whether everything is saved: it is, or cannot be. */
void journal_tell_saved(struct journal *journal);
/* Whoever asked for a memo to be kept first: it is, or cannot be now. */
void journal_tell_kept(struct journal *journal);
/* Tries what the disk refused last, and cuts the pause before that short. */
void journal_try_now(struct journal *journal);
/* The timer is over. */
void journal_begin_job(void *journal);
void journal_job_work(void *journal), journal_job_done(void *journal);
/* Does anything wait for the disk? */
bool journal_has_unsaved(const struct journal *journal);

#endif
