/* METRICS bodies: what was read is written and read back the same, finite, and gauges of the dead stay
 * behind. */
#include "fuzz.h"
#include "metrics.h"

#include <math.h>

#define BODY_MOST (256 * 1024)

static void write_metrics(const struct metrics *m, struct buffer *out)
{
    buffer_init(out, BODY_MOST);
    metrics_write(m, out);
    CLAIM(!out->failed);
}

static void claim_round_trip(const struct metrics *m)
{
    struct metrics back;
    struct buffer first, second;
    metrics_init(&back, m->owner);
    write_metrics(m, &first);
    metrics_read(&back, buffer_string(&first), first.length, false);
    write_metrics(&back, &second);
    CLAIM(strcmp(buffer_string(&first), buffer_string(&second)) == 0);
    buffer_free(&first);
    buffer_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    struct metrics all, counters;
    enum worker owner = (enum worker)(fuzz_byte(&f) % (WORKER_SUPERVISOR + 1));
    char *body = fuzz_bytes(f.at, f.left);
    metrics_init(&all, owner);
    metrics_init(&counters, owner);
    metrics_read(&all, body, f.left, false);
    metrics_read(&counters, body, f.left, true);
    for (int i = 0; i < METRICS; i++) {
        CLAIM(isfinite(all.values[i].value)); /* one that is not would stay so over all restarts */
        if (metric_kind((enum metric)i) == METRIC_GAUGE)
            CLAIM(counters.values[i].value >= 0 && counters.values[i].value <= 0);
        else
            CLAIM(memcmp(&counters.values[i], &all.values[i], sizeof(all.values[i])) == 0);
    }
    claim_round_trip(&all);
    free(body);
    return 0;
}
