/* STATE_DIR that goes and comes back: who is locked out, which socket answers, what is said. Over a pretend
 * control socket and a pretend disk. */
#include "state_watch.h"

#include "control_listener.h"
#include "detached_work.h"
#include "state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "running_children.h"

/* ---- The disk and the socket. */

static bool stands, locked_by_us;
static int lock_error, listener_error, server_error;
static unsigned looks, locks, listeners_open, servers_open;

bool control_listener_stands(const struct control_listener *l, const char *folder)
{
    assert_non_null(folder);
    return l->fd >= 0 && stands;
}

bool state_folder_is_locked_by(const char *folder, int lock_fd)
{
    (void)folder;
    return lock_fd >= 0 && locked_by_us;
}

struct err state_folder_lock(const char *folder, int *ret_lock_fd)
{
    (void)folder;
    if (lock_error)
        return err_make(ERR_SYSTEM, "state.lock", lock_error);
    locks++;
    *ret_lock_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return ERR_OK;
}

struct err control_listener_open(const char *folder, struct control_listener *ret_listener)
{
    (void)folder;
    *ret_listener = CONTROL_LISTENER_NONE;
    if (listener_error)
        return err_make(ERR_SYSTEM, "control.listen", listener_error);
    listeners_open++;
    ret_listener->fd = 1 << 20;
    return ERR_OK;
}

void control_listener_close(struct control_listener *l)
{
    listeners_open -= l->fd >= 0;
    *l = CONTROL_LISTENER_NONE;
}

static struct control_listener taken;

struct err control_server_open(struct loop *loop, struct control_listener *take_listener,
                               const struct control_handlers *handlers, void *ctx,
                               struct control_server **ret_server)
{
    (void)loop;
    (void)handlers;
    (void)ctx;
    if (server_error)
        return err_make(ERR_LOOP, "control.poll", server_error);
    taken = *take_listener;
    *take_listener = CONTROL_LISTENER_NONE;
    *ret_server = (struct control_server *)&taken;
    servers_open++;
    return ERR_OK;
}

struct control_listener control_server_listener(const struct control_server *server)
{
    assert_ptr_equal(server, &taken);
    return taken;
}

void control_server_close(struct control_server **server)
{
    if (*server) {
        control_listener_close(&taken);
        servers_open--;
    }
    *server = NULL;
}

/* ---- Work beside the loop: it ends when the test says so. */

static const struct detached_work_kind *kind;
static void *data, *work_ctx;

struct err detached_work_start(struct loop *loop, const struct detached_work_kind *k, void *d, void *ctx,
                               struct detached_work **ret_work)
{
    (void)loop;
    assert_null(data);
    kind = k;
    data = d;
    work_ctx = ctx;
    *ret_work = (struct detached_work *)&data;
    looks++;
    return ERR_OK;
}

void detached_work_abandon(struct detached_work **work)
{
    if (*work) {
        kind->discard(data);
        data = NULL;
    }
    *work = NULL;
}

static void the_disk_answers(void)
{
    assert_non_null(data);
    kind->work(data);
    kind->done(work_ctx, data);
    kind->discard(data);
    data = NULL;
}

/* ---- The watch. */

static struct state_watch watch;
static const struct control_handlers HANDLERS;

static int fresh(void **state)
{
    (void)state;
    children_run();
    stands = locked_by_us = true;
    lock_error = listener_error = server_error = 0;
    looks = locks = listeners_open = servers_open = 0;
    settings_put(&settings, SETTING_STATE_DIR, "/state");
    options.state_folder = "/state";
    options.lock_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    state_watch_init(&watch, &the_loop, &options, &HANDLERS, NULL);
    return 0;
}

static int over(void **state)
{
    (void)state;
    state_watch_fini(&watch);
    assert_int_equal(listeners_open, 0);
    assert_int_equal(servers_open, 0);
    close(options.lock_fd);
    children_end();
    return 0;
}

