"""A fresh /ping beside crowds: 500 connections that send half a request, 10,000 opened and dropped, 64 streams of the page;
and what the crowds leave behind in memory."""
import re
import socket
import time
from pathlib import Path

from pretend import Pretend
from processes import wait_until
from service import Service

SLOW, DROPPED, STREAMS, PINGS = 500, 10_000, 64, 50
BUDGET_MS = 200


def connect(service, data=b""):
    stream = socket.create_connection(("127.0.0.1", service.port), timeout=30)
    stream.sendall(data)
    return stream


def pings(service):
    """Milliseconds of each, from connecting to the whole answer."""
    values = []
    for _ in range(PINGS):
        began = time.monotonic()
        assert service.get("/ping").text == "pong"
        values.append(1000 * (time.monotonic() - began))
    return values


def private_mb(service):
    """Its own pages, as the kernel counts them now: those of files come and go."""
    text = Path(f"/proc/{service.pids()['health-server']}/status").read_text(encoding="utf-8")
    return int(re.search(r"^RssAnon:\s+(\d+) kB", text, re.M).group(1)) / 1024


def beside(table, service, what, crowd):
    try:
        values = pings(service)
    finally:
        for stream in crowd:
            stream.close()
    table.times(f"/ping beside {what}", values)
    table.judge(f"/ping beside {what}: the slowest of {PINGS}", max(values), "ms", BUDGET_MS)


def measure(table, folder):
    table.title("crowds before /ping")
    pretend = Pretend.start(folder)
    service = Service(folder / "service", pretend.settings())
    try:
        service.start_healthy()
        slow = []
        for i in range(SLOW):
            slow.append(connect(service, b"GET /ping HTT"))
            if i % 100 == 99:
                service.get("/ping")
        beside(table, service, f"{SLOW} slow connections", slow)
        beside(table, service, f"{STREAMS} streams", [connect(service, b"GET /events HTTP/1.1\r\nHost: h\r\n\r\n") for _ in range(STREAMS)])
        after = []
        for _ in range(3):
            for _ in range(DROPPED):
                connect(service).close()
            wait_until(lambda: service.metric("http_connections") <= 2, what="everybody is gone")
            after.append(private_mb(service))
        beside(table, service, f"3 × {DROPPED:,} opened and dropped", [])
        table.row("memory of health-server", f"{after[-1]:.2f} MB", f"private, after each: {', '.join(f'{mb:.2f}' for mb in after)} MB")
        table.judge(f"health-server: growth from {DROPPED:,} to {3 * DROPPED:,} dropped connections", max(0, after[-1] - after[0]), "MB", 0.5)
    finally:
        service.end()
        pretend.process.end()
