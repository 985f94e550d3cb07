"""CONTRACT section 3, row by row, on one running service."""
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pretend import Pretend
from processes import wait_until
from service import Service
from web import request, send_raw

PATHS = {
    "/ping": "text/plain",
    "/health": "application/json",
    "/health/detailed": "text/plain",
    "/ready": "application/json",
    "/metrics": "text/plain",
    "/": "text/html",
    "/badge.svg": "image/svg+xml",
    "/version": "application/json",
    "/history": "application/json",
}
FIRST_MEMBERS = ["status", "uptime_seconds", "uptime_human", "request_count", "last_heartbeat", "avg_latency_5min",
                 "avg_memory_mb_5min", "total_errors", "task_failures_1h"]
VOLATILE_HEADERS = {"date", "content-length", "etag"}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("http")
    pretend = Pretend.start(folder)
    running = None
    try:
        pretend.post("gateway/mode", heartbeat_interval=1000)  # else the first heartbeat is up to 41 s away
        running = Service(folder / "vigie", pretend.settings())
        running.start_healthy()
        yield running
        running.stop()
    finally:
        if running:
            running.end()
        pretend.process.end()


@pytest.mark.parametrize("path, kind", PATHS.items())
def test_each_path_answers_with_its_type_and_is_never_cached(service, path, kind):
    answer = service.get(path)
    assert answer.status == 200
    assert answer.header("Content-Type").startswith(kind)
    assert answer.header("Cache-Control") == "no-cache, no-store, must-revalidate"
    assert answer.body


@pytest.mark.parametrize("path", [*PATHS, "/unknown", "/health/unknown"])
def test_head_is_get_without_the_body(service, path):
    def shape(answer):
        return answer.status, sorted((k.lower(), v) for k, v in answer.headers if k.lower() not in VOLATILE_HEADERS)
    get, head = service.get(path), service.get(path, "HEAD")
    assert shape(get) == shape(head)
    assert head.body == b""
    assert (get.header("Content-Length") is None) == (head.header("Content-Length") is None)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/ping", "/health", "/"])
def test_other_methods_are_405(service, method, path):
    assert service.get(path, method).status == 405


@pytest.mark.parametrize("path", ["/unknown", "/healthz", "/health/", "/ping/x", "/../etc/passwd", "/%2e%2e/etc/passwd",
                                  "/metrics.php", "/badge"])
def test_unknown_paths_are_404(service, path):
    assert service.get(path).status == 404


def test_a_query_changes_nothing(service):
    assert service.get("/ping?x=1&y=/health").text == "pong"
    assert service.get("/health?verbose").json()["status"] == "healthy"


def test_both_address_families_answer(service):
    assert request(service.port, "/ping", host="127.0.0.1").text == "pong"
    assert request(service.port, "/ping", host="::1").text == "pong"


