/* pins.h: by the route that this Discord knows. */
#include "pins.h"

#include "pretend_sheet.h"

#define NEW_ROUTE "/channels/5/messages/pins/71"
#define OLD_ROUTE "/channels/5/pins/71"

static void told(size_t which, enum rest_outcome outcome, int status, int64_t code)
{
    sent[which].on_done(
        sent[which].ctx,
        &(struct rest_result){.outcome = outcome, .status = status, .code = code, .label = "test"});
}

static void by_the_new_route_where_it_is_known(void **state)
{
    (void)state;
    pins_put(&bot, 5, 71);
    assert_sent(0, "PUT", NEW_ROUTE);
    told(0, REST_DONE, 204, -1);
    assert_int_equal(sent_count, 1);
    assert_int_equal(bot.operations, 0);
}

static void by_the_old_route_from_then_on_where_the_new_one_is_unknown(void **state)
{
    (void)state;
    static const struct {
        enum rest_outcome outcome;
        int status;
        int64_t code;
    } UNKNOWN[] = {{REST_MISSING, 404, 0}, {REST_MISSING, 404, -1}, {REST_REFUSED, 405, -1}};
    for (size_t i = 0; i < 3; i++) {
        bot.pins_by_old_route = false;
        sent_count = 0;
        pins_put(&bot, 5, 71);
        told(0, UNKNOWN[i].outcome, UNKNOWN[i].status, UNKNOWN[i].code);
        assert_sent(1, "PUT", OLD_ROUTE);
        told(1, REST_DONE, 204, -1);
        assert_int_equal(bot.operations, 0);
        pins_put(&bot, 5, 72);
        assert_sent(2, "PUT", "/channels/5/pins/72");
        told(2, REST_DONE, 204, -1);
    }
}

static void a_message_that_is_gone_is_not_looked_for_elsewhere(void **state)
{
    (void)state;
    pins_put(&bot, 5, 71);
    told(0, REST_MISSING, 404, 10008);
    assert_int_equal(sent_count, 1);
    assert_false(bot.pins_by_old_route);
    assert_int_equal(bot.operations, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHEET_TEST(by_the_new_route_where_it_is_known),
        SHEET_TEST(by_the_old_route_from_then_on_where_the_new_one_is_unknown),
        SHEET_TEST(a_message_that_is_gone_is_not_looked_for_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
