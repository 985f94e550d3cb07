"""One trouble, one reason, one repair: the same in the log, on /health, in the report and on the page, in both languages."""
import html
import re

import pytest

from processes import wait_until

WRONG_SHEET = {"GOOGLE_SHEET_ID_VALIDATION": "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789wrong"}
WRONG_KEY = {"SERVICE_ACCOUNT_JSON": '{"type":"service_account"}'}


def repair_in_log(service, event):
    """What follows "❌ Erreur critique : " on the line of that event."""
    found = wait_until(lambda: re.search(rf"❌ Erreur critique : (.*) event={re.escape(event)}\b", service.log()),
                       what=f"a line {event}")
    return found.group(1)


def assert_same_everywhere(service, repair, reason):
    health = wait_until(lambda: (h := service.health())["reason"] == reason and h.get("detail") and h, what=f"reason {reason}")
    assert health["detail"] == repair
    assert repair in service.get("/health/detailed").text
    for language in ("fr", "en"):
        page = html.unescape(service.get(f"/?lang={language}").text)
        state = re.search(r'<section id="state".*?</section>', page, re.S).group(0)
        assert repair in state, language
        assert state.count("<b>") == 1, "one thing to do, and no second one beside it"


@pytest.mark.parametrize("changes", [WRONG_SHEET, WRONG_KEY], ids=["a wrong sheet id", "a key that is cut"])
def test_a_sheet_that_cannot_be_written(simulator, new_service, changes):
    service = new_service({**simulator.settings(), **changes}).start()
    assert_same_everywhere(service, repair_in_log(service, "sheets.refused"), "sheets_refused")


def test_a_token_that_discord_refuses(simulator, new_service):
    simulator.mode(identify_close=4004)
    service = new_service(simulator.settings()).start()
    assert_same_everywhere(service, repair_in_log(service, "gateway.fatal"), "token_refused")


def test_what_is_over_is_not_said_any_more(simulator, new_service):
    service = new_service(simulator.settings()).start_healthy()
    assert "detail" not in service.health()


def test_a_health_server_that_starts_anew_knows_it_too(simulator, new_service):
    service = new_service({**simulator.settings(), **WRONG_SHEET}).start()
    repair = repair_in_log(service, "sheets.refused")
    service.wait_replaced("health-server", service.kill("health-server"))
    assert_same_everywhere(service, repair, "sheets_refused")
