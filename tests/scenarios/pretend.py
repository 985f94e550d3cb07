"""The simulator as the tests use it: a pretend Discord and Google, driven through its control endpoint
(tests/simulator/CONTROL.md)."""
import functools
import json
import re
import subprocess

from processes import BIN, Process, wait_until
from web import request

ALICE = "234567890123456789"  # members who press
BERTRAND = "345678901234567890"
OWNER = "456789012345678901"  # whose character a ticket is about
TICKET_PREFIX = "【🎭】"
PANEL_TITLE = "État de la validation"
VALIDATE, CORRECT = "validate_button", "correct_button"


@functools.cache
def service_account_key():
    """One key for the whole run: making an RSA key takes longer than most tests."""
    made = subprocess.run([BIN / "simulator", "--demo-settings"], capture_output=True, text=True, check=True, timeout=300)
    return pairs_of(made.stdout)["SERVICE_ACCOUNT_JSON"]


def pairs_of(env_text):
    pairs = (line.split("=", 1) for line in env_text.splitlines() if re.match(r"[A-Z_]+=", line))
    return {name: unquoted(value) for name, value in pairs}


class Pretend:
    def __init__(self, port, process=None):
        self.port = port
        self.process = process

    @classmethod
    def start(cls, folder):
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SERVICE_ACCOUNT_JSON": service_account_key()}
        process = Process([BIN / "simulator", "--port", "0"], folder, environment, "simulator")

        def address():
            assert process.is_running(), f"the simulator ended:\n{process.output()}"
            return re.search(r"^simulator: http://127\.0\.0\.1:(\d+)/", process.output(), re.M)
        try:
            return cls(int(wait_until(address, what="the simulator says where it listens").group(1)), process)
        except BaseException:
            process.end()
            raise

    # ---- control

    def control(self, method, path, body=None):
        payload = None if body is None else json.dumps(body)
        answer = request(self.port, f"/control/{path}", method, payload, {"Content-Type": "application/json"})
        assert answer.status < 300, f"{method} /control/{path} {payload}: {answer.status} {answer.text}"
        return answer.text if answer.header("Content-Type").startswith("text/plain") else answer.json()

    def get(self, path):
        return self.control("GET", path)

    def post(self, path, /, **body):
        return self.control("POST", path, body)

    def settings(self):
        """The settings that a Vigie needs to use this simulator."""
        return pairs_of(self.get("env"))

    def state(self):
        return self.get("state")

    def is_connected(self):
        state = self.state()
        return state["open_connections"] == 1 and state["session"]

    # ---- the Gateway's line

    def mode(self, **faults):
        """From now on the Gateway behaves so; without faults as usual."""
        self.post("gateway/mode", **faults)

    def do(self, what, /, **more):
        """Once, now, on every connection."""
        assert self.post("gateway", do=what, **more)["connections"] > 0, "nobody was connected"

    def dials(self):
        """When, by the simulator's clock in ms, somebody dialled the Gateway; among the last 1,000 requests."""
        return [r["at_ms"] for r in self.get("requests") if r["path"].startswith(("/?", "/resume?"))]

    def wait_resumed(self, times=1, **patience):
        wait_until(lambda: self.state()["resumed"] >= times, what=f"{times} × RESUMED", **patience)

    def check_kept_session(self, resumed=1):
        """The session was resumed, at no cost and without a breach of the rules."""
        state = self.state()
        assert (state["identifies"], state["resumed"], state["violations"]) == (1, resumed, [])
        assert not {1000, 1001} & set(state["closes_received"]), "these codes end the session"

    # ---- what people do

    def new_channel(self, name, owner=OWNER):
        return self.post("channels", name=name, owner_id=owner)["id"]

    def new_ticket(self, name="lina-la-rouge"):
        """A ticket with its panel; returns the channel's id."""
        channel = self.new_channel(TICKET_PREFIX + name)
        wait_until(lambda: self.panel(channel), what="the panel of a new ticket")
        return channel

    def rename(self, channel, name):
        return self.control("PATCH", f"channels/{channel}", {"name": name})

    def say(self, channel, content, author=OWNER):
        return self.post("messages", channel_id=channel, content=content, author_id=author)["id"]

    def press(self, channel, button=VALIDATE, user=ALICE, **more):
        return self.post("press", channel_id=channel, custom_id=button, user_id=user, **more)["interaction_id"]

    def submit(self, channel, custom_id, text, user=ALICE, **more):
        return self.post("modal", channel_id=channel, custom_id=custom_id, input=text, user_id=user,
                         **more)["interaction_id"]

    def command(self, channel, name="validation", user=ALICE, **more):
        return self.post("command", channel_id=channel, name=name, user_id=user, **more)["interaction_id"]

    # ---- what the bot did

    def interaction(self, interaction_id):
        return self.get(f"interactions/{interaction_id}")

    def outcome(self, interaction_id):
        """Waits until the presser was told something in words; returns the interaction."""
        def told():
            interaction = self.interaction(interaction_id)
            return interaction if words_of(interaction) else None
        return wait_until(told, what=f"the outcome of interaction {interaction_id}")

    def messages(self, channel):
        return next(c["messages"] for c in self.get("channels") if c["id"] == channel)

    def message(self, channel, message_id):
        return next(m for m in self.messages(channel) if m["id"] == message_id)

    def panels(self, channel):
        return [m for m in self.messages(channel) if title_of(m) == PANEL_TITLE]

    def panel(self, channel):
        """The newest panel of the channel, once it is pinned."""
        pinned = [m for m in self.panels(channel) if m["pinned"]]
        return pinned[-1] if pinned else None

    # ---- the sheet

    def rows(self):
        return self.get("sheet")["rows"]

    def rows_of(self, channel):
        """Rows whose column A holds this channel's id, as lists of cells."""
        return [row for row in self.rows() if row and row[0] and str(row[0]["value"]) == channel]

    def row(self, channel):
        """The channel's row as texts; None if there is none. More than one is a failure."""
        rows = self.rows_of(channel)
        assert len(rows) <= 1, f"the key {channel} stands in {len(rows)} rows: {rows}"
        return [cell["value"] if cell else "" for cell in rows[0][:4]] if rows else None

    def validators(self, channel):
        row = self.row(channel)
        return [str(i) for i in json.loads(row[1])] if row else None


def unquoted(value):
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def title_of(message):
    return next((e.get("title") for e in message["embeds"] or []), None)


WAITS = "Pas encore enregistré"  # said while it lasts, and no outcome


def texts_of(interaction):
    """Every text that the person who acted got to read."""
    said = list(interaction["edits"]) + list(interaction["followups"])
    callback = interaction["callback"]
    if callback and callback.get("data"):
        said.append(callback["data"])
    return [m["content"] for m in said if m.get("content")]


def words_of(interaction):
    """How it ended, in the words that the person who acted got to read."""
    return "\n".join(text for text in texts_of(interaction) if WAITS not in text)


def is_told_to_wait(interaction):
    return any(WAITS in text for text in texts_of(interaction))


def buttons_of(message):
    return {b["custom_id"]: b for row in message["components"] for b in row["components"]}


def only_for_the_presser(interaction):
    """True if what was said is ephemeral: flag 64 on the callback, which its edits inherit, or on each followup."""
    callback = interaction["callback"] or {}
    first = (callback.get("data") or {}).get("flags", 0) & 64
    return bool(first) or (interaction["followups"] and
                           all(f.get("flags", 0) & 64 for f in interaction["followups"]))
