/* The record store under any order of operations: it agrees with an array that is too simple to be wrong, and
 * its budget holds at every moment. */
#include "fuzz.h"
#include "record_store.h"

#define KEYS       64u
#define STEPS_MOST 5000 /* the input may be long, not the run */

struct model {
    struct {
        uint64_t id;
        uint16_t length;
        uint8_t fill;
    } records[KEYS + 1]; /* in order of use, newest last; one more while one moves */
    size_t count;
    size_t budget;
};

static size_t place_of(const struct model *m, uint64_t id)
{
    size_t i = 0;
    while (i < m->count && m->records[i].id != id)
        i++;
    return i;
}

static void take_out(struct model *m, size_t i)
{
    if (i < m->count)
        memmove(&m->records[i], &m->records[i + 1], (--m->count - i) * sizeof(m->records[0]));
}

static void loses(void *ctx, const struct record *record)
{
    struct model *m = ctx;
    CLAIM(m->count > 0 && m->records[0].id == record->id);
    take_out(m, 0);
}

static void claim_record(const struct model *m, size_t i, const struct record *record)
{
    CLAIM(record->id == m->records[i].id && record->length == m->records[i].length);
    for (size_t b = 0; b < record->length; b++)
        CLAIM(record->bytes[b] == m->records[i].fill);
}

static void put(struct record_store *s, struct model *m, uint64_t id, size_t length)
{
    unsigned char bytes[RECORD_BYTES_MOST + 1];
    uint8_t fill = (uint8_t)(id * 7 + length);
    memset(bytes, fill, sizeof(bytes));
    take_out(m, place_of(m, id));
    bool kept = record_store_put(s, id, id * 3, bytes, length);
    CLAIM(!kept || (id && length <= RECORD_BYTES_MOST));
    if (!kept)
        return;
    m->records[m->count].id = id;
    m->records[m->count].length = (uint16_t)length;
    m->records[m->count++].fill = fill;
}

static void find(struct record_store *s, struct model *m, uint64_t id)
{
    size_t i = place_of(m, id);
    const struct record *record = record_store_find(s, id, id * 3);
    CLAIM((record != NULL) == (i < m->count));
    if (!record)
        return;
    claim_record(m, i, record);
    m->records[m->count] = m->records[i];
    memmove(&m->records[i], &m->records[i + 1], (m->count - i) * sizeof(m->records[0]));
}

struct walk {
    const struct model *m;
    size_t left;
};

static bool claim_each(void *ctx, const struct record *record)
{
    struct walk *walk = ctx;
    CLAIM(walk->left > 0);
    claim_record(walk->m, --walk->left, record);
    return true;
}

static void step(struct record_store *s, struct model *m, struct fuzz *f)
{
    uint8_t what = fuzz_byte(f), low = fuzz_byte(f);
    uint64_t id = low % KEYS;
    struct walk walk = {m, m->count};
    switch (what % 8) {
    case 0:
        m->budget = (size_t)fuzz_byte(f) * 300;
        record_store_limit(s, m->budget);
        break;
    case 1:
        record_store_tidy(s);
        break;
    case 2:
        record_store_remove(s, id, id * 3);
        take_out(m, place_of(m, id));
        break;
    case 3:
        find(s, m, id);
        break;
    case 4:
        record_store_each(s, claim_each, &walk);
        CLAIM(walk.left == 0);
        break;
    default:
        put(s, m, id, (size_t)(what / 8) * 64 + low / 4);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    struct model model = {.budget = 30000};
    struct record_store *s = record_store_create(model.budget, loses, &model);
    for (int i = 0; i < STEPS_MOST && f.left; i++) {
        step(s, &model, &f);
        CLAIM(record_store_size(s).bytes <= model.budget);
        CLAIM(record_store_size(s).records == model.count);
    }
    record_store_destroy(&s);
    return 0;
}
