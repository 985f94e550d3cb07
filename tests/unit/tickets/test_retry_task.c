/* retry_task.h, retries.h: what waits for the sheet is asked for again when due, what waits for a permission
 * when that is held. */
#include "retry_task.h"

#include "channel_cache.h"
#include "guild_updates.h"
#include "retries.h"
#include "tasks.h"

#include "pretend_sheet.h"

#define TICKET 5u
#define GUILD(permissions)                                                                                   \
    "{\"id\":\"3\",\"channels\":[{\"id\":\"5\",\"guild_id\":\"3\",\"type\":0,\"name\":\"【🎭】lina\","   \
    "\"permission_overwrites\":[]}],\"members\":[{\"user\":{\"id\":\"9\",\"username\":\"vigie\"},\"roles\":" \
    "[]}],\"roles\":[{\"id\":\"3\",\"name\":\"@everyone\",\"permissions\":\"" permissions "\"}]}"
#define ALL  "8"
#define NONE "0"

static void (*run)(void *ctx);
static size_t ended;

void tasks_add(struct tasks *tasks, enum task_id id, void (*start)(void *ctx), void *ctx)
{
    (void)tasks;
    (void)ctx;
    assert_int_equal(id, TASK_OWED);
    run = start;
}

void tasks_ended(struct tasks *tasks, enum task_id id, enum task_end end, const char *reason)
{
    (void)tasks;
    (void)id;
    assert_int_equal(end, TASK_DONE);
    assert_null(reason);
    ended++;
}

static int begin(void **state)
{
    ended = 0;
    setup_with_sheet(state);
    retry_task_start(&bot);
    return 0;
}

static void know(const char *text)
{
    struct json_value *guild = NULL;
    assert_false(err_is(json_parse(text, strlen(text), &guild)));
    guild_updates_create(&bot, guild);
    json_destroy(&guild);
    bot.own_id = 9;
}

static void refused(uint64_t message_id, enum ticket_action action)
{
    retries_failed(&bot, TICKET, message_id, action,
                   &(struct rest_result){.outcome = REST_FORBIDDEN, .status = 403, .code = 50013});
}

static void make_due(void)
{
    for (size_t i = 0; i < bot.retry_queue.count; i++)
        bot.retry_queue.items[i].due_ms = 1;
}

static void what_waits_for_its_row_is_asked_for_when_it_is_due_and_not_before(void **state)
{
    (void)state;
    retries_without_row(&bot, TICKET);
    run(&bot);
    assert_int_equal(gets.asked, 0);
    make_due();
    run(&bot);
    run(&bot); /* under way */
    assert_int_equal(gets.asked, 1);
    assert_int_equal(ended, 3);
    give_row("[]", "{}", "77");
    assert_int_equal(bot.retry_queue.count, 0);
}

static void what_is_known_to_be_refused_is_not_asked_again(void **state)
{
    (void)state;
    know(GUILD(NONE));
    refused(0, ACTION_POST);
    make_due();
    run(&bot);
    assert_int_equal(gets.asked, 0);
    know(GUILD(ALL));
    run(&bot);
    assert_int_equal(gets.asked, 1);
}

static void a_permission_that_came_before_anybody_looked_is_used_too(void **state)
{
    (void)state;
    know(GUILD(NONE));
    refused(77, ACTION_PIN);
    know(GUILD(ALL));
    retry_queue_hurry(&bot.retry_queue, TICKET);
    run(&bot);
    run(&bot);
    assert_int_equal(sent_count, 1);
}

static void a_pin_is_made_when_its_permission_comes(void **state)
{
    (void)state;
    know(GUILD(NONE));
    refused(77, ACTION_PIN);
    run(&bot);
    assert_int_equal(sent_count, 0);
    know(GUILD(ALL));
    run(&bot);
    assert_sent(0, "PUT", "/channels/5/messages/pins/77");
    answer(0, NULL);
    assert_int_equal(bot.retry_queue.count, 0);
}

static void what_is_unknown_is_tried_now_and_then_until_it_was_refused_too_often(void **state)
{
    (void)state;
    refused(77, ACTION_PIN);
    run(&bot);
    assert_int_equal(sent_count, 0);
    for (unsigned i = 0; i < RETRY_REFUSALS_MAX + 3; i++) {
        make_due();
        size_t before = sent_count;
        run(&bot);
        if (sent_count == before)
            break;
        refused(77, ACTION_PIN);
    }
    assert_int_equal(sent_count, RETRY_REFUSALS_MAX);
}

static void an_outcome_that_is_no_matter_of_permissions_owes_nothing_new(void **state)
{
    (void)state;
    retries_failed(&bot, TICKET, 0, ACTION_POST, &(struct rest_result){.outcome = REST_UNSURE});
    assert_int_equal(bot.retry_queue.count, 0);
    refused(0, ACTION_POST);
    retries_failed(&bot, TICKET, 0, ACTION_POST, &(struct rest_result){.outcome = REST_UNSURE});
    assert_int_equal(bot.retry_queue.count, 1);
    retries_failed(&bot, TICKET, 0, ACTION_POST, &(struct rest_result){.outcome = REST_MISSING});
    assert_int_equal(bot.retry_queue.count, 0);
}

static void a_channel_that_is_no_ticket_any_more_is_owed_nothing(void **state)
{
    (void)state;
    retries_without_row(&bot, TICKET);
    (void)channel_cache_put(bot.channels, &(struct cached_channel){.id = TICKET, .name = "discussion"});
    make_due();
    run(&bot);
    assert_int_equal(gets.asked, 0);
    assert_int_equal(bot.retry_queue.count, 0);
}

#define OWED_TASK_TEST(name) cmocka_unit_test_setup_teardown(name, begin, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWED_TASK_TEST(what_waits_for_its_row_is_asked_for_when_it_is_due_and_not_before),
        OWED_TASK_TEST(what_is_known_to_be_refused_is_not_asked_again),
        OWED_TASK_TEST(a_permission_that_came_before_anybody_looked_is_used_too),
        OWED_TASK_TEST(a_pin_is_made_when_its_permission_comes),
        OWED_TASK_TEST(what_is_unknown_is_tried_now_and_then_until_it_was_refused_too_often),
        OWED_TASK_TEST(an_outcome_that_is_no_matter_of_permissions_owes_nothing_new),
        OWED_TASK_TEST(a_channel_that_is_no_ticket_any_more_is_owed_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
