/* Each kind of failure leads to the one right reaction, and its words name the repair. */
#include "outcome.h"

#include "array_len.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define EMAIL "vigie@x.iam.gserviceaccount.com"

static struct outcome of(int status, const char *body)
{
    struct outcome outcome;
    const struct outcome_facts facts = {
        .status = status, .body = body, .length = strlen(body), .client_email = EMAIL};
    outcome_read(&outcome, &facts);
    return outcome;
}

#define ERROR_BODY(message, status)                                                                          \
    "{\"error\":{\"code\":1,\"message\":\"" message "\",\"status\":\"" status "\"}}"

static void every_failure_has_its_class(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *body;
        enum outcome_class class;
        const char *words;
    } CASES[] = {
        {200, "{}", OUTCOME_DONE, ""},
        {400, ERROR_BODY("Unable to parse range: NOPE!A:D", "INVALID_ARGUMENT"), OUTCOME_PLACE, "renommé"},
        {400,
         ERROR_BODY("Range ('X'!A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
                    "INVALID_ARGUMENT"),
         OUTCOME_PLACE, ""},
        {400, ERROR_BODY("Invalid requests[0].appendCells: No grid with id: 5", "INVALID_ARGUMENT"),
         OUTCOME_PLACE, "supprimé"},
        {400,
         ERROR_BODY("Your input contains more than the maximum of 50000 characters in a single cell.",
                    "INVALID_ARGUMENT"),
         OUTCOME_CONTENT, "contenu"},
        {400, ERROR_BODY("This operation is not supported for this document", "FAILED_PRECONDITION"),
         OUTCOME_PARKED, "Excel"},
        {400,
         ERROR_BODY("Invalid data[0]: You are trying to edit a protected cell or object. Please contact the "
                    "spreadsheet owner to remove protection if you need to edit.",
                    "INVALID_ARGUMENT"),
         OUTCOME_PARKED, "ajouter " EMAIL " aux éditeurs"},
        {400,
         ERROR_BODY("Invalid data[0]: Estás intentando modificar una celda o un objeto protegido.",
                    "INVALID_ARGUMENT"),
         OUTCOME_PARKED, "ajouter " EMAIL " aux éditeurs"},
        {400,
         ERROR_BODY("Invalid data[0]: Vous tentez de modifier une cellule ou un objet protégé.",
                    "INVALID_ARGUMENT"),
         OUTCOME_PARKED, "ajouter " EMAIL " aux éditeurs"},
        {401, ERROR_BODY("Request had invalid authentication credentials.", "UNAUTHENTICATED"), OUTCOME_TOKEN,
         ""},
        {403, ERROR_BODY("The caller does not have permission", "PERMISSION_DENIED"), OUTCOME_PARKED,
         "Partagez-la avec " EMAIL},
        {404, ERROR_BODY("Requested entity was not found.", "NOT_FOUND"), OUTCOME_PARKED,
         "GOOGLE_SHEET_ID_VALIDATION"},
        {409, ERROR_BODY("x", "ABORTED"), OUTCOME_AMBIGUOUS, ""},
        {429, "", OUTCOME_QUOTA, "quota"},
        {500, "", OUTCOME_AMBIGUOUS, "panne"},
        {502, "<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>", OUTCOME_AMBIGUOUS, "panne"},
        {503, ERROR_BODY("The service is currently unavailable.", "UNAVAILABLE"), OUTCOME_AMBIGUOUS, "panne"},
        {504, "", OUTCOME_AMBIGUOUS, ""},
        {302, "", OUTCOME_AMBIGUOUS, "inattendue"},
    };
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
        struct outcome outcome = of(CASES[i].status, CASES[i].body);
        if (outcome.class != CASES[i].class)
            print_error("%d %s: %s\n", CASES[i].status, CASES[i].body, outcome_name(outcome.class));
        assert_int_equal(outcome.class, CASES[i].class);
        assert_non_null(strstr(outcome.words, CASES[i].words));
    }
}

static void what_a_person_must_do_is_there_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        bool parked;
        const char *words, *english;
    } ROWS[] = {
#define OUTCOME(status, reason, hint, class, words, english)                                                 \
    {OUTCOME_##class == OUTCOME_PARKED, words, english},
#include "outcome.def"
#undef OUTCOME
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        assert_true(ROWS[i].words[0]);
        assert_int_equal(ROWS[i].parked, ROWS[i].english[0] != '\0');
        if (ROWS[i].parked)
            assert_int_equal(!strstr(ROWS[i].words, "{email}"), !strstr(ROWS[i].english, "{email}"));
    }
    assert_non_null(strstr(of(404, "").english, "share the sheet with " EMAIL));
    assert_string_equal(of(503, "").english, "");
}

static void a_disabled_api_is_told_with_the_address_to_click(void **state)
{
    (void)state;
    static const char BODY[] = "{\"error\":{\"code\":403,\"message\":\"Google Sheets API has not been used "
                               "in project 1 before or it is disabled.\","
                               "\"status\":\"PERMISSION_DENIED\",\"details\":[{\"@type\":\"type.googleapis."
                               "com/google.rpc.Help\"},{\"reason\":\"SERVICE_DISABLED\","
                               "\"metadata\":{\"activationUrl\":\"%s\"}}]}}";
    char body[1000];
    snprintf(body, sizeof(body), BODY,
             "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=1");
    assert_non_null(
        strstr(of(403, body).words,
               "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=1"));
    snprintf(body, sizeof(body), BODY, "https://evil.example/");
    assert_null(strstr(of(403, body).words, "evil"));
    assert_int_equal(of(403, body).class, OUTCOME_PARKED);
}

static void a_broken_transfer_is_ambiguous_once_it_left(void **state)
{
    (void)state;
    struct outcome outcome;
    struct outcome_facts facts = {
        .e = err_make(ERR_TIMEOUT, "x", 0), .may_have_arrived = true, .body = "", .client_email = EMAIL};
    outcome_read(&outcome, &facts);
    assert_int_equal(outcome.class, OUTCOME_AMBIGUOUS);
    facts.may_have_arrived = false;
    outcome_read(&outcome, &facts);
    assert_int_equal(outcome.class, OUTCOME_LATER);
    facts.status = 200; /* a truncated answer */
    facts.may_have_arrived = true;
    outcome_read(&outcome, &facts);
    assert_int_equal(outcome.class, OUTCOME_AMBIGUOUS);
}

static void retry_after_is_taken_and_capped(void **state)
{
    (void)state;
    struct outcome outcome;
    struct outcome_facts facts = {.status = 429, .body = "", .retry_after = "30", .client_email = EMAIL};
    outcome_read(&outcome, &facts);
    assert_int_equal(outcome.retry_after_s, 30);
    facts.retry_after = "999999999";
    outcome_read(&outcome, &facts);
    assert_int_equal(outcome.retry_after_s, 3600);
    facts.retry_after = "Tue, 15 Nov 1994 08:12:31 GMT";
    facts.date = "Tue, 15 Nov 1994 08:11:31 GMT";
    outcome_read(&outcome, &facts);
    assert_int_equal(outcome.retry_after_s, 60);
    facts.retry_after = "soon";
    outcome_read(&outcome, &facts);
    assert_int_equal(outcome.retry_after_s, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failure_has_its_class),
        cmocka_unit_test(what_a_person_must_do_is_there_in_both_languages),
        cmocka_unit_test(a_disabled_api_is_told_with_the_address_to_click),
        cmocka_unit_test(a_broken_transfer_is_ambiguous_once_it_left),
        cmocka_unit_test(retry_after_is_taken_and_capped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
