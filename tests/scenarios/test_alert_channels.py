"""Each answer that a channel of alerts can give, on each of the two; the other channel never waits for it."""
import pytest

from receiver import CLOUDFLARE_1015, Receiver, discord
from test_alerts import FALLBACK, WEBHOOK, new_health, receiver, worker
from tls import Authority

SECRETS = ("secret-webhook-token", "secret-fallback-path", "secret-other")
CHANNELS = {"webhook": WEBHOOK, "fallback": FALLBACK}
GOOD = (204, {}, b"")


def answers(path, answer):
    """This one on the path, all well elsewhere."""
    def of(request):
        return answer() if request.path == path and callable(answer) else answer if request.path == path else GOOD
    return of


def on(receiver, path, of=1):
    """What was sent there of the first alert; later a service in trouble for so long is a second one."""
    return [r for r in receiver.requests if r.path == path and (of is None or r.alert_id.endswith(f"-{of}"))]


def other(path):
    return FALLBACK if path == WEBHOOK else WEBHOOK


def no_secret_anywhere(health):
    for text in (health.output(), *(health.get(p).text for p in ("/", "/health", "/health/detailed", "/metrics")),
                 (health.state_dir / "health/alerts.json").read_text("utf-8"), health.kept.decode()):
        for secret in SECRETS:
            assert secret not in text


def raise_one(health):
    worker(crash_loop=True)(health)


@pytest.fixture(params=CHANNELS)
def channel(request):
    return request.param


def started(new_health, receiver, channel, answer, **settings):
    """A health-server with one alert, which the other channel has taken; this one answers so."""
    path = CHANNELS[channel]
    receiver.answer = answers(path, answer)
    health = new_health(**settings).start()
    raise_one(health)
    health.live_until(lambda: on(receiver, path) and on(receiver, other(path)), 30, "both were sent it")
    return health, path


def taken(health, receiver, path, before, within_s):
    """Good again: it arrives once more, under the same id, and no more after that."""
    receiver.answer = GOOD
    health.live_until(lambda: len(on(receiver, path)) > before, within_s, "it arrives", step=5 if within_s > 600 else 1)
    health.live(30)
    assert len(on(receiver, path)) == before + 1
    assert len(on(receiver, other(path))) == 1
    no_secret_anywhere(health)


@pytest.mark.parametrize("answer", [GOOD, (200, {}, b"ok")], ids=["204", "200"])
def test_a_good_answer_is_enough(new_health, receiver, channel, answer):
    health, path = started(new_health, receiver, channel, answer)
    health.live(120, step=5)
    assert len(on(receiver, path)) == 1
    assert health.sample(f'vigie_alerts_sent_total{{channel="{channel}",result="ok"}}') == 1
    assert "fonctionne" in health.get("/health/detailed").text
    no_secret_anywhere(health)


@pytest.mark.parametrize("answer", [(500, {}, b""), (503, {}, b"x"), None, (403, {}, b"<html>")], ids=["500", "503", "reset", "403"])
def test_a_broken_channel_is_tried_again_after_growing_pauses(new_health, receiver, channel, answer):
    health, path = started(new_health, receiver, channel, answer)
    counts = []
    for _ in range(4):
        health.live(60, step=2)
        counts.append(len(on(receiver, path)))
    assert 2 <= counts[0] <= 6 and counts[3] - counts[2] <= 1, f"attempts per minute: {counts}"
    assert health.sample(f'vigie_alerts_sent_total{{channel="{channel}",result="failed"}}') == counts[3]
    taken(health, receiver, path, counts[3], 1000)


def test_no_answer_at_all_is_no_reason_to_wait_for_ever(new_health, receiver, channel):
    health, path = started(new_health, receiver, channel, "nothing")
    health.live_until(lambda: "aucune réponse" in health.get("/health/detailed").text, 60, "it gives up waiting")
    taken(health, receiver, path, len(on(receiver, path)), 120)


@pytest.mark.parametrize("status", [401, 404])
def test_a_channel_that_is_gone_is_said_and_given_up_until_its_setting_changes(new_health, receiver, channel, status):
    name = {"webhook": "ALERT_WEBHOOK_URL", "fallback": "ALERT_FALLBACK_URL"}[channel]
    health, path = started(new_health, receiver, channel, (status, {}, b"{}"))
    health.live_until(lambda: f"{name} change" in health.output(), 10, "it is said")
    health.leap_over(600)
    assert len(on(receiver, path)) == 1
    health.said(f"{name} change")
    assert "abandonné" in health.get("/health/detailed").text
    receiver.answer = GOOD
    health.restart()
    health.leap_over(600)
    health.live(5)
    assert len(on(receiver, path)) == 1, "asked again with the same setting"
    health.settings[name] = receiver.url("/secret-other")
    health.restart()
    health.live_until(lambda: on(receiver, "/secret-other"), 90, "the new address gets what waited")
    no_secret_anywhere(health)


