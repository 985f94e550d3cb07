"""Writes of Google's that land after their time, and people who move rows under a write: within a few seconds the
sheet holds again what was accepted."""
import json

import pytest

from oracle import check_history, check_rows
from star import Leap, cells_of, key_of


def rows_of(simulator):
    """key → (number, cells) of each row; of a doubled key the lowest."""
    rows = enumerate(simulator.get("sheet")["rows"], 1)
    return {row[0]["value"]: (number, row) for number, row in rows if row and row[0]}


def count_of(simulator, key):
    return sum(1 for row in simulator.get("sheet")["rows"] if row and row[0] and row[0]["value"] == key)


def types(simulator, row, cells, first_column=1):
    """A write from nowhere: what a late one of Vigie's would look like, for nobody can tell them apart."""
    for column, value in enumerate(cells, first_column):
        simulator.control("PUT", "sheet/cell", {"row": row, "column": column, "value": value, "as": "string"})


def lose_one_write(star, simulator, numbers, version):
    """A write whose answer never came, then the one that replaced it."""
    simulator.post("google", op="write", fate="reset", times=1)
    star.offer_rows(numbers, version)
    star.drained()


def check(star, simulator):
    sheet = simulator.get("sheet")
    check_rows(sheet, star.newest)
    check_history(sheet)


def test_an_insert_that_lands_late_a_second_time_is_cleared(star, simulator):
    lose_one_write(star, simulator, range(3), 0)
    types(simulator, 9, (key_of(1), *cells_of(1, 0)))
    assert count_of(simulator, key_of(1)) == 2
    star.wait(lambda: count_of(simulator, key_of(1)) == 1, what="the second row is gone")
    check(star, simulator)
    star.wait(lambda: star.metric("SHEETS_REPAIRS") == 1)
    star.said("était en double")


def test_a_write_that_google_carried_out_before_the_connection_died_is_sent_once(star, simulator):
    """libcurl sends by itself again what dies on a connection that it had used before: Google would carry out both."""
    star.offer_rows(range(2))
    star.drained()
    writes = simulator.get("google")["writes"]
    simulator.post("google", op="write", fate="after", times=1)
    star.offer_rows([5])
    star.drained()
    assert simulator.get("google")["writes"] == writes + 1
    check(star, simulator)


def test_a_doubled_row_with_notes_beside_it_is_left_and_said_once(new_star, simulator, tmp_path):
    star = new_star(leap=Leap(tmp_path)).start()
    lose_one_write(star, simulator, range(3), 0)
    types(simulator, 9, (key_of(1), *cells_of(1, 0), "note d'une personne"))
    star.live(130, step=5)  # all three looks that follow a lost write
    star.offer_rows([2], version=1)
    star.drained()
    said = star.said("porte des notes")
    assert len(said) == 1 and key_of(1) in said[0] and "second_row=9" in said[0]
    assert star.output().count("portent le même channel_id") == 1
    assert count_of(simulator, key_of(1)) == 2
    assert star.metric("SHEETS_REPAIRS") in (None, 0) and star.metric("SHEETS_DUPLICATES") == 1


def test_a_copy_that_a_person_made_becomes_one_with_its_row(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    types(simulator, 9, (key_of(1), *cells_of(1, 0)))
    star.offer_rows([2], version=1)
    star.drained()
    star.wait(lambda: count_of(simulator, key_of(1)) == 1, what="the ticket has one row")
    check(star, simulator)


@pytest.mark.slow
def test_an_old_value_that_comes_back_late_is_overwritten(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    lose_one_write(star, simulator, [1], 1)
    star.offer_rows([1], version=2)
    star.drained()
    number, _ = rows_of(simulator)[key_of(1)]
    types(simulator, number, cells_of(1, 1), first_column=2)
    star.wait(lambda: star.metric("SHEETS_CONFLICTS") == 1, what="it is noticed")
    star.drained()
    check(star, simulator)


def test_what_a_person_types_after_a_write_stays(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    lose_one_write(star, simulator, [1], 1)
    number, _ = rows_of(simulator)[key_of(1)]
    types(simulator, number, ["[555555555555555555]"], first_column=2)
    seen = simulator.get("google")["reads"]
    star.wait(lambda: simulator.get("google")["reads"] > seen, what="the sheet is read again")
    star.offer_rows([2], version=2)
    star.drained()
    assert rows_of(simulator)[key_of(1)][1][1]["value"] == "[555555555555555555]"
    assert star.metric("SHEETS_CONFLICTS") in (None, 0)


@pytest.mark.parametrize("row", [2, 4])  # 4: where the row itself stands, so that the write falls on an empty one
def test_rows_that_move_under_a_write_are_put_right(star, simulator, row):
    star.offer_rows(range(6))
    star.drained()
    simulator.post("google", op="write", contains=cells_of(3, 1)[2], insert_at=row, times=1)
    star.offer_rows([3], version=1)  # hits whatever stands at its row by now
    star.drained()
    check(star, simulator)
    assert star.metric("SHEETS_MOVED") == 1
    assert star.metric("SHEETS_CONFLICTS" if row == 2 else "SHEETS_RESTORED") == 1
    assert [row for row in simulator.get("sheet")["rows"] if any(row) and not row[0]] == []


@pytest.mark.parametrize("poisoned", [pytest.param([7], id="one"), pytest.param([2, 7, 19], id="three", marks=pytest.mark.slow)])
def test_rows_that_google_refuses_block_no_other_and_are_said_once(star, simulator, poisoned):
    star.offer_rows(range(5))
    star.drained()
    message = json.dumps({"error": {"code": 400, "message": "Invalid value", "status": "INVALID_ARGUMENT"}})
    for n in poisoned:
        simulator.post("google", op="write", status=400, body=message, contains=cells_of(n, 1)[2], times=-1)
    star.offer_rows(range(20), version=1)
    star.answered()
    star.wait(lambda: star.metric("SHEETS_DEAD") == len(poisoned) and star.metric("SHEETS_QUEUE") == 0,
              what="the others are in the sheet")
    poisoned_keys = [key_of(n) for n in poisoned]
    held = {row[0]["value"]: row for row in simulator.get("sheet")["rows"] if row and row[0]}
    others = {key: cells for key, cells in star.newest.items() if key not in poisoned_keys}
    assert all([c["value"] for c in held[key][1:4]] == list(cells) for key, cells in others.items())
    assert [star.get(key)["d"] for key in poisoned_keys] == [star.newest[key][2] for key in poisoned_keys], "kept, and shown"
    said = star.said("refuse cette ligne", count=len(poisoned))
    assert [sum(key in line for line in said) for key in poisoned_keys] == [1] * len(poisoned), said
    assert len(said) == len(poisoned) and all("Invalid value" in line for line in said)
    star.restart()  # each start asks once more
    star.wait(lambda: star.output().count("refuse cette ligne") == 2 * len(poisoned), what="refused again, said again")
    star.offer_rows(poisoned, version=2)  # changed from their channels
    star.drained()
    check(star, simulator)
    assert star.metric("SHEETS_DEAD") == 0


def test_what_no_cell_can_hold_is_refused_when_it_is_offered(star, simulator):
    """50,000 characters are Google's limit for a cell."""
    most = '{"234567890123456789": "%s"}' % ("a" * (50000 - 26))
    assert len(most) == 50000
    star.offer(key_of(1), "[]", most, "")
    star.offer(key_of(2), "[]", most.replace("aa", "aaa", 1), "")
    star.answered()
    assert [(row["key"], "50 000" in reason) for row, reason in star.refused] == [(key_of(2), True)]
    star.drained()
    check(star, simulator)
