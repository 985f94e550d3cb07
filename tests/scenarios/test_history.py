"""The history: a sample every 30 s whatever is killed, whatever the disk does; /history of the contract."""
import json
import random
import re
import signal
import time

import pytest

from health_star import HealthStar, grid, stop_cleanly
from loop_calls import FLUSHES, WRITES, Stalled
from processes import SANITIZED, wait_until
from star import Leap
from web import request

PERIOD_S = 30
MOVED_ASIDE, IN_MEMORY, ON_DISK = "history.moved_aside", "history.in_memory", "history.on_disk"


@pytest.fixture
def star(tmp_path):
    one = HealthStar(tmp_path / "star", Leap(tmp_path))
    yield one
    one.end()
    print(one.output()[-5000:])


def told(star, event):
    return star.output().count(f"event={event}")


def read_grid(star):
    def there():
        try:
            return grid(star)
        except Exception:  # not made yet
            return None
    return wait_until(there, what="the database has a record")


# ---- /history


def test_history_has_the_members_of_the_contract(star):
    star.start()
    star.live(95)
    stored = "SELECT t / 30, status FROM samples ORDER BY id"
    rows = wait_until(lambda: len(found := star.rows(stored)) >= 4 and found, what="the samples of 95 s are stored")
    body = star.history()
    assert set(body["uptime_percent"]) == {"24h", "7d", "30d"} == set(body["observed_percent"])
    assert body["uptime_percent"]["24h"] == 100 and 0 < body["observed_percent"]["24h"] < 1
    assert body["step_seconds"] == PERIOD_S
    # The clock of the day does not leap with the monotonic one: all samples are of these seconds.
    assert body["samples"] and set(body["samples"][-1]) >= {"t", "status", "latency", "memory_mb", "queue", "errors"}
    last = body["samples"][-1]
    # Its worst status: the very first sample may be older than the first news of the others.
    worst = "starting" if (rows[-1][0], "starting") in rows else "healthy"
    assert rows[-1][1] == rows[-2][1] == rows[-3][1] == "healthy"
    assert (last["status"], last["latency"], last["queue"], last["errors"]) == (worst, 0.125, 3, 0)
    assert 4 <= last["memory_mb"] < 20
    assert body["incidents"] == []
    assert star.history(720)["step_seconds"] >= 300
    default = star.get("/history").json()
    assert default["hours"] == 24 and default["samples"]


@pytest.mark.parametrize("query", ["hours=0", "hours=721", "hours=-1", "hours=", "hours", "hours=abc", "hours=1&hours=2", "hours=1e3",
                                   "hours=%31", "hours=99999999999999999999999", "hours=1.5", "hours=+5"])
def test_other_hours_are_400_for_get_and_head(vigie_for_http, query):
    for method in ("GET", "HEAD"):
        answer = vigie_for_http.get(f"/history?{query}", method)
        assert answer.status == 400
        assert answer.header("Content-Type").startswith("application/json")
    assert "uptime_percent" not in vigie_for_http.get(f"/history?{query}").json()


@pytest.fixture(scope="module")
def vigie_for_http(tmp_path_factory):
    one = HealthStar(tmp_path_factory.mktemp("http"), Leap(tmp_path_factory.mktemp("leap")))

    def get(path, method="GET"):
        return request(one.port, path, method)
    one.get = get
    one.start()
    yield one
    one.end()


def test_head_of_history_is_get_without_the_body(vigie_for_http):
    get, head = vigie_for_http.get("/history?hours=24"), vigie_for_http.get("/history?hours=24", "HEAD")
    assert get.status == head.status == 200 and head.body == b""
    assert get.header("Cache-Control") == head.header("Cache-Control") == "no-cache, no-store, must-revalidate"


# ---- kills


def live_and_be_killed(star, kills):
    """Each life has three samples or more, and ends at a random instant; what it lost is what the grid has more than rows."""
    star.start()
    star.live(40, 10)
    samples, place_ms = first = read_grid(star)
    for _ in range(kills):
        star.live(random.choice((90, 100, 110)), 10)
        star.leap.forward(random.choice((1, 10)))
        star.tell()
        time.sleep(random.uniform(0, 0.04))
        star.restart()
        now_samples, now_place_ms = grid(star)
        periods, added = divmod(now_place_ms - place_ms, PERIOD_S * 1000)[0], now_samples - samples
        assert (now_place_ms - place_ms) % (PERIOD_S * 1000) == 0, "the grid goes on"
        assert 2 <= periods, "nobody sampled"
        assert periods - 1 <= added <= periods, f"{periods} periods, {added} samples"
        samples, place_ms = now_samples, now_place_ms
    star.live(60, 10)
    stop_cleanly(star)
    return (place_ms - first[1]) // (PERIOD_S * 1000) - (samples - first[0])


def test_a_killed_health_server_loses_one_sample_at_most(star):
    live_and_be_killed(star, 8)


@pytest.mark.soak
def test_a_thousand_kills_lose_one_sample_each_at_most(star):
    lost = live_and_be_killed(star, 1000)
    print(f"1000 kills lost {lost} samples")
    assert lost <= 1000


