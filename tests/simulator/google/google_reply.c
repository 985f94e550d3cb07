/* Error bodies, word for word as Google sends them. */
#include "google_reply.h"

#include "array_len.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { REPLY_CAP = 30 * 1024 * 1024, MESSAGE_CAP = 4096 };

static const struct usual {
    int status;
    const char *word, *message;
} usuals[] = {
    {400, "INVALID_ARGUMENT", "Request contains an invalid argument."},
    {401, "UNAUTHENTICATED",
     "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
     "valid "
     "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."},
    {403, "PERMISSION_DENIED", "The caller does not have permission"},
    {404, "NOT_FOUND", "Requested entity was not found."},
    {409, "ABORTED", "The operation was aborted."},
    {429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."},
    {500, "INTERNAL", "Internal error encountered."},
    {503, "UNAVAILABLE", "The service is currently unavailable."},
    {504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."},
};

static const struct usual *usual_of(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(usuals); i++)
        if (usuals[i].status == status)
            return &usuals[i];
    return NULL;
}

const char *reply_status_word(int status)
{
    const struct usual *u = usual_of(status);
    return u ? u->word : "UNKNOWN";
}

void reply_init(struct reply *r)
{
    r->status = 200;
    buffer_init(&r->body, REPLY_CAP);
}

void reply_free(struct reply *r)
{
    buffer_free(&r->body);
}

/* Opens {"error":{…; the caller may add "details" and closes both. */
static struct json_writer begin_error(struct reply *r, int status, const char *format, va_list args)
{
    struct buffer message;
    buffer_init(&message, MESSAGE_CAP);
    buffer_vformat(&message, format, args);
    r->status = status;
    buffer_clear(&r->body);
    struct json_writer w = json_writer(&r->body);
    jw_object(&w);
    jw_key(&w, "error");
    jw_object(&w);
    jw_member_int(&w, "code", status);
    jw_member_string(&w, "message",
                     message.failed ? "Request contains an invalid argument." : buffer_string(&message));
    jw_member_string(&w, "status", reply_status_word(status));
    buffer_free(&message);
    return w;
}

static void end_error(struct json_writer *w)
{
    jw_object_end(w);
    jw_object_end(w);
}

void reply_refuse(struct reply *r, int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct json_writer w = begin_error(r, status, format, args);
    va_end(args);
    end_error(&w);
}

/* "details" with one violation, and the end. */
static void end_with_violation(struct json_writer *w, const char *field, const char *description)
{
    jw_key(w, "details");
    jw_array(w);
    jw_object(w);
    jw_member_string(w, "@type", "type.googleapis.com/google.rpc.BadRequest");
    jw_key(w, "fieldViolations");
    jw_array(w);
    jw_object(w);
    if (field[0])
        jw_member_string(w, "field", field);
    jw_member_string(w, "description", description);
    jw_object_end(w);
    jw_array_end(w);
    jw_object_end(w);
    jw_array_end(w);
    end_error(w);
}

void reply_refuse_field(struct reply *r, const char *field, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    struct json_writer w = begin_error(r, 400, format, args);
    va_end(args);
    struct buffer description;
    buffer_init(&description, MESSAGE_CAP);
    buffer_vformat(&description, format, again);
    va_end(again);
    end_with_violation(&w, field, buffer_string(&description));
    buffer_free(&description);
}

__attribute__((format(printf, 3, 4))) static struct json_writer begin(struct reply *r, int status,
                                                                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct json_writer w = begin_error(r, status, format, args);
    va_end(args);
    return w;
}

void reply_refuse_mask(struct reply *r, const char *path)
{
    struct buffer description;
    struct json_writer w = begin(r, 400, "Request contains an invalid argument.");
    buffer_init(&description, MESSAGE_CAP);
    buffer_format(&description,
                  "Error expanding 'fields' parameter. Cannot find matching fields for path '%s'.", path);
    end_with_violation(&w, path, buffer_string(&description));
    buffer_free(&description);
}

static void write_quota_info(struct json_writer *w, bool write, bool of_project, unsigned per_minute)
{
    char value[16], limit[64];
    snprintf(value, sizeof value, "%u", per_minute);
    snprintf(limit, sizeof limit, "%sRequestsPerMinutePer%s", write ? "Write" : "Read",
             of_project ? "Project" : "User");
    jw_object(w);
    jw_member_string(w, "@type", "type.googleapis.com/google.rpc.ErrorInfo");
    jw_member_string(w, "reason", "RATE_LIMIT_EXCEEDED");
    jw_member_string(w, "domain", "googleapis.com");
    jw_key(w, "metadata");
    jw_object(w);
    jw_member_string(w, "quota_limit", limit);
    jw_member_string(w, "quota_limit_value", value);
    jw_member_string(w, "quota_location", "global");
    jw_member_string(w, "quota_metric",
                     write ? "sheets.googleapis.com/write_requests" : "sheets.googleapis.com/read_requests");
    jw_member_string(w, "quota_unit", of_project ? "1/min/{project}" : "1/min/{project}/{user}");
    jw_member_string(w, "service", "sheets.googleapis.com");
    jw_member_string(w, "consumer", "projects/123456789012");
    jw_object_end(w);
    jw_object_end(w);
}

void reply_refuse_quota(struct reply *r, bool write, bool of_project, unsigned per_minute)
{
    const char *name = write ? "Write" : "Read";
    struct json_writer w =
        begin(r, 429,
              "Quota exceeded for quota metric '%s requests' and limit '%s requests per minute%s' "
              "of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
              name, name, of_project ? "" : " per user");
    jw_key(&w, "details");
    jw_array(&w);
    write_quota_info(&w, write, of_project, per_minute);
    jw_object(&w);
    jw_member_string(&w, "@type", "type.googleapis.com/google.rpc.Help");
    jw_key(&w, "links");
    jw_array(&w);
    jw_object(&w);
    jw_member_string(&w, "description", "Request a higher quota limit.");
    jw_member_string(&w, "url", "https://cloud.google.com/docs/quotas/help/request_increase");
    jw_object_end(&w);
    jw_array_end(&w);
    jw_object_end(&w);
    jw_array_end(&w);
    end_error(&w);
}

static const char html_502[] =
    "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error 502 (Server Error)!!1</title>\n"
    "  <p><b>502.</b> <ins>That’s an error.</ins>\n  <p>The server encountered a temporary error and could "
    "not complete your "
    "request.<p>Please try again in 30 seconds.  <ins>That’s all we know.</ins>\n";

void reply_refuse_usual(struct reply *r, int status, bool write)
{
    const struct usual *u = usual_of(status);
    if (status == 429) {
        reply_refuse_quota(r, write, false, 60);
    } else if (status == 502) {
        r->status = status;
        buffer_clear(&r->body);
        buffer_text(&r->body, html_502);
    } else {
        reply_refuse(r, status, "%s", u ? u->message : "Unknown error.");
    }
}
