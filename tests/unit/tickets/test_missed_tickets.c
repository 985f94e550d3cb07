/* Which channels of a guild get a panel after an absence. */
#include "missed_tickets.h"

#include "pretend_sheet.h"

#define LEFT_MS INT64_C(1700000000000)

static uint64_t made_at(int64_t ms)
{
    return (uint64_t)(ms - INT64_C(1420070400000)) << 22;
}

/* A guild with so many tickets, each made a second after the one before. */
static void look_at(int64_t first_ms, size_t count, const char *name)
{
    static char text[65536];
    size_t used = 0;
    struct json_value *channels = NULL;
    text[used++] = '[';
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used,
                                 "%s{\"id\":\"%llu\",\"type\":0,\"name\":\"%s\"}", i ? "," : "",
                                 (unsigned long long)made_at(first_ms + (int64_t)i * 1000), name);
    snprintf(text + used, sizeof(text) - used, "]");
    assert_false(err_is(json_parse(text, strlen(text), &channels)));
    missed_tickets_look(&bot, channels);
    json_destroy(&channels);
}

static void a_ticket_made_while_the_bot_was_away_is_looked_after(void **state)
{
    (void)state;
    missed_tickets_since(&bot, LEFT_MS);
    look_at(LEFT_MS + 60000, 1, "【🎭】lina");
    assert_int_equal(gets.asked, 1); /* its row will say whether it has a panel */
}

static void a_first_start_ever_leaves_old_tickets_alone(void **state)
{
    (void)state;
    missed_tickets_since(&bot, 0);
    look_at(LEFT_MS, 3, "【🎭】lina");
    assert_int_equal(bot.operations, 0);
}

static void tickets_from_before_the_absence_are_left_alone(void **state)
{
    (void)state;
    missed_tickets_since(&bot, LEFT_MS);
    look_at(LEFT_MS - 60000, 3, "【🎭】lina");
    assert_int_equal(bot.operations, 0);
}

static void other_channels_are_no_tickets(void **state)
{
    (void)state;
    missed_tickets_since(&bot, LEFT_MS);
    look_at(LEFT_MS + 60000, 3, "discussion");
    assert_int_equal(bot.operations, 0);
}

static void a_panel_that_the_row_names_is_not_posted_again(void **state)
{
    (void)state;
    missed_tickets_since(&bot, LEFT_MS);
    look_at(LEFT_MS + 60000, 1, "【🎭】lina");
    give_row("[]", "{}", "77");
    assert_int_equal(sent_count, 0);
    assert_int_equal(bot.operations, 0);
}

static void the_longest_absence_of_several_shards_holds(void **state)
{
    (void)state;
    missed_tickets_since(&bot, LEFT_MS);
    missed_tickets_since(&bot, LEFT_MS + 3600000);
    missed_tickets_since(&bot, 0);
    look_at(LEFT_MS + 60000, 1, "【🎭】lina");
    assert_int_equal(bot.operations, 1);
}

static void of_very_many_the_newest_are_looked_after(void **state)
{
    (void)state;
    missed_tickets_since(&bot, LEFT_MS);
    look_at(LEFT_MS + 60000, MISSED_TICKETS_MAX + 20, "【🎭】lina");
    assert_int_equal(bot.operations, MISSED_TICKETS_MAX);
    give_row("[]", "{}", ""); /* the last that asked is the oldest of those */
    char path[80];
    snprintf(path, sizeof(path), "/channels/%llu/messages?limit=50",
             (unsigned long long)made_at(LEFT_MS + 60000 + 20 * 1000));
    assert_sent(0, "GET", path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHEET_TEST(a_ticket_made_while_the_bot_was_away_is_looked_after),
        SHEET_TEST(a_first_start_ever_leaves_old_tickets_alone),
        SHEET_TEST(tickets_from_before_the_absence_are_left_alone),
        SHEET_TEST(other_channels_are_no_tickets),
        SHEET_TEST(a_panel_that_the_row_names_is_not_posted_again),
        SHEET_TEST(the_longest_absence_of_several_shards_holds),
        SHEET_TEST(of_very_many_the_newest_are_looked_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
