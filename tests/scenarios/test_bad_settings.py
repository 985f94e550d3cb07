"""What an operator mistypes: one line that names the variable and the repair, never its value; status 78 or 64."""
import json
import os
import re
import signal

import pytest

from processes import wait_until

TOKEN = "SECRET-TOKEN-VALUE.abcdef.0123456789"


def refused(service, *arguments):
    """Runs the supervisor to its end; returns status and everything it wrote."""
    answer = service.command(*(arguments or ("run",)))
    return answer.returncode, answer.stdout + answer.stderr


def line_about(output, word):
    lines = [line for line in output.splitlines() if word in line]
    assert len(lines) == 1, f"one line about {word}, not {len(lines)}:\n{output}"
    return lines[0]


@pytest.mark.parametrize("name, value, repair", [
    ("DISCORD_TOKEN", None, "portail"),
    ("DISCORD_TOKEN", "Bot " + TOKEN, "portail"),
    ("DISCORD_TOKEN", f'"{TOKEN}"', "portail"),
    ("DISCORD_TOKEN", TOKEN + " et la suite", "portail"),
    ("PORT", "http", "65535"),
    ("PORT", "0", "65535"),
    ("PORT", "65536", "65535"),
    ("PORT", "80 80", "65535"),
    ("LOG_LEVEL", "verbose-SECRET", "notice"),
    ("LOG_FORMAT", "xml-SECRET", "json"),
    ("GOOGLE_SHEET_ID_VALIDATION", "https://docs.google.com/SECRET", "/edit"),
    ("VALIDATION_ROLE_ID", "@SECRET", "identifiant"),
    ("DISCORD_API_URL", "http://SECRET.example.org/api", "Discord"),
    ("DISCORD_GATEWAY_URL", "ws://SECRET.example.org", "wss"),
    ("ALERT_WEBHOOK_URL", "SECRET", "webhook"),
    ("HANG_TIMEOUT_S", "-1", "secondes"),
    ("SHARD_COUNT", "many-SECRET", "auto"),
    ("SHARD_IDS", "5", "virgules"),
    ("EXTRA_CA_FILE", "/nonexistent/SECRET.pem", "PEM"),
])
def test_a_malformed_setting_is_named_with_its_repair_and_status_78(new_service, simulator, name, value, repair):
    settings = {**simulator.settings(), name: value}
    if value is None:
        del settings[name]
    service = new_service(settings)
    for arguments in (("run",), ("check",)):
        status, output = refused(service, *arguments)
        assert status == 78, output
        line = line_about(output, name)
        assert repair in line, line
        assert "SECRET" not in output
        assert settings["SERVICE_ACCOUNT_JSON"] not in output
    assert not list(service.state_dir.glob("*")), "something was started before the settings were checked"


def test_all_problems_are_said_at_once(new_service):
    status, output = refused(new_service({"PORT": "abc", "LOG_LEVEL": "loud", "SHARD_COUNT": "x"}))
    assert status == 78
    for name in ("DISCORD_TOKEN", "PORT", "LOG_LEVEL", "SHARD_COUNT"):
        line_about(output, name)


def test_a_truncated_env_file_is_named_with_its_line(new_service):
    service = new_service({"DISCORD_TOKEN": "abc.def.ghijkl"})
    (service.folder / ".env").write_text('LOG_LEVEL=info\nSERVICE_ACCOUNT_JSON={"type": "service_account", "priv', "utf-8")
    status, output = refused(service)
    assert status == 78
    line = line_about(output, ".env")
    assert "2" in line and "tronqué" in line
    assert "service_account" not in output


def test_the_environment_wins_over_the_env_file(new_service, simulator):
    settings = simulator.settings()
    service = new_service({**settings, "LOG_LEVEL": "info"})
    (service.folder / ".env").write_text("LOG_LEVEL=nonsense\n", "utf-8")
    status, output = refused(service, "check")
    assert "LOG_LEVEL" not in output or status == 0, output


def test_an_env_file_alone_is_enough(new_service, simulator):
    settings = simulator.settings()
    service = new_service({"LOG_LEVEL": "info"})
    (service.folder / ".env").write_text(
        "# réglages\n" + "".join(f"{name}='{value}'\n" for name, value in settings.items()), "utf-8")
    service.start_healthy()
    service.stop()


def test_a_secret_may_come_from_a_file(new_service, simulator, tmp_path):
    settings = simulator.settings()
    secret = tmp_path / "token"
    secret.write_text(settings.pop("DISCORD_TOKEN") + "\n", "utf-8")
    new_service({**settings, "DISCORD_TOKEN_FILE": str(secret)}).start_healthy()


def test_an_unknown_vigie_setting_is_a_warning(new_service, simulator):
    service = new_service({**simulator.settings(), "VIGIE_COLOUR": "bleu"})
    status, output = refused(service, "check")
    assert status == 0, output
    assert "bleu" not in output
    line_about(output, "VIGIE_COLOUR")


