/* Lookups are the resolver's business for as long as it likes: nobody waits for one that is abandoned. */
#include "lookup.h"

#include "detached_work.h"

#include "loop.h"

#include <netdb.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include <cmocka.h>

/* In the place of the C library's: knows one name, and for a name server that says nothing it answers when
 * the test lets it. */
static pthread_t loop_thread;
static atomic_int asked, ended, on_loop;
static atomic_bool silent;
static struct addrinfo the_address;

int getaddrinfo(const char *restrict node, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict ret)
{
    (void)hints;
    atomic_fetch_add(&asked, 1);
    if (pthread_equal(pthread_self(), loop_thread))
        atomic_fetch_add(&on_loop, 1);
    while (atomic_load(&silent))
        usleep(1000);
    bool known = strcmp(node, "known.example") == 0 && strcmp(service, "443") == 0;
    if (known)
        *ret = &the_address;
    atomic_fetch_add(&ended, 1);
    return known ? 0 : EAI_NONAME;
}

static atomic_int freed;
void freeaddrinfo(struct addrinfo *addresses)
{
    assert_ptr_equal(addresses, &the_address);
    atomic_fetch_add(&freed, 1);
}

static struct loop *loop;
static struct {
    int answers, status;
    struct addrinfo *addresses;
} seen;

static void note(void *ctx, int status, struct addrinfo *addresses)
{
    (void)ctx;
    assert_true(pthread_equal(pthread_self(), loop_thread));
    seen.answers++;
    seen.status = status;
    seen.addresses = addresses;
    loop_stop(loop);
}

static int set_up(void **state)
{
    (void)state;
    loop_thread = pthread_self();
    atomic_store(&asked, 0);
    atomic_store(&ended, 0);
    atomic_store(&on_loop, 0);
    atomic_store(&freed, 0);
    memset(&seen, 0, sizeof(seen));
    loop = loop_create();
    alarm(20); /* where a lookup is waited for, that is for ever */
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    atomic_store(&silent, false);
    while (atomic_load(&ended) < atomic_load(&asked))
        usleep(1000);
    loop_destroy(&loop);
    alarm(0);
    return 0;
}

static struct detached_work *look_up(const char *host)
{
    struct detached_work *lookup = NULL;
    assert_false(err_is(lookup_start(loop, host, 443, note, NULL, &lookup)));
    return lookup;
}

static void an_answer_comes_from_the_loop(void **state)
{
    (void)state;
    look_up("known.example");
    assert_int_equal(seen.answers, 0);
    loop_run(loop);
    assert_int_equal(seen.answers, 1);
    assert_int_equal(seen.status, 0);
    assert_ptr_equal(seen.addresses, &the_address);
    assert_int_equal(atomic_load(&on_loop), 0);
    assert_int_equal(atomic_load(&freed), 0); /* ours now */
}

static void a_name_that_nobody_knows_has_no_addresses(void **state)
{
    (void)state;
    look_up("nobody.example");
    loop_run(loop);
    assert_int_equal(seen.status, EAI_NONAME);
    assert_null(seen.addresses);
}

static void nobody_waits_for_one_that_is_abandoned(void **state)
{
    (void)state;
    atomic_store(&silent, true);
    struct detached_work *lookup = look_up("known.example");
    while (!atomic_load(&asked))
        usleep(1000);
    detached_work_abandon(&lookup);
    assert_null(lookup);
    loop_destroy(&loop);
    assert_int_equal(atomic_load(&ended), 0);
    atomic_store(&silent, false);
    while (!atomic_load(&freed)) /* by its own thread */
        usleep(1000);
    assert_int_equal(seen.answers, 0);
}

/* Its answer is there, and the loop has not come to it yet. */
static void one_that_is_abandoned_is_not_answered(void **state)
{
    (void)state;
    struct detached_work *lookup = look_up("known.example");
    while (!atomic_load(&ended))
        usleep(1000);
    usleep(10000);
    detached_work_abandon(&lookup);
    while (!atomic_load(&freed))
        uv_run(loop_uv(loop), UV_RUN_NOWAIT);
    assert_int_equal(seen.answers, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_comes_from_the_loop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_that_nobody_knows_has_no_addresses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_waits_for_one_that_is_abandoned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_that_is_abandoned_is_not_answered, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
