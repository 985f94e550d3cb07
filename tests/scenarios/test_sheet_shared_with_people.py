"""People work in the same sheet: whatever they move, rename or retype, the oracle finds rows and notes where they belong."""
import random

import pytest

from oracle import foreign, judge
from star import cells_of, key_of


def type_cell(simulator, row, column, value, **more):
    simulator.control("PUT", "sheet/cell", {"row": row, "column": column, "value": value, **more})


def rearrange(simulator, **what):
    simulator.post("sheet/rows", **what)


def place_of(simulator, key):
    """Row number from 1."""
    return next(n for n, row in enumerate(simulator.rows(), 1) if row and row[0] and str(row[0]["value"]) == key)


def wait_for_a_read(star, simulator):
    reads = simulator.get("google")["reads"]
    star.wait(lambda: simulator.get("google")["reads"] > reads, what="the sheet is read again")
    star.pump_for(0.2)


@pytest.fixture
def notes(star, simulator):
    """A sheet with a header, people's own rows and notes beside ours, numbers among them."""
    for column, text in enumerate(("channel_id", "validated_by", "corrections", "message_id", "notes"), 1):
        type_cell(simulator, 1, column, text)
    star.offer_rows(range(60))
    star.drained()
    type_cell(simulator, 70, 1, "à trier")
    type_cell(simulator, 70, 2, 42, **{"as": "number"})
    for n in (3, 17, 44):
        type_cell(simulator, place_of(simulator, key_of(n)), 5, f"note sur {n}")
        type_cell(simulator, place_of(simulator, key_of(n)), 6, n)
    return foreign(simulator.get("sheet"))


