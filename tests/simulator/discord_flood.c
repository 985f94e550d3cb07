/* Raw events, a share at a time. */
#include "discord_flood.h"

#include "array_len.h"
#include "discord_events.h"
#include "discord_line.h"
#include "loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARE 1000 /* events of one turn */
#define AHEAD_MOST                                                                                           \
    ((size_t)2 * 1024 * 1024) /* bytes that a connection may be behind before the flood waits for it */
#define LOOK_EVERY_MS 1
#define DATA_MOST     ((size_t)32 * 1024 * 1024)

struct wave {
    struct flood_kind kinds[FLOOD_KINDS_MOST];
    size_t count;
    unsigned shares; /* of all kinds */
    unsigned stride; /* from one event's place among the shares to the next one's */
    uint64_t left;
};

struct sim_flood {
    struct sim_discord *discord;
    struct loop_timer *timer;
    struct wave waves[FLOODS_MOST]; /* the first is under way */
    size_t count;
    uint64_t number; /* "$n" */
    struct buffer text;
};

static bool somebody_is_behind(const struct sim_line *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (websocket_waiting(line->open[i]->ws) > AHEAD_MOST)
            return true;
    return false;
}

/* SplitMix64 of one number: the same stream of events each time, and no two events alike.
 * https://prng.di.unimi.it/splitmix64.c */
static uint64_t scatter(uint64_t n)
{
    n *= UINT64_C(0x9e3779b97f4a7c15);
    n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
    return n ^ n >> 31;
}

static const char *const WORDS[] = {
    "la",     "scène",    "de",      "demain",    "est",    "avancée",   "vingt",    "heures",
    "je",     "relis",    "fiche",   "ce",        "soir",   "manque",    "âge",      "phrases",
    "sur",    "famille",  "bravo",   "personnes", "dans",   "le",        "salon",    "histoire",
    "merci",  "beaucoup", "pour",    "votre",     "aide",   "il",        "faudrait", "changer",
    "nom",    "lieu",     "royaume", "forêt",     "marche", "pluie",     "épée",     "conseil",
    "ancien", "maître",   "jeu",     "attend",    "une",    "réponse",   "avant",    "lundi",
    "on",     "peut",     "aussi",   "ouvrir",    "autre",  "sujet",     "avec",     "tous",
    "oui",    "non",      "déjà",    "encore",    "très",   "lentement", "minuit",   "porte",
};

/* `text` with its marks replaced: "$n" by the number, "$r" by nine digits and "$w" by a word, both new each
 * time. */
static void fill_in(struct buffer *out, const char *text, uint64_t n)
{
    uint64_t state = n << 16;
    buffer_clear(out);
    for (const char *mark; (mark = strchr(text, '$')) != NULL; text = mark) {
        buffer_append(out, text, (size_t)(mark - text));
        mark += 2;
        if (mark[-1] == 'n')
            buffer_format(out, "%llu", (unsigned long long)n);
        else if (mark[-1] == 'r')
            buffer_format(out, "%09llu", (unsigned long long)(scatter(++state) % 1000000000));
        else if (mark[-1] == 'w')
            buffer_text(out, WORDS[scatter(++state) % ARRAY_LEN(WORDS)]);
        else
            buffer_append(out, --mark - 1, 1); /* no mark: as it stands */
    }
    buffer_text(out, text);
}

static void finish_wave(struct sim_flood *flood)
{
    flood_kinds_free(flood->waves[0].kinds, flood->waves[0].count);
    flood->count--;
    memmove(&flood->waves[0], &flood->waves[1], flood->count * sizeof(flood->waves[0]));
}

static const struct flood_kind *kind_of(const struct wave *wave, uint64_t number)
{
    uint64_t place = number * wave->stride % wave->shares;
    const struct flood_kind *kind = wave->kinds;
    for (; place >= kind->share; kind++)
        place -= kind->share;
    return kind;
}

static void send_share(struct sim_flood *flood)
{
    for (size_t i = 0; i < SHARE && flood->count > 0 && !somebody_is_behind(flood->discord->line); i++) {
        struct wave *wave = &flood->waves[0];
        const struct flood_kind *kind = kind_of(wave, ++flood->number);
        fill_in(&flood->text, kind->data, flood->number);
        event_to_all(flood->discord, INTENT_NONE, kind->type, flood->text.data, flood->text.length);
        if (--wave->left == 0)
            finish_wave(flood);
    }
}

static void turn(void *ctx)
{
    struct sim_flood *flood = ctx;
    send_share(flood);
    if (flood->count > 0)
        loop_timer_start(flood->timer, LOOK_EVERY_MS);
}

struct sim_flood *flood_create(struct sim_discord *discord)
{
    struct sim_flood *flood = calloc(1, sizeof(*flood));
    if (!flood)
        abort();
    flood->discord = discord;
    flood->timer = loop_timer_create(discord->loop, turn, flood);
    buffer_init(&flood->text, DATA_MOST);
    return flood;
}

void flood_reset(struct sim_flood *flood)
{
    while (flood->count > 0)
        finish_wave(flood);
    flood->number = 0;
}

void flood_destroy(struct sim_flood **take_flood)
{
    struct sim_flood *flood = *take_flood;
    if (!flood)
        return;
    *take_flood = NULL;
    flood_reset(flood);
    loop_timer_destroy(&flood->timer);
    buffer_free(&flood->text);
    free(flood);
}

void flood_kinds_free(struct flood_kind *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(kinds[i].data);
}

static unsigned common_divisor(unsigned a, unsigned b)
{
    return b == 0 ? a : common_divisor(b, a % b);
}

/* Coprime to the shares, so that every place is visited; over a third of them, so that neighbours in the
 * stream are of different kinds. */
static unsigned stride_of(unsigned shares)
{
    unsigned stride = shares * 3 / 8 + 1;
    while (common_divisor(shares, stride) != 1)
        stride--;
    return stride;
}

bool flood_add(struct sim_flood *flood, const struct flood_kind *take_kinds, size_t kinds, uint64_t count)
{
    if (flood->count == FLOODS_MOST)
        return false;
    struct wave *wave = &flood->waves[flood->count++];
    *wave = (struct wave){.count = kinds, .left = count};
    memcpy(wave->kinds, take_kinds, kinds * sizeof(*take_kinds));
    for (size_t i = 0; i < kinds; i++)
        wave->shares += take_kinds[i].share;
    wave->stride = stride_of(wave->shares);
    if (flood->count == 1)
        turn(flood);
    return true;
}

uint64_t flood_left(const struct sim_flood *flood)
{
    uint64_t left = 0;
    for (size_t i = 0; i < flood->count; i++)
        left += flood->waves[i].left;
    return left;
}
