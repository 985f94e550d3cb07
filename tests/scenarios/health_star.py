"""A health-server alone on the star: the test is its supervisor and its workers, and moves its monotonic clock."""
import json
import os
import socket
import sqlite3
import time

import pytest

from processes import SANITIZED, wait_until
from star import WORKER, Star
from web import request

FD_LISTENER = 4  # workers.h
GATEWAY_UP = ("GATEWAY_CONNECTED {connected}\nGATEWAY_STATE {connected}\nGATEWAY_READIES 1\nMEMORY_PSS 2097152\n"
              "ERRORS {errors}\nTASK_FAILURES {failures}\nGATEWAY_LATENCY 0.125\nGATEWAY_RTT {rtt_sum} {rtts} 0 0 0 0 {rtts} 0 0 0 0 0 0\n"
              "GATEWAY_LAST_ACK {now}\n")


class HealthStar(Star):
    PROGRAM, NAME, PUBLIC = "health-server", "HEALTH", ("STATE_DIR", "LOG_LEVEL")

    def __init__(self, folder, leap, settings=None):
        if SANITIZED:
            pytest.skip("too slow under a sanitizer, where true seconds go by beside its own; the units run there")
        super().__init__(folder, settings or {}, leap=leap)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.began_ms = self.now_ms()
        self.connected, self.errors, self.failures, self.rtts = 1, 0, 0, 4

    def descriptors(self):
        return {FD_LISTENER: self.listener.fileno()}

    def now_ms(self):
        """What its monotonic clock says."""
        return int(time.clock_gettime(time.CLOCK_MONOTONIC) * 1000) + self.leap.ahead_ms

    def start(self):
        """Ready, and what the database holds is known: else a leap of its clock would look like a disk that stalls."""
        super().start()
        wait_until(lambda: self.history()["kept_in"] != "opening", what="the database is read, or cannot be")
        self.live(1)
        return self

    def new_life(self):
        """Another supervisor: it has kept nothing, and every counter begins anew."""
        self.kept = b""
        self.began_ms, self.errors, self.failures, self.rtts = self.now_ms(), 0, 0, 0

    def tell(self):
        """What the supervisor and the workers say every second."""
        workers = [{"name": name, "state": "up", "pid": 1} for name in ("gateway-worker", "sheets-worker", "health-server")]
        self._send("SNAPSHOT", json.dumps({"started_monotonic_ms": self.began_ms, "now_monotonic_ms": self.now_ms(),
                                           "started_wall_ms": 1, "workers": workers}).encode())
        self._send("METRICS", b"MEMORY_PSS 1048576\n")
        self._send("METRICS", GATEWAY_UP.format(connected=self.connected, errors=self.errors, failures=self.failures,
                                                rtts=self.rtts, rtt_sum=self.rtts * 0.125, now=int(time.time())).encode(),
                   sender=WORKER["GATEWAY"])
        self._send("METRICS", b"SHEETS_STATE 1\nMEMORY_PSS 1048576\nSHEETS_QUEUE 3\n", sender=WORKER["SHEETS"])

    def live(self, seconds, step=1.0):
        for _ in range(int(seconds / step)):
            self.leap.forward(step)
            self.tell()
            self.pump_for(0.03)  # it looks at its clock every 20 ms
            assert self.get("/ping").status == 200  # by this answer it has been awake, however slow the machine is

    def get(self, path, **more):
        return request(self.port, path, **more)

    def history(self, hours=1):
        return self.get(f"/history?hours={hours}").json()

    def rows(self, sql):
        database = sqlite3.connect(f"file:{self.state_dir}/health/history.db?mode=ro", uri=True, timeout=10)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def end(self):
        super().end()
        self.listener.close()


def grid(star):
    """(samples, place of the last one on the grid of 30 s), from the database."""
    return star.rows("SELECT (SELECT count(*) FROM samples), sampled_ms FROM record")[0]  # at one instant


def stop_cleanly(star):
    assert star.stop() == os.EX_OK
