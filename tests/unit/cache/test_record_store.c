/* The record store: keys, order of use, ages, and a budget that holds at every moment. A long random life is
 * held against a model that is too simple to be wrong. */
#include "record_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BUDGET (256u * 1024)

static struct record_store *store;
static size_t lost;

static void count_lost(void *ctx, const struct record *record)
{
    (void)ctx;
    assert_true(record->id != 0);
    lost++;
}

static int setup(void **state)
{
    (void)state;
    lost = 0;
    store = record_store_create(BUDGET, count_lost, NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    record_store_destroy(&store);
    return 0;
}

/* Multiples of one number would hash without a single collision. */
static uint64_t scattered(uint64_t n)
{
    n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9u;
    n = (n ^ (n >> 27)) * 0x94D049BB133111EBu;
    return (n ^ (n >> 31)) >> 2 | 1;
}

static void put_text(uint64_t id, const char *text, uint32_t now_s)
{
    record_store_tick(store, now_s);
    assert_true(record_store_put(store, id, 7, text, strlen(text) + 1));
}

static bool knows(uint64_t id)
{
    return record_store_peek(store, id, 7) != NULL;
}

static void a_record_is_found_under_both_halves_of_its_key(void **state)
{
    (void)state;
    assert_true(record_store_put(store, 1, 2, "a", 2));
    assert_true(record_store_put(store, 1, 3, "b", 2));
    assert_string_equal((const char *)record_store_find(store, 1, 2)->bytes, "a");
    assert_string_equal((const char *)record_store_find(store, 1, 3)->bytes, "b");
    assert_null(record_store_find(store, 2, 1));
    assert_int_equal(record_store_size(store).records, 2);
}

static void putting_again_replaces_whatever_the_length(void **state)
{
    (void)state;
    put_text(1, "court", 0);
    put_text(1, "un texte bien plus long que le premier", 0);
    put_text(1, "bref", 0);
    const struct record *record = record_store_find(store, 1, 7);
    assert_string_equal((const char *)record->bytes, "bref");
    assert_int_equal(record->length, 5);
    assert_int_equal(record_store_size(store).records, 1);
}

static void what_can_never_be_kept_is_refused_and_counted(void **state)
{
    (void)state;
    static const char LONG[RECORD_BYTES_MOST + 1];
    put_text(5, "ancien", 0);
    assert_false(record_store_put(store, 0, 7, "a", 1));
    assert_false(record_store_put(store, 5, 7, LONG, sizeof(LONG)));
    assert_true(record_store_put(store, 6, 7, LONG, RECORD_BYTES_MOST));
    assert_int_equal(record_store_size(store).refused, 2);
    assert_false(knows(5)); /* it is not what it was */
    record_store_limit(store, 0);
    assert_false(record_store_put(store, 1, 7, "a", 1));
    assert_int_equal(record_store_size(store).bytes, 0);
}

static void want_of_room_takes_the_one_not_used_for_longest(void **state)
{
    (void)state;
    char text[40] = "un enregistrement ordinaire";
    for (uint64_t n = 1; n <= 20000; n++) {
        put_text(scattered(n), text, (uint32_t)n);
        assert_non_null(record_store_find(store, scattered(1), 7));
        assert_true(record_store_size(store).bytes <= BUDGET);
    }
    struct record_store_size size = record_store_size(store);
    assert_true(size.records > BUDGET / 100);
    assert_int_equal(size.records + size.evicted, 20000);
    assert_int_equal(size.evicted, lost);
    assert_true(knows(scattered(1)));
    for (uint64_t n = 20000; n > 20000 - size.records + 1; n--)
        assert_true(knows(scattered(n)));
    assert_false(knows(scattered(20000 - size.records + 1)));
}

static void what_was_not_used_since_then_goes_by_age(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 100; n++)
        put_text(n, "x", n);
    assert_non_null(record_store_find(store, 3, 7));
    assert_non_null(record_store_peek(store, 4, 7)); /* a look is no use */
    assert_int_equal(record_store_expire(store, 51), 49);
    assert_int_equal(record_store_size(store).expired, 49);
    assert_int_equal(lost, 49);
    assert_true(knows(3) && !knows(4) && !knows(50) && knows(51));
}

static void a_lower_limit_gives_memory_back_at_once_and_keeps_the_newest(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 2000; n++)
        put_text(scattered(n), "un enregistrement ordinaire", 0);
    size_t before = record_store_size(store).bytes;
    record_store_limit(store, 100000);
    struct record_store_size size = record_store_size(store);
    assert_true(before > 120000 && size.bytes <= 100000 && size.bytes > 70000);
    assert_int_equal(size.records + size.evicted, 2000);
    for (uint64_t n = 1; n <= 2000; n++)
        assert_int_equal(knows(scattered(n)), n > 2000 - size.records);
    record_store_limit(store, 0);
    assert_int_equal(record_store_size(store).bytes, 0);
    assert_int_equal(record_store_size(store).records, 0);
}

static void the_room_of_what_went_is_given_back(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 2000; n++)
        put_text(scattered(n), "un enregistrement ordinaire", 0);
    size_t before = record_store_size(store).bytes;
    for (uint64_t n = 1; n <= 2000; n++)
        if (n % 4)
            record_store_remove(store, scattered(n), 7);
    record_store_tidy(store);
    assert_true(record_store_size(store).bytes < before / 2);
    for (uint64_t n = 1; n <= 2000; n++)
        assert_int_equal(knows(scattered(n)), n % 4 == 0);
    for (uint64_t n = 4; n <= 2000; n += 4)
        record_store_remove(store, scattered(n), 7);
    record_store_tidy(store);
    assert_int_equal(record_store_size(store).bytes, 0);
    assert_int_equal(record_store_size(store).evicted, 0);
}

