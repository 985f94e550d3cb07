/* What a predecessor kept, or what is left of the file: a session that is taken writes itself back the same,
 * and whatever stands there about IDENTIFYs the budget can be asked. */
#include "fuzz.h"
#include "shard.h"

#define BOT 0x0123456789abcdefu /* the seeds' */
#define NOW 1704110400000

static void write_shard(const struct shard *s, struct buffer *out)
{
    buffer_init(out, 8192);
    shard_write(s, out);
    CLAIM(!out->failed);
}

static void claim_round_trip(const struct shard *s, bool taken)
{
    struct shard back;
    struct buffer first, second;
    shard_init(&back, BOT);
    write_shard(s, &first);
    CLAIM(shard_read(&back, first.data, first.length) == taken);
    write_shard(&back, &second);
    CLAIM(strcmp(buffer_string(&first), buffer_string(&second)) == 0);
    CLAIM(strcmp(back.session.id, s->session.id) == 0 && back.session.sequence == s->session.sequence);
    buffer_free(&first);
    buffer_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct shard s;
    char *text = fuzz_bytes(data, size);
    shard_init(&s, BOT);
    bool taken = shard_read(&s, text, size);
    CLAIM(session_known(&s.session) == taken && s.session.bot == BOT);
    CLAIM(!taken || s.session.sequence >= 0);
    claim_round_trip(&s, taken);
    CLAIM(identify_budget_left(&s.budget, NOW) <= IDENTIFY_A_DAY);
    CLAIM(identify_budget_wait_ms(&s.budget, NOW) <= 3600000);
    identify_budget_spent(&s.budget, NOW);
    CLAIM(identify_budget_left(&s.budget, NOW) < IDENTIFY_A_DAY);
    free(text);
    return 0;
}
