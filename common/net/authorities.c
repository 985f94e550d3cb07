/* One file, one folder, or one text: what libcurl can be told. */
#include "authorities.h"

#include <curl/curl.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define PEM_MOST (8u * 1024 * 1024)

static void append_file(struct buffer *out, const char *path)
{
    char chunk[8192];
    size_t n;
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buffer_append(out, chunk, n);
    buffer_char(out, '\n');
    fclose(file);
}

/* Eight hexadecimal digits, a dot, a number: openssl-rehash(1). */
bool authorities_are_hashed(const char *folder)
{
    DIR *open = opendir(folder);
    bool found = false;
    for (struct dirent *entry; open && !found && (entry = readdir(open)) != NULL;)
        found = strspn(entry->d_name, "0123456789abcdef") == 8 && entry->d_name[8] == '.';
    if (open)
        closedir(open);
    return found;
}

void authorities_choose(const struct authority_places *places, struct authorities *ret_authorities)
{
    const char *folder = places->chosen_bundle ? NULL : places->system_folder;
    const char *bundle = places->chosen_bundle ? places->chosen_bundle
                         : folder              ? NULL
                                               : places->system_bundle;
    *ret_authorities = (struct authorities){.folder = folder};
    buffer_init(&ret_authorities->pem, PEM_MOST);
    if (bundle && places->extra_file) {
        append_file(&ret_authorities->pem, bundle);
        append_file(&ret_authorities->pem, places->extra_file);
    } else {
        ret_authorities->file = bundle ? bundle : places->extra_file;
    }
}

void authorities_free(struct authorities *authorities)
{
    buffer_free(&authorities->pem);
}

void authorities_apply(const struct authorities *authorities, void *easy)
{
    struct curl_blob pem = {
        .data = authorities->pem.data, .len = authorities->pem.length, .flags = CURL_BLOB_NOCOPY};
    curl_easy_setopt(easy, CURLOPT_CAINFO, authorities->file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, authorities->folder);
    if (pem.len)
        curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &pem);
}