def test_kills_of_everything_forget_neither_failures_nor_averages(star):
    """The supervisor's life ends too: nothing is handed over but the database."""
    star.start()
    star.live(5)
    star.failures = 3
    star.live(3)
    before = star.get("/health").json()
    assert before["task_failures_1h"] == 3 and before["avg_latency_5min"] == 0.125
    star.kill(signal.SIGKILL)
    star.new_life()
    star.start()
    star.live(3)
    after = star.get("/health").json()
    assert after["task_failures_1h"] == 3
    star.failures = 1
    star.live(3)
    assert star.get("/health").json()["task_failures_1h"] == 4
    star.live(35)  # the averages of the life before were saved with a sample
    star.kill(signal.SIGKILL)
    star.new_life()
    star.start()
    star.live(3)
    assert star.get("/health").json()["avg_latency_5min"] == 0.125
    star.live(3700, 100)
    assert star.get("/health").json()["task_failures_1h"] == 0


def test_an_incident_is_told_from_its_beginning_to_what_ended_it(star):
    star.start()
    star.live(5)
    star.connected = 0
    star.live(150, 10)
    open_one, = star.history()["incidents"]
    assert (open_one["status"], open_one["reason"], open_one["ended"]) == ("degraded", "gateway_lost", None)
    star.restart()
    star.live(600, 20)
    open_one, = star.history()["incidents"]
    assert open_one["status"] == "down" and open_one["ended"] is None and open_one["seconds"] >= 600
    star.connected = 1
    star.live(5)
    ended, = star.history()["incidents"]
    assert ended["ended"] and ended["status"] == "down" and ended["began"] == open_one["began"]
    assert star.history()["uptime_percent"]["24h"] < 100
    wait_until(lambda: star.rows("SELECT ended_by FROM incidents") != [("",)], what="the end is stored")
    states = [row[0] for row in star.rows("SELECT status FROM transitions ORDER BY id")]
    assert states.index("degraded") < states.index("down") and states[-1] == "healthy"


# ---- the store


def put_rubbish(star):
    star.state_dir.mkdir(parents=True)
    (star.state_dir / "health").mkdir()
    (star.state_dir / "health" / "history.db").write_bytes(b"This is no database. " * 500)


def test_a_file_that_is_no_database_is_moved_aside_and_said_once(star):
    put_rubbish(star)
    star.start()
    star.live(65)
    assert told(star, MOVED_ASIDE) == 1 and told(star, IN_MEMORY) == 0
    assert list((star.state_dir / "health").glob("history.db.corrupt-*"))
    assert grid(star)[0] >= 2
    assert "Conservé : sur le disque" in star.get("/health/detailed").text


@pytest.mark.parametrize("name", ["history.db", "alerts.json"])
def test_a_file_that_cannot_be_written_is_a_disk_that_fails(star, name):
    """That makes the service degraded after 30 s of the time of day, which no leap shortens: a predecessor knew it that long."""
    sample = "vigie_state_dir_failing_timestamp_seconds"

    def since():
        return float(re.search(rf'^{sample}{{worker="health-server"}} (\S+)$', star.get("/metrics").text, re.M)[1])
    in_its_place = star.state_dir / "health" / name
    in_its_place.mkdir(parents=True)
    star.start()
    star.wait(lambda: star.live(1) or since() > 0, what="the fault is known")
    assert star.get("/health").json()["reason"] == "just_noticed"
    began = since()
    star.wait(lambda: star.live(1) or b"STATE_FAILING_HEALTH" in star.kept, what="the supervisor knows it")
    star.kept = re.sub(rb"STATE_FAILING_HEALTH [\d.]+", f"STATE_FAILING_HEALTH {began - 31:.3f}".encode(), star.kept)
    star.restart()
    star.live(3)
    health = star.get("/health").json()
    assert (health["status"], health["reason"]) == ("degraded", "state_dir_failing")
    in_its_place.rmdir()
    star.live(35)  # the history is tried again after 30 s
    star.wait(lambda: star.live(1) or star.get("/health").json()["status"] == "healthy", what="the all-clear")
    assert since() == 0


def test_without_a_folder_it_goes_on_in_memory_and_comes_back_by_itself(star):
    star.state_dir.parent.mkdir(parents=True, exist_ok=True)
    star.state_dir.write_text("", "utf-8")  # a file stands where the folder should: nobody can write there, root included
    star.start()
    star.live(100, 10)
    assert told(star, IN_MEMORY) == 1
    assert "Conservé : en mémoire seulement" in star.get("/health/detailed").text
    body = star.history()
    assert body["kept_in"] == "memory" and body["samples"]
    star.state_dir.unlink()
    star.live(65, 10)
    wait_until(lambda: told(star, ON_DISK) == 1, what="it says that it is on the disk again")
    wait_until(lambda: grid(star)[0] >= 4, what="what had waited in memory is written")
    assert star.history()["kept_in"] == "disk" and told(star, IN_MEMORY) == 1


@pytest.mark.skipif(SANITIZED, reason="the leak sanitizer cannot work under ptrace")
def test_a_disk_that_stalls_holds_up_no_answer(new_fast_service, simulator):
    vigie = new_fast_service(simulator.settings()).start_healthy()
    vigie.let_pass(PERIOD_S)
    wait_until(lambda: vigie.get("/history").json()["samples"], what="a first sample")
    with Stalled(vigie, vigie.pids()["health-server"], 3, f"{FLUSHES},{WRITES}") as stalled:
        simulator.post("gateway", do="drop")  # a transition, to be stored at once
        wait_until(lambda: stalled.count() > 0, what="a write of the history was held up")
        for path in ("/ping", "/history?hours=720", "/health", "/", "/health/detailed") * 5:
            began = time.monotonic()
            assert vigie.get(path).status == 200
            assert time.monotonic() - began < 1, path
    assert json.loads(vigie.get("/history").text)["samples"]
