/* In which language a request is answered: `?lang=` first, then the cookie that remembers it, then
 * Accept-Language (RFC 9110 section 12.5.4), else French. Pure. The strings are as received, without a NUL;
 * NULL where there is none. */
#ifndef VIGIE_LANGUAGE_CHOICE_H
#define VIGIE_LANGUAGE_CHOICE_H

#include "language.h"

#include <stdbool.h>
#include <stddef.h>

/* The cookie: no more than the choice, read by no script. */
#define LANGUAGE_COOKIE_FRENCH  "lang=fr; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"
#define LANGUAGE_COOKIE_ENGLISH "lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"

struct language_wishes {
    const char *target, *cookie, *accepted; /* request target, Cookie, Accept-Language */
    size_t target_length, cookie_length, accepted_length;
};

struct language_choice {
    enum language language;
    bool remember; /* it was asked for by `?lang=` */
};

struct language_choice language_choose(const struct language_wishes *wishes);

#endif
