/* From an answer to an image. */
#include "read_rows.h"

#include "aims.h"
#include "buffer.h"
#include "cell.h"
#include "clear_aims.h"
#include "id_column.h"
#include "merge.h"
#include "reconcile.h"
#include "replies.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- The hourly comparison. */

/* Rows that wait in the outbox are on their way to being different. */
static bool on_its_way(void *ctx, uint64_t id)
{
    const struct journal *journal = ctx;
    char key[24];
    struct row row;
    return journal_find(journal, cell_id_text(id, key), &row);
}

static enum read_comparison compare(const struct read_rows *r, const struct row_map *now)
{
    if (!r->image->map || !r->image->places_known) /* a write may have landed: nothing is known for certain */
        return READ_INCOMPARABLE;
    struct divergence divergence = reconcile(r->image->map, now, on_its_way, r->journal);
    sync_log_divergence(r->log, &divergence);
    return READ_COMPARED;
}

/* ---- What became of our writes. */

struct findings {
    const struct read_rows *read;
    int64_t wall_ms;
    size_t conflicts;
    char first_key[24];
};

static void write_again(void *ctx, const struct row *row)
{
    struct findings *found = ctx;
    if (journal_write_again(found->read->journal, row, found->wall_ms) && found->conflicts++ == 0)
        snprintf(found->first_key, sizeof(found->first_key), "%s", row->key);
}

/* Ten writes that Google confirmed: one more would fare no better. Kept, said, and offered again as all that
 * is refused. */
static void give_up(void *ctx, const struct row *row, char column, uint32_t place)
{
    struct findings *found = ctx;
    struct buffer cells;
    buffer_init(&cells, 24);
    if (place)
        buffer_format(&cells, "%c%" PRIu32, column, place);
    static const char REASON[] = "Google confirme chaque écriture et la cellule ne garde pas la valeur";
    if (journal_bury_again(found->read->journal, row, REASON, found->wall_ms))
        sync_log_never_stays(found->read->log, row, buffer_string(&cells));
    buffer_free(&cells);
}

static void look(const struct read_rows *r, const struct row_map *now, const struct read_rows_when *when)
{
    static const struct verify_handlers HANDLERS = {write_again, give_up};
    struct findings found = {.read = r, .wall_ms = when->wall_ms};
    verify_look(r->verify, r->image->map, now, when->sent_ms, &HANDLERS, &found);
    aims_look(r->in_doubt, r->image->map, now, write_again, &found);
    clear_aims_look(r->in_doubt, r->image->map, now, write_again, &found);
    sync_log_conflicts(r->log, found.conflicts, found.first_key);
    duplicate_forget(r->duplicate);
    merge_look(r->image->map, now, r->journal, r->duplicate, when->wall_ms);
}

/* ---- Is it to be believed? */

static void believe(const struct read_rows *r, struct row_map **take_map, struct foreign_rows **take_foreign,
                    const struct read_rows_when *when)
{
    const struct restore_view view = {r->image->map, *take_map,   r->last_rows,
                                      r->log,        r->in_doubt, when->now_ms};
    row_map_keep_confirmed(*take_map, r->image->map);
    last_rows_save(r->last_rows, r->image->map, *take_map, when->wall_ms);
    look(r, *take_map, when);
    restore_look(r->restore, &view, take_foreign);
    sync_log_survey(r->log, r->image->map, *take_map);
    cache_fill(r->image, take_map, when->sent_ms, when->now_ms);
}

/* Somebody shifted the columns: every row would seem to be new. It stays as it is until a person puts it
 * right. */
static struct step_result ids_moved(const struct read_rows *r, char column)
{
    struct outcome outcome = {.class = OUTCOME_PARKED};
    snprintf(outcome.words, sizeof(outcome.words),
             "la colonne A doit contenir channel_id, or ils sont en colonne %c ; rien n'est écrit d'ici là. "
             "Supprimez la colonne insérée, ou remettez les channel_id en colonne A.",
             column);
    snprintf(outcome.english, sizeof(outcome.english),
             "column A must hold channel_id, but they are in column %c; nothing is written until then. "
             "Delete the column that was inserted, or put the channel_id back into column A.",
             column);
    struct step_result result = step_failed(&outcome);
    cache_hold(r->image);
    result.image_doubted = true;
    return result;
}

static bool is_older(const struct read_rows *r, const struct row_map *now, uint64_t sent_ms)
{
    size_t rows = verify_lagging(r->verify, now, sent_ms);
    sync_log_lag(r->log, rows);
    return rows > 0;
}

static struct step_result judge(const struct read_rows *r, struct row_map **take_map,
                                struct foreign_rows **take_foreign, const struct read_rows_when *when,
                                enum read_comparison *ret_comparison)
{
    char column = id_column_moved(r->image->map, *take_map, *take_foreign);
    if (column)
        return ids_moved(r, column);
    if (is_older(r, *take_map, when->sent_ms))
        return step_ended(SYNC_LAGS);
    if (ret_comparison)
        *ret_comparison = compare(r, *take_map);
    believe(r, take_map, take_foreign, when);
    return step_ended(SYNC_DONE);
}

struct step_result read_rows_answered(const struct read_rows *r, const struct step_reply *reply,
                                      const struct read_rows_when *when, enum read_comparison *ret_comparison)
{
    struct step_result result;
    if (ret_comparison)
        *ret_comparison = READ_NOT_COMPARED;
    if (reply->outcome->class != OUTCOME_DONE)
        return step_failed(reply->outcome);
    struct row_map *map = row_map_create();
    struct foreign_rows *foreign = foreign_rows_create();
    if (err_is(reply_rows(reply->body, reply->length, map, foreign)))
        result = step_unreadable();
    else
        result = judge(r, &map, &foreign, when, ret_comparison);
    row_map_destroy(&map);
    foreign_rows_destroy(&foreign);
    return result;
}
