"""A row that was never read, and a sheet that cannot be: what people ask for meanwhile is kept as they asked for it, they are told
so, and it is done once the sheet answers, on top of what the row says, once, whoever dies in between."""
import json

import pytest

from pretend import ALICE, BERTRAND, texts_of
from processes import wait_until
from test_corrections import form

CAROL = "500000000000000007"
FAULTS = {"read-403": {"op": "read", "status": 403}, "read-503": {"op": "read", "status": 503}, "token-503": {"op": "token", "status": 503}}
KEPT = "Enregistré : votre demande est gardée"


class Outage:
    """A ticket of old, with somebody's vote and a correction; nobody has read it since everything began anew."""

    def __init__(self, vigie, simulator, fault="read-503"):
        self.vigie, self.simulator, self.fault = vigie, simulator, fault
        vigie.start_healthy()
        self.channel = simulator.new_ticket()
        wait_until(lambda: simulator.row(self.channel), what="its row")
        self.dies()
        for column, value in ((2, f"[{BERTRAND}]"), (3, json.dumps({ALICE: "Revoir l'âge"}))):
            simulator.control("PUT", "sheet/cell", {"row": self.place(), "column": column, "value": value, "as": "string"})
        simulator.post("google", times=-1, **FAULTS[fault])
        for file in vigie.state_dir.glob("rows.db*"):
            file.unlink()
        vigie.start().wait_connected()
        vigie.process.remember_family()

    def place(self):
        return [str(row[0]["value"]) if row and row[0] else "" for row in self.simulator.rows()].index(self.channel) + 1

    def dies(self):
        self.vigie.process.remember_family()
        self.vigie.process.end()

    def comes_true(self, condition, what):
        def closer():
            self.vigie.leap.forward(0.2)
            return condition()
        return wait_until(closer, what=what)

    def is_told(self, interaction):
        said = self.comes_true(lambda: [t for t in texts_of(self.simulator.interaction(interaction)) if "Pas encore" not in t],
                               what="the presser is told")
        assert len(said) == 1 and KEPT in said[0], said

    def press(self, user):
        self.is_told(self.simulator.press(self.channel, user=user))

    def correct(self, text, user):
        modal = form(self.simulator, self.channel, user)["custom_id"]
        self.is_told(self.simulator.submit(self.channel, modal, text, user=user))

    def ends(self, validators, corrections):
        assert self.simulator.validators(self.channel) == [BERTRAND], "nothing is written before a read"
        self.simulator.post("google", op="clear")
        self.comes_true(lambda: self.simulator.validators(self.channel) == validators, what=f"column B is {validators}")
        assert json.loads(self.simulator.row(self.channel)[2]) == corrections
        self.comes_true(lambda: self.vigie.metric("sheets_queue_length") == 0, what="nothing waits")
        assert self.simulator.validators(self.channel) == validators
        assert self.simulator.get("google")["violations"] == []


@pytest.fixture
def vigie(new_fast_service, simulator):
    return new_fast_service(simulator.settings())


@pytest.mark.parametrize("fault", ["token-503", *(pytest.param(fault, marks=pytest.mark.slow) for fault in ("read-403", "read-503"))])
def test_a_press_on_a_row_that_was_never_read_is_kept_and_done_after_the_first_read(vigie, simulator, fault):
    outage = Outage(vigie, simulator, fault)
    outage.press(CAROL)
    wait_until(lambda: vigie.metric("sheets_queue_length") == 1, what="it is counted")
    outage.ends([BERTRAND, CAROL], {ALICE: "Revoir l'âge"})
    names = json.dumps(simulator.panel(outage.channel)["embeds"])
    outage.comes_true(lambda: CAROL in json.dumps(simulator.panel(outage.channel)["embeds"]), what=f"the panel shows it: {names}")


def test_what_is_kept_is_done_in_its_order_and_wipes_nothing(vigie, simulator):
    """A form that opened while nobody knew the earlier text does not take its place."""
    outage = Outage(vigie, simulator)
    outage.press(CAROL)
    outage.press(CAROL)  # and back
    outage.correct("Revoir le nom", ALICE)
    outage.press(BERTRAND)
    outage.correct("Tout revoir", BERTRAND)
    outage.press("500000000000000008")
    outage.ends(["500000000000000008"], {ALICE: "Revoir l'âge\nRevoir le nom", BERTRAND: "Tout revoir"})


def deaths():
    """Each of them and each moment once, in `make test`."""
    quick = {("gateway-worker", "acknowledged"), ("sheets-worker", "applied"), ("everything", "told")}
    for who in ("gateway-worker", "sheets-worker", "everything"):
        for when in ("acknowledged", "told", "applied"):
            yield pytest.param(who, when, marks=() if (who, when) in quick else pytest.mark.slow)


@pytest.mark.parametrize("who, when", deaths())
def test_it_is_done_once_whoever_dies(vigie, simulator, who, when):
    outage = Outage(vigie, simulator)
    press = simulator.press(outage.channel, user=CAROL)
    wait_until(lambda: simulator.interaction(press)["acknowledged"], what="the acknowledgement")
    if when == "acknowledged":
        wait_until(lambda: press in (vigie.state_dir / "session.json").read_text("utf-8"), what="it is recorded")
    else:
        outage.is_told(press)
    if when == "applied":
        simulator.post("google", op="clear")
        simulator.post("google", op="write", fate="after", status=503, times=1)
        outage.comes_true(lambda: "event=sheets.kept_applied" in vigie.log(), what="it is in the row")
    if who == "everything":
        outage.dies()
        vigie.start().wait_connected()
    else:
        vigie.wait_replaced(who, vigie.kill(who))
    vigie.process.remember_family()
    if when != "applied":
        outage.is_told(press)
        outage.ends([BERTRAND, CAROL], {ALICE: "Revoir l'âge"})
        return
    outage.comes_true(lambda: vigie.metric("sheets_queue_length") == 0 and simulator.validators(outage.channel) == [BERTRAND, CAROL],
                      what="it is done, once")
