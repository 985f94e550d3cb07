"""Self-ping through the public address, and the heartbeat to a monitor."""
import pytest

from alert_star import AlertStar
from receiver import Receiver
from star import Leap
from test_alerts import lost, receiver
from tls import Authority

PONG = (200, {"Content-Type": "text/plain"}, b"pong")
KUMA, CHECK = "/api/push/secret-token", "/ping/0f3c1a2b-1234-5678-9abc-def012345678"


@pytest.fixture
def new_health(tmp_path):
    """Makes health-servers of their own, not yet started."""
    made = []

    def make(**settings):
        folder = tmp_path / f"health-{len(made) + 1}"
        folder.mkdir()
        made.append(AlertStar(folder, Leap(folder), {"LOG_LEVEL": "debug", **settings}))
        return made[-1]
    yield make
    for health in made:
        health.end()
        print(health.output()[-8000:])


def on(receiver, path):
    return [r for r in receiver.requests if r.path == path]


# ---- self-ping

def test_it_calls_its_public_address_every_ten_minutes(new_health, receiver):
    receiver.answer = PONG
    health = new_health(RENDER_EXTERNAL_URL=receiver.url("/")).start()
    health.live_until(lambda: on(receiver, "/ping"), 30, "the first call")
    assert (receiver.requests[0].method, receiver.requests[0].target) == ("GET", "/ping")
    health.live(500, step=5)
    assert len(receiver.requests) == 1
    health.live(110, step=5)
    assert len(receiver.requests) == 2
    assert health.sample('vigie_self_pings_total{result="ok"}') == 2
    assert health.sample("vigie_self_ping_duration_seconds_count") == 2
    assert "l'adresse publique répond" in health.get("/health/detailed").text
    health.restart()
    health.live(300, step=5)
    assert len(receiver.requests) == 2, "a successor called anew"
    assert health.sample('vigie_self_pings_total{result="ok"}') == 2


@pytest.mark.parametrize("settings", [{"RENDER_EXTERNAL_URL": "URL", "SELF_PING_INTERVAL_S": "0"}, {"SELF_PING_INTERVAL_S": "60"}],
                         ids=["switched-off", "no-address"])
def test_it_calls_nobody_when_it_should_not(new_health, receiver, settings):
    health = new_health(**{n: receiver.url("") if v == "URL" else v for n, v in settings.items()}).start()
    health.live(700, step=5)
    assert receiver.requests == []
    assert "désactivé" in health.get("/health/detailed").text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_on_render_it_refuses_an_address_that_is_not_public(new_health, receiver, host):
    health = new_health(RENDER="true", RENDER_EXTERNAL_URL=receiver.url("").replace("127.0.0.1", host)).start()
    health.live(700, step=5)
    assert receiver.requests == []
    assert "refusé : RENDER_EXTERNAL_URL n'est pas une adresse publique" in health.get("/health/detailed").text
    health.said("selfping.refused")
    assert "Heures gratuites" in health.get("/health/detailed").text


@pytest.mark.parametrize("answer", [(500, {}, b""), None, (200, {}, b"<html>asleep</html>"), (404, {}, b"")],
                         ids=["500", "reset", "another-page", "404"])
def test_three_failures_in_a_row_are_told_and_over_with_the_next_answer(new_health, receiver, answer):
    receiver.answer = lambda r: answer if r.path == "/ping" else (204, {}, b"")
    health = new_health(RENDER_EXTERNAL_URL=receiver.url(""), SELF_PING_INTERVAL_S="20",
                        ALERT_FALLBACK_URL=receiver.url("/alerts")).start()
    health.live_until(lambda: health.sample('vigie_self_pings_total{result="failed"}') == 2, 60, "two failures")
    health.live(5)
    assert not on(receiver, "/alerts")
    health.restart()  # what was counted is not forgotten
    alert = health.live_until(lambda: on(receiver, "/alerts"), 60, "the alert")[0]
    assert alert.text.startswith("L'adresse publique ne répond pas\n")
    assert health.sample('vigie_alerts_firing{rule="public_url"}') == 1
    receiver.answer = lambda r: PONG if r.path == "/ping" else (204, {}, b"")
    over = health.live_until(lambda: on(receiver, "/alerts")[1:], 60, "over")[0]
    assert over.text.startswith("Terminé : L'adresse publique ne répond pas\n")


