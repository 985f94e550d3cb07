"""Google carries a write out late, and in between everything dies that knew of it: supervisor, workers, all at once. What had
left is on disk before it leaves; whoever starts next waits, looks, and puts right what it fell on."""
import pytest

from oracle import check_history, foreign, is_right
from processes import wait_until
from star import Leap, key_of

LATE_MS = 3000


@pytest.fixture
def star(new_star, tmp_path):
    return new_star(leap=Leap(tmp_path)).start()


def everything_dies(star):
    """A service that is killed whole leaves STATE_DIR and nothing else."""
    star.kill()
    star.kept = star.metrics_body = b""


def stops(star):
    assert star.stop() == 0
    star.kept = star.metrics_body = b""


def leave_unanswered(star, simulator, numbers, version):
    """A write that Google has, and carries out when nobody waits for it any more."""
    writes = simulator.get("google")["writes"]
    simulator.post("google", op="write", fate="stall", commit_ms=LATE_MS)
    star.offer_rows(numbers, version)
    star.answered()
    star.wait(lambda: simulator.get("google")["writes"] > writes, what="Google has the write")


def settles(star, simulator, later=7):
    """... within what it waits before it looks the first time."""
    star.wait(lambda: simulator.get("google")["landed_late"] == 1, what="the write lands")
    star.live(later)
    star.drained()
    star.hasten(lambda: is_right(star, simulator), what="each accepted row stands there once and newest")
    check_history(simulator.get("sheet"))


@pytest.mark.parametrize("end", [everything_dies, stops])
def test_a_new_row_that_lands_after_everything_died_stands_there_once(star, simulator, end):
    star.offer_rows(range(2))
    star.drained()
    leave_unanswered(star, simulator, [5, 6], 1)
    end(star)
    writes = simulator.get("google")["writes"]
    star.start()
    settles(star, simulator)
    assert simulator.get("google")["writes"] == writes, "it was waited for, found, and not sent again"


def test_a_ticket_that_a_lost_write_fell_on_is_put_right(star, simulator):
    """Each row is sorted under a write that nobody hears the answer of: another ticket holds its cells."""
    star.offer_rows(range(4))
    star.drained()
    leave_unanswered(star, simulator, [1], 1)
    simulator.post("sheet/rows", do="sort", column=1, descending=True)
    everything_dies(star)
    star.start()
    settles(star, simulator)
    star.said("de nouveau")


def test_a_ticket_that_a_lost_write_fell_on_is_put_right_where_people_moved_it_since(star, simulator):
    star.offer_rows(range(4))
    star.drained()
    leave_unanswered(star, simulator, [1], 1)
    simulator.post("sheet/rows", do="sort", column=1, descending=True)
    everything_dies(star)
    wait_until(lambda: simulator.get("google")["landed_late"] == 1, what="the write lands")
    simulator.post("sheet/rows", do="insert", at=1)
    star.start()
    settles(star, simulator)


def test_what_is_put_back_into_the_wrong_place_is_put_right(star, simulator):
    """A write fell on people's rows; while these are put back, slowly, people move rows, and everything dies: what was to be put back
    stands in the rows of others."""
    star.offer_rows(range(6))
    star.drained()
    for row in (8, 9):
        for column, value in enumerate((f"à trier {row}", "oui", row, "demain"), 1):
            simulator.control("PUT", "sheet/cell", {"row": row, "column": column, "value": value})
    star.age(3)
    notes = foreign(simulator.get("sheet"))
    writes = simulator.get("google")["writes"]
    simulator.post("sheet/rows", do="move", at=8, count=2, to=2, when="next_write")
    star.offer_rows([1, 2], version=1)
    star.wait(lambda: simulator.get("google")["writes"] > writes, what="the write has fallen on people's rows")
    simulator.post("google", op="write", fate="stall", commit_ms=LATE_MS)
    star.wait(lambda: simulator.get("google")["writes"] > writes + 1, what="they are on their way back")
    simulator.post("sheet/rows", do="move", at=7, count=2, to=2)
    everything_dies(star)
    star.start()
    settles(star, simulator)
    star.hasten(lambda: foreign(simulator.get("sheet")) == notes, what="people's rows are as they were")


def test_what_a_person_changed_elsewhere_stays(star, simulator):
    star.offer_rows(range(4))
    star.drained()
    leave_unanswered(star, simulator, [1], 1)
    everything_dies(star)
    place = [row[0]["value"] if row and row[0] else "" for row in simulator.get("sheet")["rows"]].index(key_of(3)) + 1
    typed = "[234567890123456790]"
    simulator.control("PUT", "sheet/cell", {"row": place, "column": 2, "value": typed, "as": "string"})
    star.newest[key_of(3)] = (typed, *star.newest[key_of(3)][1:])
    star.start()
    settles(star, simulator)


def test_rows_of_a_ticket_become_one_and_what_was_confirmed_last_wins(star, simulator):
    """A copy that says more, and one that came on top by sorting."""
    star.offer_rows(range(3), version=1)
    star.drained()
    copy = (key_of(1), "[234567890123456799]", "{}", "1")
    for column, value in enumerate(copy, 1):
        simulator.control("PUT", "sheet/cell", {"row": 9, "column": column, "value": value, "as": "string"})
    simulator.post("sheet/rows", do="sort", column=4)  # by message: the copy is the topmost
    everything_dies(star)
    star.start()
    star.hasten(lambda: is_right(star, simulator), what="the ticket has one row")
    check_history(simulator.get("sheet"))


def test_rows_of_which_we_confirmed_none_are_united(star, simulator):
    rows = [(key_of(1), "[111111111111111111]", '{"222222222222222222": "Revoir"}', "5"),
            (key_of(1), "[333333333333333333, 222222222222222222]", "{}", "7")]
    star.kill()
    for place, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            simulator.control("PUT", "sheet/cell", {"row": place, "column": column, "value": value, "as": "string"})
    star.start()
    star.newest[key_of(1)] = ("[111111111111111111, 333333333333333333]", '{"222222222222222222": "Revoir"}', "7")
    star.hasten(lambda: is_right(star, simulator), what="the ticket has one row, which says it all")
    said = star.output()
    assert "ne disent pas la même chose" in said and key_of(1) in said
