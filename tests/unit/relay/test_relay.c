/* What the relay passes on, refuses and retains, over pretend children with real links. */
#include "relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "worker/pretend_channel.h"

struct child {
    struct child_link link;
    struct instance instance;
    struct channel channel;
    bool up;
};

struct child_link *child_link_of(struct child *child)
{
    return &child->link;
}

enum worker child_worker(const struct child *child)
{
    return child->link.worker;
}

bool child_up(const struct child *child)
{
    return child->up;
}

static struct child all[WORKERS];
static struct child *children[WORKERS];
static struct relay relay;

static void starts(enum worker worker, uint32_t generation)
{
    static const struct child_link_handlers NONE;
    struct child *child = children[worker] = &all[worker];
    memset(child, 0, sizeof(*child));
    child->instance.channel = &child->channel;
    child_link_init(&child->link, worker, &child->instance, &NONE, NULL);
    child_link_begin(&child->link, generation);
}

static void runs(enum worker worker, uint32_t generation)
{
    starts(worker, generation);
    child_link_welcome(&all[worker].link);
    all[worker].up = true;
    nothing_sent();
}

static int fresh(void **state)
{
    (void)state;
    memset(children, 0, sizeof(children));
    memset(&relay, 0, sizeof(relay));
    relay_init(&relay, children);
    nothing_sent();
    return 0;
}

static void says(enum worker from, struct frame frame)
{
    frame.from = from;
    relay_frame(&relay, children[from], &frame);
}

static void says_to_us(enum worker from, enum message type, const char *body)
{
    says(from, (struct frame){
                   .type = type, .to = WORKER_SUPERVISOR, .seq = 1, .body = body, .length = strlen(body)});
}

static void assert_sent(unsigned at, enum worker to, enum message type, const char *body)
{
    assert_true(at < sent_count);
    assert_int_equal(sent[at].to, to);
    assert_int_equal(sent[at].type, type);
    assert_int_equal(sent[at].length, strlen(body));
    assert_true(sent[at].length == 0 || memcmp(sent[at].body, body, sent[at].length) == 0);
}

static void a_request_reaches_its_worker_and_the_answer_its_asker(void **state)
{
    (void)state;
    runs(WORKER_GATEWAY, 3);
    runs(WORKER_SHEETS, 1);
    says(WORKER_GATEWAY, (struct frame){.type = MESSAGE_ROW_GET, .to = WORKER_SHEETS, .seq = 17});
    assert_sent(0, WORKER_SHEETS, MESSAGE_ROW_GET, "");
    assert_int_equal(sent[0].from, WORKER_GATEWAY);
    says(WORKER_SHEETS,
         (struct frame){.type = MESSAGE_ROW, .to = WORKER_GATEWAY, .seq = 5, .ref = sent[0].seq});
    assert_sent(1, WORKER_GATEWAY, MESSAGE_ROW, "");
    assert_int_equal(sent[1].ref, 17);
    assert_int_equal(sent_count, 2);
}

static void an_answer_to_a_dead_instance_is_dropped(void **state)
{
    (void)state;
    runs(WORKER_GATEWAY, 3);
    runs(WORKER_SHEETS, 1);
    says(WORKER_GATEWAY, (struct frame){.type = MESSAGE_ROW_GET, .to = WORKER_SHEETS, .seq = 17});
    uint64_t ref = sent[0].seq;
    runs(WORKER_GATEWAY, 4);
    says(WORKER_SHEETS, (struct frame){.type = MESSAGE_ROW, .to = WORKER_GATEWAY, .seq = 5, .ref = ref});
    assert_int_equal(sent_count, 0);
    children[WORKER_GATEWAY] = NULL;
    says(WORKER_SHEETS, (struct frame){.type = MESSAGE_ROW, .to = WORKER_GATEWAY, .seq = 6, .ref = ref});
    assert_int_equal(sent_count, 0);
}

static void assert_refused(void)
{
    says(WORKER_GATEWAY, (struct frame){.type = MESSAGE_ROW_GET, .to = WORKER_SHEETS, .seq = 17});
    assert_int_equal(sent_count, 1);
    assert_sent(0, WORKER_GATEWAY, MESSAGE_UNAVAILABLE, "");
    assert_int_equal(sent[0].ref, 17);
    assert_int_equal(sent[0].from, WORKER_SUPERVISOR);
    nothing_sent();
}

static void a_request_that_reaches_nobody_is_refused_at_once(void **state)
{
    (void)state;
    runs(WORKER_GATEWAY, 3);
    assert_refused(); /* it does not run here */
    starts(WORKER_SHEETS, 1);
    assert_refused(); /* it is not up */
    runs(WORKER_SHEETS, 1);
    all[WORKER_SHEETS].channel.full = true;
    assert_refused();
}

