"""A RESUME that comes to nothing: how often it is tried, and when the session is given up for another."""
import socket

import pytest

from pretend import TICKET_PREFIX
from processes import wait_until


@pytest.mark.slow
def test_a_resume_that_is_never_answered_is_given_up(vigie, simulator):
    """Others stay "connected" for ever here: heartbeats are acknowledged, and nothing else comes."""
    simulator.mode(ignore_resume=True)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["resumes"] == 1, what="RESUME")
    simulator.mode()  # from the next one on
    simulator.wait_resumed()
    unanswered, answered = simulator.dials()[1:]
    assert answered - unanswered >= 19_000, "a long replay is not to be cut short"
    simulator.check_kept_session()


@pytest.mark.parametrize("failures", [1, 2])
def test_a_resume_that_breaks_off_is_tried_again(vigie, simulator, failures):
    simulator.mode(fail_resume=failures)
    simulator.do("drop")
    simulator.wait_resumed()
    assert simulator.state()["resumes"] == failures + 1
    simulator.check_kept_session()


def test_a_resume_that_always_breaks_off_ends_in_an_identify_after_three(vigie, simulator):
    simulator.mode(fail_resume=100)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["identifies"] == 2 and simulator.is_connected(), what="a second session")
    state = simulator.state()
    assert (state["resumes"], state["violations"]) == (3, [])


@pytest.fixture(params=["refuses", "accepts and says nothing"])
def dead_host(request):
    """A resume_gateway_url that leads nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"ws://127.0.0.1:{listener.getsockname()[1]}"
        if request.param == "refuses":
            listener.close()
        yield url


def test_a_dead_resume_host_costs_a_dial_and_not_the_session(simulator, new_service, dead_host):
    simulator.mode(resume_url=dead_host)
    new_service(simulator.settings()).start_healthy()
    simulator.do("drop")
    simulator.wait_resumed()
    simulator.check_kept_session()


def test_a_reconnect_in_the_middle_of_a_replay_loses_nothing(vigie, simulator):
    simulator.mode(replay_breaks=1, refuse=True)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["open_connections"] == 0, what="the connection is gone")
    channels = [simulator.new_channel(f"{TICKET_PREFIX}{n}") for n in range(8)]
    simulator.mode(replay_breaks=1)
    simulator.wait_resumed()
    assert simulator.state()["resumes"] == 2
    wait_until(lambda: all(simulator.panel(c) for c in channels), what="each ticket has a panel")
    assert [len(simulator.panels(c)) for c in channels] == [1] * 8
    simulator.check_kept_session()


def test_an_invalid_session_instead_of_a_replay_is_identified_anew(vigie, simulator):
    """The session died while the bot was away."""
    simulator.mode(session_ttl_ms=100, refuse=True)
    simulator.do("drop")
    wait_until(lambda: not simulator.state()["session"], what="the session is gone")
    simulator.mode()
    wait_until(lambda: simulator.state()["identifies"] == 2 and simulator.is_connected(), what="a second session")
    state = simulator.state()
    assert (state["resumes"], state["violations"]) == (1, [])


RECONNECT = '{"t":null,"s":null,"op":7,"d":null}'
MAY_RESUME = '{"t":null,"s":null,"op":9,"d":true}'
IS_INVALID = '{"t":null,"s":null,"op":9,"d":false}'


@pytest.mark.parametrize("answer", [RECONNECT, MAY_RESUME], ids=["op 7", "op 9 true"])
def test_a_resume_answered_by_a_request_to_come_back_is_tried_again(vigie, simulator, answer):
    simulator.mode(resume_answer=answer)
    simulator.do("drop")
    simulator.wait_resumed()
    assert simulator.state()["resumes"] == 2
    simulator.check_kept_session()


def test_a_resume_answered_by_an_invalid_session_is_followed_by_identify(vigie, simulator):
    simulator.mode(resume_answer=IS_INVALID)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["identifies"] == 2 and simulator.is_connected(), what="a second session")
    state = simulator.state()
    assert (state["resumes"], state["violations"]) == (1, [])


@pytest.mark.parametrize("answer", [RECONNECT, MAY_RESUME, IS_INVALID], ids=["op 7", "op 9 true", "op 9 false"])
def test_an_identify_answered_by_no_ready_is_repeated_in_its_turn(idle_vigie, simulator, answer):
    simulator.mode(identify_answer=answer)
    idle_vigie.start().wait_healthy()
    state = simulator.state()
    assert (state["identifies"], state["resumes"], state["violations"]) == (2, 0, [])


def test_a_session_that_is_called_invalid_before_hello_is_given_up(vigie, simulator):
    simulator.mode(greeting=IS_INVALID)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["connections"] >= 2, what="the bot dials")
    simulator.mode()
    wait_until(lambda: simulator.state()["identifies"] == 2 and simulator.is_connected(), what="a second session")
    state = simulator.state()
    assert (state["resumes"], state["violations"]) == (0, [])


def test_an_invalid_session_that_may_resume_does(vigie, simulator):
    simulator.do("invalid_session", resumable=True)
    simulator.wait_resumed()
    simulator.check_kept_session()


def test_an_invalid_session_that_may_not_resume_is_identified_anew(vigie, simulator):
    simulator.do("invalid_session", resumable=False)
    wait_until(lambda: simulator.state()["identifies"] == 2 and simulator.is_connected(), what="a second session")
    state = simulator.state()
    assert (state["resumes"], state["violations"]) == (0, [])
    simulator.new_ticket("la-suite")
