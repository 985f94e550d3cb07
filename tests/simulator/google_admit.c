/* May this caller make this call now? Who he is, what his token is good for, his budget, his right to the
 * file. */
#include "google_state.h"

#include "array_len.h"
#include "clock.h"

#include <string.h>

static void refuse_disabled_service(struct reply *reply)
{
    reply_refuse(reply, 403,
                 "Google Sheets API has not been used in project 123456789012 before or it is disabled. "
                 "Enable it by visiting "
                 "https://console.developers.google.com/apis/api/sheets.googleapis.com/"
                 "overview?project=123456789012 then retry. If "
                 "you enabled this API recently, wait a few minutes for the action to propagate to our "
                 "systems and retry.");
    static const char details[] =
        ",\"details\":[{\"@type\":\"type.googleapis.com/"
        "google.rpc.ErrorInfo\",\"reason\":\"SERVICE_DISABLED\",\"domain\":"
        "\"googleapis.com\",\"metadata\":{\"service\":\"sheets.googleapis.com\",\"activationUrl\":"
        "\"https://console.developers.google.com/apis/api/sheets.googleapis.com/"
        "overview?project=123456789012\"}}]}}";
    buffer_truncate(&reply->body, reply->body.length - 2);
    buffer_text(&reply->body, details);
}

/* One call of the account's budget and one of the project's. False: refused. */
static bool spend(struct sim_google *g, struct account *account, bool write, struct reply *reply)
{
    const struct google_mode *m = &g->mode;
    const struct {
        struct quota *quota;
        unsigned per_minute;
        bool of_project;
    } budgets[] = {{write ? &account->writes : &account->reads,
                    write ? m->writes_per_minute : m->reads_per_minute, false},
                   {write ? &g->project_write_quota : &g->project_read_quota,
                    write ? m->project_writes_per_minute : m->project_reads_per_minute, true}};
    for (size_t i = 0; i < ARRAY_LEN(budgets); i++)
        if (!quota_take(budgets[i].quota, budgets[i].per_minute, m->sliding_quota, clock_monotonic_ms())) {
            reply_refuse_quota(reply, write, budgets[i].of_project, budgets[i].per_minute);
            return false;
        }
    return true;
}

static const struct document *document_of(const struct sim_google *g, const char *path)
{
    const char *id = path + sizeof "/v4/spreadsheets" - 1;
    id += *id == '/';
    return documents_find(&g->documents, id, strcspn(id, "/:"));
}

/* An API key opens what anyone may read, and nothing else. */
static bool has_api_key(const struct sim_request *request, bool write, struct reply *reply)
{
    struct form query = {0};
    char key[8] = "";
    if (form_parse(request->query, strlen(request->query), &query))
        strncpy(key, form_get(&query, "key", ""), sizeof key - 1);
    form_free(&query);
    if (!key[0])
        reply_refuse(reply, 403, "The request is missing a valid API key.");
    else if (strncmp(key, "AIza", 4) != 0)
        reply_refuse(reply, 400, "API key not valid. Please pass a valid API key.");
    else if (write)
        reply_refuse(reply, 401,
                     "API keys are not supported by this API. Expected OAuth2 access token or other "
                     "authentication credentials that assert a principal. See "
                     "https://cloud.google.com/docs/authentication");
    return !reply_refused(reply);
}

bool google_admit(struct sim_google *g, const struct google_route *route, const struct sim_request *request,
                  struct reply *reply)
{
    bool write = google_route_op(route) == OP_WRITE;
    const char *caller = google_caller(g, request);
    struct account *account = accounts_find(&g->accounts, caller);
    enum token_check token = tokens_check(&g->tokens, request->authorization, clock_monotonic_ms());
    if (token == TOKEN_MISSING && !has_api_key(request, write, reply))
        return false;
    if (token == TOKEN_UNKNOWN)
        reply_refuse_usual(reply, 401, write);
    else if (g->mode.service_disabled)
        refuse_disabled_service(reply);
    else if (token == TOKEN_GOOD_FOR_READING && write)
        reply_refuse(reply, 403, "Request had insufficient authentication scopes.");
    if (!account) /* what an API key reads is charged to the account of the settings */
        account = &g->accounts.list[0];
    if (reply_refused(reply) || !spend(g, account, write, reply))
        return false;
    const struct document *document = document_of(g, request->path);
    if (google_route_makes(route))
        return true;
    enum role role = document ? sharing_of(&document->permissions, caller) : ROLE_NONE;
    if (!document)
        reply_refuse_usual(reply, 404, write);
    else if (role < (write ? ROLE_WRITER : ROLE_READER))
        reply_refuse_usual(reply, 403, write);
    return !reply_refused(reply);
}

bool google_admit_drive(struct sim_google *g, const struct sim_request *request, struct reply *reply)
{
    enum token_check token = tokens_check(&g->tokens, request->authorization, clock_monotonic_ms());
    if (token == TOKEN_MISSING)
        reply_refuse(reply, 403, "The request is missing a valid API key.");
    else if (token == TOKEN_UNKNOWN)
        reply_refuse_usual(reply, 401, false);
    else if (!tokens_reach_drive(&g->tokens, request->authorization))
        reply_refuse(reply, 403, "Request had insufficient authentication scopes.");
    return !reply_refused(reply);
}
