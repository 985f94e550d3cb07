/* Every shape in which people paste a key is either read or refused with a line that helps, and nothing
 * secret is said. */
#include "service_account.h"

#include "array_len.h"
#include "throwaway_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct throwaway_key the_key;

/* ---- Helpers. */

static char *replaced(const char *text, const char *from, const char *to)
{
    struct buffer out;
    buffer_init(&out, 200000);
    for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
        buffer_append(&out, text, (size_t)(at - text));
        buffer_text(&out, to);
    }
    buffer_text(&out, text);
    return out.data;
}

static char *base64_of(const char *text, size_t wrap_at)
{
    size_t written = 0, room = strlen(text) * 2 + 100;
    unsigned char *base64 = malloc(room);
    struct buffer out;
    buffer_init(&out, 200000);
    mbedtls_base64_encode(base64, room, &written, (const unsigned char *)text, strlen(text));
    for (size_t i = 0; i < written; i++) {
        buffer_char(&out, (char)base64[i]);
        if (wrap_at && i % wrap_at == wrap_at - 1)
            buffer_char(&out, '\n');
    }
    free(base64);
    return out.data;
}

static char *printed(const char *format, const char *text)
{
    char *out = NULL;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    assert_true(asprintf(&out, format, text) > 0);
#pragma GCC diagnostic pop
    return out;
}

static char *as_json_string(const char *text)
{
    struct buffer out;
    buffer_init(&out, 200000);
    struct json_writer w = json_writer(&out);
    jw_string(&w, text);
    return out.data;
}

/* Takes `value`. `finding`: part of the one warning expected, NULL for none. */
static void expect_read(char *value, const char *finding)
{
    struct service_account a;
    bool good = service_account_read(&a, value, NULL);
    if (!good)
        print_error("refused: %s\n", a.refused);
    assert_true(good);
    assert_string_equal(a.client_email, "vigie@vigie-test.iam.gserviceaccount.com");
    assert_string_equal(a.token_url, "https://oauth2.googleapis.com/token");
    assert_non_null(a.signer);
    if (finding) {
        assert_true(a.finding_count >= 1);
        assert_non_null(strstr(a.findings[0], finding));
    } else {
        assert_int_equal(a.finding_count, 0);
    }
    service_account_free(&a);
    free(value);
}

/* `part` of the refusal. */
static void expect_refused(const char *value, const char *part)
{
    struct service_account a;
    assert_false(service_account_read(&a, value, NULL));
    if (!strstr(a.refused, part))
        print_error("said: %s\nnot:  %s\n", a.refused, part);
    assert_non_null(strstr(a.refused, part));
    assert_null(strchr(a.refused, '\n'));
    service_account_free(&a);
}

static void expect_key_refused(char *private_key, const char *part)
{
    char *file = key_file_with(private_key);
    expect_refused(file, part);
    free(file);
    free(private_key);
}

/* Takes `private_key`. */
static void expect_key_read(char *private_key, bool repaired)
{
    expect_read(key_file_with(private_key), repaired ? "retours à la ligne" : NULL);
    free(private_key);
}

/* ---- Claims. */

static void both_formats_of_the_key_are_read(void **state)
{
    (void)state;
    expect_read(key_file_with(the_key.pkcs8), NULL);
    expect_read(key_file_with(the_key.pkcs1), NULL);
}

static void wrapped_values_are_unwrapped_with_one_warning(void **state)
{
    (void)state;
    char *plain = key_file_with(the_key.pkcs8), *once = base64_of(plain, 0), *string = as_json_string(plain);
    expect_read(printed("\xEF\xBB\xBF%s\n", plain), NULL);
    expect_read(printed("\xC2\xA0 %s \xC2\xA0", plain), NULL);
    expect_read(printed("'%s'", plain), "guillemets");
    expect_read(printed("\"%s\"", plain), "guillemets");
    expect_read(strdup(string), "deux fois");
    expect_read(as_json_string(string), "deux fois");
    expect_read(replaced(plain, "\"", "\\\""), "barres obliques");
    expect_read(strdup(once), "base64");
    expect_read(base64_of(plain, 76), "base64");
    expect_read(base64_of(once, 0), "base64");
    expect_read(printed("-----BEGIN KEY-----\n%s\n-----END KEY-----\n", once), "base64");
    expect_read(replaced(plain, "\\u000a", "\n"), "retours à la ligne");
    expect_read(replaced(plain, "\\u000a", "\r\n"), "retours à la ligne");
    char *newlines = replaced(plain, "\\u000a", "\\n");
    expect_read(replaced(newlines, "\"", "'"), "Python");
    char *percent = replaced(plain, "{", "%7B");
    expect_read(replaced(percent, "\"", "%22"), "adresse");
    free(percent);
    free(newlines);
    free(plain);
    free(once);
    free(string);
}

