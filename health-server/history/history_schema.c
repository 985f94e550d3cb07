/* SQL. */
#include "history_schema.h"

#include <stddef.h>

/* Statuses are the words of /health, unknown figures are NULL, times are UTC seconds (…_ms: milliseconds). */
const char *const HISTORY_MIGRATIONS[] = {
    "CREATE TABLE samples (id INTEGER PRIMARY KEY, t INTEGER NOT NULL, status TEXT NOT NULL, latency_s REAL,"
    " memory_mb REAL, sheets_s REAL, queue INTEGER NOT NULL, errors INTEGER NOT NULL, reconnections INTEGER "
    "NOT NULL);"
    "CREATE TABLE slices (id INTEGER PRIMARY KEY, t INTEGER NOT NULL UNIQUE, starting INTEGER NOT NULL,"
    " healthy INTEGER NOT NULL, degraded INTEGER NOT NULL, down INTEGER NOT NULL,"
    " latency_sum REAL NOT NULL, latency_max REAL NOT NULL, latency_count INTEGER NOT NULL,"
    " memory_sum REAL NOT NULL, memory_max REAL NOT NULL, memory_count INTEGER NOT NULL,"
    " sheets_sum REAL NOT NULL, sheets_max REAL NOT NULL, sheets_count INTEGER NOT NULL,"
    " queue_sum REAL NOT NULL, queue_max REAL NOT NULL, queue_count INTEGER NOT NULL,"
    " errors INTEGER NOT NULL, reconnections INTEGER NOT NULL);"
    "CREATE VIEW means AS SELECT datetime(t, 'unixepoch') AS utc, starting + healthy + degraded + down AS "
    "samples, down,"
    " latency_sum / nullif(latency_count, 0) AS latency_mean_s, latency_max AS latency_max_s,"
    " memory_sum / nullif(memory_count, 0) AS memory_mean_mb, memory_max AS memory_max_mb,"
    " sheets_sum / nullif(sheets_count, 0) AS sheets_mean_s, sheets_max AS sheets_max_s,"
    " queue_sum / nullif(queue_count, 0) AS queue_mean, queue_max, errors, reconnections FROM slices ORDER "
    "BY t;"
    "CREATE TABLE transitions (id INTEGER PRIMARY KEY, t_ms INTEGER NOT NULL, status TEXT NOT NULL, reason "
    "TEXT NOT NULL);"
    "CREATE TABLE incidents (id INTEGER PRIMARY KEY, began_ms INTEGER NOT NULL UNIQUE, ended_ms INTEGER NOT "
    "NULL,"
    " status TEXT NOT NULL, reason TEXT NOT NULL, seconds INTEGER NOT NULL, longest_silence_s INTEGER NOT "
    "NULL,"
    " ended_by TEXT NOT NULL);"
    "CREATE TABLE record (id INTEGER PRIMARY KEY CHECK (id = 1), boot TEXT NOT NULL, sampled_ms INTEGER NOT "
    "NULL,"
    " life_ms INTEGER NOT NULL, errors REAL NOT NULL, reconnections REAL NOT NULL, sheets_sum REAL NOT NULL,"
    " sheets_count INTEGER NOT NULL, saved_ms INTEGER NOT NULL, saved_wall_ms INTEGER NOT NULL, averages "
    "TEXT NOT NULL)",
    NULL,
};

const char HISTORY_PROBE[] =
    "SELECT id, t, status, latency_s, memory_mb, sheets_s, queue, errors, reconnections FROM samples LIMIT 0;"
    "SELECT id, t, starting, healthy, degraded, down, latency_sum, latency_max, latency_count, memory_sum, "
    "memory_max,"
    " memory_count, sheets_sum, sheets_max, sheets_count, queue_sum, queue_max, queue_count, errors, "
    "reconnections"
    " FROM slices LIMIT 0;"
    "SELECT id, t_ms, status, reason FROM transitions LIMIT 0;"
    "SELECT id, began_ms, ended_ms, status, reason, seconds, longest_silence_s, ended_by FROM incidents "
    "LIMIT 0;"
    "SELECT id, boot, sampled_ms, life_ms, errors, reconnections, sheets_sum, sheets_count, saved_ms, "
    "saved_wall_ms,"
    " averages FROM record LIMIT 0;"
    "EXPLAIN INSERT INTO slices (t) VALUES (0) ON CONFLICT (t) DO NOTHING;"
    "EXPLAIN INSERT INTO incidents (began_ms) VALUES (0) ON CONFLICT (began_ms) DO NOTHING";

