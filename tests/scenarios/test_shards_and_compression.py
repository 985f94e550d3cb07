"""Several shards in one worker, and every way in which a Gateway may compress."""
import json
import signal
from datetime import datetime

import pytest

from pretend import ALICE
from processes import wait_until


def connected(service, shard):
    return service.metric(f'discord_connected{{shard="{shard}"}}')


def dials(simulator):
    """The targets of all Gateway dials, oldest first."""
    return [r["path"] for r in simulator.get("requests") if r["status"] == 101]


def wait_ready(service):
    wait_until(lambda: service.get("/ready").status == 200, what="/ready")
    return service


def press_reaches_the_sheet(simulator):
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")


@pytest.fixture
def two_shards(simulator, new_service):
    return wait_ready(new_service({**simulator.settings(), "SHARD_COUNT": "2"}).start())


def test_every_shard_reaches_ready_in_turn_before_the_service_is_ready(two_shards, simulator):
    state = simulator.state()
    assert (state["identifies"], state["open_connections"]) == (2, 2)
    assert state["violations"] == [], "an IDENTIFY within 5 s of another is one"
    assert [connected(two_shards, shard) for shard in (0, 1)] == [1, 1]
    assert two_shards.metric("vigie_gateway_connected") == 1
    assert two_shards.metric("discord_identifies_left") == 998
    log = two_shards.log()
    assert log.index("gateway.ready shard=0") < log.index("gateway.ready shard=1")
    press_reaches_the_sheet(simulator)
    two_shards.stop()


def test_one_shard_of_two_is_not_yet_connected(simulator, new_service):
    service = new_service({**simulator.settings(), "SHARD_COUNT": "2"}).start()
    service.wait_log("gateway.ready shard=0")
    wait_until(lambda: connected(service, 0) == 1, what="shard 0 in the metrics")
    assert connected(service, 1) == 0
    assert service.metric("vigie_gateway_connected") == 0
    assert service.get("/ready").status == 503
    wait_ready(service)


def test_both_shards_resume_after_a_kill_of_the_worker(two_shards, simulator):
    old = two_shards.kill("gateway-worker")
    wait_until(lambda: simulator.state()["resumed"] == 2, what="two RESUMED")
    two_shards.wait_replaced("gateway-worker", old)
    state = simulator.state()
    assert (state["identifies"], state["violations"]) == (2, [])
    wait_ready(two_shards)
    press_reaches_the_sheet(simulator)


def test_both_shards_resume_after_a_stop_and_a_start(two_shards, simulator):
    two_shards.stop()
    body = json.loads((two_shards.state_dir / "session.json").read_text(encoding="utf-8"))
    assert [s["shard"] for s in body["session"]["shards"]] == [[0, 2], [1, 2]]
    wait_ready(two_shards.start())
    state = simulator.state()
    assert (state["identifies"], state["resumed"]) == (2, 2)


def test_both_shards_resume_after_an_outage_that_took_both(two_shards, simulator):
    simulator.post("gateway/mode", refuse=True)
    simulator.post("gateway", do="drop")
    wait_until(lambda: [connected(two_shards, s) for s in (0, 1)] == [0, 0], what="both are lost")
    simulator.post("gateway/mode")
    wait_ready(two_shards)
    state = simulator.state()
    assert (state["identifies"], state["resumed"]) == (2, 2)


def test_every_shard_has_a_line_and_numbers_of_its_own(two_shards, simulator):
    text = two_shards.get("/health/detailed").text
    assert all(f"\nShard {shard} : connecté · aller-retour " in text for shard in (0, 1))
    old = two_shards.kill("gateway-worker")
    wait_until(lambda: simulator.state()["resumed"] == 2, what="two RESUMED")
    two_shards.wait_replaced("gateway-worker", old)
    wait_until(lambda: two_shards.metric('discord_shard_resumes_total{shard="1"}') == 1, what="the resumption is counted")
    for shard in (0, 1):
        assert two_shards.metric(f'discord_shard_identifies_total{{shard="{shard}"}}') == 1, "counted on by the successor"
        assert two_shards.metric(f'discord_shard_state{{shard="{shard}"}}') == 1
        assert two_shards.metric(f'discord_session_timestamp_seconds{{shard="{shard}"}}') > 1.7e9


def test_ids_choose_the_shards_of_this_worker(simulator, new_service):
    service = wait_ready(new_service({**simulator.settings(), "SHARD_COUNT": "40", "SHARD_IDS": "39"}).start())
    assert simulator.state()["identifies"] == 1
    assert connected(service, 39) == 1
    assert connected(service, 0) is None


def test_auto_asks_discord(simulator, new_service):
    simulator.post("gateway/mode", shards=2)
    service = wait_ready(new_service({**simulator.settings(), "SHARD_COUNT": "auto"}).start())
    assert simulator.state()["identifies"] == 2
    asked = [r for r in simulator.get("requests") if r["path"].endswith("/gateway/bot")]
    assert len(asked) == 1
    old = service.kill("gateway-worker")
    wait_until(lambda: simulator.state()["resumed"] == 2, what="two RESUMED")
    service.wait_replaced("gateway-worker", old)
    asked = [r for r in simulator.get("requests") if r["path"].endswith("/gateway/bot")]
    assert len(asked) == 1, "a session is resumed without asking again"


