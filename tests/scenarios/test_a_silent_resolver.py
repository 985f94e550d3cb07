"""A name server that takes each question and says nothing: a lookup then lasts half a minute and longer, and no stop waits
for it (CONTRACT section 6)."""
import os
import random
import re
import socket
import subprocess
import threading

import pytest

from processes import wait_until


class SilentResolver:
    """Stands in /etc/resolv.conf of what is started behind `before`; remembers what it was asked."""

    def __init__(self, folder):
        address = f"127.{random.randint(1, 250)}.{random.randint(1, 250)}.53"
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 53))
        self.asked = b""
        configuration = folder / "resolv.conf"
        configuration.write_text(f"nameserver {address}\noptions timeout:30 attempts:4\n", "ascii")
        self.before = ("unshare", "-m", "sh", "-c", f'mount --bind {configuration} /etc/resolv.conf && exec "$@"', "sh")
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while question := self.socket.recv(4096):
            self.asked += question

    def wait_asked_for(self, label):
        wait_until(lambda: label.encode() in self.asked, what=f"the lookup of {label}")


@pytest.fixture
def resolver(tmp_path):
    """Only root may mount, and listen on port 53."""
    if os.geteuid() != 0 or not os.path.exists("/etc/resolv.conf"):
        pytest.skip("only root can change how names are looked up")
    silent = SilentResolver(tmp_path)
    if subprocess.run([*silent.before, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("nothing can be mounted here")
    return silent


HEALTH = {"PUSH_HEARTBEAT_URL": "https://push.example/p", "RENDER_EXTERNAL_URL": "https://self.example",
          "ALERT_FALLBACK_URL": "https://alert.example/a"}


def check_stop(service):
    """Each worker ends by itself: the resolver's patience is longer than the supervisor's."""
    service.stop()
    ends = re.findall(r"event=worker\.stopped cause=(.*)", service.log("supervisor"))
    assert ends == ['"status 0"'] * 3


@pytest.mark.parametrize("name, url", [("DISCORD_GATEWAY_URL", "wss://nobody.example"),
                                       ("GOOGLE_SHEETS_URL", "https://nobody.example")])
def test_a_stop_waits_for_no_lookup(simulator, new_service, resolver, name, url):
    service = new_service({**simulator.settings(), name: url})
    service.before = resolver.before
    service.start()
    resolver.wait_asked_for("nobody")
    wait_until(lambda: all(w["state"] == "up" for w in service.workers().values()), what="every worker is up")
    check_stop(service)


def test_a_stop_waits_for_no_lookup_of_the_health_server(simulator, new_service, resolver):
    """It calls a monitor, itself, and whoever hears alerts."""
    service = new_service({**simulator.settings(), **HEALTH})
    service.before = resolver.before
    service.start_healthy()
    resolver.wait_asked_for("self")
    resolver.wait_asked_for("push")
    simulator.do("close", code=4014)
    resolver.wait_asked_for("alert")
    check_stop(service)