@pytest.mark.parametrize("settings, over", [({}, False), ({"SELF_PING_INTERVAL_S": "0"}, True)], ids=["still-failing", "switched-off"])
def test_a_new_start_ends_the_alert_only_where_nobody_asks_any_more(new_health, receiver, settings, over):
    receiver.answer = lambda r: (500, {}, b"") if r.path == "/ping" else (204, {}, b"")
    health = new_health(RENDER_EXTERNAL_URL=receiver.url(""), SELF_PING_INTERVAL_S="20", ALERT_FALLBACK_URL=receiver.url("/alerts")).start()
    health.live_until(lambda: on(receiver, "/alerts"), 90, "the alert")
    health.stopping = True
    health.tell()
    assert health.stop() == 0
    health.kept, health.metrics_body, health.stopping = b"", b"", False  # another supervisor
    health.supervisor_started(0)
    health.settings.update(settings)
    health.start()
    health.live(90)
    assert [r.text.startswith("Terminé : L'adresse publique") for r in on(receiver, "/alerts")] == [False] + [True] * over


def test_its_certificate_is_verified(new_health, tmp_path):
    ours, theirs = Authority(tmp_path, "ours"), Authority(tmp_path, "theirs")
    for authority, reached in ((ours, True), (theirs, False)):
        secure = Receiver(authority.certificate("127.0.0.1"))
        secure.answer = PONG
        health = new_health(RENDER_EXTERNAL_URL=secure.url(""), EXTRA_CA_FILE=str(ours.path), SELF_PING_INTERVAL_S="10").start()
        result = "ok" if reached else "failed"
        health.live_until(lambda: health.sample(f'vigie_self_pings_total{{result="{result}"}}'), 60, result)
        assert bool(secure.requests) == reached
        secure.close()


# ---- heartbeat

def test_kuma_gets_the_state_every_fifty_seconds(new_health, receiver):
    health = new_health(PUSH_HEARTBEAT_URL=receiver.url(f"{KUMA}?status=up&msg=OK&ping=")).start()
    health.live(205, step=1)
    beats = on(receiver, KUMA)
    assert 4 <= len(beats) <= 5
    assert {(r.method, r.target) for r in beats[1:]} == {("GET", f"{KUMA}?status=up&msg=healthy&ping=50")}
    health.sheets.update(SHEETS_STATE=2)
    health.live_until(lambda: on(receiver, KUMA)[-1].target == f"{KUMA}?status=up&msg=degraded%20sheets_failing&ping=50", 90, "the state")
    lost(health)
    health.live_until(lambda: health.get("/health").json()["status"] == "down", 700, "down", step=5)
    health.live(2)
    receiver.requests.clear()
    health.live(300, step=5)
    assert receiver.requests == [], "a heartbeat while down"
    health.gateway.update(GATEWAY_CONNECTED=1, GATEWAY_STATE=1)
    health.live_until(lambda: on(receiver, KUMA), 20, "a heartbeat again")
    assert "secret-token" not in health.output() + health.get("/health/detailed").text + health.get("/").text


def test_healthchecks_is_told_at_once_that_it_is_down(new_health, receiver):
    health = new_health(PUSH_HEARTBEAT_URL=receiver.url(CHECK)).start()
    health.live_until(lambda: on(receiver, CHECK), 30, "a heartbeat")
    receiver.answer = lambda r: (500, {}, b"") if r.path == f"{CHECK}/fail" else (200, {}, b"OK")
    lost(health)
    health.live_until(lambda: len(on(receiver, f"{CHECK}/fail")) > 1, 800, "it is tried again until it is taken", step=5)
    receiver.answer = (200, {}, b"OK")
    health.live(30)
    receiver.requests.clear()
    health.live(300, step=5)
    assert receiver.requests == []
    health.gateway.update(GATEWAY_CONNECTED=1, GATEWAY_STATE=1)
    health.live_until(lambda: on(receiver, CHECK), 20, "a heartbeat again")


def test_a_lost_heartbeat_is_made_up_for_within_kumas_window(new_health, receiver):
    answers = iter([(500, {}, b"")])
    receiver.answer = lambda r: next(answers, (200, {}, b'{"ok":true}'))
    health = new_health(PUSH_HEARTBEAT_URL=receiver.url(KUMA)).start()
    health.live_until(lambda: len(on(receiver, KUMA)) == 2, 25, "again")
    assert health.sample('vigie_push_heartbeats_total{result="failed"}') == 1
    assert health.output().count("event=push.failed") == 1 and health.output().count("event=push.works") == 1
