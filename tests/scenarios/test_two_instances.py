"""Two services with one token, as while a host deploys a new version beside the old: both are sent each press, and one
of them answers it."""
import os
import signal

import pytest

from pretend import ALICE, BERTRAND
from processes import wait_until
from test_corrections import form

ELSEWHERE = "discord_interactions_elsewhere_total"
STORED = "vigie_validations_stored_total"


@pytest.fixture
def both(vigie, simulator, new_service):
    """Two that are connected, and a ticket whose row the first has written."""
    ticket = simulator.new_ticket()
    wait_until(lambda: simulator.rows(), what="the ticket's row")
    second = new_service(simulator.settings()).start_healthy()
    wait_until(lambda: simulator.state()["open_connections"] == 2, what="two connections")
    return (vigie, second), ticket


def total(services, name):
    return sum(service.metric(name) for service in services)


def test_a_press_is_applied_once_and_the_other_says_that_it_holds_back(both, simulator):
    services, ticket = both
    simulator.outcome(simulator.press(ticket))
    wait_until(lambda: total(services, ELSEWHERE) == 1, what="one of them has held back")
    wait_until(lambda: simulator.validators(ticket) == [ALICE], what="the row")
    assert total(services, STORED) == 1
    assert sum(s.log().count("event=interaction.elsewhere") for s in services) == 1
    assert sum(s.log().count("event=validation.stored") for s in services) == 1


def test_presses_of_several_people_are_each_applied_once(both, simulator):
    services, ticket = both
    for count, user in enumerate((ALICE, BERTRAND, ALICE), 1):
        simulator.outcome(simulator.press(ticket, user=user))
        wait_until(lambda: total(services, ELSEWHERE) == count, what=f"{count} held back")
    assert total(services, STORED) == 3


def test_a_correction_is_asked_for_and_told_once(both, simulator):
    services, ticket = both
    custom_id = form(simulator, ticket)["custom_id"]
    wait_until(lambda: total(services, ELSEWHERE) == 1, what="one of them has left the form to the other")
    interaction = simulator.outcome(simulator.submit(ticket, custom_id, "Revoir l'âge"))
    wait_until(lambda: total(services, ELSEWHERE) == 2, what="one of them has left the text to the other")
    assert len(interaction["edits"] + interaction["followups"]) >= 1
    assert sum(s.log().count("event=validation.stored") for s in services) == 1


def test_an_acknowledgement_that_was_lost_on_the_way_is_still_ones_own(vigie, simulator):
    """Carried out, then reset: what is sent again is told "already acknowledged"."""
    ticket = simulator.new_ticket()
    simulator.post("rest", method="POST", path="/interactions/", fate="after", times=1)
    simulator.outcome(simulator.press(ticket))
    wait_until(lambda: simulator.validators(ticket) == [ALICE], what="the row")
    assert vigie.metric(ELSEWHERE) == 0


def test_a_press_that_a_resume_brings_after_the_other_has_answered_is_left_to_it(both, simulator):
    """One of them is held while its line breaks; the other, back at once, answers; then the first is sent the press again."""
    (first, second), ticket = both
    held = first.kill("gateway-worker", signal.SIGSTOP)
    try:
        simulator.do("drop")
        simulator.wait_resumed()
        simulator.outcome(simulator.press(ticket))
        wait_until(lambda: simulator.validators(ticket) == [ALICE], what="the row")
    finally:
        os.kill(held, signal.SIGCONT)
    simulator.wait_resumed(2)
    wait_until(lambda: first.metric(ELSEWHERE) == 1, what="it has held back")
    assert first.pids()["gateway-worker"] == held
    assert second.metric(STORED) == 1 and first.metric(STORED) == 0
    assert simulator.validators(ticket) == [ALICE]
