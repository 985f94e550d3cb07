"""`make run` on a bare Debian 12, as a newcomer types it: scripts/bare-debian laid one, VIGIE_BARE_ROOT says where."""
import os
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenarios"))
from pretend import ALICE  # noqa: E402
from processes import Process, is_alive, stat_field, wait_until  # noqa: E402
from service import Service, free_port  # noqa: E402
from test_demo import pretend_of  # noqa: E402

ROOT = os.environ.get("VIGIE_BARE_ROOT", "")
TREE = "vigie"
PACKAGES_AND_BUILD_S = float(os.environ.get("VIGIE_BARE_SECONDS", "1200"))
STOP_S = 20
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

pytestmark = pytest.mark.skipif(not ROOT, reason="called by scripts/bare-debian only")


def group_alive(group):
    """Processes of a process group that still run."""
    def is_member(pid):
        try:
            return is_alive(pid) and int(stat_field(pid, 2)) == group
        except OSError:
            return False  # it ended meanwhile
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and is_member(int(name))]


class MakeRun(Service):
    """`make run` in the root: a session of its own, as a terminal's is, with nothing of our environment but the way out."""

    def __init__(self):
        super().__init__(Path(ROOT) / TREE, {"PORT": str(free_port())})

    def start(self):
        proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
        settings = {"PATH": PATH, "HOME": "/root", "PORT": str(self.port), **proxies}
        inside = ["env", "-i", *(f"{name}={value}" for name, value in settings.items()), "make", "-C", f"/{TREE}", "run"]
        self.process = Process(["setsid", "chroot", ROOT, *inside], Path(ROOT).parent, {"PATH": PATH}, "make-run")
        return self

    def wait_healthy(self):
        def is_healthy():
            assert self.process.is_running(), f"make run ended with {self.process.popen.returncode}"
            return self.health()["status"] == "healthy"
        wait_until(is_healthy, timeout=PACKAGES_AND_BUILD_S, what="/health says healthy")

    def interrupt(self):
        """Ctrl-C: the terminal signals the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(STOP_S)
        wait_until(lambda: not group_alive(self.process.pid), timeout=STOP_S, what="no process is left")

    def end(self):
        """Whatever is left of the group, by its numbers."""
        for pid in group_alive(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.popen.wait()


@pytest.fixture
def make_run():
    service = MakeRun().start()
    yield service
    service.end()
    print(service.output()[-4000:])


def test_make_run_installs_builds_and_brings_a_press_into_the_sheet(make_run):
    make_run.wait_healthy()
    installed = make_run.output()
    assert "Installing with apt" in installed and "libuv1-dev" in installed, "the root was bare"
    commit = (Path(ROOT) / TREE / "COMMIT").read_text("utf-8").strip()
    assert make_run.get("/version").json()["commit"] == commit != "unknown", "the archive brings its commit along"
    pretend = pretend_of(make_run)
    channel = wait_until(lambda: [c["id"] for c in pretend.get("channels") if pretend.panel(c["id"])],
                         what="a ticket with a panel")[0]
    pretend.outcome(pretend.press(channel))
    wait_until(lambda: pretend.validators(channel) == [ALICE], what="the row in the sheet")
    make_run.interrupt()
