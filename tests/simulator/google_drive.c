/* As much of Drive as clients of Sheets ask of it: files that are spreadsheets, and who may use them. */
#include "google_state.h"

#include "array_len.h"
#include "fields.h"
#include "random.h"
#include "text_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mime_type[] = "application/vnd.google-apps.spreadsheet";

struct drive_call {
    struct sim_google *google;
    const char *caller;     /* his address */
    struct document *file;  /* of the path, NULL: none is named */
    const char *permission; /* of the path, "": none is named */
    const struct form *query;
    const struct json_value *body;
    struct reply *reply;
    struct json_writer w;
};

static void refuse(struct reply *r, int status, const char *reason, const char *message)
{
    buffer_clear(&r->body);
    struct json_writer w = json_writer(&r->body);
    r->status = status;
    jw_object(&w);
    jw_key(&w, "error");
    jw_object(&w);
    jw_member_int(&w, "code", status);
    jw_member_string(&w, "message", message);
    jw_key(&w, "errors");
    jw_array(&w);
    jw_object(&w);
    jw_member_string(&w, "message", message);
    jw_member_string(&w, "domain", "global");
    jw_member_string(&w, "reason", reason);
    jw_object_end(&w);
    jw_array_end(&w);
    jw_object_end(&w);
    jw_object_end(&w);
}

static void write_file(const struct document *file, struct json_writer *w)
{
    jw_object(w);
    jw_member_string(w, "kind", "drive#file");
    jw_member_string(w, "id", file->id);
    jw_member_string(w, "name", file->book.title);
    jw_member_string(w, "mimeType", mime_type);
    jw_object_end(w);
}

/* ---- Files. */

/* Is the clause `name = 'value'` true of the file? False also: not understood, then *ret_known is false. */
static bool clause_holds(const struct document *file, const char *clause, bool *ret_known)
{
    char name[32], value[WORKBOOK_TITLE];
    *ret_known = true;
    if (sscanf(clause, " %31[a-zA-Z] = '%255[^']'", name, value) == 2) {
        if (strcmp(name, "name") == 0)
            return strcmp(file->book.title, value) == 0;
        if (strcmp(name, "mimeType") == 0)
            return strcmp(mime_type, value) == 0;
    }
    if (sscanf(clause, " trashed = %31[a-z]", name) == 1)
        return strcmp(name, "false") == 0;
    *ret_known = false;
    return false;
}

/* Do all clauses hold? *ret_known false: one of them is beyond this server. */
static bool query_holds(const struct document *file, const char *query, bool *ret_known)
{
    char *copy = text_copy(query), *rest = copy;
    bool holds = copy != NULL;
    *ret_known = true;
    while (rest && *rest && *ret_known) {
        char *next = strstr(rest, " and ");
        if (next)
            *next = '\0';
        bool clause = clause_holds(file, rest, ret_known);
        holds = holds && clause;
        rest = next ? next + 5 : NULL;
    }
    free(copy);
    return holds;
}

static void list_files(struct drive_call *c)
{
    const struct documents *d = &c->google->documents;
    const char *query = form_get(c->query, "q", "");
    jw_object(&c->w);
    jw_member_string(&c->w, "kind", "drive#fileList");
    jw_member_bool(&c->w, "incompleteSearch", false);
    jw_key(&c->w, "files");
    jw_array(&c->w);
    for (size_t i = 0; i < d->count; i++) {
        bool known, holds = query_holds(d->list[i], query, &known);
        if (!known) {
            refuse(c->reply, 400, "invalid", "Invalid Value");
            return;
        }
        if (holds && !d->list[i]->gone && sharing_of(&d->list[i]->permissions, c->caller) != ROLE_NONE)
            write_file(d->list[i], &c->w);
    }
    jw_array_end(&c->w);
    jw_object_end(&c->w);
}

struct document *google_new_document(struct sim_google *g, const char *title, const char *owner)
{
    char id[DOCUMENT_ID];
    snprintf(id, sizeof id, "1sim%08x%08x%08x%08x%08x", random_u32(), random_u32(), random_u32(),
             random_u32(), random_u32());
    struct document *file = documents_add(&g->documents, id, title);
    if (file)
        sharing_set(&file->permissions, "user", owner, ROLE_OWNER);
    return file;
}

static void create_file(struct drive_call *c)
{
    const char *name = json_text(json_get(c->body, "name"), "Untitled");
    if (strcmp(json_text(json_get(c->body, "mimeType"), ""), mime_type) != 0) {
        refuse(c->reply, 400, "badRequest", "This server keeps spreadsheets alone.");
        return;
    }
    const struct document *file = google_new_document(c->google, name, c->caller);
    if (file)
        write_file(file, &c->w);
    else
        refuse(c->reply, 403, "storageQuotaExceeded", "The user's Drive storage quota has been exceeded.");
}

static void get_file(struct drive_call *c)
{
    write_file(c->file, &c->w);
}

static void rename_file(struct drive_call *c)
{
    const char *name = json_text(json_get(c->body, "name"), c->file->book.title);
    char fresh[WORKBOOK_TITLE];
    snprintf(fresh, sizeof fresh, "%.200s", name);
    memcpy(c->file->book.title, fresh, sizeof fresh);
    write_file(c->file, &c->w);
}

static void delete_file(struct drive_call *c)
{
    c->file->gone = true;
    c->reply->status = 204;
}

/* ---- Permissions. */

static void list_permissions(struct drive_call *c)
{
    jw_object(&c->w);
    jw_member_string(&c->w, "kind", "drive#permissionList");
    jw_key(&c->w, "permissions");
    jw_array(&c->w);
    for (size_t i = 0; i < c->file->permissions.count; i++)
        permission_write(&c->file->permissions.list[i], &c->w);
    jw_array_end(&c->w);
    jw_object_end(&c->w);
}

