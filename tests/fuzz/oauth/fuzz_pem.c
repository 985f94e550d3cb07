/* A pasted private key: what is made of it is a clean block, which needs no further repair. */
#include "fuzz.h"
#include "pem.h"
#include "utf8.h"

#define PEM_MOST  65536
#define LINE_MOST 64
/* No key is so long. Its line breaks alone may make a block too long to be read again. */
#define READ_AGAIN_MOST 16000

static void claim_clean(const char *pem)
{
    static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    CLAIM(strncmp(pem, "-----BEGIN ", 11) == 0);
    const char *line = strchr(pem, '\n') + 1;
    while (line[0] != '-') {
        size_t length = strspn(line, BASE64);
        CLAIM(length > 0 && length <= LINE_MOST && line[length] == '\n');
        line += length + 1;
    }
    CLAIM(strncmp(line, "-----END ", 9) == 0 && strchr(line, '\n')[1] == '\0');
}

static void claim_stable(const char *pem)
{
    struct buffer again;
    bool repaired = true;
    char refused[PEM_REFUSED_SIZE] = "";
    buffer_init(&again, PEM_MOST);
    CLAIM(pem_normalise(pem, &again, &repaired, refused));
    CLAIM(!repaired && strcmp(buffer_string(&again), pem) == 0);
    buffer_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    size_t repeat = 1 + (size_t)fuzz_byte(&f) % 32, head_length = fuzz_byte(&f), tail_length = fuzz_byte(&f);
    char *head = fuzz_take(&f, head_length), *tail = fuzz_take(&f, tail_length),
         *once = fuzz_take(&f, f.left);
    /* Nothing shorter than a key is taken for one. */
    char *middle = fuzz_repeat(once, repeat), refused[PEM_REFUSED_SIZE] = "";
    size_t room = strlen(head) + strlen(middle) + strlen(tail) + 1;
    char *pasted = malloc(room);
    snprintf(pasted, room, "%s%s%s", head, middle, tail);
    struct buffer pem;
    bool repaired = false;
    buffer_init(&pem, PEM_MOST);
    if (pem_normalise(pasted, &pem, &repaired, refused)) {
        CLAIM(!pem.failed && repaired == (strcmp(buffer_string(&pem), pasted) != 0));
        claim_clean(buffer_string(&pem));
        if (pem.length <= READ_AGAIN_MOST)
            claim_stable(buffer_string(&pem));
    } else {
        CLAIM(refused[0] && utf8_valid(refused, strlen(refused)) && !strchr(refused, '\n'));
    }
    buffer_free(&pem);
    free(pasted);
    free(middle);
    free(once);
    free(tail);
    free(head);
    return 0;
}
