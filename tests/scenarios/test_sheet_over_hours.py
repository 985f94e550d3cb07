"""What happens once in minutes, hours or days, lived through by a worker whose clock the test sets forward."""
import time

import pytest

from oracle import check_rows, judge
from star import Leap, cells_of, key_of
from test_sheet_survives_google import NAMES_FAILS, NAMES_REFUSED, NAMES_WORKS

pytestmark = pytest.mark.slow


@pytest.fixture
def star(new_star, simulator, tmp_path):
    """Google's own minutes are true ones: without a quota its counting does not matter."""
    simulator.post("google/mode", reads_per_minute=0, writes_per_minute=0, project_reads_per_minute=0,
                   project_writes_per_minute=0)
    return new_star(leap=Leap(tmp_path)).start()


def token_requests(simulator):
    return simulator.get("google?calls=0")["token_requests"]


def test_a_token_endpoint_that_is_down_for_half_an_hour_costs_a_delay_and_few_calls(star, simulator):
    star.offer_rows(range(10))
    star.drained()
    star.live(3200, step=20)  # not yet due
    simulator.post("google", op="token", status=503, times=-1)
    assert token_requests(simulator) == 1
    star.live(60 + 60, step=2)  # due by now, whatever the jitter
    assert token_requests(simulator) > 1, "the test itself: it asks for the next one"
    star.offer_rows(range(5), version=1)
    star.drained()
    assert star.metric("SHEETS_STATE") == NAMES_WORKS, "the old token lives"
    star.live(120, step=2)  # until shortly before its end
    star.offer_rows(range(5), version=2)
    star.drained()
    star.live(140, step=2)  # 3580 s: it is dead
    star.offer_rows(range(8), version=3)
    star.answered()
    star.wait(lambda: star.metric("SHEETS_STATE") == NAMES_FAILS, what="the state says fails")
    writes = simulator.get("google?calls=0")["writes"]
    star.live(1440, step=2)
    assert simulator.get("google?calls=0")["writes"] == writes, "nothing can be written without a token"
    asked = token_requests(simulator) - 1
    assert 50 <= asked <= 180, f"{asked} requests in half an hour"
    simulator.post("google", op="clear")
    star.live(40)
    star.drained()
    judge(simulator, star.newest)
    assert star.metric("SHEETS_STATE") == NAMES_WORKS


@pytest.mark.parametrize("trouble", ["down", "deleted"])
def test_without_a_token_one_cause_is_one_alert(star, simulator, trouble):
    star.offer_rows(range(3))
    star.drained()
    if trouble == "down":
        simulator.post("google", op="token", status=503, times=-1)
    simulator.post("google/mode", account_deleted=trouble == "deleted", revoke_tokens=True)
    star.offer_rows(range(6), version=1)
    star.live(1000, step=2)  # long enough for three failures of each task
    assert star.output().count("❌ Erreur critique") == 1, star.output()
    assert "pas de réponse avant son échéance" not in star.output()
    assert star.metric("TASK_TOKEN_FAILURES") >= 1
    assert star.metric("TASK_FLUSH_FAILURES") in (None, 0) and star.metric("TASK_RECONCILE_FAILURES") in (None, 0)


