"""Writes of Google's that land after their time, and people who move rows under a write: within a few seconds the
sheet holds again what was accepted."""
import json

import pytest

from oracle import check_history, check_rows
from star import cells_of, key_of


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
    assert "doublé" in star.output()


def test_a_doubled_row_with_notes_beside_it_is_left_and_said_once(star, simulator):
    lose_one_write(star, simulator, range(3), 0)
    types(simulator, 9, (key_of(1), *cells_of(1, 0), "note d'une personne"))
    # Said by the look after the lost write, or, if that looked before the person typed, by the next read.
    words = ("porte des notes", "portent le même channel_id")
    star.wait(lambda: any(word in star.output() for word in words), what="it is said")
    star.offer_rows([2], version=1)
    star.drained()
    assert count_of(simulator, key_of(1)) == 2
    assert all(star.output().count(word) <= 1 for word in words)
    assert star.metric("SHEETS_REPAIRS") in (None, 0)


def test_a_copy_that_a_person_made_is_not_touched(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    types(simulator, 9, (key_of(1), *cells_of(1, 0)))
    star.offer_rows([2], version=1)
    star.drained()
    star.wait(lambda: star.metric("SHEETS_TWINS") == 1, what="it is counted")
    assert count_of(simulator, key_of(1)) == 2


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


def test_a_row_that_google_refuses_blocks_no_other_and_is_said_once(star, simulator):
    star.offer_rows(range(5))
    star.drained()
    poison = cells_of(7, 1)[2]
    message = json.dumps({"error": {"code": 400, "message": "Invalid value", "status": "INVALID_ARGUMENT"}})
    simulator.post("google", op="write", status=400, body=message, contains=poison, times=-1)
    star.offer_rows(range(20), version=1)
    star.answered()
    star.wait(lambda: star.metric("SHEETS_DEAD") == 1 and star.metric("SHEETS_QUEUE") == 0, what="the others are in the sheet")
    accepted = dict(star.newest)
    del accepted[key_of(7)]
    check_rows(simulator.get("sheet"), accepted)
    said = [line for line in star.output().splitlines() if "refuse cette ligne" in line]
    assert len(said) == 1 and key_of(7) in said[0] and "Invalid value" in said[0]
    star.offer_rows([7], version=2)  # changed from its channel
    star.drained()
    check(star, simulator)
    assert star.metric("SHEETS_DEAD") == 0
