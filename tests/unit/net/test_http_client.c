/* http_client.h against a server of this test on loopback that plays one scripted answer per connection. */
#include "http_client.h"

#include "loop.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct loop *loop;
static struct http_client *client;
static char url[64];
static pid_t server;

static struct {
    unsigned calls;
    struct err e;
    int status;
    bool may_have_arrived;
    unsigned sendings;
    char body[256], header[64];
} seen;

/* In the place of the C library's, for libcurl too: knows no name, and notes on which thread it was asked.
 * For a name server that says nothing it answers when the test lets it. */
static pthread_t loop_thread;
static atomic_int lookups, lookups_on_loop, lookups_ended;
static atomic_bool name_server_is_silent;

int getaddrinfo(const char *restrict node, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict ret)
{
    (void)node, (void)service, (void)hints, (void)ret;
    atomic_fetch_add(&lookups, 1);
    if (pthread_equal(pthread_self(), loop_thread))
        atomic_fetch_add(&lookups_on_loop, 1);
    while (atomic_load(&name_server_is_silent))
        usleep(1000);
    atomic_fetch_add(&lookups_ended, 1);
    return EAI_NONAME;
}

/* Answers every connection with `answer`; NULL: takes the request and resets. "": takes it and says nothing. */
static void serve(int listener, const char *answer)
{
    for (;;) {
        char request[8192];
        int peer = accept(listener, NULL, NULL);
        if (recv(peer, request, sizeof(request), 0) <= 0)
            _exit(1);
        if (!answer) {
            struct linger now = {1, 0};
            setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
        } else if (!answer[0]) {
            pause();
        } else {
            send(peer, answer, strlen(answer), MSG_NOSIGNAL);
        }
        close(peer);
    }
}

/* Answers the first request and keeps that connection; resets whichever connection brings the second one;
 * answers the third. */
static void serve_reset_serve(int listener, const char *answer)
{
    char request[8192];
    struct linger now = {1, 0};
    int kept = accept(listener, NULL, NULL);
    if (recv(kept, request, sizeof(request), 0) <= 0)
        _exit(1);
    send(kept, answer, strlen(answer), MSG_NOSIGNAL);
    struct pollfd either[] = {{kept, POLLIN, 0}, {listener, POLLIN, 0}};
    poll(either, 2, -1);
    int second = either[1].revents ? accept(listener, NULL, NULL) : kept;
    (void)recv(second, request, sizeof(request), 0);
    setsockopt(second, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close(second);
    serve(listener, answer);
}

static void start_server_as(void (*serve_as)(int listener, const char *answer), const char *answer)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 16), 0);
    getsockname(listener, (struct sockaddr *)&address, &size);
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/path", ntohs(address.sin_port));
    server = fork();
    if (server == 0)
        serve_as(listener, answer);
    close(listener);
}

static void start_server(const char *answer)
{
    start_server_as(serve, answer);
}

static int set_up(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof(seen));
    server = 0;
    loop = loop_create();
    client = http_client_create(loop, &(struct http_client_options){.user_agent = "test"});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    http_client_destroy(&client);
    loop_destroy(&loop);
    if (server) {
        kill(server, SIGKILL);
        waitpid(server, NULL, 0);
    }
    return 0;
}

static void note(void *ctx, struct err e, const struct http_response *response)
{
    (void)ctx;
    seen.calls++;
    seen.e = e;
    seen.status = response->status;
    seen.may_have_arrived = response->may_have_arrived;
    seen.sendings = response->sendings;
    snprintf(seen.body, sizeof(seen.body), "%s", response->body);
    const char *header = http_response_header(response, "x-some");
    snprintf(seen.header, sizeof(seen.header), "%s", header ? header : "(none)");
    loop_stop(loop);
}

static void ask(const struct http_request *request)
{
    http_send(client, request, note, NULL);
    assert_int_equal(seen.calls, 0); /* never from inside http_send */
    loop_run(loop);
    assert_int_equal(seen.calls, 1);
}

static void status_headers_and_body_are_handed_over(void **state)
{
    (void)state;
    start_server("HTTP/1.1 503 No\r\nX-Some:  v alue \r\nContent-Length: 5\r\n\r\nhello");
    ask(&(struct http_request){.method = "GET", .url = url});
    assert_false(err_is(seen.e)); /* a status is an answer, not an error */
    assert_int_equal(seen.status, 503);
    assert_string_equal(seen.body, "hello");
    assert_string_equal(seen.header, "v alue");
}

static void a_body_over_the_cap_is_full(void **state)
{
    (void)state;
    start_server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    ask(&(struct http_request){.method = "GET", .url = url, .most_response_bytes = 4});
    assert_int_equal(seen.e.kind, ERR_FULL);
}

static void a_silent_server_times_out_and_the_request_may_have_arrived(void **state)
{
    (void)state;
    start_server("");
    ask(&(struct http_request){
        .method = "POST", .url = url, .body = "x", .body_length = 1, .timeout_ms = 200});
    assert_int_equal(seen.e.kind, ERR_TIMEOUT);
    assert_true(seen.may_have_arrived);
}

