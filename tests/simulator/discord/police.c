/* The list of violations and of the close codes received. */
#include "police.h"

#include <stdarg.h>
#include <stdio.h>

void police_violation(struct sim_police *police, int code, const char *format, ...)
{
    if (police->violation_count < POLICE_KEEPS) {
        va_list args;
        va_start(args, format);
        police->violations[police->violation_count].code = code;
        vsnprintf(police->violations[police->violation_count].what, sizeof(police->violations[0].what),
                  format, args);
        va_end(args);
    }
    police->violation_count++;
}

void police_close(struct sim_police *police, int code)
{
    if (police->close_count < POLICE_KEEPS)
        police->closes[police->close_count] = code;
    police->close_count++;
}

void police_write_violations(const struct sim_police *police, struct json_writer *w)
{
    jw_array(w);
    for (size_t i = 0; i < police->violation_count && i < POLICE_KEEPS; i++) {
        jw_object(w);
        jw_member_int(w, "code", police->violations[i].code);
        jw_member_string(w, "what", police->violations[i].what);
        jw_object_end(w);
    }
    jw_array_end(w);
}

void police_write_closes(const struct sim_police *police, struct json_writer *w)
{
    jw_array(w);
    for (size_t i = 0; i < police->close_count && i < POLICE_KEEPS; i++)
        jw_int(w, police->closes[i]);
    jw_array_end(w);
}