static void the_last_one_leaves_nothing_behind(void **state)
{
    (void)state;
    put_text(1, "x", 0);
    assert_true(record_store_size(store).bytes > 0);
    record_store_remove(store, 1, 7);
    record_store_tidy(store);
    assert_int_equal(record_store_size(store).bytes, 0);
}

static void replacing_for_ever_does_not_grow(void **state)
{
    (void)state;
    char text[64] = {0};
    for (unsigned n = 0; n < 100000; n++) {
        size_t length = n / 7 % 50; /* another one each time */
        memset(text, 'a', length);
        text[length] = '\0';
        put_text(1 + n % 100, text, 0);
    }
    assert_int_equal(record_store_size(store).records, 100);
    assert_true(record_store_size(store).bytes < 64 * 1024);
    assert_int_equal(lost, 0);
}

static bool is_odd(void *ctx, const struct record *record)
{
    ++*(size_t *)ctx;
    return record->id % 2;
}

static void each_sees_all_and_takes_out_what_is_not_kept(void **state)
{
    (void)state;
    size_t seen = 0;
    for (uint64_t n = 1; n <= 99; n++)
        put_text(n, "x", 0);
    record_store_each(store, is_odd, &seen);
    assert_int_equal(seen, 99);
    assert_int_equal(record_store_size(store).records, 50);
    assert_true(knows(1) && !knows(2) && knows(99));
    assert_int_equal(lost, 0);
}

/* ---- A random life. The model: an array in order of use, newest last. */

#define KEYS 400u

static struct {
    uint64_t id;
    unsigned char fill;
    uint16_t length;
} model[KEYS];
static size_t model_count;

static uint32_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

static void model_remove(uint64_t id)
{
    for (size_t i = 0; i < model_count; i++)
        if (model[i].id == id) {
            memmove(&model[i], &model[i + 1], (--model_count - i) * sizeof(model[0]));
            return;
        }
}

/* What the store lost must be what the model has first. */
static void model_loses(void *ctx, const struct record *record)
{
    (void)ctx;
    assert_true(model_count > 0);
    assert_int_equal(record->id, model[0].id);
    model_remove(record->id);
}

static void random_put(struct record_store *s, uint64_t id)
{
    unsigned char bytes[RECORD_BYTES_MOST];
    uint16_t length = (uint16_t)draw(draw(20) ? 90 : RECORD_BYTES_MOST + 1);
    unsigned char filler = (unsigned char)draw(256);
    memset(bytes, filler, sizeof(bytes));
    model_remove(id); /* before, for room may be made by losing others */
    if (!record_store_put(s, id, id / 3, bytes, length))
        return;
    model[model_count].id = id;
    model[model_count].fill = filler;
    model[model_count++].length = length;
}

static void random_find(struct record_store *s, uint64_t id)
{
    size_t i = 0;
    while (i < model_count && model[i].id != id)
        i++;
    const struct record *record = record_store_find(s, id, id / 3);
    assert_int_equal(record != NULL, i < model_count);
    if (!record)
        return;
    assert_int_equal(record->length, model[i].length);
    for (size_t b = 0; b < record->length; b++)
        assert_int_equal(record->bytes[b], model[i].fill);
    model[model_count] = model[i]; /* one more than there can be: model_remove takes the first */
    memmove(&model[i], &model[i + 1], (model_count - i) * sizeof(model[0]));
}

static bool agrees(void *ctx, const struct record *record)
{
    size_t *left = ctx;
    assert_true(*left > 0);
    assert_int_equal(record->id, model[--*left].id);
    return true;
}

static void random_life(uint32_t seed)
{
    size_t budget = 40000;
    random_state = seed;
    model_count = 0;
    struct record_store *s = record_store_create(budget, model_loses, NULL);
    for (int step = 0; step < 20000; step++) {
        uint64_t id = scattered(1 + draw(KEYS - 2));
        switch (draw(200)) {
        case 0:
            budget = draw(100000);
            record_store_limit(s, budget);
            break;
        case 1:
            record_store_tidy(s);
            break;
        case 2: {
            size_t left = model_count;
            record_store_each(s, agrees, &left);
            assert_int_equal(left, 0);
            break;
        }
        default:
            if (draw(3) == 0)
                random_find(s, id);
            else if (draw(4) == 0)
                record_store_remove(s, id, id / 3), model_remove(id);
            else
                random_put(s, id);
        }
        assert_true(record_store_size(s).bytes <= budget);
        assert_int_equal(record_store_size(s).records, model_count);
    }
    record_store_destroy(&s);
}

static void a_random_life_agrees_with_a_naive_model(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 20; seed++)
        random_life(seed);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(a_record_is_found_under_both_halves_of_its_key),
        STORE_TEST(putting_again_replaces_whatever_the_length),
        STORE_TEST(what_can_never_be_kept_is_refused_and_counted),
        STORE_TEST(want_of_room_takes_the_one_not_used_for_longest),
        STORE_TEST(what_was_not_used_since_then_goes_by_age),
        STORE_TEST(a_lower_limit_gives_memory_back_at_once_and_keeps_the_newest),
        STORE_TEST(the_room_of_what_went_is_given_back),
        STORE_TEST(the_last_one_leaves_nothing_behind),
        STORE_TEST(replacing_for_ever_does_not_grow),
        STORE_TEST(each_sees_all_and_takes_out_what_is_not_kept),
        STORE_TEST(a_random_life_agrees_with_a_naive_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
