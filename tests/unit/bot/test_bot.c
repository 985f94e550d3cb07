/* bot.h: what the Gateway is asked for. */
#include "bot.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void members_and_presences_are_neither_asked_for_nor_waited_for(void **state)
{
    (void)state;
    enum { GUILD_MEMBERS = 1 << 1, GUILD_PRESENCES = 1 << 8 };
    static const char *const THEIRS[] = {"GUILD_MEMBER_ADD", "GUILD_MEMBERS_CHUNK", "PRESENCE_UPDATE"};
    assert_int_equal(bot_intents() & (GUILD_MEMBERS | GUILD_PRESENCES), 0);
    for (size_t i = 0; i < sizeof(THEIRS) / sizeof(THEIRS[0]); i++)
        assert_false(bot_wants(THEIRS[i], strlen(THEIRS[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_and_presences_are_neither_asked_for_nor_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
