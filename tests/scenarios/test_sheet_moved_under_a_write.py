"""Somebody moves rows between the read and the write that relies on it. Google knows no "only if": the write falls on whatever
stands there by then. Nothing is lost by it, neither what was accepted nor a cell of anybody else's."""
import random

import pytest

from oracle import foreign, judge
from star import Leap, cells_of, key_of


def type_cell(simulator, row, column, value, **more):
    simulator.control("PUT", "sheet/cell", {"row": row, "column": column, "value": value, **more})


def at_next_write(simulator, **what):
    simulator.post("sheet/rows", when="next_write", **what)


def writes(simulator):
    return simulator.get("google?calls=0")["writes"]


def offer_at_once(star, simulator, numbers, version=1):
    """All of them are accepted before the first leaves: one batch."""
    simulator.post("google", op="read", status=503, times=-1)
    star.offer_rows(numbers, version)
    star.answered()
    simulator.post("google", op="clear")


@pytest.fixture
def star(new_star, tmp_path):
    """What it does some seconds after a write need not be waited for."""
    return new_star(leap=Leap(tmp_path)).start()


@pytest.fixture
def notes(star, simulator):
    """A header, rows of ours with notes beside them, and people's own rows: texts, a number, a truth, cells without a name."""
    for column, text in enumerate(("channel_id", "validated_by", "corrections", "message_id", "notes"), 1):
        type_cell(simulator, 1, column, text)
    star.offer_rows(range(30))
    star.drained()
    for row, cells in {40: ("à trier", 42, True, "demain"), 41: ("", "sans nom", "", 7), 42: ("", "", "autre", "x"),
                       44: ("à trier", 43, False, "après-demain"), 46: ("", "", "", "", "rien qu'à droite")}.items():
        for column, value in enumerate(cells, 1):
            if value != "":
                type_cell(simulator, row, column, value)
    for row in range(2, 31, 3):
        type_cell(simulator, row, 5, f"note {row}")
    reads = simulator.get("google?calls=0")["reads"]
    star.hasten(lambda: simulator.get("google?calls=0")["reads"] > reads, what="the look at what was written")
    star.age(2.1)  # what was read is too old to write by
    return foreign(simulator.get("sheet"))


MOVES = {  # just before the write is carried out
    "sorted": [{"do": "sort", "column": 1, "descending": True}],
    "sorted with its header": [{"do": "sort", "column": 2, "header": False}],
    "row put first": [{"do": "insert", "at": 1}],
    "rows put in the middle": [{"do": "insert", "at": 9, "count": 2}],
    "rows put last": [{"do": "insert", "at": 30, "count": 12}],
    "sorted and rows put between": [{"do": "sort", "column": 3}, {"do": "insert", "at": 5, "count": 3}],
}


@pytest.mark.parametrize("numbers", [range(30), range(0, 30, 4), [29]], ids=["all", "some", "the last"])
@pytest.mark.parametrize("move", MOVES)
def test_rows_moved_under_a_write_cost_nobody_a_cell(star, simulator, notes, move, numbers):
    for step in MOVES[move]:
        at_next_write(simulator, **step)
    offer_at_once(star, simulator, numbers)
    star.drained()
    judge(simulator, star.newest, notes)


def test_an_empty_row_deleted_under_a_write_pulls_notes_beneath_it(star, simulator, notes):
    """The rows of ours that stand below move up by ten, and so do people's rows."""
    simulator.post("sheet/rows", do="insert", at=2, count=10)
    star.age(2.1)
    at_next_write(simulator, do="delete", at=2, count=10)
    offer_at_once(star, simulator, range(30))
    star.drained()
    judge(simulator, star.newest, notes)
    star.said("remises comme elles étaient")
    assert star.metric("SHEETS_RESTORED") > 0


@pytest.mark.parametrize("move", ["sorted", "rows put last"])
def test_the_same_when_the_answer_of_the_write_is_lost(star, simulator, notes, move):
    for step in MOVES[move]:
        at_next_write(simulator, **step)
    offer_at_once(star, simulator, range(30))
    simulator.post("google", op="write", fate="after", status=503)
    star.drained()
    judge(simulator, star.newest, notes)


