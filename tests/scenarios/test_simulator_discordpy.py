"""The simulator is Discord enough for a client that knows only Discord: Debian's unmodified discord.py."""
import json
import os
import pathlib
import queue
import subprocess
import threading
import time
import urllib.request

import pytest

BIN = pathlib.Path(os.environ.get("VIGIE_BIN", "build"))
CLIENT = pathlib.Path(__file__).with_name("clients") / "discordpy_client.py"


class Lines:
    """A program whose stdout is read line by line, with a deadline on every wait."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def line(self, timeout=20):
        return self.lines.get(timeout=timeout)

    def event(self, name, timeout=20):
        deadline = time.monotonic() + timeout
        while True:
            said = json.loads(self.lines.get(timeout=max(0.01, deadline - time.monotonic())))
            if said["event"] == name:
                return said

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=10)


class Simulator(Lines):
    def __init__(self):
        super().__init__([str(BIN / "simulator"), "--port", "0"])
        self.url = self.line().split(": ", 1)[1].rstrip("/")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read().decode()
        return json.loads(text) if path != "/control/env" else text

    def env(self):
        lines = self.call("GET", "/control/env").splitlines()
        return {name: value.strip("'") for name, value in (line.split("=", 1) for line in lines)}

    def state(self):
        return self.call("GET", "/control/state")


@pytest.fixture
def simulator():
    simulator = Simulator()
    yield simulator
    assert simulator.stop() == 0


@pytest.fixture
def client(simulator):
    environment = {**os.environ, "DISCORD_TOKEN": simulator.env()["DISCORD_TOKEN"]}
    client = Lines(["/usr/bin/python3", str(CLIENT), simulator.url], env=environment)
    yield client
    client.stop()


def ticket_of(simulator):
    return next(c for c in simulator.call("GET", "/control/channels") if c["name"].startswith("【🎭】"))


def test_discordpy_reaches_ready_and_sees_the_guild(simulator, client):
    ready = client.event("ready")
    state = simulator.state()
    assert ready["user"] == state["bot"]["id"]
    assert ready["guild"] == state["guild"]["id"]
    assert "général" in ready["channels"]
    assert state["identifies"] == 1
    assert state["violations"] == []


def test_discordpy_answers_a_message_and_a_press(simulator, client):
    client.event("ready")
    ticket = ticket_of(simulator)
    simulator.call("POST", "/control/messages", {"channel_id": ticket["id"], "content": "Bonjour"})
    assert client.event("message")["content"] == "Bonjour"
    panel = client.event("panel")
    pressed = simulator.call("POST", "/control/press", {"channel_id": ticket["id"], "custom_id": "validate_button"})
    interaction = client.event("interaction")
    assert interaction["custom_id"] == "validate_button" and interaction["manages"] is True
    client.event("answered")
    seen = simulator.call("GET", "/control/interactions/" + pressed["interaction_id"])
    assert seen["acknowledged"] and seen["callback_type"] == 6
    assert seen["edits"][0]["content"].startswith("Validé par")
    assert seen["followups"][0]["content"] == "Enregistré."
    message = next(m for m in ticket_of(simulator)["messages"] if m["id"] == panel["id"])
    assert message["pinned"] and message["edited"] and message["content"].startswith("Validé par")
    assert simulator.state()["violations"] == []


def test_discordpy_resumes_after_a_reset_and_misses_nothing(simulator, client):
    client.event("ready")
    ticket = ticket_of(simulator)
    simulator.call("POST", "/control/gateway", {"do": "drop"})
    simulator.call("POST", "/control/channels", {"name": "pendant-la-coupure"})
    assert client.event("channel_create")["name"] == "pendant-la-coupure"
    client.event("resumed")
    state = simulator.state()
    assert state["identifies"] == 1 and state["resumes"] == 1 and state["resumed"] == 1
    simulator.call("POST", "/control/messages", {"channel_id": ticket["id"], "content": "Toujours là ?"})
    assert client.event("message")["content"] == "Toujours là ?"


def test_discordpy_identifies_anew_when_its_session_is_gone(simulator, client):
    client.event("ready")
    simulator.call("POST", "/control/gateway", {"do": "invalid_session", "resumable": False})
    client.event("ready", timeout=30)
    assert simulator.state()["identifies"] >= 2


def test_discordpy_is_refused_with_a_wrong_token(simulator):
    client = subprocess.run(["/usr/bin/python3", str(CLIENT), simulator.url], timeout=30, capture_output=True, text=True,
                            env={**os.environ, "DISCORD_TOKEN": "MTAzMDAwMDAwMDAwMDAwMDAwMg.Ouwh6I.faux-jeton-faux-jeton-faux-jeton"})
    assert client.returncode != 0
    assert "LoginFailure" in client.stderr
