/* SERVICE_ACCOUNT_JSON as pasted: a JSON object or a reason, an assertion that goes to Google alone, and no
 * byte of the value in anything that is said. */
#include "fuzz.h"
#include "json_value.h"
#include "service_account.h"
#include "utf8.h"

#include <stdbool.h>

/* Stands in the value; must stand nowhere else. */
#define CANARY "K4N4Ri"

static void claim_said(const char *words)
{
    CLAIM(words[0] && utf8_valid(words, strlen(words)));
    CLAIM(!strchr(words, '\n') && !strstr(words, CANARY));
}

static void claim_text(const char *value)
{
    struct key_text key;
    key_text_read(&key, value);
    CLAIM(key.repair_count <= KEY_REPAIRS_MOST);
    for (size_t i = 0; i < key.repair_count; i++)
        claim_said(key.repairs[i]);
    if (key.refused[0]) {
        claim_said(key.refused);
    } else {
        struct json_value *document = NULL;
        CLAIM(!err_is(json_parse(buffer_string(&key.json), key.json.length, &document)));
        CLAIM(json_is_object(document));
        json_destroy(&document);
    }
    key_text_free(&key);
}

static void claim_account(const char *value)
{
    struct service_account account;
    bool good = service_account_read(&account, value, NULL);
    CLAIM(good == (account.refused[0] == '\0'));
    CLAIM(good == (account.signer != NULL));
    if (!good)
        claim_said(account.refused);
    CLAIM(account.finding_count <= ACCOUNT_FINDINGS_MOST);
    for (size_t i = 0; i < account.finding_count; i++)
        claim_said(account.findings[i]);
    CLAIM(!account.client_email || strchr(account.client_email, '@'));
    CLAIM(!account.token_url || strncmp(account.token_url, "https://oauth2.googleapis.com/", 30) == 0 ||
          strncmp(account.token_url, "https://www.googleapis.com/", 27) == 0 ||
          strncmp(account.token_url, "https://accounts.google.com/", 28) == 0);
    service_account_free(&account);
}

/* The canary goes where the input's first byte says. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    size_t where = (size_t)fuzz_byte(&f) * 8;
    char *before = fuzz_take(&f, where), *after = fuzz_take(&f, f.left);
    size_t room = strlen(before) + strlen(CANARY) + strlen(after) + 1;
    char *value = malloc(room);
    snprintf(value, room, "%s%s%s", before, f.at == data + size && !after[0] ? "" : CANARY, after);
    claim_text(value);
    claim_account(value);
    free(value);
    free(before);
    free(after);
    return 0;
}
