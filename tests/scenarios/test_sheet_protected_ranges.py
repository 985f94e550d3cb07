"""A person protects what Vigie writes into: nothing accepted is lost or laid aside, one line says whom to ask, and it goes
on by itself when the protection is lifted or lets the service account in."""
import json

import pytest

from oracle import judge
from star import key_of
from test_sheet_shared_with_people import place_of, rearrange
from test_sheet_survives_google import NAMES_REFUSED

RANGES = {
    "our columns": lambda simulator: {"range": "A:D"},
    "the row of one ticket": lambda simulator: {"range": "{0}:{0}".format(place_of(simulator, key_of(1)))},
    "the whole tab": lambda simulator: {},
}


def service_account(simulator):
    return json.loads(simulator.settings()["SERVICE_ACCOUNT_JSON"])["client_email"]


def refusals(star):
    return [line for line in star.output().splitlines() if "❌ Erreur critique" in line]


def park(star, simulator, protect):
    star.offer_rows(range(20))
    star.drained()
    simulator.post("sheet/protection", **protect(simulator))
    star.offer_rows(range(30), version=1)
    star.wait(lambda: star.metric("SHEETS_STATE") == NAMES_REFUSED, what="the state says refused")


def lift(simulator):
    simulator.control("DELETE", "sheet/protection")


@pytest.mark.parametrize("what", RANGES)
def test_rows_for_a_protected_range_wait_until_it_is_lifted(star, simulator, what):
    park(star, simulator, RANGES[what])
    assert star.metric("SHEETS_QUEUE") >= 20, "accepted, and not written"
    assert not star.metric("SHEETS_DEAD"), "nothing is wrong with any of the rows"
    lift(simulator)
    star.drained()
    judge(simulator, star.newest)
    assert not star.metric("SHEETS_DEAD")


def test_a_protected_range_is_told_once_with_the_account_that_must_be_let_in(star, simulator):
    park(star, simulator, RANGES["our columns"])
    calls = len(simulator.get("google")["calls"])
    star.offer_rows(range(30, 35), version=1)
    star.wait(lambda: len(simulator.get("google")["calls"]) >= calls + 2, what="it is tried again")
    lines = star.said("❌ Erreur critique")
    assert len(lines) == 1, "one line, however often it is tried"
    assert service_account(simulator) in lines[0] and "protégée" in lines[0] and "éditeurs" in lines[0]
    lift(simulator)
    star.drained()
    star.said("répond de nouveau")
    judge(simulator, star.newest)


def test_a_protected_range_that_lets_the_account_in_is_written_into(star, simulator):
    park(star, simulator, RANGES["our columns"])
    lift(simulator)
    simulator.post("sheet/protection", range="A:D", editors=["someone@example.com", service_account(simulator)])
    star.drained()
    judge(simulator, star.newest)


def test_a_range_that_only_warns_costs_nothing(star, simulator):
    star.offer_rows(range(5))
    star.drained()
    simulator.post("sheet/protection", range="A:D", warning_only=True)
    star.offer_rows(range(10), version=1)
    star.drained()
    judge(simulator, star.newest)
    assert not refusals(star)


def test_what_is_protected_beside_our_columns_costs_nothing(star, simulator):
    simulator.post("sheet/protection", range="E:H")
    star.offer_rows(range(10))
    star.drained()
    judge(simulator, star.newest)
    assert not refusals(star)


def test_a_sheet_filled_to_its_last_row_grows(star, simulator):
    star.offer_rows(range(5))
    star.drained()
    rearrange(simulator, do="fill")
    full = simulator.get("sheet")["row_count"]
    star.offer_rows(range(12), version=1)
    star.drained()
    assert simulator.get("sheet")["row_count"] == full + 7
    judge(simulator, star.newest)