static void create_permission(struct drive_call *c)
{
    struct permission *made;
    const char *wrong = sharing_read(&c->file->permissions, c->body, &made);
    if (wrong)
        refuse(c->reply, 400, "badRequest", wrong);
    else
        permission_write(made, &c->w);
}

static struct permission *named_permission(struct drive_call *c)
{
    struct permission *one = sharing_find(&c->file->permissions, c->permission);
    if (!one)
        refuse(c->reply, 404, "notFound", "Permission not found.");
    return one;
}

static void change_permission(struct drive_call *c)
{
    struct permission *one = named_permission(c);
    enum role role = sharing_role(json_text(json_get(c->body, "role"), ""));
    if (one && role == ROLE_NONE)
        refuse(c->reply, 400, "badRequest", "The permission role field is required.");
    else if (one) {
        one->role = role;
        permission_write(one, &c->w);
    }
}

static void delete_permission(struct drive_call *c)
{
    struct permission *one = named_permission(c);
    if (!one)
        return;
    sharing_set(&c->file->permissions, one->type, one->who, ROLE_NONE);
    c->reply->status = 204;
}

/* ---- Routes. */

static const struct drive_route {
    const char *method;
    bool file, permissions, one_permission; /* what the path names */
    enum role needed;
    void (*step)(struct drive_call *c);
} routes[] = {
    {"GET", false, false, false, ROLE_NONE, list_files},
    {"POST", false, false, false, ROLE_NONE, create_file},
    {"GET", true, false, false, ROLE_READER, get_file},
    {"PATCH", true, false, false, ROLE_WRITER, rename_file},
    {"DELETE", true, false, false, ROLE_OWNER, delete_file},
    {"GET", true, true, false, ROLE_READER, list_permissions},
    {"POST", true, true, false, ROLE_WRITER, create_permission},
    {"PATCH", true, true, true, ROLE_WRITER, change_permission},
    {"DELETE", true, true, true, ROLE_WRITER, delete_permission},
};

/* A path taken apart: /drive/v3/files[/ID[/permissions[/ID]]], with or without a slash at its end. */
struct drive_path {
    const char *id, *permission;
    size_t id_length;
    bool file, permissions, one_permission;
};

static bool read_path(const char *path, struct drive_path *ret)
{
    static const char files[] = "/drive/v3/files", below[] = "/permissions";
    *ret = (struct drive_path){.permission = ""};
    if (strncmp(path, files, sizeof files - 1) != 0)
        return false;
    path += sizeof files - 1;
    if (!*path || strcmp(path, "/") == 0)
        return true;
    ret->file = *path++ == '/';
    ret->id = path;
    ret->id_length = strcspn(path, "/");
    path += ret->id_length;
    if (!*path || strcmp(path, "/") == 0)
        return ret->file;
    ret->permissions = strncmp(path, below, sizeof below - 1) == 0;
    path += sizeof below - 1;
    if (!ret->permissions || !*path || strcmp(path, "/") == 0)
        return ret->permissions;
    ret->one_permission = *path == '/';
    ret->permission = path + 1;
    return ret->one_permission;
}

static const struct drive_route *find_route(const char *method, const struct drive_path *path)
{
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        if (strcmp(routes[i].method, method) == 0 && routes[i].file == path->file &&
            routes[i].permissions == path->permissions && routes[i].one_permission == path->one_permission)
            return &routes[i];
    return NULL;
}

/* False: refused. */
static bool may(struct drive_call *c, const struct drive_route *route, const struct drive_path *path)
{
    char message[DOCUMENT_ID + 40];
    enum role role = c->file ? sharing_of(&c->file->permissions, c->caller) : ROLE_NONE;
    if (path->file && (!c->file || role == ROLE_NONE)) {
        snprintf(message, sizeof message, "File not found: %.*s.",
                 (int)(path->id_length < DOCUMENT_ID ? path->id_length : DOCUMENT_ID), path->id);
        refuse(c->reply, 404, "notFound", message);
    } else if (path->file && role < route->needed) {
        refuse(c->reply, 403, "insufficientFilePermissions",
               "The user does not have sufficient permissions for this file.");
    }
    return !reply_refused(c->reply);
}

void google_drive_work(struct sim_google *g, const struct sim_request *request, struct reply *reply)
{
    struct drive_path path;
    struct form query = {0};
    struct json_value *body = NULL;
    struct fields mask = {0};
    bool understood = read_path(request->path, &path);
    const struct drive_route *route = understood ? find_route(request->method, &path) : NULL;
    if (!route) {
        refuse(reply, 404, "notFound", "Not Found");
    } else if (!form_parse(request->query, strlen(request->query), &query) ||
               (request->body_length && err_is(json_parse(request->body, request->body_length, &body)))) {
        refuse(reply, 400, "parseError", "Parse Error");
    } else if (google_read_mask(&query, &mask, reply)) {
        struct drive_call c = {.google = g,
                               .caller = google_caller(g, request),
                               .file =
                                   path.file ? documents_find(&g->documents, path.id, path.id_length) : NULL,
                               .permission = path.permission,
                               .query = &query,
                               .body = body,
                               .reply = reply,
                               .w = json_writer(&reply->body)};
        if (may(&c, route, &path))
            route->step(&c);
        if (reply->status == 200 && form_get(&query, "fields", "")[0])
            google_mask_reply(&mask, reply);
    }
    json_destroy(&body);
    form_free(&query);
}