static void a_reset_after_the_request_may_have_arrived(void **state)
{
    (void)state;
    start_server(NULL);
    ask(&(struct http_request){.method = "POST", .url = url, .body = "x", .body_length = 1});
    assert_int_equal(seen.e.kind, ERR_CURL);
    assert_true(seen.may_have_arrived);
}

/* libcurl sends a request again when a reused connection dies before the answer; a write must not be doubled
 * so. */
static void a_request_for_once_is_never_sent_twice(void **state)
{
    (void)state;
    start_server_as(serve_reset_serve, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    ask(&(struct http_request){.method = "GET", .url = url});
    assert_int_equal(seen.status, 200);
    memset(&seen, 0, sizeof(seen));
    ask(&(struct http_request){.method = "POST", .url = url, .body = "x", .body_length = 1, .once = true});
    assert_true(err_is(seen.e));
    assert_true(seen.may_have_arrived);
}

/* Whoever may have carried out the first one. */
static void every_sending_is_counted_libcurls_own_too(void **state)
{
    (void)state;
    start_server_as(serve_reset_serve, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    ask(&(struct http_request){.method = "POST", .url = url, .body = "x", .body_length = 1});
    assert_int_equal(seen.sendings, 1);
    memset(&seen, 0, sizeof(seen));
    ask(&(struct http_request){.method = "POST", .url = url, .body = "x", .body_length = 1});
    /* Whether it does so at once depends on where the reset finds it; what was sent is counted in any case. */
    assert_int_equal(seen.sendings, seen.status == 200 ? 2 : 1);
    assert_true(seen.status == 200 || seen.may_have_arrived);
}

static void a_refused_connection_cannot_have_arrived(void **state)
{
    (void)state;
    start_server("x");
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    server = 0;
    ask(&(struct http_request){.method = "POST", .url = url, .body = "x", .body_length = 1});
    assert_int_equal(seen.e.kind, ERR_CURL);
    assert_false(seen.may_have_arrived);
    assert_int_equal(seen.sendings, 0);
}

static void plain_http_leaves_this_machine_never(void **state)
{
    (void)state;
    ask(&(struct http_request){.method = "GET", .url = "http://192.0.2.1/"});
    assert_int_equal(seen.e.kind, ERR_CONFIG);
}

static void a_request_for_public_addresses_goes_to_no_other(void **state)
{
    (void)state;
    start_server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    ask(&(struct http_request){.method = "GET", .url = url, .public_only = true});
    assert_int_equal(seen.e.kind, ERR_CONFIG);
    assert_int_equal(seen.sendings, 0);
    assert_int_equal(seen.status, 0);
}

static void a_cancelled_request_is_not_answered(void **state)
{
    (void)state;
    start_server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    uint64_t ticket = http_send(client, &(struct http_request){.method = "GET", .url = url}, note, NULL);
    http_cancel(client, ticket);
    ask(&(struct http_request){.method = "GET", .url = url});
    assert_int_equal(seen.status, 200);
}

static void a_name_is_looked_up_beside_the_loop(void **state)
{
    (void)state;
    loop_thread = pthread_self();
    ask(&(struct http_request){.method = "GET", .url = "https://no-such-name.invalid/"});
    assert_true(err_is(seen.e));
    assert_true(atomic_load(&lookups) > 0);
    assert_int_equal(atomic_load(&lookups_on_loop), 0);
}

/* One that times out, one that is cancelled, and the end of the client: none waits for its lookup. */
static void a_lookup_that_is_not_answered_holds_up_nothing(void **state)
{
    (void)state;
    const struct http_request request = {
        .method = "GET", .url = "https://nowhere.invalid/", .timeout_ms = 100};
    int before = atomic_load(&lookups), ended = atomic_load(&lookups_ended);
    atomic_store(&name_server_is_silent, true);
    alarm(20); /* where they are waited for, this waits for ever */
    ask(&request);
    assert_int_equal(seen.e.kind, ERR_TIMEOUT);
    uint64_t ticket = http_send(client, &request, note, NULL);
    memset(&seen, 0, sizeof(seen));
    ask(&(struct http_request){.method = "GET", .url = "https://elsewhere.invalid/", .timeout_ms = 50});
    http_cancel(client, ticket);
    http_send(client, &request, note, NULL);
    while (atomic_load(&lookups) < before + 3)
        usleep(1000);
    http_client_destroy(&client);
    alarm(0);
    assert_int_equal(atomic_load(&lookups_ended), ended);
    atomic_store(&name_server_is_silent, false);
    while (atomic_load(&lookups_ended) < atomic_load(&lookups))
        usleep(1000);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(status_headers_and_body_are_handed_over),
        CLAIM(a_body_over_the_cap_is_full),
        CLAIM(a_silent_server_times_out_and_the_request_may_have_arrived),
        CLAIM(a_reset_after_the_request_may_have_arrived),
        CLAIM(a_request_for_once_is_never_sent_twice),
        CLAIM(every_sending_is_counted_libcurls_own_too),
        CLAIM(a_refused_connection_cannot_have_arrived),
        CLAIM(plain_http_leaves_this_machine_never),
        CLAIM(a_request_for_public_addresses_goes_to_no_other),
        CLAIM(a_cancelled_request_is_not_answered),
        CLAIM(a_name_is_looked_up_beside_the_loop),
        CLAIM(a_lookup_that_is_not_answered_holds_up_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
