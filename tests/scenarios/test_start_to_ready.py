"""From nothing to READY: what an operator sees first."""
import re

from processes import wait_until
from service import WORKERS


def test_a_start_reaches_ready_and_says_so_everywhere(vigie, simulator):
    bot = simulator.state()["bot"]["username"]
    vigie.wait_log(f"🤖 Connecté en tant que {bot}")
    assert vigie.health()["status"] == "healthy"
    assert vigie.get("/health").status == 200
    assert vigie.get("/ready").status == 200
    assert simulator.state()["identifies"] == 1
    assert simulator.state()["violations"] == []


def test_before_ready_the_service_is_starting_and_not_ready(simulator, idle_vigie):
    simulator.post("gateway/mode", no_hello=True)
    idle_vigie.start()
    wait_until(lambda: simulator.state()["open_connections"] == 1, what="the bot dials")
    assert idle_vigie.health()["status"] == "starting"
    assert idle_vigie.get("/health").status == 200
    assert idle_vigie.get("/ready").status == 503
    assert idle_vigie.get("/ping").status == 200
    simulator.post("gateway/mode")
    simulator.post("gateway", do="drop")
    idle_vigie.wait_healthy()
    assert idle_vigie.get("/ready").status == 200


def test_each_worker_runs_exactly_once_and_status_names_it(vigie):
    by_kernel = vigie.pids()
    assert sorted(by_kernel) == sorted(WORKERS)
    wait_until(lambda: all(w["state"] == "up" for w in vigie.workers().values()), what="every worker is up")
    by_status = vigie.workers()
    assert {name: w["pid"] for name, w in by_status.items()} == by_kernel
    assert all(w["restarts"] == 0 for w in by_status.values())
    table = vigie.command("status")
    assert table.returncode == 0
    for name, pid in by_kernel.items():
        assert re.search(rf"{name}.*\b{pid}\b", table.stdout), table.stdout


def test_the_gateway_is_asked_only_for_the_intents_in_use(vigie, simulator):
    guilds, guild_messages, message_content = 1 << 0, 1 << 9, 1 << 15
    intents = simulator.state()["intents"]
    assert intents & guilds
    assert intents & ~(guilds | guild_messages | message_content) == 0, f"{intents:#x}"


def test_the_slash_command_is_registered(vigie, simulator):
    wait_until(lambda: "validation" in str(simulator.state()["commands"]), what="/validation is registered")


def test_rest_requests_carry_a_user_agent_that_discord_accepts(vigie, simulator):
    simulator.new_ticket()
    agents = {r["user_agent"] for r in simulator.get("requests") if r["path"].startswith("/api/v10/")}
    assert agents
    assert all(re.match(r"DiscordBot \(https?://\S+, [\w.]+\)", agent) for agent in agents), agents


def test_healthcheck_tells_a_running_service_from_none(vigie):
    assert vigie.command("healthcheck").returncode == 0
    vigie.stop()
    assert vigie.command("healthcheck").returncode != 0


def test_every_program_answers_help_and_version_on_stdout(idle_vigie):
    import subprocess

    from processes import BIN
    for program in (*WORKERS, "supervisor", "simulator"):
        for option in ("--help", "--version"):
            answer = subprocess.run([BIN / program, option], capture_output=True, text=True, timeout=30)
            assert answer.returncode == 0, (program, option)
            assert program in answer.stdout and answer.stderr == "", (program, option)