def test_retry_after_is_obeyed(new_health, receiver, channel):
    health, path = started(new_health, receiver, channel, discord(429, {"retry_after": 300.0, "global": False}, Retry_After="300"))
    health.live(250, step=5)
    assert len(on(receiver, path)) == 1
    assert "trop de messages" in health.get("/health/detailed").text
    health.restart()
    health.live(10)
    assert len(on(receiver, path)) == 1, "a successor did not wait"
    taken(health, receiver, path, 1, 120)


def test_a_ban_of_the_address_is_recognised_and_not_hammered(new_health, receiver, channel):
    health, path = started(new_health, receiver, channel, CLOUDFLARE_1015)
    for _ in range(5):
        health.leap_over(700)
    assert len(on(receiver, path)) == 1
    assert "cette adresse IP est bloquée" in health.get("/health/detailed").text
    taken(health, receiver, path, 1, 600)


def test_a_ban_that_names_no_time_waits_a_quarter_of_an_hour_at_least(new_health, receiver):
    health, path = started(new_health, receiver, "webhook", (429, {"Content-Type": "text/html"}, b"error code: 1015"))
    health.leap_over(880)
    assert len(on(receiver, path)) == 1


def test_what_is_refused_for_its_form_comes_again_as_plain_text(new_health, receiver):
    health, path = started(new_health, receiver, "webhook", discord(400, {"code": 50035}))
    health.live_until(lambda: len(on(receiver, path)) > 1, 60, "again")
    first, second = (r.json() for r in on(receiver, path)[:2])
    assert "embeds" in first and "embeds" not in second
    assert "Un programme s'arrête sans cesse" in second["content"] and second["allowed_mentions"]["parse"] == []
    taken(health, receiver, path, len(on(receiver, path)), 600)


def test_one_that_is_always_refused_does_not_hold_up_the_others(new_health, receiver, channel):
    path = CHANNELS[channel]
    receiver.answer = lambda r: (400, {}, b"{}") if r in on(receiver, path) else GOOD
    health = new_health().start()
    raise_one(health)
    health.live(3)
    health.sheets.update(SHEETS_DEAD=1)
    health.live_until(lambda: on(receiver, path, of=2), 300, "the second one")
    for _ in range(12):
        health.leap_over(1900)
    health.said("refusée dix fois")
    assert len(on(receiver, path)) == 10
    no_secret_anywhere(health)


@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "refused"])
def test_tls_is_verified(new_health, receiver, channel, trusted, tmp_path):
    ours, theirs = Authority(tmp_path, "ours"), Authority(tmp_path, "theirs")
    secure = Receiver((ours if trusted else theirs).certificate("127.0.0.1"))
    name = {"webhook": "ALERT_WEBHOOK_URL", "fallback": "ALERT_FALLBACK_URL"}[channel]
    health = new_health(**{name: secure.url("/secret-other"), "EXTRA_CA_FILE": str(ours.path)}).start()
    raise_one(health)
    health.live_until(lambda: receiver.requests, 30, "the other channel")
    if trusted:
        health.live_until(lambda: secure.requests, 30, "it arrives")
    else:
        health.live_until(lambda: "certificat TLS refusé" in health.get("/health/detailed").text, 60, "it is said")
        health.live(30)
        assert secure.requests == []
    no_secret_anywhere(health)
    secure.close()


def test_ntfy_gets_its_headers(new_health, receiver):
    health = new_health(ALERT_FALLBACK_URL=receiver.url("/ntfy/secret-other"), RENDER_EXTERNAL_URL="https://vigie.example", SELF_PING_INTERVAL_S="0").start()
    raise_one(health)
    first = health.live_until(lambda: on(receiver, "/ntfy/secret-other", of=None), 30, "raised")[0]
    assert (first.method, first.header("Title"), first.header("Priority"), first.header("Tags")) == (
        "POST", "Un programme s'arrête sans cesse", "5", "rotating_light")
    assert first.header("Click") == "https://vigie.example" and "Que faire : " in first.text
    worker()(health)
    over = health.live_until(lambda: on(receiver, "/ntfy/secret-other", of=None)[1:], 60, "over")[0]
    assert (over.header("Title"), over.header("Priority"), over.header("Tags")) == (
        "Terminé : Un programme s'arrête sans cesse", "3", "white_check_mark")


def test_healthchecks_turns_green_only_when_all_is_clear(new_health, receiver):
    check = "/ping/0f3c/secret-other"
    health = new_health(ALERT_FALLBACK_URL=receiver.url(f"{check}/fail?x=1")).start()
    raise_one(health)
    health.sheets.update(SHEETS_DEAD=1)
    health.live_until(lambda: len(on(receiver, f"{check}/fail", of=None)) == 2, 30, "both raised")
    health.sheets.update(SHEETS_DEAD=0)
    health.live_until(lambda: len(on(receiver, f"{check}/fail", of=None)) == 3, 60, "one is over, the other is not")
    assert not on(receiver, check, of=None)
    worker()(health)
    clear = health.live_until(lambda: on(receiver, check, of=None), 60, "all clear")[0]
    assert clear.target == f"{check}?x=1" and clear.text.startswith("Terminé : Un programme")