static void a_mangled_private_key_is_put_right(void **state)
{
    (void)state;
    expect_key_read(replaced(the_key.pkcs8, "\n", "\\n"), true);
    expect_key_read(replaced(the_key.pkcs8, "\n", "\\\\n"), true);
    expect_key_read(replaced(the_key.pkcs8, "\n", "\\\\\\\\n"), true);
    expect_key_read(replaced(the_key.pkcs8, "\n", "\\r\\n"), true);
    expect_key_read(replaced(the_key.pkcs8, "\n", "\r\n"), true);
    expect_key_read(replaced(the_key.pkcs8, "\n", " "), true);
    expect_key_read(replaced(the_key.pkcs8, "\n", ""), true);
    expect_key_read(replaced(the_key.pkcs8, "\n", "\n    "), true);
    expect_key_read(replaced(the_key.pkcs1, "\n", " "), true);
    expect_key_read(printed("\"%s\"", the_key.pkcs8), true);
    expect_key_read(replaced(the_key.pkcs8, "=", "\\u003d"), strchr(the_key.pkcs8, '=') != NULL);
    expect_key_read(replaced(the_key.pkcs8, "+", "%2B"), strchr(the_key.pkcs8, '+') != NULL);
    char *headless = replaced(the_key.pkcs8, "-----BEGIN PRIVATE KEY-----\n", "");
    expect_key_read(replaced(headless, "-----END PRIVATE KEY-----\n", ""), true);
    free(headless);
}

static void a_private_key_that_cannot_be_saved_is_explained(void **state)
{
    (void)state;
    expect_key_refused(strndup(the_key.pkcs8, strlen(the_key.pkcs8) / 2), "BEGIN mais pas END");
    expect_key_refused(replaced(the_key.pkcs8, "PRIVATE", "ENCRYPTED PRIVATE"), "mot de passe");
    expect_key_refused(replaced(the_key.pkcs8, "PRIVATE KEY", "PUBLIC KEY"), "clé publique");
    expect_key_refused(replaced(the_key.pkcs8, "PRIVATE KEY", "CERTIFICATE"), "certificat");
    expect_key_refused(replaced(the_key.pkcs8, "PRIVATE KEY", "EC PRIVATE KEY"), "courbe elliptique");
    expect_key_refused(replaced(the_key.pkcs8, "PRIVATE KEY", "OPENSSH PRIVATE KEY"), "SSH");
    expect_key_refused(strdup("YOUR_PRIVATE_KEY"), "exemple");
    expect_key_refused(strdup("..."), "exemple");
    char *damaged = strdup(the_key.pkcs8);
    memmove(damaged + 400, damaged + 410, strlen(damaged + 410) + 1);
    expect_key_refused(damaged, "abîmée");
}

static void a_weak_key_is_refused_with_its_size(void **state)
{
    (void)state;
    struct throwaway_key weak;
    assert_int_equal(throwaway_key_make(&weak, 1024), 0);
    expect_key_refused(strdup(weak.pkcs1), "1024 bits");
    throwaway_key_free(&weak);
}

