/* What only the workers can judge of settings: a key that does not sign, a file without certificates. They
 * are asked as by `supervisor check`, before a reload takes effect. */
#ifndef VIGIE_DEEP_CHECK_H
#define VIGIE_DEEP_CHECK_H

#include "settings.h"

/* Adds an error for each that a worker finds. One that cannot be asked finds nothing. Blocking. */
void deep_check(struct settings *settings, char **environment);

/* The part of it that reads an answer: lines "erreur : NAME : what is wrong"; others are left alone. Pure. */
void deep_check_take(struct settings *settings, const char *answer);

#endif