static void a_successor_receives_what_was_retained_then_its_welcome_then_who_is_up(void **state)
{
    (void)state;
    runs(WORKER_SHEETS, 1);
    runs(WORKER_HEALTH, 1);
    says_to_us(WORKER_SHEETS, MESSAGE_KEEP, "older");
    says_to_us(WORKER_SHEETS, MESSAGE_KEEP, "session");
    says_to_us(WORKER_SHEETS, MESSAGE_METRICS, "a 1\n");
    starts(WORKER_SHEETS, 2);
    starts(WORKER_GATEWAY, 1); /* not up */
    nothing_sent();
    relay_welcome(&relay, children[WORKER_SHEETS]);
    assert_sent(0, WORKER_SHEETS, MESSAGE_KEEP, "session");
    assert_sent(1, WORKER_SHEETS, MESSAGE_METRICS, "a 1\n");
    assert_int_equal(sent[1].from, WORKER_SUPERVISOR);
    assert_int_equal(sent[1].ref, WORKER_SHEETS + 1);
    assert_sent(2, WORKER_SHEETS, MESSAGE_WELCOME, "");
    assert_sent(3, WORKER_SHEETS, MESSAGE_PEER_UP, "health-server");
    assert_int_equal(sent_count, 4);
}

static void an_instance_that_could_not_be_welcomed_hears_of_nobody(void **state)
{
    (void)state;
    runs(WORKER_HEALTH, 1);
    starts(WORKER_SHEETS, 1);
    all[WORKER_SHEETS].channel.full = true;
    relay_welcome(&relay, children[WORKER_SHEETS]);
    assert_int_equal(sent_count, 0);
    assert_int_equal(all[WORKER_SHEETS].channel.counts.refused, 1);
}

static void metrics_reach_the_health_server_now_and_later(void **state)
{
    (void)state;
    runs(WORKER_GATEWAY, 1);
    says_to_us(WORKER_GATEWAY, MESSAGE_METRICS, "b 2\n"); /* no health-server is there */
    assert_int_equal(sent_count, 0);
    starts(WORKER_HEALTH, 1);
    relay_event(&relay, 1000, "a line", 6);
    relay_welcome(&relay, children[WORKER_HEALTH]);
    assert_sent(0, WORKER_HEALTH, MESSAGE_METRICS, "b 2\n");
    assert_int_equal(sent[0].from, WORKER_GATEWAY);
    assert_int_equal(sent[0].ref, 0);
    assert_sent(1, WORKER_HEALTH, MESSAGE_EVENT, "a line");
    assert_sent(2, WORKER_HEALTH, MESSAGE_WELCOME, "");
    nothing_sent();
    says_to_us(WORKER_GATEWAY, MESSAGE_METRICS, "b 3\n");
    assert_sent(0, WORKER_HEALTH, MESSAGE_METRICS, "b 3\n");
    assert_int_equal(sent_count, 1);
}

static void what_is_too_large_is_counted_and_not_retained(void **state)
{
    (void)state;
    static char large[RETAINED_STATE_MAX + 1];
    runs(WORKER_SHEETS, 1);
    says(WORKER_SHEETS,
         (struct frame){
             .type = MESSAGE_KEEP, .to = WORKER_SUPERVISOR, .body = large, .length = sizeof(large)});
    assert_int_equal(child_link_counts(&all[WORKER_SHEETS].link).bad, 1);
    assert_int_equal(relay.states[WORKER_SHEETS].length, 0);
}

static void peers_hear_who_comes_and_goes_and_the_simulator_is_nobodys_peer(void **state)
{
    (void)state;
    runs(WORKER_GATEWAY, 1);
    runs(WORKER_SIMULATOR, 1);
    runs(WORKER_SHEETS, 1);
    starts(WORKER_HEALTH, 1); /* it will hear it after its welcome */
    relay_announce(&relay, children[WORKER_SHEETS], true);
    relay_announce(&relay, children[WORKER_SHEETS], false);
    relay_announce(&relay, children[WORKER_SIMULATOR], true);
    assert_sent(0, WORKER_GATEWAY, MESSAGE_PEER_UP, "sheets-worker");
    assert_sent(1, WORKER_GATEWAY, MESSAGE_PEER_DOWN, "sheets-worker");
    assert_int_equal(sent_count, 2);
    starts(WORKER_SIMULATOR, 2);
    nothing_sent();
    relay_welcome(&relay, children[WORKER_SIMULATOR]);
    assert_int_equal(sent_count, 1); /* its welcome */
}

static void a_flood_of_lines_leaves_room(void **state)
{
    (void)state;
    runs(WORKER_HEALTH, 1);
    for (unsigned i = 0; i < 1000; i++)
        relay_event(&relay, 5000, "flood", 5);
    assert_int_equal(sent_count, 50);
    relay_event(&relay, 6001, "later", 5);
    assert_int_equal(sent_count, 51);
}

#define TEST(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_request_reaches_its_worker_and_the_answer_its_asker),
        TEST(an_answer_to_a_dead_instance_is_dropped),
        TEST(a_request_that_reaches_nobody_is_refused_at_once),
        TEST(a_successor_receives_what_was_retained_then_its_welcome_then_who_is_up),
        TEST(an_instance_that_could_not_be_welcomed_hears_of_nobody),
        TEST(metrics_reach_the_health_server_now_and_later),
        TEST(what_is_too_large_is_counted_and_not_retained),
        TEST(peers_hear_who_comes_and_goes_and_the_simulator_is_nobodys_peer),
        TEST(a_flood_of_lines_leaves_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
