/* Who a ticket belongs to, by its messages. */
#include "ticket_owner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint64_t named(const char *text)
{
    struct json_value *message = NULL;
    assert_false(err_is(json_parse(text, strlen(text), &message)));
    uint64_t user = ticket_owner_named(message);
    json_destroy(&message);
    return user;
}

static uint64_t message_among(const char *text)
{
    struct json_value *messages = NULL;
    assert_false(err_is(json_parse(text, strlen(text), &messages)));
    uint64_t id = json_id(json_get(ticket_owner_message(messages), "id"));
    json_destroy(&messages);
    return id;
}

static void the_first_of_the_text_counts_and_the_list_where_the_text_is_hidden(void **state)
{
    (void)state;
    assert_int_equal(named("{\"content\":\"à <@7>, <@8>\",\"mentions\":[{\"id\":\"8\"},{\"id\":\"7\"}]}"), 7);
    assert_int_equal(named("{\"content\":\"\",\"mentions\":[{\"id\":\"8\"}]}"), 8);
    assert_int_equal(named("{\"content\":\"personne\",\"mentions\":[]}"), 0);
}

static void what_we_post_names_nobody(void **state)
{
    (void)state;
    assert_int_equal(named("{\"content\":\"<@7>\",\"nonce\":\"own500\"}"), 0);
    assert_int_equal(named("{\"content\":\"<@7>\",\"nonce\":\"pan500\"}"), 0);
    assert_int_equal(
        named(
            "{\"content\":\"<@7>\",\"components\":[{\"components\":[{\"custom_id\":\"validate_button\"}]}]}"),
        0);
}

static void a_bot_that_posts_as_the_same_user_is_somebody_else(void **state)
{
    (void)state;
    assert_int_equal(named("{\"content\":\"<@7>\",\"nonce\":\"1234\",\"author\":{\"id\":\"9\",\"bot\":true},"
                           "\"components\":[{\"components\":[{\"custom_id\":\"close_ticket\"}]}]}"),
                     7);
}

static void the_oldest_that_names_somebody_is_taken_in_whatever_order(void **state)
{
    (void)state;
    assert_int_equal(
        message_among("[{\"id\":\"14\",\"content\":\"<@5>\"},{\"id\":\"12\",\"content\":\"rien\"},"
                      "{\"id\":\"11\",\"content\":\"<@4>\",\"nonce\":\"own1\"},"
                      "{\"id\":\"13\",\"content\":\"<@6>\"}]"),
        13);
    assert_int_equal(message_among("[{\"id\":\"12\",\"content\":\"rien\"}]"), 0);
    assert_int_equal(message_among("{}"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_the_text_counts_and_the_list_where_the_text_is_hidden),
        cmocka_unit_test(what_we_post_names_nobody),
        cmocka_unit_test(a_bot_that_posts_as_the_same_user_is_somebody_else),
        cmocka_unit_test(the_oldest_that_names_somebody_is_taken_in_whatever_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
