"""Google carries a write out after the worker has given it up, or shows the sheet as it was before a write: each accepted row
stands there once and newest in the end, and whoever asks is told what was accepted."""
import pytest

from oracle import check_history, is_right
from star import cells_of, key_of


def settles(star, simulator, timeout=60):
    star.drained(timeout)
    star.wait(lambda: is_right(star, simulator), timeout, what="each accepted row stands there once and newest")
    check_history(simulator.get("sheet"))


@pytest.mark.parametrize("end", [{"fate": "reset"}, {"status": 503}], ids=["reset", "503"])
@pytest.mark.parametrize("numbers", [range(10, 13), range(3), range(2, 12)], ids=["new", "known", "both"])
def test_a_write_that_lands_after_it_was_sent_again_leaves_each_row_once(star, simulator, numbers, end):
    star.offer_rows(range(5))
    star.drained()
    simulator.post("google", op="write", commit_ms=3000, **end)
    star.offer_rows(numbers, version=1)
    star.answered()
    star.offer_rows(list(numbers)[:1], version=2)
    star.drained()
    star.wait(lambda: simulator.get("google")["landed_late"] == 1, what="the first write lands")
    settles(star, simulator)


@pytest.mark.slow
def test_a_write_that_lands_five_seconds_after_it_timed_out_leaves_each_row_once(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google", op="write", fate="stall", commit_ms=35000)  # the worker waits for 30 s
    star.offer_rows(range(2, 6), version=1)
    star.drained(timeout=90)
    star.wait(lambda: simulator.get("google")["landed_late"] == 1, what="the first write lands")
    settles(star, simulator, timeout=90)


@pytest.mark.parametrize("numbers", [range(10, 13), range(3)], ids=["new", "known"])
def test_a_read_that_lags_behind_a_write_makes_nothing_be_written_twice(star, simulator, numbers):
    star.offer_rows(range(5))
    star.drained()
    before = simulator.get("google")
    simulator.post("google/mode", stale_reads_ms=600000)
    star.offer_rows(numbers, version=1)
    star.drained()
    star.wait(lambda: simulator.get("google")["stale_reads"] >= 2, what="the worker has looked twice")
    simulator.post("google/mode", stale_reads_ms=0)
    seen = simulator.get("google")["reads"]
    star.wait(lambda: simulator.get("google")["reads"] > seen, what="the worker looks again")
    settles(star, simulator)
    assert simulator.get("google")["writes"] == before["writes"] + 1
    assert star.metric("SHEETS_CONFLICTS") in (None, 0)


@pytest.mark.slow
def test_while_reads_lag_the_accepted_row_is_told(star, simulator):
    star.offer_rows(range(5))
    star.drained()
    simulator.post("google/mode", stale_reads_ms=600000)
    star.offer_rows([3, 7], version=1)
    star.answered()
    star.wait(lambda: simulator.get("google")["stale_reads"] >= 2, what="the worker has looked twice")
    for n in (3, 7):
        answer = star.get(key_of(n))
        assert (answer["b"], answer["c"], answer["d"]) == cells_of(n, 1), answer
    star.offer_rows([7], version=2)
    star.answered()
    assert star.get(key_of(7))["b"] == cells_of(7, 2)[0]
    simulator.post("google/mode", stale_reads_ms=0)  # until then rows leave in turns, each 30 s
    settles(star, simulator, timeout=90)


def test_a_lagging_read_after_a_lost_answer_ends_with_each_row_once(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    simulator.post("google/mode", stale_reads_ms=2500)
    simulator.post("google", op="write", fate="after", status=503)
    star.offer_rows(range(2, 6), version=1)
    settles(star, simulator)
