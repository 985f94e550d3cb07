"""A whole service whose monotonic clock a test sets forward (leap_clock.c): what must last 30 s before it shows is awaited in two."""
import shlex
import shutil

from processes import BIN, wait_until
from service import WORKERS, Service
from star import Leap

STEP_S = 3  # under every timeout by which the programs judge each other


class FastService(Service):
    def __init__(self, folder, settings):
        folder.mkdir()
        self.leap = Leap(folder)
        # A worker that did not get the processor for a few steps is slow, and not hung.
        more = {"HANG_TIMEOUT_S": "120", **self.leap.environment()}
        super().__init__(folder / "vigie", {**settings, **more}, programs=self._programs(folder))

    def _programs(self, folder):
        """Workers get an environment of the supervisor's making; a script puts ours into it."""
        programs = folder / "programs"
        programs.mkdir()
        shutil.copy2(BIN / "supervisor", programs)
        words = " ".join(f"{name}={shlex.quote(value)}" for name, value in self.leap.environment().items())
        for worker in WORKERS:
            (programs / worker).write_text(f'#!/bin/sh\n{words} exec {shlex.quote(str(BIN / worker))} "$@"\n', "utf-8")
            (programs / worker).chmod(0o755)
        return programs

    def uptime(self):
        return self.health()["uptime_seconds"]

    def let_pass(self, seconds):
        """So much of its time; every step has been noticed before the next one."""
        end = wait_until(self.uptime, what="it is up") + seconds
        while self.uptime() < end:
            before = self.uptime()
            self.leap.forward(STEP_S)
            wait_until(lambda: self.uptime() >= before + STEP_S, what="the step is noticed")
        wait_until(lambda: self.uptime() >= end, what=f"{seconds} s")

    def wait_degraded(self):
        """Its reason has been the case for 30 s then, and was none before."""
        self.wait_connected()
        health = self.health()
        while health["status"] != "degraded":
            assert health["status"] == "healthy" and health["uptime_seconds"] < 120, health
            self.let_pass(STEP_S)
            health = self.health()
        assert health["uptime_seconds"] >= 29, "news before its time"
        self.process.remember_family()
        return health
