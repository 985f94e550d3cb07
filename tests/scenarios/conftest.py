"""Fixtures of the scenarios: a simulator and a Vigie that uses it, in folders of their own, ended whatever happens.
Their output is printed at the end, which pytest shows for failed tests only."""
import contextlib
import os
import signal

import pytest

from fast_clock import FastService
from google_client import Client
from pretend import Pretend
from processes import BIN, living_in, wait_until
from service import Service
from star import Star

SHOWN_LINES = 150


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes 20 s or more on a quiet machine; `make slow` runs it, `make test` does not")
    config.addinivalue_line("markers", "soak: takes ten minutes or more; only `make soak` runs it")


def pytest_sessionstart(session):
    for program in ("supervisor", "gateway-worker", "sheets-worker", "health-server", "simulator"):
        if not (BIN / program).exists():
            pytest.exit(f"{BIN / program} is not there. Build it with make, or set VIGIE_BIN.", returncode=2)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Most scenarios wait, some for long: each goes to whoever is free, not in batches of dozens to one process."""
    from xdist.scheduler import LoadScheduling

    class TwoAtATime(LoadScheduling):
        """One that runs and the next one, which xdist wants to know to tear fixtures down."""

        def _send_tests(self, node, num):
            super()._send_tests(node, min(num, 2 - len(self.node2pending[node])))
    return TwoAtATime(config, log) if config.getvalue("dist") == "load" else None


def show(title, text):
    lines = text.splitlines()
    print(f"======== {title} ({len(lines)} lines, the last {SHOWN_LINES})")
    print("\n".join(lines[-SHOWN_LINES:]))


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path):
    """No process outlives the test that started it, in whatever generation; one that does is ended, and the test fails."""
    yield
    try:
        wait_until(lambda: not living_in(tmp_path), what="no process of the test is left")
    finally:
        left = living_in(tmp_path)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert not left, f"still running: {left}"


@pytest.fixture
def simulator(tmp_path):
    pretend = Pretend.start(tmp_path)
    yield pretend
    pretend.process.end()
    show("simulator", pretend.process.output())


@pytest.fixture
def client(simulator, tmp_path):
    """A client of the pretend Google, logged in."""
    return Client(simulator, tmp_path).log_in()


@pytest.fixture
def new_service(tmp_path):
    """Makes services, not yet started; ends those that were."""
    made = []

    def make(settings, arguments=("run",)):
        service = Service(tmp_path / f"vigie-{len(made) + 1}", settings, arguments)
        made.append(service)
        return service
    yield make
    for service in made:
        service.end()
    for service in made:
        if service.process:
            show("supervisor", service.process.output())


@pytest.fixture
def new_fast_service(tmp_path):
    """The same of services whose clock can be set forward."""
    made = []

    def make(settings):
        made.append(FastService(tmp_path / f"fast-{len(made) + 1}", settings))
        return made[-1]
    yield make
    for service in made:
        service.end()
        show("supervisor", service.process.output() if service.process else "")


@pytest.fixture
def idle_vigie(simulator, new_service):
    """A Vigie for this simulator, not yet started."""
    return new_service(simulator.settings())


@pytest.fixture
def vigie(idle_vigie):
    """A Vigie that is connected to the simulator and healthy."""
    return idle_vigie.start_healthy()


@pytest.fixture
def new_star(simulator, tmp_path):
    """Makes sheets-workers of their own for this simulator, not yet started; ends those that were."""
    made = []

    def make(before_exec=None, leap=None, **settings):
        star = Star(tmp_path / f"star-{len(made) + 1}", {**simulator.settings(), **settings}, before_exec, leap)
        made.append(star)
        return star
    yield make
    for star in made:
        star.end()
        show("sheets-worker", star.output())


@pytest.fixture
def star(new_star):
    """A sheets-worker that serves, with nothing between it and the test."""
    return new_star().start()
