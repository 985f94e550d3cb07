"""Column A holds an id in a form of somebody's own: it is that channel's row all the same, and its digits stand there alone
again as soon as the channel is used."""
import pytest

from oracle import judge
from star import key_of

GUILD = "81384788765712384"
TEXTS = (" {}", "{} ", "\u00a0{}", "{}\u00a0", "\ufeff{}", "\u200b{}", "{}\n", "\t{}", "'{}", "<#{}>", f"https://discord.com/channels/{GUILD}/{{}}",
         f"https://ptb.discord.com/channels/{GUILD}/{{}}/1130000000000000000", "{}.0", "\"{}\"", "\u2018{}\u2019")
FORMULAS = ("=\"{}\"", "=CONCATENATE(\"{}\")", "=HYPERLINK(\"https://example.org/fiche\";\"{}\")",
            f"=HYPERLINK(\"https://discord.com/channels/{GUILD}/{{}}\";\"Alice\")")
FORMS = TEXTS + FORMULAS


def dress(simulator, row, form, key):
    how = {} if form in FORMULAS else {"as": "string"}
    simulator.control("PUT", "sheet/cell", {"row": row, "column": 1, "value": form.format(key), **how})


@pytest.fixture
def dressed(star, simulator):
    """A sheet in which each form stands once, read by a new worker."""
    star.offer_rows(range(len(FORMS)))
    star.drained()
    star.kill()
    places = {row[0]["value"]: n for n, row in enumerate(simulator.rows(), 1) if row and row[0]}
    for n, form in enumerate(FORMS):
        dress(simulator, places[key_of(n)], form, key_of(n))
    star.start()
    star.wait(lambda: star.metric("SHEETS_ROWS") == len(FORMS), what="all of them are rows of ours")
    assert f"count={len(FORMS)}" in star.said("sheets.dressed")[0]


@pytest.mark.parametrize("use", ["read", "write"])
def test_a_dressed_id_is_that_row_and_is_written_plainly_when_its_channel_is_used(star, simulator, dressed, use):
    if use == "read":
        for n in range(len(FORMS)):
            assert star.get(key_of(n))["b"] == star.newest[key_of(n)][0], FORMS[n]
    else:
        star.offer_rows(range(len(FORMS)), version=1)
    star.drained()
    judge(simulator, star.newest)
    assert star.metric("SHEETS_HEALED") == len(FORMS)


def test_an_array_formula_in_column_a_is_left_as_it_is_and_named(star, simulator):
    star.offer_rows(range(2))
    star.drained()
    star.kill()
    place = next(n for n, row in enumerate(simulator.rows(), 1) if row[0]["value"] == key_of(1))
    simulator.control("PUT", "sheet/cell", {"row": place, "column": 1, "value": f"=ARRAYFORMULA(\"{key_of(1)}\")"})
    formula = simulator.rows()[place - 1][0]
    assert formula["type"] != "string", "the test itself: it stands there as a formula"
    star.start()
    star.offer_rows([1], version=1)
    star.drained()
    row = simulator.rows()[place - 1]
    assert row[0] == formula
    assert row[1]["value"] == star.newest[key_of(1)][0]
    assert len([row for row in simulator.rows() if row and row[0]]) == 2, "no second row was begun"
    assert f"row={place}" in star.said("sheets.formula")[0]
