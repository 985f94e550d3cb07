/* What a predecessor kept, or what is left of the file: a session that is taken writes itself back the same,
 * and whatever stands there about IDENTIFYs the budget can be asked. */
#include "fuzz.h"
#include "session_body.h"

#define BOT 0x0123456789abcdefu /* the seeds' */
#define NOW 1704110400000

/* The only shard, and the ledger. */
struct kept {
    struct session session;
    struct gateway_ledger ledger;
};

static size_t read_kept(struct kept *k, const char *text, size_t length)
{
    session_init(&k->session, BOT, (struct shard_number){0, 1});
    gateway_ledger_init(&k->ledger);
    return session_body_read(&(struct session *){&k->session}, 1, &k->ledger, text, length);
}

static void write_kept(const struct kept *k, struct buffer *out)
{
    buffer_init(out, SESSION_BODY_MOST);
    session_body_write(&(const struct session *){&k->session}, 1, &k->ledger, out);
    CLAIM(!out->failed);
}

static void claim_round_trip(const struct kept *k, size_t taken)
{
    struct kept back;
    struct buffer first, second;
    write_kept(k, &first);
    CLAIM(read_kept(&back, first.data, first.length) == taken);
    CLAIM(session_body_shards(BOT, first.data, first.length) == taken);
    write_kept(&back, &second);
    CLAIM(strcmp(buffer_string(&first), buffer_string(&second)) == 0);
    CLAIM(strcmp(back.session.id, k->session.id) == 0 && back.session.sequence == k->session.sequence);
    CLAIM(back.ledger.refused_bot == k->ledger.refused_bot);
    CLAIM(back.ledger.banned_until_ms == k->ledger.banned_until_ms && k->ledger.banned_until_ms >= 0);
    buffer_free(&first);
    buffer_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kept k;
    char *text = fuzz_bytes(data, size);
    size_t taken = read_kept(&k, text, size);
    CLAIM(session_known(&k.session) == (taken == 1) && k.session.bot == BOT);
    CLAIM(!taken || k.session.sequence >= 0);
    claim_round_trip(&k, taken);
    CLAIM(session_body_shards(BOT, text, size) <= 1000);
    CLAIM(identify_budget_left(&k.ledger.identifies, NOW) <= IDENTIFY_A_DAY);
    CLAIM(identify_budget_wait_ms(&k.ledger.identifies, 0, NOW) <= 86400000);
    identify_budget_spent(&k.ledger.identifies, 0, NOW);
    CLAIM(identify_budget_left(&k.ledger.identifies, NOW) < IDENTIFY_A_DAY);
    free(text);
    return 0;
}