def test_an_http2_preface_is_refused(service):
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000")
    received = send_raw(service.port, preface, quiet_s=3)
    assert not received.startswith(b"\x00\x00") and b"\x00\x00\x00\x04\x00" not in received, "a SETTINGS frame"
    assert b" 101 " not in received and b" 200 " not in received
    upgrade = (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n"
               b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")
    received = send_raw(service.port, upgrade, quiet_s=3)
    assert received.startswith(b"HTTP/1.1 200 "), "the upgrade is ignored, the request answered"


def test_health_begins_with_the_nine_members_in_order_as_compact_json(service):
    wait_until(lambda: service.health()["last_heartbeat"], what="the first heartbeat")
    text = service.get("/health").text
    members = json.loads(text, object_pairs_hook=list)
    assert [name for name, _ in members[:9]] == FIRST_MEMBERS
    assert json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False) == text.strip()
    health = json.loads(text)
    for name in ("uptime_seconds", "request_count", "total_errors", "task_failures_1h"):
        assert type(health[name]) is int, name
    assert re.fullmatch(r"\d:\d\d:\d\d", health["uptime_human"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", health["last_heartbeat"])
    assert re.search(r'"avg_latency_5min":\d+(\.\d{1,3})?[,}]', text)
    assert re.search(r'"avg_memory_mb_5min":\d+(\.\d)?[,}]', text)
    assert health["avg_memory_mb_5min"] > 0
    assert health["ok"] is True and text.count('"ok"') == 1
    for name in ("reason", "since", "version", "instance_id", "workers", "gateway"):
        assert name in health, name
    assert "unhealthy" not in text


def test_the_word_of_the_state_stands_once_in_health(service):
    """A keyword monitor must not find `healthy` anywhere but in the state."""
    assert service.get("/health").text.count("healthy") == 1


def test_request_count_counts_each_request_once_itself_included(service):
    first = service.health()["request_count"]
    for path in ("/ping", "/unknown", "/metrics"):
        service.get(path)
    service.get("/ping", "POST")
    assert service.health()["request_count"] == first + 5


def test_uptime_is_that_of_the_supervisor(service):
    old = service.pids()["health-server"]
    before = service.health()["uptime_seconds"]
    service.kill("health-server")
    service.wait_replaced("health-server", old)
    service.wait_healthy()
    assert service.health()["uptime_seconds"] >= before


def test_the_detailed_report_begins_with_its_eight_lines(service):
    wait_until(lambda: service.health()["last_heartbeat"], what="the first heartbeat")
    answer = service.get("/health/detailed")
    assert "charset=utf-8" in answer.header("Content-Type").lower()
    patterns = [r"🤖 Rapport de santé du bot", r"⏱️ Uptime: \d:\d\d:\d\d", r"🏓 Latence moyenne \(5min\): \d+\.\d{3}s",
                r"💾 Mémoire moyenne \(5min\): \d+\.\dMB", r"❌ Erreurs totales: \d+",
                r"🔄 Échecs de tâches \(1h\): \d+", r"📡 Événements de connexion: \d+",
                r"💓 Dernier heartbeat: \d\d:\d\d:\d\d"]
    lines = answer.text.splitlines()
    for pattern, line in zip(patterns, lines):
        assert re.fullmatch(pattern, line), (pattern, line)
    for worker in ("gateway-worker", "sheets-worker", "health-server"):
        assert worker in answer.text


def test_metrics_pass_promtool(service):
    answer = service.get("/metrics")
    assert answer.header("Content-Type").replace(" ", "").lower() == "text/plain;version=0.0.4;charset=utf-8"
    assert answer.text.endswith("\n")
    promtool = shutil.which("promtool")
    assert promtool, "promtool (Debian package prometheus) is not installed"
    checked = subprocess.run([promtool, "check", "metrics"], input=answer.body, capture_output=True, timeout=60)
    complaints = (checked.stdout + checked.stderr).decode()
    assert checked.returncode == 0 and complaints == "", complaints


def test_each_family_of_metrics_stands_in_the_document_with_its_kind(service):
    wait_until(lambda: "vigie_alerts_firing" in service.get("/metrics").text, what="alerts have been read from the disk")
    document = (Path(__file__).resolve().parents[2] / "docs/metrics.md").read_text("utf-8")
    documented = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", document, re.M))
    told = dict(re.findall(r"^# TYPE (\w+) (\w+)$", service.get("/metrics").text, re.M))
    assert told and {family: documented.get(family) for family in told} == told


@pytest.mark.parametrize("family", ["discord_heartbeat_rtt_seconds", "discord_rest_request_duration_seconds",
                                    "sheets_request_duration_seconds"])
def test_what_takes_time_has_a_histogram_that_moves(service, family):
    wait_until(lambda: service.metric(f"{family}_count"), what=f"{family} has observed something")
    text = service.get("/metrics").text
    buckets = [int(float(n)) for n in re.findall(rf'^{family}_bucket{{le="[^"]+"}} (\S+)$', text, re.M)]
    assert buckets == sorted(buckets) and buckets[-1] == service.metric(f"{family}_count") > 0


def test_metrics_and_health_tell_the_same(service):
    assert service.metric('discord_connected{shard="0"}') == 1
    assert service.metric('discord_connection_events_total{event="ready"}') == 1
    assert service.metric("discord_identifies_total") == 1


def test_version_names_version_and_commit(service):
    version = service.get("/version").json()
    assert version["version"] == service.health()["version"]
    assert version["commit"] and version["build"]


def test_the_page_stands_alone_and_says_the_state_without_javascript(service):
    page = service.get("/").text
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page), "something is loaded from elsewhere"
    assert re.search(r"<html[^>]*lang=", page)
    without_scripts = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    for word in ("gateway-worker", "sheets-worker", "health-server"):
        assert word in without_scripts
    for path in re.findall(r'(?:src|href)="(/[^"#]*)"', page):
        assert service.get(path).status == 200, path


def test_requests_on_one_connection_are_all_answered(service):
    one = b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert send_raw(service.port, one * 20 + last).count(b"pong") == 21