def test_a_refused_account_is_asked_for_again_every_five_minutes_and_works_without_a_restart(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google/mode", account_deleted=True, revoke_tokens=True)
    star.offer_rows(range(6), version=1)
    star.wait(lambda: star.metric("SHEETS_STATE") == NAMES_REFUSED, what="the state says refused")
    asked = token_requests(simulator)
    star.live(290, step=5)
    assert token_requests(simulator) == asked
    star.live(15)
    assert token_requests(simulator) == asked + 1
    star.live(600, step=5)
    assert token_requests(simulator) == asked + 3
    simulator.post("google/mode", account_deleted=False)
    star.live(300, step=5)
    star.drained()
    judge(simulator, star.newest)
    assert star.output().count("event=sheets.refused") == 1


def test_the_hourly_comparison_reports_what_people_changed_and_believes_the_sheet(star, simulator):
    star.offer_rows(range(10))
    star.drained()
    star.live(130, step=5)  # the looks at what was written, and the first comparison
    star.wait(lambda: star.metric("TASK_RECONCILE_SUCCESS"), what="the first comparison")
    assert not star.metric("SHEETS_DIVERGED")
    places = {row[0]["value"]: n for n, row in enumerate(simulator.rows(), 1) if row and row[0]}
    simulator.control("PUT", "sheet/cell", {"row": places[key_of(3)], "column": 2, "value": "[555555555555555555]", "as": "string"})
    simulator.post("sheet/rows", do="delete", at=places[key_of(9)])
    reads = simulator.get("google?calls=0")["reads"]
    star.live(3000, step=30)  # not yet: it is hourly, give or take a tenth
    assert simulator.get("google?calls=0")["reads"] == reads and not star.metric("SHEETS_DIVERGED")
    star.live(1100, step=30)
    star.wait(lambda: star.metric("SHEETS_DIVERGED") == 2, what="both are counted")
    said = star.said("sheets.diverged")
    assert len(said) == 1 and "changed=1" in said[0] and "gone=1" in said[0]
    assert star.get(key_of(3))["b"] == "[555555555555555555]" and star.get(key_of(9))["known"] is False
    writes = simulator.get("google?calls=0")["writes"]
    star.live(7300, step=30)
    assert star.metric("SHEETS_DIVERGED") == 2 and simulator.get("google?calls=0")["writes"] == writes


def test_an_image_is_served_for_a_day_while_google_fails_and_then_forgotten(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    star.live(130, step=5)
    simulator.post("google", op="read", status=503, times=-1)
    star.live(12 * 3600, step=600)
    answer = star.get(key_of(1))
    assert answer["c"] == cells_of(1, 0)[1] and 12 * 3600 <= answer["stale_seconds"] < 13 * 3600
    star.live(13 * 3600, step=600)
    star.wait(lambda: star.get(key_of(1)).get("refused"), what="it is too old to be served")
    simulator.post("google", op="clear")
    star.live(60)
    star.wait(lambda: star.get(key_of(1)).get("c") == cells_of(1, 0)[1], what="it is read again")


def test_the_token_is_renewed_before_it_ends_and_nobody_notices(star, simulator):
    for version in range(4):
        star.offer_rows(range(5), version)
        star.drained()
        star.live(3300, step=30)
    star.offer_rows(range(5), 4)
    star.drained()
    google = simulator.get("google")
    assert google["token_granted"] == google["token_requests"] == 5
    assert {call["status"] for call in google["calls"]} == {200}
    assert star.metric("SHEETS_TOKENS") == 5
    assert star.metric("TASK_TOKEN_FAILURES") in (None, 0) and star.metric("SHEETS_TOKEN_AT") > 0
    judge(simulator, star.newest)


def test_a_value_that_never_stays_is_kept_aside_and_said(star, simulator):
    """As hidden merged cells do: every write is confirmed, and every read shows what stood there before."""
    star.offer_rows(range(3))
    star.drained()
    star.live(6, step=2)  # what was appended is seen
    simulator.post("google/mode", stale_reads_ms=600000)
    star.offer_rows([1], version=1)
    star.drained()
    for _ in range(40):
        star.live(10, step=5)
        if star.metric("SHEETS_DEAD"):
            break
    assert star.metric("SHEETS_DEAD") == 1
    assert [line for line in star.said("ne garde pas la valeur") if "cells=B2" in line and key_of(1) in line]
    assert star.get(key_of(1))["d"] == star.newest[key_of(1)][2], "kept, and shown"
    simulator.post("google/mode", stale_reads_ms=0)
    star.restart()  # each start asks once more
    star.drained()
    star.live(6, step=2)
    check_rows(simulator.get("sheet"), star.newest)
    star.wait(lambda: star.metric("SHEETS_DEAD") == 0, what="nothing is kept aside any more")


def test_a_fifth_of_the_minute_is_left_to_other_programs_of_the_account(new_star, simulator, tmp_path):
    star = new_star(leap=Leap(tmp_path))
    star.kept = ("r" + f" {int(time.monotonic() * 1000)}" * 48 + "\n").encode()  # what its predecessor spent just now
    star.start().offer_rows(range(3))
    star.answered()
    star.pump_for(1)
    google = simulator.get("google?calls=0")
    assert (google["reads"], google["writes"]) == (0, 0) and star.metric("SHEETS_READS_LEFT") in (0, None)
    star.live(62, step=2)
    star.drained()
    judge(simulator, star.newest)
