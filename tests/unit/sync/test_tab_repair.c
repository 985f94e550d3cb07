/* The repair names the tabs that there are, in one sentence that fits. */
#include "tab_repair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char A[] = "Accueil",
            LONG[] = "Une très longue liste de toutes les fiches de personnages de l'année dernière 🎭";

static void the_name_that_is_wrong_and_those_that_there_are_are_named(void **state)
{
    (void)state;
    struct outcome o;
    struct api_tab all[] = {{A, 1, 1, 1}, {LONG, 2, 1, 1}};
    const struct api_tabs tabs = {all, 2};
    tab_repair_missing(&o, "Fiche", &tabs);
    assert_int_equal(o.class, OUTCOME_TAB_MISSING);
    assert_non_null(strstr(o.words, "« Fiche »"));
    assert_non_null(strstr(o.words, "VALIDATION_SHEET_TITLE"));
    assert_non_null(strstr(o.words, "elle a « Accueil », « Une très longue liste"));
    assert_non_null(strstr(o.english, "no tab \"Fiche\""));
}

static void the_undo_is_named_with_or_without_the_name(void **state)
{
    (void)state;
    struct outcome o;
    struct api_tab all[] = {{A, 1, 1, 1}};
    const struct api_tabs tabs = {all, 1};
    tab_repair_gone(&o, "Fiches", &tabs);
    assert_int_equal(o.class, OUTCOME_TAB_GONE);
    assert_non_null(strstr(o.words, "l'onglet « Fiches » des validations a été supprimé"));
    assert_non_null(strstr(o.words, "Annuler"));
    assert_non_null(strstr(o.words, "« Accueil »"));
    assert_non_null(strstr(o.english, "Undo"));
    tab_repair_gone(&o, NULL, &tabs);
    assert_non_null(strstr(o.words, "l'onglet des validations a été supprimé"));
}

static void long_names_and_many_of_them_fit(void **state)
{
    (void)state;
    struct outcome o;
    struct api_tab all[200];
    const struct api_tabs tabs = {all, 200};
    for (size_t i = 0; i < 200; i++)
        all[i] = (struct api_tab){LONG, (int64_t)i, 1, 1};
    tab_repair_missing(&o, LONG, &tabs);
    assert_non_null(strstr(o.words, "Une très longue"));
    assert_non_null(
        strstr(o.words, " autres. Corrigez VALIDATION_SHEET_TITLE, ou donnez ce nom à un onglet."));
    assert_non_null(strstr(o.english, "give a tab that name."));
    tab_repair_gone(&o, LONG, &tabs);
    assert_non_null(strstr(o.words, " autres"));
    assert_non_null(strstr(o.english, " more"));
    assert_true(strlen(o.words) < OUTCOME_WORDS_SIZE - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_that_is_wrong_and_those_that_there_are_are_named),
        cmocka_unit_test(the_undo_is_named_with_or_without_the_name),
        cmocka_unit_test(long_names_and_many_of_them_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
