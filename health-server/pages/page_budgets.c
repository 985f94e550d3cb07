/* Budgets as what is left of them. */
#include "page_sections.h"

#include <inttypes.h>

#define MIB            (1024.0 * 1024.0)
#define IDENTIFIES_DAY 1000 /* docs.discord.com/developers/events/gateway#session-start-limit-object */
#define QUOTA_MINUTE   60   /* developers.google.com/workspace/sheets/api/limits */

/* One line: what, how much is left of what, as a bar. */
static void write_budget(struct buffer *out, const struct report *r, enum page_word label, double left,
                         double whole, const char *unit)
{
    double share = whole > 0 ? left / whole : 0;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    const char *class = share < 0.1 ? "fail" : share < 0.25 ? "warn" : "pass";
    buffer_format(out, "<div class=\"is-%s\"><dt>%s</dt><dd><b>", class, word_of(r, label));
    html_decimal(out, r->language, left, 0);
    buffer_format(out, "</b> %s ", word_of(r, WORD_OF));
    html_decimal(out, r->language, whole, 0);
    buffer_format(out,
                  "%s%s</dd><dd class=\"gauge\"><svg viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" "
                  "aria-hidden=\"true\">"
                  "<rect width=\"100\" height=\"4\"/><rect class=\"left\" width=\"%.1f\" "
                  "height=\"4\"/></svg></dd></div>\n",
                  unit[0] ? "\u00a0" : "", unit, share * 100);
}

static void write_hours(struct buffer *out, const struct report *r)
{
    if (!r->outreach || !r->outreach->hours.known)
        return;
    const struct free_hours_view *hours = &r->outreach->hours;
    write_budget(out, r, WORD_BUDGET_HOURS, (double)hours->budget - hours->used, hours->budget, "h");
    buffer_format(
        out, "<div class=\"note\"><dd class=\"small\">%d\u00a0h %s",
        hours->left_at_month_end < 0 ? -hours->left_at_month_end : hours->left_at_month_end,
        word_of(r, hours->left_at_month_end < 0 ? WORD_MISSING_AT_MONTH_END : WORD_LEFT_AT_MONTH_END));
    if (hours->shared_end_wall_ms) {
        buffer_format(out, ". %s ", word_of(r, WORD_SHARED_UNTIL));
        html_moment(out, r->language, hours->shared_end_wall_ms);
    }
    buffer_text(out, ".</dd></div>\n");
}

void section_budgets(struct buffer *out, const struct report *r)
{
    section_open(out, r, "budgets", WORD_BUDGETS);
    buffer_text(out, "<dl class=\"budgets\">\n");
    if (snapshot_heard(r->snapshot, WORKER_GATEWAY))
        write_budget(out, r, WORD_BUDGET_IDENTIFIES,
                     (double)snapshot_count(r->snapshot, METRIC_GATEWAY_IDENTIFIES_LEFT), IDENTIFIES_DAY, "");
    double critical_mb = (double)r->limits.critical_bytes / MIB;
    if (r->memory_known)
        write_budget(out, r, WORD_BUDGET_MEMORY, critical_mb - (double)r->memory_bytes / MIB, critical_mb,
                     word_of(r, WORD_MB));
    if (snapshot_heard(r->snapshot, WORKER_SHEETS)) {
        write_budget(out, r, WORD_BUDGET_READS, (double)snapshot_count(r->snapshot, METRIC_SHEETS_READS_LEFT),
                     QUOTA_MINUTE, "");
        write_budget(out, r, WORD_BUDGET_WRITES,
                     (double)snapshot_count(r->snapshot, METRIC_SHEETS_WRITES_LEFT), QUOTA_MINUTE, "");
    }
    write_hours(out, r);
    buffer_text(out, "</dl>\n");
    section_close(out);
}