def test_shards_of_different_buckets_identify_together(simulator, new_service):
    """In turn the last of four would be 15 s behind the first; in pairs it is 5."""
    simulator.post("gateway/mode", shards=4, max_concurrency=2)
    service = wait_ready(new_service({**simulator.settings(), "SHARD_COUNT": "auto"}).start())
    state = simulator.state()
    assert (state["identifies"], state["violations"]) == (4, [])
    times = [datetime.fromisoformat(line.split()[0]) for line in service.wait_log("gateway.ready", count=4)]
    assert len(times) == 4
    assert 4 < (max(times) - min(times)).total_seconds() < 14


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 403}, {"fate": "stall"}], ids=str)
def test_auto_does_without_an_answer(simulator, new_service, fault):
    simulator.post("rest", path="/gateway/bot", times=-1, **fault)
    service = wait_ready(new_service({**simulator.settings(), "SHARD_COUNT": "auto"}).start())
    assert simulator.state()["identifies"] == 1
    assert connected(service, 0) == 1


# ---- Compression.

@pytest.mark.parametrize("compress, said", [("", "zstd-stream"), ("zlib-stream", "zlib-stream"), ("none", "none")])
def test_events_come_however_the_server_compresses(simulator, new_service, compress, said):
    """Ours asks for zstd; a server may know zlib only, or ignore the question."""
    simulator.post("gateway/mode", compress=compress)
    service = wait_ready(new_service(simulator.settings()).start())
    assert all("compress=zstd-stream" in target for target in dials(simulator))
    service.wait_log(f"compression={said}")
    press_reaches_the_sheet(simulator)
    simulator.post("gateway", do="drop")
    service.wait_log("🔄 Reconnexion réussie")
    simulator.post("dispatch", t="MESSAGE_CREATE", d={"content": "x" * 300000, "n": "$n"}, count=20)
    press_reaches_the_sheet(simulator)
    assert service.metric("discord_gateway_protocol_errors_total") == 0


def test_a_fresh_connection_that_cannot_be_read_makes_us_ask_for_zlib(simulator, new_service):
    simulator.post("gateway/mode", no_hello=True)
    service = new_service(simulator.settings()).start()
    wait_until(lambda: simulator.state()["open_connections"] == 1, what="a connection")
    simulator.post("gateway/mode")
    simulator.post("gateway", do="raw_binary", base64="KLUv/f////8AAAAA")
    wait_ready(service)
    targets = dials(simulator)
    assert "compress=zstd-stream" in targets[0]
    assert all("compress=zlib-stream" in target for target in targets[1:]) and len(targets) > 1
    simulator.post("gateway", do="drop")
    service.wait_log("🔄 Reconnexion réussie")
    assert "compress=zlib-stream" in dials(simulator)[-1], "for the rest of the process's life"
    press_reaches_the_sheet(simulator)


@pytest.mark.parametrize("garbage", ["KLUv/f////8AAAAA", "Z2FyYmFnZQ=="], ids=["zstd", "none"])
def test_garbage_in_a_good_connection_costs_a_resume_and_no_fallback(vigie, simulator, garbage):
    simulator.post("gateway", do="raw_binary", base64=garbage)
    vigie.wait_log("🔄 Reconnexion réussie")
    assert "compress=zstd-stream" in dials(simulator)[-1]
    assert simulator.state()["identifies"] == 1


def test_messages_without_a_document_are_not_parsed(vigie, simulator):
    before = vigie.metric("discord_gateway_events_unused_total")
    simulator.post("dispatch", t="MESSAGE_CREATE", d={"content": "bonjour"}, count=100)
    wait_until(lambda: vigie.metric("discord_gateway_events_unused_total") >= before + 100, what="100 unused events")


def test_a_kill_of_the_worker_under_load_loses_nothing_with_zstd(vigie, simulator):
    simulator.post("dispatch", t="MESSAGE_CREATE", d={"content": "bonjour", "n": "$n"}, count=2000)
    vigie.kill("gateway-worker", signal.SIGKILL)
    vigie.wait_log("🔄 Reconnexion réussie")
    press_reaches_the_sheet(simulator)
    assert simulator.state()["identifies"] == 1


@pytest.mark.parametrize("count, ids", [("2", "5"), ("2", "0,2"), ("17", "all")])
def test_shards_that_cannot_be_are_said_before_the_start(simulator, new_service, count, ids):
    service = new_service({**simulator.settings(), "SHARD_COUNT": count, "SHARD_IDS": ids})
    answer = service.command("check")
    assert answer.returncode == 78
    assert "SHARD_IDS" in answer.stdout + answer.stderr
