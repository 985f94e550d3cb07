/* What the tables of others say in French has English here. */
#include "page_names.h"
#include "page_words.h"

#include "array_len.h"
#include "incident.h"
#include "task_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_translated(const char *french)
{
    if (page_name(ENGLISH, french) == french)
        fail_msg("no English for: %s", french);
    assert_ptr_equal(page_name(FRENCH, french), french);
}

static void every_alert_rule_has_english(void **state)
{
    (void)state;
    static const char *const TITLES[] = {
#define ALERT(id, name, signal, compare, limit, hold_s, over_s, severity, title, advice) title,
#include "../../../health-server/alerts/alert_rules.def"
#undef ALERT
    };
    for (size_t i = 0; i < ARRAY_LEN(TITLES); i++)
        assert_translated(TITLES[i]);
}

static void every_task_has_english(void **state)
{
    (void)state;
    for (int i = 0; i < TASKS; i++)
        assert_translated(task_row((enum task_id)i)->name);
}

static void every_end_of_an_incident_has_english(void **state)
{
    (void)state;
    for (int i = 0; i < INCIDENT_ENDS; i++)
        assert_translated(incident_end_sentence((enum incident_end)i));
}

static void every_word_stands_in_both_languages(void **state)
{
    (void)state;
    for (int i = 0; i < PAGE_WORDS; i++)
        for (int language = 0; language < LANGUAGES; language++) {
            const char *word = page_word((enum language)language, (enum page_word)i);
            assert_true(word && word[0]);
            assert_null(strpbrk(word, "<>\""));
        }
}

static void what_nobody_translated_stays(void **state)
{
    (void)state;
    static const char NEW[] = "quelque chose de nouveau";
    assert_ptr_equal(page_name(ENGLISH, NEW), NEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_alert_rule_has_english),
        cmocka_unit_test(every_task_has_english),
        cmocka_unit_test(every_end_of_an_incident_has_english),
        cmocka_unit_test(every_word_stands_in_both_languages),
        cmocka_unit_test(what_nobody_translated_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
