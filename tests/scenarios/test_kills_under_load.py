"""The gateway-worker is killed at random moments while events pour in: a ledger of what was sent and what was done.

VIGIE_KILLS says how often, VIGIE_SEED repeats a run that failed."""
import os
import random
import time

import pytest

from pretend import VALIDATE
from processes import wait_until

KILLS = int(os.environ.get("VIGIE_KILLS", "20"))
KILLS_A_LIFE = 5  # of one service: a sixth within a minute would rightly be held back as a crash loop
SEED = int(os.environ.get("VIGIE_SEED", random.randrange(1 << 32)))
LINK = "https://docs.google.com/document/d/"


class Ledger:
    """What happened on Discord, and what the bot did about it, by the numbers of messages and presses."""

    def __init__(self, simulator, chance):
        self.simulator, self.chance = simulator, chance
        self.tickets = [simulator.new_ticket(f"fiche-{n}") for n in range(4)]
        self.links, self.presses = [], {}

    def round(self):
        """A little of everything, between events that nobody handles."""
        for _ in range(3):
            self.simulator.post("dispatch", t="TYPING_START", d={"n": "$n"}, count=100)
            ticket = self.chance.choice(self.tickets)
            self.links.append((ticket, self.simulator.say(ticket, f"{LINK}{len(self.links)}")))
            user = str(700000000000000000 + len(self.presses))
            self.presses[self.simulator.press(self.chance.choice(self.tickets), VALIDATE, user)] = user

    def unpinned(self):
        pinned = {m["id"] for ticket in self.tickets for m in self.simulator.messages(ticket) if m["pinned"]}
        return [link for _, link in self.links if link not in pinned]

    def unanswered(self):
        """Presses that the bot never tried to acknowledge: an event that was lost."""
        tried = {r["path"].split("/")[4] for r in self.simulator.get("requests")
                 if r["path"].startswith("/api/v10/interactions/")}
        return [press for press in self.presses if press not in tried]

    def validators(self):
        return sorted(user for ticket in self.tickets for user in self.simulator.validators(ticket) or [])

    def confirmed(self):
        """Those whose press was acknowledged in time; the others saw Discord's own "interaction failed"."""
        return {user for press, user in self.presses.items() if self.simulator.interaction(press)["acknowledged"]}


def settle(missing, what):
    """Waits until nothing is missing; names what stays missing."""
    try:
        wait_until(lambda: not missing(), what=what)
    except AssertionError as error:
        raise AssertionError(f"{error}; {what}: {missing()}") from None


@pytest.mark.parametrize("life", range(max(1, KILLS // KILLS_A_LIFE)))
def test_kills_at_random_moments_lose_no_event_and_spend_no_identify(vigie, simulator, life):
    print(f"VIGIE_SEED={SEED}")
    chance = random.Random(SEED + life)
    ledger = Ledger(simulator, chance)
    for kill in range(1, KILLS_A_LIFE + 1):
        ledger.round()
        moment = time.monotonic() + chance.uniform(0, 0.3)
        wait_until(lambda: time.monotonic() > moment, what="the moment")
        old = vigie.kill("gateway-worker")
        ledger.round()
        wait_until(lambda: vigie.pids().get("gateway-worker") not in (None, old) and simulator.state()["resumed"] >= kill,
                   what=f"RESUMED after kill {kill}")
    settle(ledger.unpinned, "links that are not pinned")
    settle(ledger.unanswered, "presses that were never answered")
    wait_until(lambda: vigie.metric("sheets_queue_length") == 0 and ledger.confirmed() <= set(ledger.validators()),
               what="each acknowledged press is in the sheet")
    assert len(ledger.validators()) == len(set(ledger.validators()))
    state = simulator.state()
    assert (state["identifies"], state["violations"]) == (1, [])


def test_a_kill_while_a_channel_is_asked_for_does_not_lose_the_document_in_it(vigie, simulator):
    """A successor that resumed has not seen the guild: it asks Discord what sort of channel a document stands in."""
    ticket = simulator.new_ticket()
    vigie.wait_handed_on(simulator)
    vigie.kill("gateway-worker")
    simulator.wait_resumed(1)
    simulator.post("rest", method="GET", path=f"/channels/{ticket}", fate="stall", times=1)
    link = simulator.say(ticket, LINK)
    wait_until(lambda: [r for r in simulator.get("requests") if r["path"].endswith(f"/channels/{ticket}")],
               what="the channel is asked for")
    vigie.wait_handed_on(simulator)
    vigie.kill("gateway-worker")
    simulator.wait_resumed(2)
    wait_until(lambda: simulator.message(ticket, link)["pinned"], what="the link is pinned")
    assert simulator.state()["identifies"] == 1