static void other_credentials_are_recognised(void **state)
{
    (void)state;
    static const struct {
        const char *value, *part;
    } CASES[] = {
        {"", "vide"},
        {"   ", "vide"},
        {"/etc/secrets/sa.json", "chemin"},
        {"sa-key.json", "chemin"},
        {"C:\\Users\\moi\\cle.json", "chemin"},
        {"AIzaSyA1234567890abcdefghijklmnopqrstu", "clé d'API"},
        {"1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms", "GOOGLE_SHEET_ID_VALIDATION"},
        {"{\"type\":\"authorized_user\",\"refresh_token\":\"x\"}", "personne"},
        {"{\"installed\":{\"client_id\":\"x\"}}", "client OAuth"},
        {"{\"web\":{\"client_id\":\"x\"}}", "client OAuth"},
        {"{\"type\":\"external_account\"}", "fédération"},
        {"{\"type\":\"impersonated_service_account\"}", "emprunt"},
        {"[]", "pas un objet"},
        {"null", "pas un objet"},
        {"12", "pas un objet"},
        {"{}", "client_email et private_key"},
        {"{\"type\":\"service_account\",\"client_email\":\"a@b.gserviceaccount.com\"}",
         "il manque private_key"},
        {"{\"type\":\"service_account\",\"client_email\":\"nobody\",\"private_key\":\"x\"}", "client_email"},
        {"{\"type\":\"service_account\",\"private_key\":\"-----BEGIN PRIV", "coupée"},
        {"{\"type\":\"service_account\",}", "virgule"},
        {"{\xE2\x80\x9Ctype\xE2\x80\x9D:\"service_account\"}", "courbes"},
        {"{'type': datetime.now()}", "Python"},
        {"{\"type\" \"service_account\"}", "malformé"},
        {"hello", "pas du JSON"},
        {"aGVsbG8gd29ybGQsIHRoaXMgaXMgbm90IGpzb24=", "pas du JSON"},
    };
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++)
        expect_refused(CASES[i].value, CASES[i].part);
    expect_refused(the_key.pkcs8, "clé privée seule");
}

static void the_token_goes_to_google_alone(void **state)
{
    (void)state;
    char *plain = key_file_with(the_key.pkcs8);
    char *evil = replaced(plain, "https://oauth2.googleapis.com/token",
                          "https://oauth2.googleapis.com.evil.example/token");
    char *legacy =
        replaced(plain, "https://oauth2.googleapis.com/token", "https://accounts.google.com/o/oauth2/token");
    struct service_account a;
    expect_refused(evil, "token_uri");
    assert_true(service_account_read(&a, legacy, NULL));
    assert_string_equal(a.token_url, "https://accounts.google.com/o/oauth2/token");
    service_account_free(&a);
    assert_true(service_account_read(&a, evil, "http://127.0.0.1:1/token"));
    assert_string_equal(a.token_url, "http://127.0.0.1:1/token");
    service_account_free(&a);
    free(plain);
    free(evil);
    free(legacy);
}

/* Whatever is cut, no run of eight characters of the key's own base64 is ever said. */
static void no_refusal_quotes_the_key(void **state)
{
    (void)state;
    char *plain = key_file_with(the_key.pkcs8);
    for (size_t length = 0; length < strlen(plain); length += 13) {
        struct service_account a;
        char *cut = strndup(plain, length);
        assert_false(service_account_read(&a, cut, NULL));
        const char *body = the_key.pkcs8 + strlen("-----BEGIN PRIVATE KEY-----\n");
        for (size_t i = 0; i + 8 < 1600; i++) {
            char run[9] = "";
            memcpy(run, body + i, 8);
            assert_null(strstr(a.refused, run));
        }
        service_account_free(&a);
        free(cut);
    }
    free(plain);
}

static int make_key(void **state)
{
    (void)state;
    return throwaway_key_make(&the_key, 2048);
}

static int free_key(void **state)
{
    (void)state;
    throwaway_key_free(&the_key);
    return 0;
}

static void a_value_longer_than_any_key_is_not_called_empty(void **state)
{
    (void)state;
    char *value = calloc(1, 70001);
    memset(value, 'x', 70000);
    expect_refused(value, "70000");
    free(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_formats_of_the_key_are_read),
        cmocka_unit_test(wrapped_values_are_unwrapped_with_one_warning),
        cmocka_unit_test(a_mangled_private_key_is_put_right),
        cmocka_unit_test(a_private_key_that_cannot_be_saved_is_explained),
        cmocka_unit_test(a_weak_key_is_refused_with_its_size),
        cmocka_unit_test(other_credentials_are_recognised),
        cmocka_unit_test(the_token_goes_to_google_alone),
        cmocka_unit_test(no_refusal_quotes_the_key),
        cmocka_unit_test(a_value_longer_than_any_key_is_not_called_empty),
    };
    return cmocka_run_group_tests(tests, make_key, free_key);
}