static void look(void)
{
    the_loop.now_ms += 5000;
    state_watch_look(&watch);
    the_disk_answers();
}

static void while_the_folder_stands_nothing_changes(void **state)
{
    (void)state;
    state_watch_open(&watch);
    assert_non_null(watch.control);
    look();
    assert_int_equal(locks, 0);
    assert_int_equal(log_lines[0], '\0');
}

static void it_is_looked_at_every_five_seconds_and_once_at_a_time(void **state)
{
    (void)state;
    state_watch_open(&watch);
    for (unsigned i = 0; i < 60; i++) {
        state_watch_look(&watch);
        the_loop.now_ms += 1000;
    }
    assert_int_equal(looks, 1); /* a disk that hangs */
    the_disk_answers();
    for (unsigned i = 0; i < 10; i++) {
        state_watch_look(&watch);
        if (data)
            the_disk_answers();
        the_loop.now_ms += 1000;
    }
    assert_int_equal(looks, 3);
}

static void a_folder_that_was_made_again_is_locked_and_answers(void **state)
{
    (void)state;
    int lock_before_fd = options.lock_fd;
    state_watch_open(&watch);
    stands = locked_by_us = false;
    look();
    assert_int_equal(fcntl(lock_before_fd, F_GETFD), -1);
    assert_int_equal(locks, 1);
    assert_int_equal(servers_open, 1);
    assert_int_equal(logged("event=control.opened"), 1);
    assert_true(fcntl(options.lock_fd, F_GETFD) >= 0);
}

static void a_socket_that_was_removed_is_made_again_under_the_same_lock(void **state)
{
    (void)state;
    state_watch_open(&watch);
    stands = false;
    look();
    assert_int_equal(locks, 0);
    assert_int_equal(logged("event=control.opened"), 1);
}

static void what_cannot_be_used_is_said_once_until_it_works(void **state)
{
    (void)state;
    state_watch_open(&watch);
    stands = locked_by_us = false;
    lock_error = EACCES;
    look();
    look();
    assert_int_equal(logged("event=control.closed"), 1);
    lock_error = 0;
    listener_error = ENOSPC;
    look();
    assert_int_equal(logged("event=control.closed"), 1);
    listener_error = 0;
    look();
    assert_int_equal(logged("event=control.opened"), 1);
    stands = false;
    server_error = -1;
    look();
    assert_int_equal(logged("event=control.closed"), 2);
    assert_null(watch.control);
}

static void a_start_without_a_folder_is_silent_because_a_finding_said_it(void **state)
{
    (void)state;
    options.state_folder = NULL;
    lock_error = EROFS;
    locked_by_us = false;
    state_watch_open(&watch);
    look();
    assert_null(watch.control);
    assert_int_equal(log_lines[0], '\0');
    lock_error = 0;
    look();
    assert_non_null(watch.control);
}

static void a_start_whose_socket_cannot_be_made_says_so(void **state)
{
    (void)state;
    listener_error = EACCES;
    state_watch_open(&watch);
    assert_null(watch.control);
    assert_int_equal(logged("event=control.closed"), 1);
}

static void a_look_that_is_under_way_at_the_end_leaves_nothing(void **state)
{
    (void)state;
    state_watch_open(&watch);
    the_loop.now_ms += 5000;
    state_watch_look(&watch);
    assert_non_null(data); /* and the end of the test abandons it */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(while_the_folder_stands_nothing_changes),
        TEST(it_is_looked_at_every_five_seconds_and_once_at_a_time),
        TEST(a_folder_that_was_made_again_is_locked_and_answers),
        TEST(a_socket_that_was_removed_is_made_again_under_the_same_lock),
        TEST(what_cannot_be_used_is_said_once_until_it_works),
        TEST(a_start_without_a_folder_is_silent_because_a_finding_said_it),
        TEST(a_start_whose_socket_cannot_be_made_says_so),
        TEST(a_look_that_is_under_way_at_the_end_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
