/* Row, change after change, put. */
#include "kept_folds.h"

#include "cache.h"
#include "cell.h"
#include "clock.h"
#include "log.h"
#include "loop.h"
#include "row_change.h"
#include "row_frames.h"
#include "unite.h"

#include <stdio.h>
#include <stdlib.h>

#define AGAIN_MS 1000

/* One row on its way to the disk; belongs to the journal's call. */
struct fold {
    struct kept_folds *folds;
    char key[24];
    size_t changes;
};

static uint64_t id_of(const char *key)
{
    uint64_t id = 0;
    (void)cell_id(key, &id);
    return id;
}

static void try_again(void *ctx)
{
    kept_folds_try_all(ctx);
}

static void ended(void *ctx, struct err e, enum journal_stored how)
{
    struct fold *fold = ctx;
    struct kept_folds *f = fold->folds;
    (void)how;
    if (!err_is(e)) {
        log_event(LOG_NOTICE, "sheets.kept_applied",
                  LOG_WITH(log_text("channel", fold->key), log_int("changes", (int64_t)fold->changes)),
                  "La ligne d'un ticket a été lue : ce qui était gardé pour elle y est inscrit");
        f->on_folded(f->ctx, fold->key);
    } else if (e.kind != ERR_UNAVAILABLE) { /* it ends: a successor will do it */
        if (!f->timer)
            f->timer = loop_timer_create(f->loop, try_again, f);
        loop_timer_start(f->timer, AGAIN_MS);
    }
    free(fold);
}

static void put(struct kept_folds *f, const struct row *row, size_t changes)
{
    struct fold *fold = calloc(1, sizeof(*fold));
    if (!fold)
        abort();
    *fold = (struct fold){.folds = f, .changes = changes};
    snprintf(fold->key, sizeof(fold->key), "%s", row->key);
    struct err e = journal_fold(f->journal, row, clock_wall_ms(), ended, fold);
    if (err_is(e))
        ended(fold, e, JOURNAL_STORED);
}

static void say_stuck(struct kept_folds *f, const char *key)
{
    if (!f->said)
        log_event(
            LOG_ERROR, "sheets.kept_stuck", LOG_WITH(log_text("channel", key)),
            "❌ Erreur critique : la ligne d'un ticket ne peut pas recevoir ce qui est gardé pour elle : ses "
            "cellules sont illisibles ou pleines. Corrigez-les dans la feuille ; rien n'est perdu "
            "d'ici là");
    f->said = true;
}

/* What the row says before: in the outbox, else in the sheet. False: nobody knows. */
static bool find(const struct kept_folds *f, const char *key, uint64_t id, struct row *ret_row)
{
    const struct cache *image = f->image(f->ctx);
    if (journal_find(f->journal, key, ret_row))
        return true;
    if (!image->map || image->kept_ms)
        return false;
    const struct map_row *found = row_map_find(image->map, id);
    *ret_row = found ? (struct row){key, found->b, found->c, found->d} : (struct row){key, "[]", "{}", ""};
    return true;
}

void kept_folds_try(struct kept_folds *f, const char *key)
{
    uint64_t id = id_of(key);
    struct row row;
    struct united_row changed = {.b = {.cap = 0}};
    struct err e = ERR_OK;
    size_t changes = 0;
    const struct kept_changes *kept = journal_kept(f->journal);
    const struct kept_change *change = kept_changes_of(kept, id, NULL);
    if (!change || journal_awaits(f->journal, key) || !find(f, key, id, &row))
        return;
    for (; change && !err_is(e); change = kept_changes_of(kept, id, change), changes++) {
        e = row_change_apply(&row, change->change, &changed);
        if (!err_is(e))
            row = (struct row){key, buffer_string(&changed.b), buffer_string(&changed.c),
                               buffer_string(&changed.d)};
    }
    if (!err_is(e) && row_reply_fits(&row))
        put(f, &row, changes);
    else
        say_stuck(f, key);
    united_row_free(&changed);
}

void kept_folds_try_all(struct kept_folds *f)
{
    char key[24];
    for (const struct kept_change *change = journal_kept(f->journal)->first; change; change = change->next)
        kept_folds_try(f, cell_id_text(change->id, key));
}

void kept_folds_close(struct kept_folds *f)
{
    loop_timer_destroy(&f->timer);
}
