/* Ordered faults, matched by method and path. */
#include "discord_faults.h"

#include "json_copy.h"
#include "text_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MOST (1024 * 1024)

struct rule {
    char method[12], path[256]; /* "": any */
    char *body;                 /* "": none */
    uint64_t times;
    struct fault fault;
};

struct sim_faults {
    struct rule rules[FAULTS_MOST];
    size_t count;
    char *struck_body; /* of the rule that was used up last */
};

struct sim_faults *rest_faults_create(void)
{
    struct sim_faults *faults = calloc(1, sizeof(*faults));
    if (!faults)
        abort();
    return faults;
}

static void remove_rule(struct sim_faults *faults, size_t at)
{
    free(faults->struck_body);
    faults->struck_body = faults->rules[at].body;
    faults->count--;
    memmove(&faults->rules[at], &faults->rules[at + 1], (faults->count - at) * sizeof(faults->rules[0]));
}

void rest_faults_reset(struct sim_faults *faults)
{
    while (faults->count > 0)
        remove_rule(faults, faults->count - 1);
}

void rest_faults_destroy(struct sim_faults **take_faults)
{
    struct sim_faults *faults = *take_faults;
    if (!faults)
        return;
    *take_faults = NULL;
    rest_faults_reset(faults);
    free(faults->struck_body);
    free(faults);
}

bool fault_fate(const struct json_value *name, enum sim_fate *ret_fate, bool *ret_after)
{
    const char *word = json_text(name, "");
    *ret_after = strcmp(word, "after") == 0;
    if (strcmp(word, "reset") == 0)
        *ret_fate = SIM_RESET;
    else if (strcmp(word, "stall") == 0)
        *ret_fate = SIM_STALL;
    else if (strcmp(word, "truncate") == 0)
        *ret_fate = SIM_TRUNCATE;
    else
        *ret_fate = SIM_ANSWER;
    return json_is_null(name) || *ret_after || *ret_fate != SIM_ANSWER;
}

static bool add_header(void *ctx, const char *name, const struct json_value *v)
{
    struct fault *fault = ctx;
    for (size_t i = 0; i < 8; i++) {
        if (!fault->headers[i][0][0]) {
            snprintf(fault->headers[i][0], sizeof(fault->headers[i][0]), "%s", name);
            snprintf(fault->headers[i][1], sizeof(fault->headers[i][1]), "%s", json_text(v, ""));
            return true;
        }
    }
    return false;
}

static char *body_text(const struct json_value *body)
{
    if (json_is_null(body))
        return text_copy("");
    return json_is_string(body) ? text_copy(json_text(body, "")) : json_copy_text(body, BODY_MOST);
}

const char *rest_faults_order(struct sim_faults *faults, const struct json_value *order)
{
    struct rule rule = {.times = (uint64_t)json_int(json_get(order, "times"), 1)};
    rule.fault.status = (int)json_int(json_get(order, "status"), 0);
    rule.fault.delay_ms = (uint64_t)json_int(json_get(order, "delay_ms"), 0);
    snprintf(rule.method, sizeof(rule.method), "%s", json_text(json_get(order, "method"), ""));
    snprintf(rule.path, sizeof(rule.path), "%s", json_text(json_get(order, "path"), ""));
    bool after;
    if (!fault_fate(json_get(order, "fate"), &rule.fault.fate, &after))
        return "fate is reset, stall, truncate or after";
    if (after && !rule.fault.status)
        rule.fault.fate = SIM_RESET;
    /* Without a status of its own an answer, whole, late or cut, is the real one. */
    rule.fault.carried_out =
        after || (!rule.fault.status && (rule.fault.fate == SIM_ANSWER || rule.fault.fate == SIM_TRUNCATE));
    if (rule.fault.status && (rule.fault.status < 200 || rule.fault.status > 599))
        return "status is 200 to 599";
    if (rule.times == 0)
        return "times is 1 or more, or -1 until reset";
    if (faults->count == FAULTS_MOST)
        return "too many faults are waiting";
    json_each(json_get(order, "headers"), add_header, &rule.fault);
    rule.body = body_text(json_get(order, "body"));
    if (!rule.body)
        return "body is too long";
    faults->rules[faults->count++] = rule;
    return NULL;
}

/* The rule's path is the beginning of the call's, with or without /api/v10. */
static bool strikes(const struct rule *rule, const char *method, const char *path)
{
    static const char API[] = "/api/v10";
    size_t length = strlen(rule->path);
    bool whole = strncmp(path, rule->path, length) == 0;
    bool below =
        strncmp(path, API, sizeof(API) - 1) == 0 && strncmp(path + sizeof(API) - 1, rule->path, length) == 0;
    return (whole || below) && (!rule->method[0] || strcmp(rule->method, method) == 0);
}

bool rest_faults_take(struct sim_faults *faults, const char *method, const char *path,
                      struct fault *ret_fault)
{
    for (size_t i = 0; i < faults->count; i++) {
        struct rule *rule = &faults->rules[i];
        if (!strikes(rule, method, path))
            continue;
        *ret_fault = rule->fault;
        ret_fault->body = rule->body;
        if (--rule->times == 0)
            remove_rule(faults, i);
        return true;
    }
    return false;
}

void fault_apply(const struct fault *fault, struct sim_response *response)
{
    response->delay_ms = fault->delay_ms;
    response->fate = fault->fate;
    if (fault->status) {
        response->status = fault->status;
        buffer_clear(&response->body);
        buffer_text(&response->body, fault->body);
    }
    for (size_t i = 0; i < 8 && fault->headers[i][0][0]; i++)
        sim_header(response, fault->headers[i][0], fault->headers[i][1]);
}
