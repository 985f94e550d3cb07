"""One trouble, one reason, one repair: the same in the log, on /health, in the report and on the page, in both languages."""
import html
import re

import pytest

from processes import never_while, wait_until
from receiver import Receiver

WRONG_SHEET = {"GOOGLE_SHEET_ID_VALIDATION": "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789wrong"}
WRONG_KEY = {"SERVICE_ACCOUNT_JSON": '{"type":"service_account"}'}
# How the repair begins on the English page.
ENGLISH_SHEET = "the sheet does not exist, or not any more. Check GOOGLE_SHEET_ID_VALIDATION and share the sheet with "
ENGLISH_KEY = "SERVICE_ACCOUNT_JSON cannot be used. Paste the JSON key file of the service account"
ENGLISH_TAB = 'the sheet has no tab "Absent", which VALIDATION_SHEET_TITLE names; it has "Sheet1". Correct VALIDATION_SHEET_TITLE'
ENGLISH_TOKEN = "DISCORD_TOKEN is refused by Discord: developer portal, your application, Bot, Reset Token"
ENGLISH_ROLE = "VALIDATION_ROLE_ID names no role of the server, nobody can validate."
ENGLISH_BUDGET = "the day's budget of connections (IDENTIFY) is spent"


def repair_in_log(service, event):
    """What follows "❌ Erreur critique : " on the line of that event."""
    found = wait_until(lambda: re.search(rf"❌ Erreur critique : (.*) event={re.escape(event)}\b", service.log()),
                       what=f"a line {event}")
    return found.group(1)


def state_section(service, language):
    page = html.unescape(service.get(f"/?lang={language}").text)
    return re.search(r'<section id="state".*?</section>', page, re.S).group(0)


def assert_same_everywhere(service, repair, reason, english):
    health = wait_until(lambda: (h := service.health())["reason"] == reason and h.get("detail") and h, what=f"reason {reason}")
    assert health["detail"] == repair
    assert repair in service.get("/health/detailed").text
    for language, words in {"fr": repair, "en": english}.items():
        state = state_section(service, language)
        assert words in state, language
        assert state.count("<b>") == 1, "one thing to do, and no second one beside it"
    assert repair not in state_section(service, "en") and english not in state_section(service, "fr")


@pytest.mark.parametrize(("changes", "english"), [(WRONG_SHEET, ENGLISH_SHEET), (WRONG_KEY, ENGLISH_KEY)],
                         ids=["a wrong sheet id", "a key that is cut"])
def test_a_sheet_that_cannot_be_written(simulator, new_fast_service, changes, english):
    service = new_fast_service({**simulator.settings(), **changes}).start()
    assert "sheets_refused" == service.wait_degraded()["reason"]
    assert_same_everywhere(service, repair_in_log(service, "sheets.refused"), "sheets_refused", english)


def test_a_tab_that_does_not_exist(simulator, new_fast_service):
    service = new_fast_service({**simulator.settings(), "VALIDATION_SHEET_TITLE": "Absent"}).start()
    assert service.wait_degraded()["reason"] == "sheet_tab_not_found"
    assert_same_everywhere(service, repair_in_log(service, "sheets.tab_missing"), "sheet_tab_not_found", ENGLISH_TAB)
    simulator.post("sheet/rows", do="rename", title="absent")
    service.let_pass(40)
    wait_until(lambda: service.health()["status"] == "healthy", what="the tab is there")


def test_a_role_that_does_not_exist(simulator, new_fast_service):
    service = new_fast_service({**simulator.settings(), "VALIDATION_ROLE_ID": "123456789012345678"}).start()
    service.wait_connected()
    service.let_pass(6)
    repair = repair_in_log(service, "validation.role_missing")
    assert "VALIDATION_ROLE_ID" in repair and "Copiez l'identifiant" in repair
    assert service.wait_degraded()["reason"] == "role_not_found"
    assert_same_everywhere(service, repair, "role_not_found", ENGLISH_ROLE)
    resumed = simulator.state()["resumed"]
    service.wait_replaced("gateway-worker", service.kill("gateway-worker"))
    wait_until(lambda: simulator.state()["resumed"] > resumed, what="a successor that sees no GUILD_CREATE")
    service.let_pass(15)  # it asks for the roles when it is settled
    assert_same_everywhere(service, repair, "role_not_found", ENGLISH_ROLE)
    guild = simulator.state()["guild"]["id"]
    simulator.post("dispatch", t="GUILD_ROLE_CREATE", d={"guild_id": guild, "role": {"id": "123456789012345678", "name": "Valideur", "permissions": "0"}})
    wait_until(lambda: service.health()["status"] == "healthy", what="the role is there")
    simulator.post("dispatch", t="GUILD_ROLE_DELETE", d={"guild_id": guild, "role_id": "123456789012345678"})
    wait_until(lambda: service.metric("vigie_validation_role") == 2, what="and gone")


