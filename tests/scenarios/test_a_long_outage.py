"""Discord is gone for a minute: how often the bot asks meanwhile, and how soon it is back."""
import time

import pytest

from processes import never_while, wait_until

OUTAGE_S = 60
MOST_DIALS_A_MINUTE = 12
BACK_WITHIN_S = 30


def most_within_a_minute(times_ms):
    return max(len([t for t in times_ms if 0 <= t - first < 60_000]) for first in times_ms)


@pytest.mark.slow
@pytest.mark.parametrize("outage", [{"refuse": True}, {"handshake": 503}], ids=["refused", "503"])
def test_an_outage_of_a_minute_is_sat_out_without_a_storm_and_ended_at_once(vigie, simulator, outage):
    ended = time.monotonic() + OUTAGE_S
    before = len(simulator.dials())
    simulator.mode(**outage)
    simulator.do("drop")
    never_while(lambda: vigie.health()["status"] != "healthy", lambda: time.monotonic() > ended,
                timeout=OUTAGE_S + 10, what="two minutes without Discord are not news")
    simulator.mode()
    over = time.monotonic()
    simulator.wait_resumed()
    assert simulator.state()["resumed_at_us"] / 1e6 - over < BACK_WITHIN_S
    dials = simulator.dials()[before:]
    assert len(dials) >= 5, "the test itself: the bot must have tried"
    assert most_within_a_minute(dials) <= MOST_DIALS_A_MINUTE
    simulator.check_kept_session()
    assert vigie.workers()["gateway-worker"]["restarts"] == 0
    wait_until(lambda: vigie.get("/ready").status == 200, what="ready")
