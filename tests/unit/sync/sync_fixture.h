/* A sync over a journal in memory and a pretend Google (pretend_google.h), with the answers that Google
 * gives. */
#ifndef VIGIE_SYNC_FIXTURE_H
#define VIGIE_SYNC_FIXTURE_H

#include "pretend_google.h"

#include "cache.h"
#include "condition.h"
#include "journal.h"
#include "last_rows.h"
#include "sync.h"

#define ONE   "1020827427888435210"
#define TWO   "1020827427888435211"
#define THREE "1020827427888435212"

#define TABS                                                                                                 \
    "{\"sheets\":[{\"properties\":{\"sheetId\":7,\"title\":\"T\",\"gridProperties\":{\"rowCount\":10,"       \
    "\"columnCount\":4}}}]}"
#define NARROW_TABS                                                                                          \
    "{\"sheets\":[{\"properties\":{\"sheetId\":7,\"title\":\"T\",\"gridProperties\":{\"rowCount\":10,"       \
    "\"columnCount\":2}}}]}"
#define NO_TABS    "{\"sheets\":[]}"
#define ROWS(rows) "{\"range\":\"'T'!A1:D1000\",\"values\":[" rows "]}"
#define HEADER     "[\"channel_id\",\"validated_by\",\"corrections\",\"message_id\"]"
#define WRITTEN    "{\"spreadsheetId\":\"S\"}"
/* The rows that the updates of a batch fell on. */
#define MET(keys)    "{\"spreadsheetId\":\"S\",\"responses\":[" keys "]}"
#define FELL_ON(key) "{\"updatedData\":{\"values\":[[\"" key "\"]]}}"

static struct journal *journal;
static struct last_rows *last_rows;
static struct last_rows_found found;
static struct metrics metrics;
static struct condition condition;
static struct sync *sync_;
static char retained[16384];
static unsigned images, troubles, finishes;

static inline void nothing(void *ctx)
{
    (void)ctx;
}

static inline void image_arrived(void *ctx)
{
    (void)ctx;
    images++;
}

static inline void trouble_arose(void *ctx)
{
    (void)ctx;
    troubles++;
}

static inline void retain(void *ctx, const char *text, size_t length)
{
    (void)ctx;
    snprintf(retained, sizeof(retained), "%.*s", (int)length, text);
}

static inline void finished(void *ctx)
{
    (void)ctx;
    finishes++;
}

static inline void rows_began_to_wait(void *ctx)
{
    (void)ctx;
    if (sync_)
        sync_poke(sync_);
}

static inline void take_found(void *ctx, struct last_rows_found *take)
{
    (void)ctx;
    found = *take;
    *take = (struct last_rows_found){0};
}

static inline void open_stores(const char *folder)
{
    static const struct journal_handlers JOURNAL_HANDLERS = {nothing, rows_began_to_wait, nothing};
    static const struct last_rows_handlers ROWS_HANDLERS = {take_found, rows_began_to_wait};
    const struct journal_options options = {.loop = &the_loop, .folder = folder, .target = "S"};
    journal = journal_create(&options, &JOURNAL_HANDLERS, NULL);
    last_rows = last_rows_create(&the_loop, folder, "S", &ROWS_HANDLERS, NULL);
    turn();
    assert_true(journal_is_open(journal));
}

/* `title` NULL: the first tab. Goes on where a predecessor stopped, if `retained` says so. */
static inline void start_sync(const char *title)
{
    static const struct sync_handlers HANDLERS = {image_arrived, trouble_arose, retain};
    char of_predecessor[sizeof(retained)];
    memcpy(of_predecessor, retained, sizeof(retained));
    const struct sync_options options = {.loop = &the_loop,
                                         .journal = journal,
                                         .last_rows = last_rows,
                                         .found = &found,
                                         .metrics = &metrics,
                                         .condition = &condition,
                                         .base_url = "https://x",
                                         .spreadsheet_id = "S",
                                         .tab_title = title,
                                         .retained = of_predecessor};
    sync_ = sync_create(&options, &HANDLERS, NULL);
    turn();
}

static inline int set_up(void **state)
{
    (void)state;
    reset_pretended();
    metrics_init(&metrics, WORKER_SHEETS);
    condition_init(&condition, &metrics);
    retained[0] = '\0';
    images = troubles = finishes = 0;
    open_stores(NULL);
    return 0;
}

static inline void close_all(void)
{
    sync_destroy(&sync_);
    journal_destroy(&journal);
    last_rows_destroy(&last_rows);
    last_rows_found_free(&found);
    asked.waits = false;
}

static inline int tear_down(void **state)
{
    (void)state;
    close_all();
    return 0;
}

static inline void put(const char *key, const char *b)
{
    static unsigned ops;
    char op[16];
    const struct row row = {key, b, "{}", ""};
    snprintf(op, sizeof(op), "%u", ops++);
    assert_false(err_is(journal_put(journal, op, &row, 1, NULL, NULL)));
    turn();
}

/* The tab is found, and `rows` are read. */
static inline void start_with(const char *rows)
{
    start_sync(NULL);
    assert_asked("GET", "?fields=sheets", "");
    answer(TABS);
    assert_asked("GET", "/values/", "");
    answer(rows);
}

static inline size_t waiting(void)
{
    return journal_counts(journal).waiting;
}

static inline const struct map_row *image_of(uint64_t id)
{
    return row_map_find(sync_image(sync_)->map, id);
}

#endif
