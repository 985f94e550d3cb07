/* Developer metadata. */
#include "batch_fixture.h"

#include "array_len.h"
#include "metadata.h"

#define LOCATION(first, end)                                                                                 \
    "\"location\":{\"dimensionRange\":{\"sheetId\":0,\"dimension\":\"ROWS\",\"startIndex\":" first           \
    ",\"endIndex\":" end "}}"
#define CREATE(members) "{\"createDeveloperMetadata\":{\"developerMetadata\":{" members "}}}"
#define PIN_B                                                                                                \
    CREATE("\"metadataKey\":\"ticket\",\"metadataValue\":\"b\",\"visibility\":\"DOCUMENT\"," LOCATION("1",   \
                                                                                                      "2"))
#define BY_KEY "{\"developerMetadataLookup\":{\"metadataKey\":\"ticket\"}}"

static void search(struct fixture *f, const char *filters)
{
    struct buffer body;
    buffer_init(&body, 1000);
    buffer_format(&body, "{\"dataFilters\":[%s]}", filters);
    fixture_next(f, "", buffer_string(&body));
    buffer_free(&body);
    metadata_search(&f->call, f->body);
}

static void an_entry_is_given_an_id_and_found_by_its_key(void **state)
{
    struct fixture *f = *state;
    run(f, "[" PIN_B "]");
    assert_int_equal(fixture_number(f, "replies.0.createDeveloperMetadata.developerMetadata.metadataId"),
                     12345);
    search(f, BY_KEY);
    assert_string_equal(fixture_answer(f, "matchedDeveloperMetadata.0.developerMetadata.metadataValue"), "b");
    assert_string_equal(
        fixture_answer(f, "matchedDeveloperMetadata.0.developerMetadata.location.locationType"), "ROW");
    search(f, "{\"developerMetadataLookup\":{\"metadataKey\":\"other\"}}");
    assert_string_equal(buffer_string(&f->reply.body), "{}");
}

static void it_moves_with_its_row_and_goes_with_it(void **state)
{
    struct fixture *f = *state;
    run(f,
        "[" PIN_B ",{\"insertDimension\":{\"range\":{\"sheetId\":0,\"dimension\":\"ROWS\",\"startIndex\":0,"
        "\"endIndex\":3}}}]");
    search(f, BY_KEY);
    assert_int_equal(
        fixture_number(f, "matchedDeveloperMetadata.0.developerMetadata.location.dimensionRange.startIndex"),
        4);
    run(f, "[{\"deleteDimension\":{\"range\":{\"sheetId\":0,\"dimension\":\"ROWS\",\"startIndex\":4,"
           "\"endIndex\":5}}}]");
    assert_int_equal(f->book.pins.count, 0);
}

static void an_entry_of_a_batch_that_fails_is_not_kept(void **state)
{
    struct fixture *f = *state;
    run(f, "[" PIN_B ",{\"deleteSheet\":{\"sheetId\":9}}]");
    assert_int_equal(f->book.pins.count, 0);
}

static void an_entry_needs_a_key_a_visibility_and_one_row_that_is_there(void **state)
{
    struct fixture *f = *state;
    static const char *const bad[] = {
        CREATE("\"visibility\":\"DOCUMENT\"," LOCATION("1", "2")),
        CREATE("\"metadataKey\":\"k\"," LOCATION("1", "2")),
        CREATE("\"metadataKey\":\"k\",\"visibility\":\"DOCUMENT\""),
        CREATE("\"metadataKey\":\"k\",\"visibility\":\"DOCUMENT\"," LOCATION("1", "3")),
        CREATE("\"metadataKey\":\"k\",\"visibility\":\"DOCUMENT\"," LOCATION("1000", "1001")),
        CREATE("\"metadataKey\":\"k\",\"visibility\":\"DOCUMENT\",\"location\":{\"sheetId\":9}"),
        "{\"createDeveloperMetadata\":{}}",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        char text[600];
        snprintf(text, sizeof text, "[%s]", bad[i]);
        run(f, text);
        assert_int_equal(f->reply.status, 400);
    }
    assert_int_equal(f->book.pins.count, 0);
}

static void an_id_is_used_once(void **state)
{
    struct fixture *f = *state;
    static const char same[] = CREATE("\"metadataId\":7,\"metadataKey\":\"k\",\"visibility\":\"PROJECT\","
                                      "\"location\":{\"spreadsheet\":true}");
    char text[600];
    snprintf(text, sizeof text, "[%s,%s]", same, same);
    run(f, text);
    assert_string_equal(
        fixture_answer(f, "error.message"),
        "Invalid requests[1].createDeveloperMetadata: Developer metadata with ID 7 already exists.");
}

static void entries_are_changed_and_deleted_by_filter(void **state)
{
    struct fixture *f = *state;
    run(f, "[" PIN_B ",{\"updateDeveloperMetadata\":{\"dataFilters\":[" BY_KEY
           "],\"developerMetadata\":{\"metadataValue\":\"c\"},\"fields\":\"metadataValue\"}}]");
    assert_string_equal(
        fixture_answer(f, "replies.1.updateDeveloperMetadata.developerMetadata.0.metadataValue"), "c");
    run(f, "[{\"deleteDeveloperMetadata\":{\"dataFilter\":{\"gridRange\":{\"sheetId\":0,\"startRowIndex\":5}}"
           "}}]");
    assert_int_equal(f->book.pins.count, 1);
    run(f, "[{\"deleteDeveloperMetadata\":{\"dataFilter\":{\"gridRange\":{\"sheetId\":0,\"startRowIndex\":1,"
           "\"endRowIndex\":2}}}}]");
    assert_string_equal(
        fixture_answer(f, "replies.0.deleteDeveloperMetadata.deletedDeveloperMetadata.0.metadataKey"),
        "ticket");
    assert_int_equal(f->book.pins.count, 0);
}

static void one_entry_is_told_by_its_id_and_an_unknown_one_is_not_found(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"createDeveloperMetadata\":{\"developerMetadata\":{\"metadataId\":12,\"metadataKey\":\"k\","
           "\"visibility\":\"DOCUMENT\",\"location\":{\"spreadsheet\":true}}}}]");
    fixture_next(f, "", NULL);
    metadata_get_pin(&f->call, "12");
    assert_string_equal(fixture_answer(f, "metadataKey"), "k");
    assert_int_equal(fixture_number(f, "metadataId"), 12);
    for (const char *const *id = (const char *const[]){"13", "12x", "", "-1", NULL}; *id; id++) {
        fixture_next(f, "", NULL);
        metadata_get_pin(&f->call, *id);
        assert_int_equal(f->reply.status, 404);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(an_entry_is_given_an_id_and_found_by_its_key),
        FIXTURE_TEST(it_moves_with_its_row_and_goes_with_it),
        FIXTURE_TEST(an_entry_of_a_batch_that_fails_is_not_kept),
        FIXTURE_TEST(an_entry_needs_a_key_a_visibility_and_one_row_that_is_there),
        FIXTURE_TEST(an_id_is_used_once),
        FIXTURE_TEST(entries_are_changed_and_deleted_by_filter),
        cmocka_unit_test_setup_teardown(one_entry_is_told_by_its_id_and_an_unknown_one_is_not_found,
                                        fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
