/* What alerts and outreach show of themselves, for pages: plain values, filled by alerts/ and outreach/ and
 * borrowed by report.h for one answer. No URL, no secret is ever in here. All texts live for ever. */
#ifndef VIGIE_ALERTS_VIEW_H
#define VIGIE_ALERTS_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALERT_RULES_MAX    24
#define ALERT_CHANNELS_MAX 2
#define ALERT_RECENT_MAX   8

/* One rule of alert_rules.def. */
struct alert_rule_view {
    const char *id;       /* "outbox_old" */
    const char *title;    /* French */
    const char *severity; /* French: "critique", "attention", "information" */
    const char *advice;   /* French: what to do; "" where the verdict's own words say it */
    bool firing;
    bool flapping;         /* comes and goes: its changes are folded */
    int64_t since_wall_ms; /* UTC; 0 while it does not fire */
};

enum alert_channel_health {
    ALERT_CHANNEL_OFF,     /* not set */
    ALERT_CHANNEL_UNTRIED, /* nothing was sent yet */
    ALERT_CHANNEL_WORKS,
    ALERT_CHANNEL_WAITS,    /* failed, or was told to wait: tried again at retry_at_wall_ms */
    ALERT_CHANNEL_GIVEN_UP, /* until the setting changes */
};

struct alert_channel_view {
    const char *name;  /* French: "webhook Discord", "seconde voie" */
    const char *label; /* of metrics: "webhook", "fallback" */
    enum alert_channel_health health;
    const char *word;                            /* French: what the last answer meant, "" before the first */
    int status;                                  /* of the last answer, 0: none came */
    size_t waiting;                              /* messages not yet taken by it */
    uint64_t sent, failed;                       /* messages taken; attempts that failed */
    int64_t last_sent_wall_ms, retry_at_wall_ms; /* UTC, 0: never, none */
};

/* A message that was made, newest first. */
struct alert_message_view {
    const char *rule, *title; /* as above */
    const char *kind;         /* French: "levée", "terminée", "rappel", "instable", "information" */
    int64_t made_wall_ms;
    uint64_t lasted_s; /* of one that is over */
    bool waits;        /* a channel has yet to take it */
};

struct alerts_view {
    size_t rule_count;
    struct alert_rule_view rules[ALERT_RULES_MAX];
    size_t firing; /* how many of them do */
    struct alert_channel_view channels[ALERT_CHANNELS_MAX];
    size_t recent_count;
    struct alert_message_view recent[ALERT_RECENT_MAX];
    uint64_t dropped;   /* messages that the full queue gave up */
    bool survives_stop; /* the queue is on disk; else only with the supervisor */
};

enum self_ping_state {
    SELF_PING_OFF,
    SELF_PING_REFUSED, /* RENDER_EXTERNAL_URL is no public address */
    SELF_PING_UNTRIED,
    SELF_PING_REACHES,
    SELF_PING_FAILS,
};

/* The 750 hours a month that Render gives one workspace (facts/monitoring.md, render.com/docs/free). */
struct free_hours_view {
    bool known;                 /* on Render */
    unsigned used, budget;      /* of this month, had it run from its first hour */
    int left_at_month_end;      /* negative: missing */
    int64_t shared_end_wall_ms; /* when the budget ends if two services share it; 0: not this month */
};

struct outreach_view {
    enum self_ping_state self_ping;
    int64_t self_ping_wall_ms;   /* of the last answer or failure, 0: none */
    uint64_t self_ping_ms;       /* how long the last good one took */
    unsigned self_ping_failures; /* in a row */
    int self_ping_status;        /* 0: no answer */
    uint64_t self_pings, self_pings_failed;
    unsigned self_ping_interval_s;
    bool push_on;
    bool push_works;      /* the last one was taken */
    int push_status;      /* 0: no answer yet */
    int64_t push_wall_ms; /* of the last one that was taken, 0: none */
    struct free_hours_view hours;
};

#endif
