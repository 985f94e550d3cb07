"""A health-server alone with channels for its alerts, which this file tells what a supervisor and the other workers would: so
each condition can be had at once, and a day goes by in a moment (leap_clock.c)."""
import json
import signal
import time

from health_star import HealthStar
from receiver import Receiver
from star import SUPERVISOR, WORKER

WORKERS = ("gateway-worker", "sheets-worker", "health-server")


class AlertStar(HealthStar):
    """Starts health-servers, one after the other, for a service that is well unless a test says otherwise."""

    SECRETS = ("ALERT_WEBHOOK_URL", "ALERT_FALLBACK_URL", "PUSH_HEARTBEAT_URL")
    PUBLIC = ("ALERT_MENTION_ROLE_ID", "RENDER", "RENDER_EXTERNAL_URL", "SELF_PING_INTERVAL_S", "STATE_DIR", "LATENCY_WARN_S",
              "MEMORY_WARN_MB", "MEMORY_CRITICAL_MB", "EXTRA_CA_FILE", "LOG_LEVEL")

    def __init__(self, folder, leap, settings=None):
        super().__init__(folder, leap, settings)
        self.supervisor_started(0)
        self.gateway = {"GATEWAY_CONNECTED": 1, "GATEWAY_STATE": 1, "GATEWAY_READIES": 1, "GATEWAY_LATENCY": 0.05,
                        "GATEWAY_IDENTIFIES_LEFT": 990, "MEMORY_PSS": 5 << 20}
        self.sheets = {"SHEETS_STATE": 1, "MEMORY_PSS": 4 << 20}
        self.own = {"SUPERVISOR_HANGS": 0, "MEMORY_PSS": 2 << 20}  # the supervisor's
        self.workers = {name: {"state": "up", "crash_loop": False} for name in WORKERS}
        self.stopping = False

    def supervisor_started(self, ago_s):
        """Another supervisor, from here on."""
        self.started_ms, self.started_wall_ms = self.now_ms() - int(ago_s * 1000), int((time.time() - ago_s) * 1000)

    def end(self):
        super().end()
        self.listener.close()

    # ---- what it is told

    def _hand_over(self):
        super()._hand_over()
        self.tell()

    def tell(self):
        """How everybody is, as of now."""
        for sender, numbers in ((WORKER["GATEWAY"], self.gateway), (WORKER["SHEETS"], self.sheets), (SUPERVISOR, self.own)):
            self._send("METRICS", "".join(f"{name} {value}\n" for name, value in numbers.items()).encode(), sender=sender)
        now = self.now_ms()
        workers = [{"name": name, "pid": 1, "restarts": 0, "up_since_monotonic_ms": self.started_ms,
                    "last_heartbeat_monotonic_ms": now, **more} for name, more in self.workers.items()]
        self._send("SNAPSHOT", json.dumps({"started_monotonic_ms": self.started_ms, "now_monotonic_ms": now,
                                           "started_wall_ms": self.started_wall_ms, "stopping": self.stopping,
                                           "workers": workers}).encode())

    def live(self, seconds, step=1.0):
        """So much of its time goes by, what passes meanwhile by itself included; it is told each second how everybody is."""
        self.settle()  # what it was told last counts as of now
        until_ms = self.now_ms() + seconds * 1000
        while (left := (until_ms - self.now_ms()) / 1000) > 0:
            self.leap.forward(min(step, left))
            self.tell()
            self.settle()

    def settle(self):
        """Until it has done what is due by now. Its time must not go by while a request of its own or a call of the disk is under
        way, or what is answered in a moment would time out on a slow machine; a request that is never answered is not waited for."""
        for _ in range(2):  # a timer, the transfer that it starts, its connection: each answer takes two turns of its loop
            assert self.get("/ping").status == 200
        self.pump()
        self.wait(lambda: not self._asks_somebody(), what="its requests and the disk have answered")

    def _asks_somebody(self):
        return self.leap.disk_calls(self.pid) > 0 or not self.leap.call_ports(self.pid) <= Receiver.unanswered

    def leap_over(self, seconds):
        """So much of its time goes by at once: it stands still meanwhile, and hears how everybody is before it looks again."""
        self.popen.send_signal(signal.SIGSTOP)
        self.leap.forward(seconds)
        self.tell()
        self.popen.send_signal(signal.SIGCONT)
        self.live(2)

    def live_until(self, condition, seconds, what, step=1.0):
        """The first true value of the condition, within so much of its time."""
        until_ms = self.now_ms() + seconds * 1000
        while self.now_ms() < until_ms:
            found = condition()
            if found:
                return found
            self.live(step, step)
        raise AssertionError(f"not within {seconds} s: {what}\n{self.output()[-4000:]}")

    # ---- what it says

    def sample(self, name):
        """Value of a sample of /metrics by its whole name with labels; None if it is not there."""
        for line in self.get("/metrics").text.splitlines():
            if line.rpartition(" ")[0] == name:
                return float(line.rpartition(" ")[2])
        return None
