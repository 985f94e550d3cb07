"""Whatever Google does, the oracle finds each accepted row once and newest in the sheet (see oracle.py)."""
import json

import pytest

from oracle import judge
from star import key_of

NAMES_WORKS, NAMES_FAILS, NAMES_REFUSED = 1, 2, 4  # vigie_sheets_state


def quota_body(limit):
    """A 429 as Google words it; `limit`: whose budget is spent."""
    return json.dumps({"error": {
        "code": 429, "message": f"Quota exceeded for quota metric 'Write requests' and limit '{limit}'.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED",
                     "domain": "googleapis.com", "metadata": {"quota_limit": limit, "quota_limit_value": "60"}}]}})


FAULTS = {
    "carried out, then 503": {"fate": "after", "status": 503},
    "carried out, then reset": {"fate": "after"},
    "reset before": {"fate": "reset"},
    "503": {"status": 503},
    "500": {"status": 500},
    "502 in HTML": {"status": 502},
    "half of the answer": {"fate": "truncate"},
    "nonsense": {"status": 200, "body": "<html>ok</html>"},
    "half of a JSON": {"status": 200, "body": '{"spreadsheetId": "1Ab'},
    "late": {"delay_ms": 1500},
}


@pytest.mark.parametrize("op", ["write", "any"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_google_that_fails_for_a_while_loses_and_doubles_nothing(star, simulator, fault, op):
    star.offer_rows(range(40))
    star.drained()
    simulator.post("google", op=op, times=3, **FAULTS[fault])
    star.offer_rows(range(20, 60), version=1)  # known keys and new ones
    star.answered()
    star.offer_rows(range(30, 50), version=2)  # and newer rows while it fails
    star.drained()
    judge(simulator, star.newest)
    assert len(star.newest) == 60 and not star.refused
    assert star.metric("SHEETS_STATE") == NAMES_WORKS
    assert star.stop() == 0


@pytest.mark.parametrize("limit", ["WriteRequestsPerMinutePerUser", "WriteRequestsPerMinutePerProject"])
def test_a_storm_of_429_slows_down_and_loses_nothing(star, simulator, limit):
    star.offer_rows(range(5))
    star.drained()
    before = simulator.get("google")["writes"]
    simulator.post("google", op="write", status=429, times=2, body=quota_body(limit))
    star.offer_rows(range(10), version=1)
    star.drained()
    judge(simulator, star.newest)
    calls = [c for c in simulator.get("google")["calls"] if c["op"] == "write"][before:]
    assert [c["status"] for c in calls[:2]] == [429, 429]
    assert calls[1]["at_ms"] - calls[0]["at_ms"] >= 1500, "asked again too soon after a 429"


def test_a_quota_that_others_have_spent_only_delays(star, simulator):
    simulator.post("google/mode", sliding_quota=True, writes_per_minute=2, reads_per_minute=4)
    for version in range(4):
        star.offer_rows(range(8), version)
        star.answered()
    simulator.post("google/mode", writes_per_minute=60, reads_per_minute=60)
    star.drained(timeout=90)
    judge(simulator, star.newest, quota_spent_by_others=True)


@pytest.mark.slow
def test_a_call_that_is_never_answered_is_given_up(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google", op="write", fate="stall", times=1)
    star.offer_rows(range(6), version=1)
    star.drained(timeout=90)
    judge(simulator, star.newest)


def test_reads_that_are_never_answered_keep_nobody_waiting(new_star, simulator):
    simulator.post("google", op="read", fate="stall", times=-1)
    star = new_star().start()  # only now: its first read comes by itself
    star.offer_rows([1])
    star.answered()
    assert star.get(key_of(1))["stored"], "read your writes"
    answer = star.get(key_of(2))  # nothing was ever read: refused, but in time
    assert answer["retry"] and answer["refused"]


# ---- Tokens.


def test_while_the_token_lives_an_outage_of_the_token_endpoint_is_not_felt(new_star, simulator):
    simulator.post("google/mode", expires_in=30)
    star = new_star().start()
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google", op="token", status=503, times=-1)
    star.offer_rows(range(5), version=1)
    star.drained(timeout=10)
    assert star.metric("SHEETS_STATE") == NAMES_WORKS
    judge(simulator, star.newest)


def test_rows_outlive_the_token_and_wait_for_the_next_one(new_star, simulator):
    simulator.post("google/mode", expires_in=3)
    star = new_star().start()
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google", op="token", status=503, times=-1)
    star.wait(lambda: star.metric("SHEETS_STATE") == NAMES_FAILS or star.offer_rows([0], version=star.seq) or False,
              what="the token has died")
    star.offer_rows(range(5), version=1)
    star.answered()
    waiting = simulator.get("google")["writes"]
    star.get(key_of(4))
    assert simulator.get("google")["writes"] == waiting, "nothing can be written without a token"
    simulator.post("google/mode", expires_in=3599)
    simulator.post("google", op="clear")
    star.drained()
    judge(simulator, star.newest)


def test_a_start_without_a_token_endpoint_accepts_and_writes_later(new_star, simulator):
    simulator.post("google", op="token", status=502, times=-1)
    star = new_star().start()
    star.offer_rows(range(10))
    star.offer_rows(range(3, 8), version=1)
    star.answered()
    star.wait(lambda: star.metric("SHEETS_COALESCED") == 5, what="what replaced a waiting row is counted")
    answer = star.get(key_of(77))
    assert answer["refused"] and answer["retry"]
    simulator.post("google", op="clear")
    star.drained()
    judge(simulator, star.newest)


@pytest.mark.parametrize("fault", ["account_deleted", "account_disabled"])
def test_a_lost_account_is_said_with_its_repair_and_not_hammered(star, simulator, fault):
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google/mode", **{fault: True}, revoke_tokens=True)
    star.offer_rows(range(6), version=1)
    star.wait(lambda: star.metric("SHEETS_STATE") == NAMES_REFUSED, what="the state says refused")
    star.said("❌ Erreur critique")
    star.said("compte de service")
    asked = simulator.get("google")["token_requests"]
    until = star.seq + 1
    for _ in range(20):  # others go on meanwhile
        star.offer_rows([until], version=2)
        star.pump(0.1)
    assert simulator.get("google")["token_requests"] == asked, "asked again at once although only a person can help"
    simulator.post("google/mode", **{fault: False})
    star.restart()  # a new key comes with a restart
    star.drained()
    judge(simulator, star.newest)


def test_a_disabled_service_is_parked_with_the_place_to_click(star, simulator):
    simulator.post("google/mode", service_disabled=True)
    star.offer_rows(range(3))
    star.wait(lambda: star.metric("SHEETS_STATE") == NAMES_REFUSED, what="the state says refused")
    star.said("console")
    simulator.post("google/mode", service_disabled=False)
    star.drained()
    judge(simulator, star.newest)


@pytest.mark.parametrize("offset", [600, -600])
def test_a_clock_that_is_ten_minutes_off_is_corrected_and_said(new_star, simulator, offset):
    simulator.post("google/mode", clock_offset=offset)
    star = new_star().start()
    star.offer_rows(range(3))
    star.drained()
    judge(simulator, star.newest)
    star.said("horloge")
    assert simulator.get("google")["token_granted"] == 1


@pytest.mark.parametrize("offset", [600, -600])
def test_a_clock_that_goes_wrong_later_is_learnt_from_the_sheet_s_own_answers(star, simulator, offset):
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google/mode", clock_offset=offset)
    star.offer_rows(range(3), version=1)
    star.drained()
    star.wait(lambda: "horloge" in star.output(), what="it is said")
    google = simulator.get("google")
    assert google["token_requests"] == 1, "the test itself: no token was asked for since"
    assert star.metric("SHEETS_CLOCK_OFFSET") == pytest.approx(-offset, abs=5)
    simulator.post("google/mode", revoke_tokens=True)
    star.offer_rows(range(3), version=2)
    star.drained()
    judge(simulator, star.newest)
    google = simulator.get("google")
    assert google["token_requests"] == google["token_granted"] == 2, "signed with Google's time at once"


def test_a_revoked_token_is_replaced_without_a_word(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google/mode", revoke_tokens=True)
    star.offer_rows(range(5), version=1)
    star.drained()
    judge(simulator, star.newest)
    assert "ne fonctionne plus" not in star.output()


@pytest.mark.parametrize("access", ["reader", "none"])
def test_a_permission_taken_away_and_given_back_costs_a_delay(star, simulator, access):
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google/mode", access=access)
    star.offer_rows(range(5), version=1)
    star.wait(lambda: star.metric("SHEETS_STATE") == NAMES_REFUSED, what="the state says refused")
    account = json.loads(simulator.settings()["SERVICE_ACCOUNT_JSON"])["client_email"]
    assert account in star.said("❌ Erreur critique")[-1]
    assert star.metric("SHEETS_QUEUE") == 5
    simulator.post("google/mode", access="editor")
    star.drained()
    judge(simulator, star.newest)
