/* What an earlier process, or whoever wrote limits.json, says of bans and refusals: nothing holds for longer
 * than a month, and what is taken is written down and taken again the same. */
#include "fuzz.h"
#include "gate.h"

#define BOT     0x0123456789abcdefu /* the seeds' */
#define NOW     UINT64_C(5000000)
#define WALL    INT64_C(1704110400000)
#define LONGEST (31 * UINT64_C(86400000))

static void restore(struct gate *g, const char *text, size_t length)
{
    struct json_value *written = NULL;
    gate_init(g, BOT);
    if (!err_is(json_parse(text, length, &written)))
        gate_restore(g, written, NOW, WALL);
    json_destroy(&written);
}

static void claim_round_trip(struct gate *g)
{
    struct gate back;
    struct buffer text;
    struct route route = route_of("POST", "/channels/1/messages");
    buffer_init(&text, 4096);
    struct json_writer w = json_writer(&text);
    gate_write(g, &w, NOW, WALL);
    CLAIM(!text.failed);
    restore(&back, text.data, text.length);
    CLAIM(gate_wait_ms(&back, &route, NOW) == gate_wait_ms(g, &route, NOW));
    CLAIM(gate_reason(&back, NOW) == gate_reason(g, NOW));
    CLAIM(gate_paused_until_ms(&back, NOW) == gate_paused_until_ms(g, NOW));
    buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gate g;
    struct route route = route_of("POST", "/channels/1/messages");
    char *text = fuzz_bytes(data, size);
    restore(&g, text, size);
    uint64_t wait_ms = gate_wait_ms(&g, &route, NOW);
    CLAIM(g.token_refused == (wait_ms == GATE_SHUT));
    CLAIM(g.token_refused || wait_ms < LONGEST);
    claim_round_trip(&g);
    free(text);
    return 0;
}
