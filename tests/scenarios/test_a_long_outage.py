"""Discord is gone for a minute: how often the bot asks meanwhile, and how soon it is back."""
import time

from processes import never_while, wait_until

OUTAGE_S = 60
MOST_DIALS_A_MINUTE = 12
BACK_WITHIN_S = 30


def most_within_a_minute(times_ms):
    return max(len([t for t in times_ms if 0 <= t - first < 60_000]) for first in times_ms)


def test_an_outage_of_a_minute_is_sat_out_without_a_storm_and_ended_at_once(vigie, simulator):
    ended = time.monotonic() + OUTAGE_S
    before = len(simulator.dials())
    simulator.mode(refuse=True)
    simulator.do("drop")
    never_while(lambda: vigie.health()["status"] != "healthy", lambda: time.monotonic() > ended,
                timeout=OUTAGE_S + 10, what="two minutes without Discord are not news")
    simulator.mode()
    simulator.wait_resumed(timeout=BACK_WITHIN_S + 5)
    refused = [r["at_ms"] for r in simulator.get("requests") if r["path"].startswith("/") and r["status"] == 0]
    dials = simulator.dials()[before:]
    assert len(refused) >= 4, "the test itself: the bot must have tried"
    assert most_within_a_minute(dials) <= MOST_DIALS_A_MINUTE
    simulator.check_kept_session()
    assert vigie.workers()["gateway-worker"]["restarts"] == 0
    wait_until(lambda: vigie.get("/ready").status == 200, what="ready")
