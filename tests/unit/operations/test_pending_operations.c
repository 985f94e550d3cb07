/* What is begun survives its worker. */
#include "pending_operations.h"

#include "cooldown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pending_list list;
static int changes;
static struct buffer text;
static struct json_value *document;

static void on_change(void *ctx)
{
    (void)ctx;
    changes++;
}

static size_t read_count;
static struct {
    enum pending_kind kind;
    uint64_t interaction_id, channel_id, message_id;
    char token[32], input[64];
} entries[8];

static void take(void *ctx, const struct pending *pending, struct interaction *interaction)
{
    (void)ctx;
    entries[read_count].kind = pending->kind;
    entries[read_count].channel_id = pending->channel_id;
    entries[read_count].message_id = pending->message_id;
    entries[read_count].interaction_id = interaction->id;
    snprintf(entries[read_count].token, sizeof(entries[0].token), "%s",
             interaction->token ? interaction->token : "");
    snprintf(entries[read_count].input, sizeof(entries[0].input), "%s",
             interaction->input ? interaction->input : "");
    read_count++;
    interaction_free(interaction);
}

static int setup(void **state)
{
    (void)state;
    list = (struct pending_list){.on_change = on_change};
    changes = 0;
    read_count = 0;
    buffer_init(&text, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buffer_free(&text);
    json_destroy(&document);
    return 0;
}

static void hand_over(size_t most_bytes)
{
    struct json_writer w = json_writer(&text);
    (void)pending_write(&list, &w, most_bytes);
    assert_false(err_is(json_parse(text.data, text.length, &document)));
    pending_read(document, take, NULL);
}

static struct interaction correction(char *token, char *input)
{
    return (struct interaction){.id = 9,
                                .application_id = 2,
                                .channel_id = 500,
                                .user_id = 4,
                                .message_id = 77,
                                .type = 5,
                                .token = token,
                                .input = input};
}

static void a_correction_under_way_is_handed_over_whole(void **state)
{
    (void)state;
    char token[] = "tok", input[] = "Revoir l'âge 🎭";
    struct interaction interaction = correction(token, input);
    struct pending pending = {.kind = PENDING_CORRECT, .interaction = &interaction};
    pending_add(&list, &pending);
    hand_over(4096);
    assert_int_equal(read_count, 1);
    assert_int_equal(entries[0].kind, PENDING_CORRECT);
    assert_int_equal(entries[0].interaction_id, 9);
    assert_string_equal(entries[0].token, "tok");
    assert_string_equal(entries[0].input, "Revoir l'âge 🎭");
}

static void what_is_finished_is_not_handed_over(void **state)
{
    (void)state;
    struct pending pin = {.kind = PENDING_PIN, .channel_id = 1, .message_id = 2};
    struct pending ticket = {.kind = PENDING_NEW_TICKET, .channel_id = 3};
    pending_add(&list, &pin);
    pending_add(&list, &ticket);
    pending_remove(&list, &pin);
    pending_remove(&list, &pin);
    assert_int_equal(changes, 3);
    hand_over(4096);
    assert_int_equal(read_count, 1);
    assert_int_equal(entries[0].kind, PENDING_NEW_TICKET);
    assert_int_equal(entries[0].channel_id, 3);
}

static void what_does_not_fit_is_left_out_and_the_rest_stays_readable(void **state)
{
    (void)state;
    static char input[8000];
    char token[] = "tok";
    memset(input, 'a', sizeof(input) - 1);
    struct interaction interaction = correction(token, input);
    struct pending big = {.kind = PENDING_CORRECT, .interaction = &interaction};
    struct pending pin = {.kind = PENDING_PIN, .channel_id = 1, .message_id = 2};
    pending_add(&list, &pin);
    pending_add(&list, &big);
    hand_over(1000);
    assert_true(text.length <= 1000);
    assert_int_equal(read_count, 1);
    assert_int_equal(entries[0].kind, PENDING_PIN);
}

static size_t length_of_all(void)
{
    struct buffer all;
    buffer_init(&all, 4096);
    struct json_writer w = json_writer(&all);
    (void)pending_write(&list, &w, 4096);
    size_t length = all.length;
    buffer_free(&all);
    return length;
}

static void the_oldest_come_first_and_are_the_last_to_be_left_out(void **state)
{
    (void)state;
    struct pending pins[3];
    for (uint64_t i = 0; i < 3; i++) {
        pins[i] = (struct pending){.kind = PENDING_PIN, .channel_id = i + 1, .message_id = 9};
        pending_add(&list, &pins[i]);
    }
    struct json_writer w = json_writer(&text);
    assert_int_equal(pending_write(&list, &w, length_of_all()), 0);
    buffer_clear(&text);
    w = json_writer(&text);
    assert_int_equal(pending_write(&list, &w, length_of_all() - 1), 1);
    assert_true(text.length < length_of_all());
    assert_false(err_is(json_parse(text.data, text.length, &document)));
    pending_read(document, take, NULL);
    assert_int_equal(read_count, 2);
    assert_int_equal(entries[0].channel_id, 1);
    assert_int_equal(entries[1].channel_id, 2);
}

static void whichever_is_finished_the_others_stay_in_order(void **state)
{
    (void)state;
    for (int gone = 0; gone < 3; gone++) {
        struct pending pins[3];
        list = (struct pending_list){.on_change = NULL};
        for (uint64_t i = 0; i < 3; i++) {
            pins[i] = (struct pending){.kind = PENDING_PIN, .channel_id = i + 1, .message_id = 9};
            pending_add(&list, &pins[i]);
        }
        pending_remove(&list, &pins[gone]);
        pending_add(&list, &pins[gone]);
        read_count = 0;
        buffer_clear(&text);
        json_destroy(&document);
        hand_over(4096);
        assert_int_equal(read_count, 3);
        assert_int_equal(entries[0].channel_id, gone == 0 ? 2 : 1);
        assert_int_equal(entries[1].channel_id, gone == 2 ? 2 : 3);
        assert_int_equal(entries[2].channel_id, gone + 1);
        assert_int_equal(list.added, 4);
    }
}

static void entries_that_cannot_be_read_are_passed_over(void **state)
{
    (void)state;
    static const char TEXT[] =
        "[{\"kind\":\"NOPE\"},7,{\"kind\":\"PIN\"},{\"kind\":\"VALIDATE\",\"interaction\":{\"id\":\"1\"}},"
        "{\"kind\":\"TICKET\",\"channel\":\"5\"}]";
    assert_false(err_is(json_parse(TEXT, strlen(TEXT), &document)));
    pending_read(document, take, NULL);
    pending_read(NULL, take, NULL);
    assert_int_equal(read_count, 1);
    assert_int_equal(entries[0].kind, PENDING_TICKET);
}

static void a_successor_does_not_tell_an_owner_again(void **state)
{
    (void)state;
    struct cooldown before = {.entries = {{0}}}, after = {.entries = {{0}}};
    assert_true(cooldown_take(&before, 7, 1000));
    struct json_writer w = json_writer(&text);
    cooldown_write(&before, &w, 2000);
    assert_false(err_is(json_parse(text.data, text.length, &document)));
    cooldown_restore(&after, document);
    assert_false(cooldown_take(&after, 7, 2000));
    assert_true(cooldown_take(&after, 8, 2000));
    assert_true(cooldown_take(&after, 7, 1000 + COOLDOWN_MS));
}

#define HANDING(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        HANDING(a_correction_under_way_is_handed_over_whole),
        HANDING(what_is_finished_is_not_handed_over),
        HANDING(what_does_not_fit_is_left_out_and_the_rest_stays_readable),
        HANDING(the_oldest_come_first_and_are_the_last_to_be_left_out),
        HANDING(whichever_is_finished_the_others_stay_in_order),
        HANDING(entries_that_cannot_be_read_are_passed_over),
        HANDING(a_successor_does_not_tell_an_owner_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
