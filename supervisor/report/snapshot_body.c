/* SNAPSHOT as JSON. */
#include "snapshot_body.h"

#include "build_info.h"
#include "json_writer.h"

static void member_uint(struct json_writer *w, const char *name, uint64_t value)
{
    jw_key(w, name);
    jw_uint(w, value);
}

static void write_worker(struct json_writer *w, const struct worker_view *v)
{
    jw_object(w);
    jw_member_string(w, "name", v->name);
    jw_member_int(w, "pid", v->pid);
    jw_member_string(w, "state", v->state);
    member_uint(w, "generation", v->generation);
    member_uint(w, "restarts", v->restarts);
    member_uint(w, "up_since_monotonic_ms", v->up_since_ms);
    member_uint(w, "last_heartbeat_monotonic_ms", v->last_heartbeat_ms);
    jw_member_string(w, "last_exit", v->last_exit[0] ? v->last_exit : NULL);
    member_uint(w, "next_start_in_ms", v->next_start_in_ms);
    jw_member_bool(w, "crash_loop", v->crash_loop);
    member_uint(w, "memory_bytes", v->memory_bytes);
    jw_object_end(w);
}

void snapshot_write(const struct snapshot *s, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    member_uint(&w, "started_monotonic_ms", s->started_monotonic_ms);
    jw_member_int(&w, "started_wall_ms", s->started_wall_ms);
    member_uint(&w, "now_monotonic_ms", s->now_ms);
    jw_member_bool(&w, "demo", s->demo);
    jw_member_string(&w, "config_error", s->config_error);
    jw_member_bool(&w, "stopping", s->stopping);
    jw_member_string(&w, "version", BUILD_VERSION);
    jw_member_string(&w, "commit", BUILD_COMMIT);
    member_uint(&w, "memory_limit_bytes", s->memory_limit_bytes);
    jw_key(&w, "workers");
    jw_array(&w);
    for (size_t i = 0; i < s->worker_count; i++)
        write_worker(&w, &s->workers[i]);
    jw_array_end(&w);
    jw_object_end(&w);
}
