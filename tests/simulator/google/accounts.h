/* The service accounts that the pretend Google knows, all of one project: the one of the settings, and what
 * was registered besides. Each has its key and its own quota. Zero it to begin, then accounts_free. */
#ifndef VIGIE_SIM_ACCOUNTS_H
#define VIGIE_SIM_ACCOUNTS_H

#include "quota.h"
#include "rsa_key.h"

enum { ACCOUNTS_MOST = 8 };

struct account {
    struct rsa_key *key; /* owned; NULL: nobody is registered here */
    struct quota reads, writes;
};

struct accounts {
    struct account list[ACCOUNTS_MOST]; /* the first is that of the settings; none ever changes its place */
};

void accounts_free(struct accounts *a);
/* "" if there is no key. */
const char *account_email(const struct account *account);
/* NULL: nobody of that name. */
struct account *accounts_find(struct accounts *a, const char *email);
/* Takes the key over: of an account besides that of the settings. NULL: ACCOUNTS_MOST are there, or the name
 * is taken; the key is destroyed. */
struct account *accounts_add(struct accounts *a, struct rsa_key *key);
/* All quotas are whole again. */
void accounts_refill(struct accounts *a);
uint64_t accounts_refused(const struct accounts *a);

#endif
