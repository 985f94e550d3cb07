/* ProtectedRange, as requests spell it and as Google prints it. Pure. */
#ifndef VIGIE_SIM_PROTECTION_JSON_H
#define VIGIE_SIM_PROTECTION_JSON_H

#include "json_value.h"
#include "json_writer.h"
#include "protection.h"

extern const char protection_refusal[]; /* what Google answers, after the place in the request */

/* Reads all but the tab's existence. The texts are the caller's. Whoever protects keeps the right to edit.
 * NULL, or what is wrong. */
const char *protection_read(const struct json_value *v, const char *account, struct protection *ret);
/* As the account sees it: the editors are told to editors only. */
void protection_write(const struct protection *protection, const char *account, struct json_writer *w);

#endif
