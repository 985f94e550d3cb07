"""A peer that says less than it should: which silence ends a connection, how soon, and which does not."""
import os
import signal

import pytest

from processes import never_while, wait_until

# What is promised is 20 s. Here is room for a slow machine; `make bench` measures the promise itself.
NOTICED_WITHIN_S = 30


@pytest.mark.slow
def test_a_line_that_has_fallen_silent_is_given_up(vigie, simulator):
    """TCP stays up and nothing answers: with Discord's interval a missing ACK alone would be noticed after 41 s."""
    simulator.mode(silent=True)
    wait_until(lambda: simulator.state()["open_connections"] == 0, timeout=NOTICED_WITHIN_S, what="the bot hangs up")
    simulator.mode()
    simulator.wait_resumed()
    simulator.check_kept_session()


@pytest.mark.slow
def test_a_frozen_peer_is_given_up_and_resumed_when_it_thaws(vigie, simulator):
    """Its kernel still takes every byte, and even accepts new connections."""
    os.kill(simulator.process.pid, signal.SIGSTOP)
    try:
        wait_until(lambda: "🔌 Déconnecté de Discord" in vigie.log(), timeout=NOTICED_WITHIN_S, what="noticed")
    finally:
        os.kill(simulator.process.pid, signal.SIGCONT)
    simulator.wait_resumed()
    assert simulator.state()["identifies"] == 1
    vigie.wait_healthy()


def test_a_peer_that_acknowledges_and_says_nothing_else_is_kept(simulator, new_service):
    """A quiet server looks the same: the age of the last event is a number to read, not a reason to hang up."""
    simulator.mode(heartbeat_interval=500)
    service = new_service(simulator.settings()).start_healthy()
    simulator.mode(heartbeat_interval=500, deaf=True)
    said = service.metric("discord_last_event_timestamp_seconds")
    heartbeats = simulator.state()["heartbeats"]
    simulator.new_channel("inaudible")
    never_while(lambda: simulator.state()["connections"] != 1, lambda: simulator.state()["heartbeats"] > heartbeats + 8,
                what="the bot dialled again")
    assert service.metric("discord_last_event_timestamp_seconds") == said
    assert service.health()["status"] == "healthy"
    simulator.mode(heartbeat_interval=500)
    simulator.new_ticket()


def test_a_connection_without_acks_is_given_up_although_events_come(simulator, new_service):
    simulator.mode(heartbeat_interval=1000)
    new_service(simulator.settings()).start_healthy()
    simulator.mode(heartbeat_interval=1000, no_ack=True)

    def dialled_again():
        simulator.post("dispatch", t="TYPING_START", d={"n": "$n"})
        return simulator.state()["connections"] >= 2
    wait_until(dialled_again, what="the bot dials again")
    simulator.mode(heartbeat_interval=1000)
    simulator.wait_resumed()
    assert simulator.state()["identifies"] == 1
    assert not {1000, 1001} & set(simulator.state()["closes_received"]), "these codes end the session"
