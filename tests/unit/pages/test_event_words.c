/* Events of the log in both languages: every message that a program can write. */
#include "event_words.h"

#include "array_len.h"
#include "phrase_match.h"
#include "sample_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

static const struct event_phrase LINES[] = {
#define EVENT_PHRASE(french, english) {french, english},
#include "../../../health-server/pages/event_lines.def"
#include "../../../health-server/pages/event_phrases.def"
#include "../../../health-server/pages/event_repairs.def"
#undef EVENT_PHRASE
};

static struct sample s;

static int set_up(void **state)
{
    (void)state;
    sample_init(&s);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sample_fini(&s);
    return 0;
}

static const char *said(enum language language, const char *message)
{
    struct health_event event = {.in_s = -1, .replayed = -1};
    snprintf(event.message, sizeof(event.message), "%s", message);
    s.report.language = language;
    buffer_clear(&s.out);
    event_write(&s.out, &s.report, &event);
    return buffer_string(&s.out);
}

static void assert_english(const char *french, const char *english)
{
    assert_string_equal(said(ENGLISH, french), english);
    assert_string_equal(said(FRENCH, french), french);
}

/* A format with "X1", "X2" in place of its conversions. */
static void fill(char *text, size_t size, const char *format)
{
    size_t used = 0;
    for (int hole = 0; *format && used < size - 4;) {
        size_t conversion = phrase_conversion(format);
        if (conversion)
            used += (size_t)snprintf(text + used, size - used, "X%d", ++hole);
        else
            text[used++] = *format;
        format += conversion ? conversion : 1;
    }
    text[used] = '\0';
}

static void every_message_has_its_english(void **state)
{
    (void)state;
    char french[600], english[600];
    for (size_t i = 0; i < ARRAY_LEN(LINES); i++) {
        fill(french, sizeof(french), LINES[i].french);
        fill(english, sizeof(english), LINES[i].english);
        if (strlen(french) < EVENT_MESSAGE_SIZE)
            assert_string_equal(said(ENGLISH, french), english);
    }
}

/* The ring keeps 240 bytes of a message. */
static void a_message_that_was_cut_is_known_by_its_beginning(void **state)
{
    (void)state;
    char french[600];
    size_t cut = 0;
    for (size_t i = 0; i < ARRAY_LEN(LINES); i++) {
        fill(french, sizeof(french), LINES[i].french);
        if (strlen(french) < EVENT_MESSAGE_SIZE - 1)
            continue;
        cut++;
        french[EVENT_MESSAGE_SIZE - 6] = (char)0;
        const char *text = said(ENGLISH, french);
        if (strstr(text, "é") || strncmp(text, LINES[i].english, strcspn(LINES[i].english, "%")) != 0)
            fail_msg("%s\n-> %s", french, text);
    }
    assert_true(cut > 0);
}

static void what_fills_a_message_is_english_too(void **state)
{
    (void)state;
    assert_english("sheets-worker est mort (signal 9 (Killed)) ; il repart dans 1.5 s",
                   "sheets-worker died (signal 9 (Killed)); it restarts in 1.5 s");
    assert_english(
        "Tâche de fond « mise à jour des panneaux » échouée, elle sera reprise : Discord a une panne",
        "Background task “refreshing of panels” failed, it will be tried again: Discord has an outage");
    assert_english(
        "❌ Erreur critique : le disque de STATE_DIR est plein. Libérez de la place. D'ici là rien de "
        "nouveau n'est enregistré ; ce qui l'était est gardé",
        "❌ Critical error: the disk of STATE_DIR is full. Make room. Until then nothing new is "
        "stored; what was stored is kept");
    assert_english("Il manque au bot la permission « Voir le salon » pour publier dans un ticket : "
                   "accordez-la au rôle du "
                   "bot (Modifier le salon > Permissions)",
                   "The bot lacks the permission “View Channel” to post in a ticket: allow it to the bot's "
                   "role (Edit Channel > Permissions)");
    assert_english("Alerte pas encore arrivée : webhook Discord, aucune réponse ; nouvel essai plus tard",
                   "Alert not arrived yet: Discord webhook, no answer; another try later");
    assert_english(
        "❌ Erreur critique : DISCORD_TOKEN : le jeton est trop court. Copiez le jeton du bot : portail "
        "développeur Discord, votre application, Bot, Reset Token.",
        "❌ Critical error: DISCORD_TOKEN: the token is too short. Copy the bot's token: Discord "
        "developer portal, your application, Bot, Reset Token.");
    assert_english("Google Sheets ne fonctionne plus, les lignes attendent : Google Sheets est en panne",
                   "Google Sheets does not work, rows wait: Google Sheets is out of order");
}

static void names_of_people_and_what_others_wrote_stay(void **state)
{
    (void)state;
    assert_english("🤖 Connecté en tant que Gardienne des arrivées",
                   "🤖 Connected as Gardienne des arrivées");
    assert_english("==42== ERROR: AddressSanitizer", "==42== ERROR: AddressSanitizer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_message_has_its_english, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_message_that_was_cut_is_known_by_its_beginning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_fills_a_message_is_english_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_of_people_and_what_others_wrote_stay, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
