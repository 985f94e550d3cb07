/* Settings into gateway_options. */
#include "gateway_setup.h"

#include "log.h"
#include "session_body.h"

void gateway_discovery(const struct settings *settings, const char *session, size_t length,
                       struct discovery *ret_discovery)
{
    uint64_t bot = session_bot(settings_text(settings, SETTING_DISCORD_TOKEN));
    discovery_init(ret_discovery, settings_text(settings, SETTING_DISCORD_GATEWAY_URL),
                   settings_text(settings, SETTING_SHARD_COUNT), session_body_shards(bot, session, length));
}

static void report_problem(enum shard_plan_problem problem, const struct shard_plan *plan)
{
    if (problem != SHARD_PLAN_GOOD)
        log_event(LOG_CRIT, "gateway.shards",
                  LOG_WITH(log_int("count", plan->count), log_int("here", (int64_t)plan->mine)),
                  "❌ Erreur critique : SHARD_IDS : %s. %s", shard_plan_trouble(problem),
                  setting_repair(SETTING_SHARD_IDS));
}

struct gateway *gateway_setup(struct loop *loop, const struct settings *settings,
                              const struct discovery *discovery, uint32_t intents, struct metrics *metrics,
                              const struct gateway_handlers *handlers, void *ctx)
{
    struct gateway_options options = {
        .token = settings_text(settings, SETTING_DISCORD_TOKEN),
        .url = discovery->url,
        .extra_ca_file = settings_text(settings, SETTING_EXTRA_CA_FILE),
        .intents = intents,
        .max_concurrency = discovery->max_concurrency,
        .limits_known = discovery->limits_known,
        .identifies_left = discovery->identifies_left,
        .identifies_reset_ms = discovery->identifies_reset_ms,
        .latency_warn_s = settings_decimal(settings, SETTING_LATENCY_WARN_S),
        .latency_critical_s = settings_decimal(settings, SETTING_LATENCY_CRITICAL_S),
    };
    if (discovery->is_unanswered)
        log_event(LOG_WARN, "gateway.discovery", LOG_WITH(log_int("shards", discovery->shards)),
                  "Discord ne répond pas à /gateway/bot : connexion avec ce qui est connu");
    report_problem(shard_plan(discovery->shards, settings_text(settings, SETTING_SHARD_IDS), &options.shards),
                   &options.shards);
    return gateway_create(loop, &options, metrics, handlers, ctx);
}