const char *const HISTORY_SQL[HISTORY_STATEMENTS] = {
    [HISTORY_ADD_SAMPLE] =
        "INSERT INTO samples (t, status, latency_s, memory_mb, sheets_s, queue, errors, reconnections)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [HISTORY_ADD_TO_SLICE] =
        "INSERT INTO slices (t, starting, healthy, degraded, down, latency_sum, latency_max, latency_count, "
        "memory_sum,"
        " memory_max, memory_count, sheets_sum, sheets_max, sheets_count, queue_sum, queue_max, queue_count, "
        "errors,"
        " reconnections) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
        "?18, ?19)"
        " ON CONFLICT (t) DO UPDATE SET starting = starting + ?2, healthy = healthy + ?3, degraded = "
        "degraded + ?4,"
        " down = down + ?5, latency_sum = latency_sum + ?6, latency_max = max(latency_max, ?7),"
        " latency_count = latency_count + ?8, memory_sum = memory_sum + ?9, memory_max = max(memory_max, "
        "?10),"
        " memory_count = memory_count + ?11, sheets_sum = sheets_sum + ?12, sheets_max = max(sheets_max, "
        "?13),"
        " sheets_count = sheets_count + ?14, queue_sum = queue_sum + ?15, queue_max = max(queue_max, ?16),"
        " queue_count = queue_count + ?17, errors = errors + ?18, reconnections = reconnections + ?19",
    [HISTORY_ADD_TRANSITION] = "INSERT INTO transitions (t_ms, status, reason) VALUES (?1, ?2, ?3)",
    [HISTORY_PUT_INCIDENT] =
        "INSERT INTO incidents (began_ms, ended_ms, status, reason, seconds, longest_silence_s, ended_by)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (began_ms) DO UPDATE SET ended_ms = ?2, status = "
        "?3,"
        " reason = ?4, seconds = ?5, longest_silence_s = ?6, ended_by = ?7",
    [HISTORY_PUT_RECORD] =
        "INSERT OR REPLACE INTO record (id, boot, sampled_ms, life_ms, errors, reconnections, sheets_sum, "
        "sheets_count,"
        " saved_ms, saved_wall_ms, averages) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [HISTORY_READ_SAMPLES] =
        "SELECT t, status, latency_s, memory_mb, sheets_s, queue, errors, reconnections FROM samples"
        " WHERE t > ?1 ORDER BY id",
    [HISTORY_READ_SLICES] = "SELECT t, starting, healthy, degraded, down, latency_sum, latency_max, "
                            "latency_count, memory_sum, memory_max,"
                            " memory_count, sheets_sum, sheets_max, sheets_count, queue_sum, queue_max, "
                            "queue_count, errors, reconnections"
                            " FROM slices ORDER BY t",
    [HISTORY_READ_INCIDENTS] =
        "SELECT began_ms, ended_ms, status, reason, seconds, longest_silence_s, ended_by FROM"
        " (SELECT * FROM incidents ORDER BY began_ms DESC LIMIT ?1) ORDER BY began_ms",
    [HISTORY_READ_RECORD] =
        "SELECT boot, sampled_ms, life_ms, errors, reconnections, sheets_sum, sheets_count, saved_ms,"
        " saved_wall_ms, averages FROM record",
    [HISTORY_LAST_SAMPLE] = "SELECT t FROM samples ORDER BY id DESC LIMIT 1",
};

const char HISTORY_PRUNE[] =
    "DELETE FROM samples WHERE id <= (SELECT max(id) FROM samples) - 5760;"
    "DELETE FROM slices WHERE id <= (SELECT id FROM slices ORDER BY id DESC LIMIT 1 OFFSET 8640);"
    "DELETE FROM transitions WHERE id <= (SELECT max(id) FROM transitions) - 20000;"
    "DELETE FROM incidents WHERE id <= (SELECT id FROM incidents ORDER BY id DESC LIMIT 1 OFFSET 5000)";
