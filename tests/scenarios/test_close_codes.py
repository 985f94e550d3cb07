"""Every close code that Discord documents, in each state that it can come in.
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes"""
import re
from pathlib import Path

import pytest

from processes import wait_until

# Ours, beside the program's own table: what Discord's page says, and what its silence on a code means.
RESUMED = (1000, 1001, 4000, 4001, 4002, 4008)
UNLISTED = (1011, 3000, 4006, 4999)
ANEW = (4003, 4005, 4007, 4009)
FATAL = (4004, 4010, 4011, 4012, 4013, 4014)
REASONS = {4004: "token_refused", 4013: "intents_refused", 4014: "intents_refused"}


def test_no_code_of_the_table_is_left_out():
    table = Path(__file__).resolve().parents[2] / "gateway-worker/protocol/close_codes.def"
    codes = {int(code) for code in re.findall(r"^CLOSE_CODE\((\d+),", table.read_text(encoding="utf-8"), re.M)}
    assert codes == {*RESUMED, *ANEW, *FATAL}


def check_down(service, simulator, code):
    """Down with a reason and a repair, and quiet: asking again would be refused again."""
    health = service.wait_status("down")
    assert health["reason"] == REASONS.get(code, health["reason"])
    service.wait_log("❌ Erreur critique")
    service.wait_log(f"code={code}")
    dials = len(simulator.dials())
    pids = service.pids()
    service.stop()
    assert "gateway-worker" in pids
    assert len(simulator.dials()) == dials


# ---- while connected

@pytest.mark.parametrize("code", [*RESUMED, *UNLISTED])
def test_a_connection_closed_by_a_passing_trouble_is_resumed(vigie, simulator, code):
    simulator.do("close", code=code)
    simulator.wait_resumed()
    vigie.wait_log("🔄 Reconnexion réussie")
    vigie.wait_log(f"code={code}")
    simulator.check_kept_session()


@pytest.mark.parametrize("code", ANEW)
def test_a_connection_closed_with_its_session_is_identified_anew(vigie, simulator, code):
    simulator.do("close", code=code)
    wait_until(lambda: simulator.state()["identifies"] == 2 and simulator.is_connected(), what="a second session")
    state = simulator.state()
    assert (state["resumes"], state["violations"]) == (0, [])


@pytest.mark.parametrize("code", FATAL)
def test_a_connection_closed_for_good_is_down(vigie, simulator, code):
    simulator.do("close", code=code)
    check_down(vigie, simulator, code)
    assert simulator.state()["identifies"] == 1


# ---- instead of HELLO

@pytest.mark.parametrize("code", [*RESUMED, *UNLISTED])
def test_a_dial_closed_by_a_passing_trouble_is_repeated(vigie, simulator, code):
    simulator.mode(hello_close=code)
    simulator.do("drop")
    simulator.wait_resumed()
    assert simulator.state()["connections"] == 3, "the one that was dropped, the one that was closed, and the last"
    simulator.check_kept_session()


@pytest.mark.parametrize("code", ANEW)
def test_a_dial_closed_because_the_session_is_gone_is_followed_by_identify(vigie, simulator, code):
    simulator.mode(hello_close=code)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["identifies"] == 2 and simulator.is_connected(), what="a second session")
    state = simulator.state()
    assert (state["resumes"], state["violations"]) == (0, [])


@pytest.mark.parametrize("code", FATAL)
def test_a_dial_refused_for_good_is_down(vigie, simulator, code):
    simulator.mode(hello_close=code)
    simulator.do("drop")
    check_down(vigie, simulator, code)
    assert (simulator.state()["identifies"], simulator.state()["resumes"]) == (1, 0)


# ---- instead of READY

@pytest.mark.parametrize("code", [*RESUMED, *UNLISTED, *ANEW])
def test_an_identify_that_is_closed_is_repeated_in_its_turn(idle_vigie, simulator, code):
    """Not before five seconds have passed, which the simulator watches over."""
    simulator.mode(identify_close=code)
    idle_vigie.start()
    wait_until(lambda: simulator.state()["identifies"] == 1, what=f"IDENTIFY, closed with {code}")
    simulator.mode()
    idle_vigie.wait_healthy()
    state = simulator.state()
    assert (state["identifies"], state["resumes"], state["violations"]) == (2, 0, [])


@pytest.mark.parametrize("code", FATAL)
def test_an_identify_that_is_refused_for_good_is_down(idle_vigie, simulator, code):
    simulator.mode(identify_close=code)
    idle_vigie.start()
    check_down(idle_vigie, simulator, code)
    assert simulator.state()["identifies"] == 1


# ---- instead of RESUMED

@pytest.mark.parametrize("code", [*RESUMED, *UNLISTED])
def test_a_resume_closed_by_a_passing_trouble_is_tried_again(vigie, simulator, code):
    simulator.mode(resume_close=code)
    simulator.do("drop")
    simulator.wait_resumed()
    assert simulator.state()["resumes"] == 2
    simulator.check_kept_session()


@pytest.mark.parametrize("code", ANEW)
def test_a_resume_closed_with_its_session_is_followed_by_identify(vigie, simulator, code):
    simulator.mode(resume_close=code)
    simulator.do("drop")
    wait_until(lambda: simulator.state()["identifies"] == 2 and simulator.is_connected(), what="a second session")
    state = simulator.state()
    assert (state["resumes"], state["violations"]) == (1, [])


@pytest.mark.parametrize("code", FATAL)
def test_a_resume_refused_for_good_is_down(vigie, simulator, code):
    simulator.mode(resume_close=code)
    simulator.do("drop")
    check_down(vigie, simulator, code)
    assert simulator.state()["identifies"] == 1