MOVES = {
    "sort": lambda r: {"do": "sort", "column": r.choice((1, 3, 4)), "descending": r.random() < 0.5, "header": True},
    "move": lambda r: {"do": "move", "at": r.randint(2, 20), "count": r.randint(1, 4), "to": r.choice((2, 40, 61))},
    "insert": lambda r: {"do": "insert", "at": r.randint(1, 50), "count": r.randint(1, 4)},
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("move", MOVES)
def test_rows_that_people_move_between_two_batches_are_found_again(star, simulator, notes, move, seed):
    random_ = random.Random(seed)
    for version in range(1, 4):
        star.offer_rows(range(0, 60 + 10 * version), version)
        rearrange(simulator, **MOVES[move](random_))
        writes = simulator.get("google")["writes"]
        star.wait(lambda: simulator.get("google")["writes"] > writes, what="a batch")
        rearrange(simulator, **MOVES[move](random_))
    star.drained()
    judge(simulator, star.newest, notes)


@pytest.mark.parametrize("write", ["updates", "inserts"])
def test_rows_that_people_move_between_the_read_and_the_write_are_found_again(star, simulator, notes, write):
    """The read is answered late, with the sheet as it was when it was asked for."""
    wait_for_a_read(star, simulator)  # the look at what the fixture wrote
    simulator.post("google", op="read", delay_ms=800, times=1)
    reads = simulator.get("google")["reads"]
    star.pump_for(2.1)  # what was read is too old to write by
    star.offer_rows(range(20) if write == "updates" else range(60, 80), version=1)
    star.wait(lambda: simulator.get("google")["reads"] > reads, what="the read before the write")
    rearrange(simulator, do="sort", column=1, descending=True, header=True)
    star.drained()
    judge(simulator, star.newest, notes)
    assert (star.metric("SHEETS_MOVED") or 0) == (20 if write == "updates" else 0)


def test_a_row_that_people_delete_is_written_again_when_its_channel_is_used(star, simulator, notes):
    wait_for_a_read(star, simulator)  # the look at what the fixture appended: a row that goes before it counts as lost
    gone = [key_of(n) for n in (10, 11, 12)]
    star.offer_rows((10, 11, 12), version=1)
    star.drained()  # Google said that these stood there: if they go, a person took them
    for key in gone:
        rearrange(simulator, do="delete", at=place_of(simulator, key), count=1)
    star.pump_for(2.1)  # what was read is too old to write by
    star.offer_rows([11, 13], version=2)
    star.drained()
    judge(simulator, {k: v for k, v in star.newest.items() if k not in (gone[0], gone[2])}, notes)


def test_rows_deleted_while_batches_leave_are_there_again(star, simulator, notes):
    """Rows that wait are written although somebody deletes lines of the sheet meanwhile."""
    star.offer_rows(range(60), version=1)
    star.answered()
    rearrange(simulator, do="delete", at=20, count=1)
    simulator.post("google", op="write", status=503, times=1)
    star.offer_rows(range(60), version=2)
    star.drained()
    judge(simulator, star.newest)


@pytest.mark.parametrize("restart", [False, True], ids=["running", "restarted"])
def test_a_column_inserted_before_a_stops_the_writes_until_it_is_gone(star, simulator, notes, restart):
    wait_for_a_read(star, simulator)  # the look at what the fixture wrote
    rearrange(simulator, do="insert_column", at=1)
    star.pump_for(2.1)  # what was read is too old to write by
    writes = simulator.get("google")["writes"]
    star.offer_rows(range(55, 65), version=1)
    star.answered()
    star.wait(lambda: "Supprimez la colonne insérée" in star.output(), what="the repair is said")
    star.said("ils sont en colonne B")
    if restart:
        assert star.stop() == 0
        star.start()
        star.wait(lambda: star.output().count("Supprimez la colonne insérée") == 2, what="its successor says it too")
    for key in (key_of(3), key_of(64)):
        star.wait(lambda key=key: star.get(key).get("b") == star.newest[key][0], what="what was accepted is told")
    star.wait(lambda: star.metric("SHEETS_QUEUE") == 10, what="the rows wait")
    assert simulator.get("google")["writes"] == writes
    rearrange(simulator, do="delete_column", at=1)
    star.drained(timeout=90)
    judge(simulator, star.newest, notes)


def test_an_emptied_tab_gets_the_rows_that_wait_and_no_others(star, simulator, notes):
    wait_for_a_read(star, simulator)
    rearrange(simulator, do="delete", at=1, count=70)
    star.pump_for(2.1)  # what was read is too old to write by
    star.offer_rows(range(5), version=1)
    star.drained()
    judge(simulator, {key_of(n): star.newest[key_of(n)] for n in range(5)})


@pytest.mark.parametrize("title", ["Validations", "D3", "C'est l'été", "【🎭】 fiches", "1:2"])
def test_a_renamed_tab_is_followed(star, simulator, notes, title):
    rearrange(simulator, do="rename", title=title)
    star.offer_rows(range(70), version=1)
    star.drained()
    judge(simulator, star.newest, notes)
    assert simulator.get("sheet")["tabs"] == [title]


def test_a_tab_renamed_while_nobody_runs_is_followed(new_star, simulator):
    rearrange(simulator, do="rename", title="Fiches")
    star = new_star(VALIDATION_SHEET_TITLE="Fiches").start()
    star.offer_rows(range(5))
    star.drained()
    assert star.stop() == 0
    rearrange(simulator, do="rename", title="Fiches 2026", tab="Fiches")
    star.start()
    star.offer_rows(range(8), version=1)
    star.drained()
    judge(simulator, star.newest, tab="Fiches%202026")
    assert simulator.get("sheet")["tabs"] == ["Fiches 2026"]


def test_a_grid_that_is_full_grows(star, simulator):
    star.offer_rows(range(1100))
    star.drained()
    judge(simulator, star.newest)
    assert simulator.get("sheet")["row_count"] >= 1100


@pytest.mark.parametrize("use", ["read", "write"])
def test_an_id_retyped_as_a_number_is_healed_when_its_channel_is_used(new_star, star, simulator, notes, use):
    key, other = key_of(8), key_of(30)
    for n in (key, other):
        type_cell(simulator, place_of(simulator, n), 1, n)  # Google makes a number of it, and rounds it
    assert key not in [row[0]["value"] for row in simulator.rows() if row and row[0]], "the test itself: it was rounded"
    star.restart()
    star.wait(lambda: star.metric("SHEETS_ROWS"), what="the sheet was read")
    for n in (8, 30):
        if use == "read":
            answer = star.get(key_of(n))
            assert (answer["b"], answer["c"], answer["d"]) == cells_of(n, 0)
        else:
            star.offer_rows([n], version=1)
    star.drained()
    judge(simulator, star.newest, notes)
    assert star.metric("SHEETS_HEALED") == 2
    star.said("arrondis")


def test_a_cell_that_people_spoiled_is_refused_with_its_place_and_left_alone(star, simulator, notes):
    place = place_of(simulator, key_of(5))
    type_cell(simulator, place, 2, "demander à Bertrand")
    star.restart()
    star.wait(lambda: star.metric("SHEETS_ROWS"), what="the sheet was read")
    answer = star.get(key_of(5))
    assert f"B{place}" in answer["refused"] and not answer["retry"]
    assert simulator.rows()[place - 1][1]["value"] == "demander à Bertrand"


def test_a_doubled_row_is_reported_and_becomes_the_one_that_was_confirmed(star, simulator, notes):
    type_cell(simulator, 80, 1, key_of(2), **{"as": "string"})
    type_cell(simulator, 80, 2, "[999999999999999999]", **{"as": "string"})
    star.restart()
    star.wait(lambda: star.metric("SHEETS_ROWS"), what="the sheet was read")
    assert star.get(key_of(2))["c"] == cells_of(2, 0)[1]
    star.wait(lambda: "même channel_id" in star.output(), what="the warning")
    star.wait(lambda: len(simulator.rows()) < 80 or not any(simulator.rows()[79]), what="the second row is empty")
    judge(simulator, star.newest, notes)


def test_a_full_minute_of_work_beside_busy_people_stays_within_the_quota(star, simulator, notes):
    """Everything at once: rows offered, rows moved, faults now and then."""
    random_ = random.Random(4)
    for version in range(1, 9):
        star.offer_rows(random_.sample(range(120), 40), version)
        rearrange(simulator, **MOVES[random_.choice(list(MOVES))](random_))
        if random_.random() < 0.5:
            simulator.post("google", op="any", times=1, **random_.choice(
                [{"fate": "after", "status": 503}, {"fate": "after"}, {"status": 500}, {"fate": "truncate"}]))
        for _ in range(random_.randint(1, 10)):
            star.pump(0.1)
    star.drained()
    judge(simulator, star.newest, notes)
