/* Sentences of one length at most, whatever people call their tabs. */
#include "tab_repair.h"

#include "buffer.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

#define TITLE_SHOWN 60  /* bytes of a title */
#define LIST_SHOWN  110 /* ... of all of them */

struct quotes {
    const char *open, *close, *more, *after_more;
};
static const struct quotes FRENCH = {"« ", " »", " et ", " autres"}, ENGLISH = {"\"", "\"", " and ", " more"};

static void put_title(struct buffer *out, const char *title, const struct quotes *q)
{
    size_t length = strlen(title), shown = utf8_prefix(title, length, TITLE_SHOWN);
    buffer_text(out, q->open);
    buffer_append(out, title, shown);
    buffer_text(out, shown < length ? "…" : "");
    buffer_text(out, q->close);
}

static void put_tabs(struct buffer *out, const struct api_tabs *tabs, const struct quotes *q)
{
    size_t start = out->length, i = 0;
    for (; i < tabs->count && (i == 0 || out->length - start + strlen(tabs->tabs[i].title) < LIST_SHOWN);
         i++) {
        buffer_text(out, i ? ", " : "");
        put_title(out, tabs->tabs[i].title, q);
    }
    if (i < tabs->count)
        buffer_format(out, "%s%zu%s", q->more, tabs->count - i, q->after_more);
    if (!tabs->count)
        buffer_text(out, "–");
}

static void finish(struct buffer *out, char *ret_words)
{
    snprintf(ret_words, OUTCOME_WORDS_SIZE, "%s", buffer_string(out));
    buffer_clear(out);
}

void tab_repair_missing(struct outcome *outcome, const char *title, const struct api_tabs *tabs)
{
    struct buffer out;
    buffer_init(&out, OUTCOME_WORDS_SIZE);
    *outcome = (struct outcome){.class = OUTCOME_TAB_MISSING};
    buffer_text(&out, "la feuille n'a pas d'onglet ");
    put_title(&out, title, &FRENCH);
    buffer_text(&out, ", que nomme VALIDATION_SHEET_TITLE ; elle a ");
    put_tabs(&out, tabs, &FRENCH);
    buffer_text(&out, ". Corrigez VALIDATION_SHEET_TITLE, ou donnez ce nom à un onglet.");
    finish(&out, outcome->words);
    buffer_text(&out, "the sheet has no tab ");
    put_title(&out, title, &ENGLISH);
    buffer_text(&out, ", which VALIDATION_SHEET_TITLE names; it has ");
    put_tabs(&out, tabs, &ENGLISH);
    buffer_text(&out, ". Correct VALIDATION_SHEET_TITLE, or give a tab that name.");
    finish(&out, outcome->english);
    buffer_free(&out);
}

void tab_repair_gone(struct outcome *outcome, const char *title, const struct api_tabs *tabs)
{
    struct buffer out;
    buffer_init(&out, OUTCOME_WORDS_SIZE);
    *outcome = (struct outcome){.class = OUTCOME_TAB_GONE};
    buffer_text(&out, "l'onglet ");
    if (title)
        put_title(&out, title, &FRENCH);
    buffer_text(&out, title ? " " : "");
    buffer_text(&out,
                "des validations a été supprimé de la feuille. Rétablissez-le dans Google Sheets (Annuler, "
                "ou Fichier, "
                "Historique des versions), ou nommez dans VALIDATION_SHEET_TITLE un de ceux qui restent : ");
    put_tabs(&out, tabs, &FRENCH);
    finish(&out, outcome->words);
    buffer_text(&out, "the tab ");
    if (title)
        put_title(&out, title, &ENGLISH);
    buffer_text(&out, title ? " " : "");
    buffer_text(&out, "of the validations was deleted from the sheet. Bring it back in Google Sheets (Undo, "
                      "or File, Version "
                      "history), or name in VALIDATION_SHEET_TITLE one that is left: ");
    put_tabs(&out, tabs, &ENGLISH);
    finish(&out, outcome->english);
    buffer_free(&out);
}

void tab_repair_none(struct outcome *outcome)
{
    *outcome = (struct outcome){.class = OUTCOME_PARKED,
                                .words = "le classeur n'a aucun onglet de cellules. Ajoutez un onglet.",
                                .english = "the workbook has no tab of cells. Add a tab."};
}