@pytest.mark.parametrize("move", ["sorted", "rows put last"])
def test_the_same_when_the_worker_is_killed_before_it_hears_of_it(star, simulator, notes, move):
    for step in MOVES[move]:
        at_next_write(simulator, **step)
    seen = writes(simulator)
    simulator.post("google", op="read", delay_ms=1000)
    star.offer_rows(range(30), version=1)
    simulator.post("google", op="write", delay_ms=30000)
    star.answered()
    star.wait(lambda: writes(simulator) > seen, what="the write has arrived")
    star.restart()
    star.drained()
    judge(simulator, star.newest, notes)


def test_rows_moved_again_under_the_repair_cost_nothing_either(star, simulator, notes):
    seen = writes(simulator)
    at_next_write(simulator, do="insert", at=30, count=12)
    offer_at_once(star, simulator, range(30))
    star.wait(lambda: writes(simulator) > seen, what="the write has fallen on people's rows")
    at_next_write(simulator, do="sort", column=1)  # while what it fell on is read
    star.drained()
    judge(simulator, star.newest, notes)
    assert star.metric("SHEETS_RESTORED") >= 2


@pytest.mark.parametrize("seed", range(3))
def test_people_who_move_rows_under_write_after_write_lose_nothing(star, simulator, notes, seed):
    random_ = random.Random(seed)
    for version in range(1, 5):
        at_next_write(simulator, **random_.choice([
            {"do": "sort", "column": random_.randint(1, 4), "descending": random_.random() < 0.5, "header": random_.random() < 0.8},
            {"do": "insert", "at": random_.randint(1, 45), "count": random_.randint(1, 3)}]))
        star.offer_rows(random_.sample(range(30), random_.randint(1, 30)), version)
        star.drained()
    judge(simulator, star.newest, notes)


def row_of(simulator, text):
    """Its number and its cells."""
    return next((place, [cell and cell["value"] for cell in row]) for place, row in enumerate(simulator.rows(), 1)
                if row and row[0] and row[0]["value"] == text)


PASTED = ["collé", "à trier", "par quelqu'un", "demain"]


def test_a_row_that_a_person_pastes_after_a_read_is_seen_before_the_write(star, simulator):
    star.offer_rows(range(4))
    star.drained()
    reads = simulator.get("google?calls=0")["reads"]
    star.hasten(lambda: simulator.get("google?calls=0")["reads"] > reads, what="a read")
    simulator.post("sheet/rows", do="insert", at=2, filled=True)
    star.age(0.6)
    star.offer_rows(range(4), version=1)
    star.drained()
    assert row_of(simulator, PASTED[0])[1] == PASTED
    judge(simulator, star.newest)
    assert "sheets.moved" not in star.output()


def test_a_row_that_a_person_pastes_within_the_round_trip_is_named_by_its_cells(star, simulator):
    """It was never read, so that nobody knows what it held: that is said, and never that it was put back."""
    star.offer_rows(range(4))
    star.drained()
    star.age(3)
    at_next_write(simulator, do="insert", at=2, filled=True)
    offer_at_once(star, simulator, range(4), version=1)
    star.drained()
    place, cells = row_of(simulator, PASTED[0])
    assert cells[1:] != PASTED[1:], "it was hit: else nothing is shown here"
    line = star.said("sheets.overwritten")[0]
    assert f"B{place}:D{place}" in line, line
    assert "sont remises comme elles étaient" not in star.output()
    judge(simulator, star.newest)


def test_what_a_person_types_into_a_note_meanwhile_stays(star, simulator, notes):
    at_next_write(simulator, do="insert", at=2)
    simulator.post("google", op="read", status=503, times=-1)  # the read before the write comes after the typing
    star.offer_rows(range(30), version=1)
    type_cell(simulator, 40, 2, "changé")
    simulator.post("google", op="clear")
    star.drained()
    rows = [row for row in simulator.rows() if row and row[0] and row[0]["value"] == "à trier"]
    assert [row[1]["value"] for row in rows] == ["changé", 43]
    assert cells_of(3, 1)[0] in [row[1]["value"] for row in simulator.rows() if row and row[0] and row[0]["value"] == key_of(3)]