def test_a_webhook_alone_is_a_warning_and_a_second_channel_ends_it(new_service, simulator):
    settings = {**simulator.settings(), "ALERT_WEBHOOK_URL": "https://discord.com/api/webhooks/1/SECRET"}
    status, output = refused(new_service(settings), "check")
    assert status == 0 and "SECRET" not in output
    assert "attention : ALERT_FALLBACK_URL" in output and "ne préviendrait personne" in output
    for url in ("https://hc-ping.com/SECRET-key/vigie", "https://checks.example.org/ping/5f0e7a3c-52a1-4f6e-9f0a-0123456789ab?x=1"):
        status, output = refused(new_service({**settings, "ALERT_FALLBACK_URL": url}), "check")
        assert "attention : ALERT_FALLBACK_URL" in output and "Ajoutez /fail" in output and "SECRET" not in output
        status, output = refused(new_service({**settings, "ALERT_FALLBACK_URL": url.partition("?")[0] + "/fail"}), "check")
        assert "ALERT_FALLBACK_URL" not in output
    status, output = refused(new_service({**settings, "ALERT_FALLBACK_URL": "https://ntfy.example.org/SECRET"}), "check")
    assert status == 0 and "ALERT_" not in output and "SECRET" not in output


@pytest.mark.parametrize("arguments", [("dance",), ("run", "--fast"), ("restart",), ("restart", "nonsense-worker"),
                                       ("status", "--yaml")], ids=" ".join)
def test_a_mistyped_command_ends_with_64_and_points_to_the_help(new_service, arguments):
    service = new_service({"DISCORD_TOKEN": "abc.def.ghijkl"})
    answer = service.command(*arguments)
    assert answer.returncode == 64, answer
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "--help" in answer.stderr or "gateway-worker" in answer.stderr


def test_an_unknown_worker_is_refused_by_the_running_service_too(vigie):
    answer = vigie.command("restart", "nonsense-worker")
    assert answer.returncode == 64
    assert "gateway-worker" in answer.stderr


def test_a_port_in_use_is_said_with_its_repair(new_service, simulator, vigie):
    second = new_service({**simulator.settings(), "PORT": str(vigie.port)})
    status, output = refused(second)
    assert status in (75, 78), output
    assert str(vigie.port) in line_about(output, "PORT")


@pytest.mark.parametrize("key", ["pas du JSON", '{"type": "service_account"}', "/etc/cle.json",
                                 '{"type": "authorized_user", "refresh_token": "SECRET"}'])
def test_a_malformed_key_degrades_the_service_and_names_the_repair(new_fast_service, simulator, key):
    service = new_fast_service({**simulator.settings(), "SERVICE_ACCOUNT_JSON": key}).start()
    health = service.wait_degraded()
    assert health["reason"]
    wait_until(lambda: [line for line in service.log().splitlines() if "SERVICE_ACCOUNT_JSON" in line],
               what="a line about the key")
    assert "SECRET" not in service.everything_logged()
    service.wait_connected()  # an acknowledgement that a leap made late has it dial again
    simulator.new_ticket()  # Discord is served all the same
    service.stop()


@pytest.mark.parametrize("broken", [{"DISCORD_TOKEN": ""}, {"DISCORD_TOKEN": "avec espace"}, {"LOG_LEVEL": "fort"}],
                         ids=["no token", "malformed token", "level"])
def test_on_render_a_bad_setting_keeps_the_service_up_and_down_with_the_reason(new_service, simulator, broken):
    service = new_service({**simulator.settings(), **broken, "RENDER": "true"}).start()
    health = service.wait_status("down")
    name = next(iter(broken))
    assert health["reason"] == "config_error" and name in service.get("/health").text
    assert service.get("/health").status == 503
    assert service.get("/ping").status == 200, "a failing /ping would be a restart loop"
    assert name in service.get("/").text
    assert "gateway-worker" not in service.pids(), "nothing connects with settings like these"
    service.stop()


def test_a_refused_token_is_down_at_once_and_not_tried_again(new_service, simulator):
    service = new_service({**simulator.settings(), "DISCORD_TOKEN": "wrong.token.of-the-right-shape"}).start()
    health = service.wait_status("down")
    assert health["reason"]
    service.wait_log("❌ Erreur critique")
    connections = simulator.state()["connections"]
    wait_until(lambda: service.get("/metrics").status == 200)
    assert simulator.state()["connections"] == connections
    assert service.get("/ping").status == 200
    service.stop()


def test_status_json_is_json_and_status_without_a_service_says_so(vigie):
    assert vigie.status()["workers"]
    vigie.stop()
    answer = vigie.command("status", "--json")
    assert answer.returncode == 75, answer
    assert len(answer.stderr.strip().splitlines()) == 1
    assert json.dumps(answer.stdout) == '""'


def test_check_finds_nothing_wrong_with_good_settings(new_service, simulator):
    status, output = refused(new_service(simulator.settings()), "check")
    assert status == 0, output
    for secret in (simulator.settings()["DISCORD_TOKEN"], "PRIVATE KEY"):
        assert secret not in output


def test_the_settings_of_the_example_file_are_understood(new_service):
    """`cp .env.example .env`, then only the token filled in: nothing else may stop the start."""
    from pathlib import Path
    example = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    assert re.search(r"^DISCORD_TOKEN=$", example, re.M)
    service = new_service({})
    for name in ("PORT", "STATE_DIR", "LOG_DIR"):
        del service.environment[name]
    (service.folder / ".env").write_text(re.sub(r"^DISCORD_TOKEN=$", "DISCORD_TOKEN=abc.def.ghijkl", example, flags=re.M),
                                         "utf-8")
    status, output = refused(service, "check")
    assert status == 0, output


def test_a_stop_by_signal_works_in_the_state_down_too(new_service, simulator):
    service = new_service({**simulator.settings(), "DISCORD_TOKEN": "", "RENDER": "true"}).start()
    service.wait_status("down")
    service.stop(signal.SIGINT)
    assert not os.path.exists(f"/proc/{service.process.pid}")
