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

from processes import BIN, PATIENCE_S, wait_until

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

    def line(self, timeout=PATIENCE_S):
        return self.lines.get(timeout=timeout)

    def event(self, name, timeout=PATIENCE_S):
        deadline = time.monotonic() + timeout
        while True:
            said = json.loads(self.lines.get(timeout=max(0.01, deadline - time.monotonic())))
            if said["event"] == name:
                return said

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=PATIENCE_S)


class Simulator(Lines):
    def __init__(self):
        super().__init__([str(BIN / "simulator"), "--port", "0"])
        self.url = self.line().split(": ", 1)[1].rstrip("/")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
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
def new_client(simulator):
    made = []

    def make(*arguments):
        environment = {**os.environ, "DISCORD_TOKEN": simulator.env()["DISCORD_TOKEN"]}
        made.append(Lines(["/usr/bin/python3", str(CLIENT), simulator.url, *arguments], env=environment))
        return made[-1]
    yield make
    for client in made:
        client.stop()


@pytest.fixture
def client(new_client):
    return new_client()


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
    simulator.call("POST", "/control/gateway/mode", {"refuse": True})  # it stays away until the channel is there
    simulator.call("POST", "/control/gateway", {"do": "drop"})
    simulator.call("POST", "/control/channels", {"name": "pendant-la-coupure"})
    simulator.call("POST", "/control/gateway/mode", {})
    assert client.event("channel_create")["name"] == "pendant-la-coupure"
    client.event("resumed")
    state = simulator.state()
    assert state["identifies"] == 1 and state["resumes"] == 1 and state["resumed"] == 1
    simulator.call("POST", "/control/messages", {"channel_id": ticket["id"], "content": "Toujours là ?"})
    assert client.event("message")["content"] == "Toujours là ?"


def test_discordpy_identifies_anew_when_its_session_is_gone(simulator, client):
    client.event("ready")
    simulator.call("POST", "/control/gateway", {"do": "invalid_session", "resumable": False})
    client.event("ready")
    assert simulator.state()["identifies"] >= 2


@pytest.mark.parametrize("order", [{"do": "reconnect"}, {"do": "invalid_session", "resumable": True}], ids=["op 7", "op 9 true"])
def test_discordpy_resumes_when_asked_to_come_back(simulator, client, order):
    client.event("ready")
    simulator.call("POST", "/control/gateway", order)
    simulator.call("POST", "/control/channels", {"name": "entre-temps"})
    assert client.event("channel_create")["name"] == "entre-temps"
    wait_until(lambda: simulator.state()["resumed"] == 1, what="RESUMED")
    state = simulator.state()
    assert (state["identifies"], state["violations"]) == (1, [])


def test_discordpy_registers_a_command_and_answers_it(simulator, client):
    client.event("ready")
    assert [c["name"] for c in simulator.state()["commands"]] == ["validation"]
    used = simulator.call("POST", "/control/command", {"channel_id": ticket_of(simulator)["id"], "name": "validation"})
    client.event("commanded")
    seen = simulator.call("GET", "/control/interactions/" + used["interaction_id"])
    assert seen["callback_type"] == 4 and seen["ephemeral"][0]["content"] == "Ceci est un ticket."


def test_discordpy_opens_a_modal_and_reads_what_was_typed(simulator, client):
    client.event("ready")
    ticket = ticket_of(simulator)
    simulator.call("POST", "/control/messages", {"channel_id": ticket["id"], "content": "Bonjour"})
    client.event("panel")
    simulator.call("POST", "/control/press", {"channel_id": ticket["id"], "custom_id": "correct_button"})
    client.event("asked")
    sent = simulator.call("POST", "/control/modal", {"channel_id": ticket["id"], "custom_id": "correction", "input": "L'âge"})
    assert client.event("submitted")["text"] == "L'âge"
    seen = simulator.call("GET", "/control/interactions/" + sent["interaction_id"])
    assert seen["ephemeral"][0]["content"] == "Noté : L'âge"
    assert simulator.state()["violations"] == []


def test_discordpy_obeys_the_limits_that_it_is_told(simulator, client):
    """Seven messages where five in 5 s are allowed, and a 429 that names its time."""
    client.event("ready")
    ticket = ticket_of(simulator)["id"]
    posts = lambda: [r for r in simulator.call("GET", "/control/requests") if r["method"] == "POST" and r["path"].endswith("/messages")]
    simulator.call("POST", "/control/rest", {"method": "POST", "path": f"/channels/{ticket}/messages", "status": 429, "times": 1,
        "headers": {"Via": "1.1 google", "Retry-After": "1", "X-RateLimit-Scope": "user"},
        "body": {"message": "You are being rate limited.", "retry_after": 1.0, "global": False}})
    simulator.call("POST", "/control/messages", {"channel_id": ticket, "content": "encore 7"})
    client.event("repeated")
    statuses = [r["status"] for r in posts()]
    assert statuses == [429] + [200] * 7
    assert posts()[1]["at_ms"] - posts()[0]["at_ms"] >= 995
    assert [m["content"] for m in ticket_of(simulator)["messages"]][-7:] == [str(n) for n in range(7)]


def test_discordpy_with_the_members_intent_is_told_of_everybody(simulator, new_client):
    simulator.call("POST", "/control/members", {"count": 1100})
    ready = new_client("members").event("ready")
    assert ready["members"] == 1103
    assert ready["may_pin"] and ready["roles"] == ["@everyone", "Vigie"]
    assert simulator.state()["violations"] == []


def test_discordpy_is_refused_with_a_wrong_token(simulator):
    client = subprocess.run(["/usr/bin/python3", str(CLIENT), simulator.url], timeout=PATIENCE_S, capture_output=True, text=True,
                            env={**os.environ, "DISCORD_TOKEN": "MTAzMDAwMDAwMDAwMDAwMDAwMg.Ouwh6I.faux-jeton-faux-jeton-faux-jeton"})
    assert client.returncode != 0
    assert "LoginFailure" in client.stderr
