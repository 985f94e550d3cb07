/* ticket.h: which channels are tickets. */
#include "ticket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_ticket_is_a_text_channel_whose_name_begins_so(void **state)
{
    (void)state;
    assert_true(ticket_is("【🎭】", 0, "【🎭】lina"));
    assert_true(ticket_is("【🎭】", 0, "【🎭】"));
    assert_false(ticket_is("【🎭】", 0, "discussion-【🎭】"));
    assert_false(ticket_is("【🎭】", 0, "【🎭"));
    assert_false(ticket_is("【🎭】", 2, "【🎭】vocal"));
    assert_false(ticket_is("【🎭】", -1, "【🎭】lina"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ticket_is_a_text_channel_whose_name_begins_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
