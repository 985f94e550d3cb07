/* The accounts, few enough to look through. */
#include "accounts.h"

#include <string.h>

void accounts_free(struct accounts *a)
{
    for (size_t i = 0; i < ACCOUNTS_MOST; i++)
        rsa_key_destroy(&a->list[i].key);
}

const char *account_email(const struct account *account)
{
    return account->key ? rsa_key_email(account->key) : "";
}

struct account *accounts_find(struct accounts *a, const char *email)
{
    for (size_t i = 0; email[0] && i < ACCOUNTS_MOST; i++)
        if (strcmp(account_email(&a->list[i]), email) == 0)
            return &a->list[i];
    return NULL;
}

struct account *accounts_add(struct accounts *a, struct rsa_key *key)
{
    bool taken = accounts_find(a, rsa_key_email(key)) != NULL;
    for (size_t i = 1; !taken && i < ACCOUNTS_MOST; i++)
        if (!a->list[i].key) {
            a->list[i] = (struct account){.key = key};
            return &a->list[i];
        }
    rsa_key_destroy(&key);
    return NULL;
}

void accounts_refill(struct accounts *a)
{
    for (size_t i = 0; i < ACCOUNTS_MOST; i++)
        a->list[i].reads = a->list[i].writes = (struct quota){0};
}

uint64_t accounts_refused(const struct accounts *a)
{
    uint64_t refused = 0;
    for (size_t i = 0; i < ACCOUNTS_MOST; i++)
        refused += a->list[i].reads.refused + a->list[i].writes.refused;
    return refused;
}