def test_a_role_that_exists_is_said_to(simulator, new_service):
    role = simulator.state()["guild"]["roles"][0]["id"]
    service = new_service({**simulator.settings(), "VALIDATION_ROLE_ID": role}).start_healthy()
    wait_until(lambda: service.metric("vigie_validation_role") == 1, what="it is there")


def test_a_budget_of_logins_that_is_spent(simulator, new_fast_service):
    limit = {"total": 1000, "remaining": 0, "reset_after": 14400000, "max_concurrency": 1}
    simulator.post("rest", path="/gateway/bot", status=200, body={"shards": 1, "session_start_limit": limit}, times=-1,
                   headers={"Content-Type": "application/json"})
    service = new_fast_service({**simulator.settings(), "SHARD_COUNT": "auto"}).start()
    repair = repair_in_log(service, "gateway.identifies_spent")
    assert "IDENTIFY" in repair and "Ne redémarrez pas" in repair
    while service.health()["status"] == "starting":
        assert service.uptime() < 60
        service.let_pass(3)
    assert service.health()["status"] == "degraded"
    assert_same_everywhere(service, repair, "identify_budget_spent", ENGLISH_BUDGET)
    assert simulator.state()["identifies"] == 0


@pytest.fixture
def told():
    """Where alerts go."""
    receiver = Receiver()
    yield receiver
    receiver.close()


def alert_of(told, title):
    return wait_until(lambda: next((r.text for r in told.requests if r.text.startswith(f"{title}\n")), None), what=f"the alert {title!r}")


def test_a_token_that_discord_refuses(simulator, new_service, told):
    simulator.mode(identify_close=4004)
    service = new_service({**simulator.settings(), "ALERT_FALLBACK_URL": told.url("/alerts")}).start()
    repair = repair_in_log(service, "gateway.fatal")
    assert_same_everywhere(service, repair, "token_refused", ENGLISH_TOKEN)
    for title in ("Le bot est hors service", "Discord a fermé la connexion pour de bon"):
        assert f"\nQue faire : {repair}\n" in alert_of(told, title)


def test_a_setting_that_is_missing_is_named_in_the_alert_too(simulator, new_service, told):
    service = new_service({**simulator.settings(), "RENDER": "true", "DISCORD_TOKEN": "", "ALERT_FALLBACK_URL": told.url("/alerts")}).start()
    health = service.wait_status("down")
    assert health["reason"] == "config_error" and health["detail"].startswith("DISCORD_TOKEN : ")
    assert health["detail"] in state_section(service, "fr")
    assert "DISCORD_TOKEN: Copy the bot's token" in state_section(service, "en")
    alert = alert_of(told, "Le bot est hors service")
    assert health["detail"] in alert
    assert "nommé ci-dessous" in alert.partition(health["detail"])[0], "named where the words say"


def test_what_is_over_is_not_said_any_more(simulator, new_service):
    service = new_service(simulator.settings()).start_healthy()
    assert "detail" not in service.health()


def test_a_health_server_that_starts_anew_knows_it_too(simulator, new_fast_service):
    service = new_fast_service({**simulator.settings(), **WRONG_SHEET}).start()
    repair = repair_in_log(service, "sheets.refused")
    since = service.wait_degraded()["since"]
    service.wait_replaced("health-server", service.kill("health-server"))
    assert_same_everywhere(service, repair, "sheets_refused", ENGLISH_SHEET)
    assert service.health()["since"] == since


def test_a_sheets_worker_that_starts_anew_is_no_all_clear(simulator, new_fast_service):
    service = new_fast_service({**simulator.settings(), **WRONG_SHEET}).start()
    repair = repair_in_log(service, "sheets.refused")
    since = service.wait_degraded()["since"]
    old = service.kill("sheets-worker")
    never_while(lambda: service.health()["status"] != "degraded",
                lambda: service.pids().get("sheets-worker") not in (None, old) and service.log().count("event=sheets.refused") == 2,
                what="another state")
    assert_same_everywhere(service, repair, "sheets_refused", ENGLISH_SHEET)
    assert service.health()["since"] == since


def test_trouble_that_is_news_only_if_it_lasts_is_no_green_page(simulator, new_service):
    service = new_service({**simulator.settings(), **WRONG_SHEET}).start_connected()
    health = wait_until(lambda: (h := service.health())["reason"] and h, what="noticed")
    assert (health["status"], health["reason"]) == ("healthy", "just_noticed")
    page = service.get("/?lang=fr").text
    assert 'class="state is-notice"' in page and "Tout fonctionne" not in page
