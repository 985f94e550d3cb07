"""Alerts of health-server: each rule raised, over and repeated, flapping folded, and nothing lost over kills."""
import json
import os
import signal
import socket
import time

import pytest

from alert_star import AlertStar
from processes import wait_until
from receiver import Receiver
from star import Leap

WEBHOOK, FALLBACK = "/api/webhooks/1/secret-webhook-token", "/secret-fallback-path"
DAY_S = 24 * 3600
TAKEN = 2  # alert_message.h


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def new_health(tmp_path, receiver):
    """Makes health-servers of their own, not yet started, whose two channels lead to the receiver."""
    made = []

    def make(**settings):
        folder = tmp_path / f"health-{len(made) + 1}"
        folder.mkdir()
        given = {"ALERT_WEBHOOK_URL": receiver.url(WEBHOOK), "ALERT_FALLBACK_URL": receiver.url(FALLBACK), "LOG_LEVEL": "debug",
                 **settings}
        made.append(AlertStar(folder, Leap(folder), given))
        return made[-1]
    yield make
    for health in made:
        health.end()
        print(health.output()[-8000:])


@pytest.fixture
def health(new_health):
    """One that runs, in a service that is well."""
    health = new_health().start()
    health.live(5)
    return health


def titles(receiver, path=FALLBACK):
    return [r.text.splitlines()[0] for r in receiver.requests if r.path == path]


def told(health, receiver, count, within_s=90):
    """The titles told so far, once there are that many."""
    health.live_until(lambda: len(titles(receiver)) >= count, within_s, f"{count} messages, of {titles(receiver)}")
    return titles(receiver)


def spoil(**numbers):
    def do(health):
        for program, values in numbers.items():
            getattr(health, program).update(values)
    return do


def worker(state=None, crash_loop=False):
    def do(health):
        health.workers["sheets-worker"].update(state=state or "up", crash_loop=crash_loop)
    return do


def lost(health):
    health.gateway.update(GATEWAY_CONNECTED=0, GATEWAY_STATE=2)


def rows_wait(health):
    health.sheets.update(SHEETS_QUEUE=2, SHEETS_QUEUE_SINCE=time.time() - 301)


def banned(health):
    health.gateway.update(IP_BLOCK_UNTIL=time.time() + 90000)


def tasks_fail(health):
    health.sheets.update(TASK_FAILURES=health.sheets.get("TASK_FAILURES", 0) + 3)


# rule → what is spoilt, title, how long until it is told, and until it is over once that is mended
RULES = {
    "down": (lost, "Le bot est hors service", 600, 20),
    "degraded": (spoil(sheets={"SHEETS_STATE": 2}), "Le service est dégradé", 600, 20),
    "memory_warn": (spoil(gateway={"MEMORY_PSS": 600 << 20}), "La mémoire est élevée", 30, 45),
    "memory_critical": (spoil(gateway={"MEMORY_PSS": 900 << 20}), "La mémoire est presque pleine", 10, 45),
    "latency": (spoil(gateway={"GATEWAY_LATENCY": 12.5}), "Discord répond lentement", 30, 45),
    "task_failures": (tasks_fail, "Des tâches de fond échouent", 0, 3700),
    "worker_crash_loop": (worker(crash_loop=True), "Un programme s'arrête sans cesse", 0, 45),
    "worker_hung": (worker("hung"), "Un programme ne répondait plus", 0, 345),
    "outbox_old": (rows_wait, "Des validations attendent d'être écrites dans la feuille", 0, 20),
    "row_refused": (spoil(sheets={"SHEETS_DEAD": 1}), "Google refuse une ligne pour ce qu'elle contient", 0, 20),
    "identifies_low": (spoil(gateway={"GATEWAY_IDENTIFIES_LEFT": 199}), "Il reste peu de connexions à Discord pour aujourd'hui", 30, 75),
    "fatal_close": (spoil(gateway={"GATEWAY_CONNECTED": 0, "GATEWAY_STATE": 3, "GATEWAY_CLOSE_CODE": 4014}),
                    "Discord a fermé la connexion pour de bon", 0, 20),
    "ip_ban": (banned, "Discord bloque l'adresse IP de l'hébergeur", 0, 20),
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_raised_repeated_after_a_day_and_over(health, receiver, rule):
    do, title, hold_s, over_s = RULES[rule]
    good = {name: dict(getattr(health, name)) for name in ("gateway", "sheets", "own")}
    do(health)
    if hold_s:
        health.live(hold_s * 0.8, step=5)
        assert title not in titles(receiver), "told before its hold time was over"
    raised = health.live_until(lambda: [r for r in receiver.requests if r.path == FALLBACK and r.text.startswith(title)],
                               hold_s + 30, f"{title} in {titles(receiver)}", step=5 if hold_s > 100 else 1)[0]
    assert health.sample(f'vigie_alerts_firing{{rule="{rule}"}}') == 1
    health.live_until(lambda: f"{title}" in str([r.json() for r in receiver.requests if r.path == WEBHOOK]), 90, "the webhook too")

    if rule == "task_failures":
        do(health)  # those of yesterday do not count any more
    health.leap_over(DAY_S)
    health.live_until(lambda: f"Toujours en cours : {title}" in titles(receiver), 90, f"again: {titles(receiver)}")
    if rule == "task_failures":
        health.leap_over(3600)

    for name, numbers in good.items():
        getattr(health, name).clear()
        getattr(health, name).update({"SHEETS_QUEUE_SINCE": 0, "SHEETS_DEAD": 0, "IP_BLOCK_UNTIL": 0, "GATEWAY_CLOSE_CODE": 0,
                                      "TASK_FAILURES": getattr(health, name).get("TASK_FAILURES", 0)} | numbers)
    health.workers["sheets-worker"].update(state="up", crash_loop=False)
    over = health.live_until(lambda: [r for r in receiver.requests if r.path == FALLBACK and r.text.startswith(f"Terminé : {title}")],
                             over_s + 60, f"over: {titles(receiver)}", step=5 if over_s > 100 else 1)[0]
    assert over.alert_id != raised.alert_id
    assert health.sample(f'vigie_alerts_firing{{rule="{rule}"}}') == 0


def alerts_of(receiver, title, path=FALLBACK):
    """What was sent about it, first message of each kind only as often as it came."""
    return [r for r in receiver.requests if r.path == path and title in (r.text if path == FALLBACK else str(r.json()))]


def test_a_state_folder_that_cannot_be_written_is_told_and_over(health, receiver):
    title = "STATE_DIR ne peut pas être écrit"
    away = health.state_dir.rename(health.state_dir.with_name("away"))
    health.state_dir.write_text("", "utf-8")
    health.live_until(lambda: alerts_of(receiver, title), 120, "told")
    health.leap_over(DAY_S)
    health.live_until(lambda: f"Toujours en cours : {title}" in titles(receiver), 90, "again")
    health.state_dir.unlink()
    away.rename(health.state_dir)
    health.live_until(lambda: f"Terminé : {title}" in titles(receiver), 60, "over")


def test_a_file_of_alerts_without_sense_is_said_once(new_health):
    health = new_health()
    file = health.state_dir / "health/alerts.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")  # a machine that crashed leaves such
    health.start()
    health.live(3)
    health.restart()
    health.live(3)
    assert health.output().count("event=alert.garbled") == 1
    assert json.loads(file.read_text("utf-8"))["alerts"] == 1


def test_a_public_address_that_does_not_answer_is_told_repeated_after_a_day_and_over(new_health, receiver):
    title, well = "L'adresse publique ne répond pas", []
    receiver.answer = lambda r: ((200, {}, b"pong") if well else (502, {}, b"")) if r.path == "/ping" else (204, {}, b"")
    health = new_health(RENDER_EXTERNAL_URL=receiver.url(""), SELF_PING_INTERVAL_S="10").start()
    health.live_until(lambda: title in titles(receiver), 120, "told")
    assert health.sample('vigie_alerts_firing{rule="public_url"}') == 1
    health.leap_over(DAY_S)
    health.live_until(lambda: f"Toujours en cours : {title}" in titles(receiver), 90, "again")
    well.append(True)
    health.live_until(lambda: f"Terminé : {title}" in titles(receiver), 60, "over")
    assert health.sample('vigie_alerts_firing{rule="public_url"}') == 0


def test_without_a_public_address_the_machine_and_the_port_are_named(health, receiver):
    worker(crash_loop=True)(health)
    told = health.live_until(lambda: alerts_of(receiver, TITLE), 30, "told")[0]
    where = f"http://{socket.gethostname()}:{health.port}/ "
    assert f"Page : {where}" in told.text
    embed = health.live_until(lambda: alerts_of(receiver, TITLE, WEBHOOK), 30, "told")[0].json()["embeds"][0]
    assert [f["value"] for f in embed["fields"] if f["name"] == "Page"][0].startswith(where)


def test_flapping_is_folded_into_one_message(health, receiver):
    title = "Un programme s'arrête sans cesse"
    for _ in range(20):
        worker(crash_loop=True)(health)
        health.tell()
        health.live(20, step=5)
        worker()(health)
        health.tell()  # now, not with the first step: so it is over 10 s before the next round
        health.live(40, step=5)
    folded = [title, f"Terminé : {title}", f"Instable : {title}"]
    assert titles(receiver) == folded
    health.live_until(lambda: len(titles(receiver)) > 3, 16 * 60, "the end", step=10)
    assert titles(receiver) == [*folded, f"Terminé : {title}"]
    assert ", 20 fois" in receiver.requests[-1].text or ", 20 fois" in str(receiver.requests[-1].json())


def test_at_most_five_a_minute_go_to_a_channel_and_none_is_lost(health, receiver):
    for rule in ("task_failures", "worker_crash_loop", "outbox_old", "row_refused", "fatal_close", "ip_ban"):
        RULES[rule][0](health)
    wanted = {RULES[r][1] for r in ("task_failures", "worker_crash_loop", "outbox_old", "row_refused", "fatal_close", "ip_ban")}
    health.live(45)
    assert len(titles(receiver)) == 5
    health.kill()  # the pace is kept over this too
    health.start()
    health.live(5)
    assert len(titles(receiver)) == 5
    health.live_until(lambda: wanted <= set(titles(receiver)), 120, f"all of {wanted}")
    assert len([r for r in receiver.requests if r.path == WEBHOOK]) >= len(wanted)


def test_nobody_but_the_role_is_mentioned_and_never_by_an_all_clear(new_health, receiver):
    health = new_health(ALERT_MENTION_ROLE_ID="234567890123456789", RENDER_EXTERNAL_URL="https://vigie.example", SELF_PING_INTERVAL_S="0").start()
    worker(crash_loop=True)(health)
    health.workers["sheets-worker"]["last_exit"] = "@everyone"
    raised = health.live_until(lambda: [r for r in receiver.requests if r.path == WEBHOOK], 30, "raised")[0].json()
    assert raised["allowed_mentions"] == {"parse": [], "roles": ["234567890123456789"]}
    assert raised["content"].strip() == "<@&234567890123456789>"
    fields = {f["name"]: f["value"] for f in raised["embeds"][0]["fields"]}
    assert set(fields) == {"État", "Depuis", "Cause", "Que faire", "Page"} and fields["Page"] == "https://vigie.example"
    worker()(health)
    over = health.live_until(lambda: [r for r in receiver.requests if r.path == WEBHOOK][1:], 60, "over")[0].json()
    assert over["allowed_mentions"] == {"parse": [], "roles": []} and "content" not in over


# ---- kills

TITLE = "Un programme s'arrête sans cesse"


def die(health, supervisor_too):
    """SIGKILL and a successor; of a supervisor that was killed too, nothing but STATE_DIR is left."""
    health.kill()
    if supervisor_too:
        health.kept = health.metrics_body = b""
        health.supervisor_started(0)
    health.start()


def ids_on(receiver, path, title=TITLE):
    return [r.alert_id for r in alerts_of(receiver, title, path)]


@pytest.mark.parametrize("supervisor_too", [False, True], ids=["health-server", "supervisor"])
def test_killed_while_it_waits_for_an_answer_it_comes_again_under_the_same_id(health, receiver, supervisor_too):
    receiver.answer = "nothing"
    worker(crash_loop=True)(health)
    health.live_until(lambda: ids_on(receiver, WEBHOOK) and ids_on(receiver, FALLBACK), 30, "both asked")
    receiver.answer = (204, {}, b"")
    die(health, supervisor_too)
    health.live_until(lambda: len(ids_on(receiver, WEBHOOK)) == len(ids_on(receiver, FALLBACK)) == 2, 60, "again")
    assert len({*ids_on(receiver, WEBHOOK), *ids_on(receiver, FALLBACK)}) == 1
    health.live(70)
    assert len(ids_on(receiver, WEBHOOK)) == len(ids_on(receiver, FALLBACK)) == 2


@pytest.mark.parametrize("supervisor_too", [False, True], ids=["health-server", "supervisor"])
def test_killed_while_a_channel_is_away_the_message_waits(health, receiver, supervisor_too):
    receiver.answer = lambda request: (500, {}, b"") if request.path == WEBHOOK else (200, {}, b"ok")
    worker(crash_loop=True)(health)
    health.live_until(lambda: len(ids_on(receiver, WEBHOOK)) > 1 and ids_on(receiver, FALLBACK), 60, "failed twice")
    health.live(2)
    die(health, supervisor_too)
    receiver.answer = (204, {}, b"")
    before = len(ids_on(receiver, WEBHOOK))
    health.live_until(lambda: len(ids_on(receiver, WEBHOOK)) > before, 120, "it arrives")
    health.live(70)
    assert len(set(ids_on(receiver, WEBHOOK))) == 1 and len(ids_on(receiver, WEBHOOK)) == before + 1
    assert len(ids_on(receiver, FALLBACK)) == 1, "what had arrived came again"


def messages_noted(health, supervisor_too):
    """What those know who outlive it: the supervisor, or STATE_DIR alone."""
    line = (health.state_dir / "health/alerts.json").read_text("utf-8") if supervisor_too else health.kept.decode().splitlines()[2]
    return {m["id"]: m for m in json.loads(line)["messages"]}


def noted_as_taken(health, supervisor_too, alert_id, channel):
    """What the dead one had told those who outlive it: had the channel taken that message?"""
    messages = messages_noted(health, supervisor_too)
    return alert_id in messages and messages[alert_id]["delivery"][2 * channel] == TAKEN


def all_noted_as_taken(health):
    """Nothing would come again, whoever dies: a message comes twice where its answer was not noted yet."""
    if health.kept.count(b"\n") < 2:
        return False  # a new supervisor has heard nothing yet
    return all(message["delivery"][2 * channel] == TAKEN for supervisor_too in (False, True)
               for message in messages_noted(health, supervisor_too).values() for channel in (0, 1))


@pytest.mark.parametrize("supervisor_too", [False, True], ids=["health-server", "supervisor"])
@pytest.mark.parametrize("rounds", [4, pytest.param(24, marks=pytest.mark.slow)])
def test_killed_at_any_moment_nothing_is_lost_nor_doubled_without_cause(health, receiver, supervisor_too, rounds):
    """The answer takes 40 ms; the kill comes ever later. What was noted as taken does not come again."""
    def slowly(request):
        time.sleep(0.04)
        return (204, {}, b"")
    receiver.answer = slowly
    for n in range(rounds):
        receiver.requests.clear()
        rule = "row_refused" if n % 2 else "worker_crash_loop"
        title = RULES[rule][1]
        RULES[rule][0](health)
        health.leap.forward(1)
        health.tell()
        health.pump_for(0.2 * n / rounds)
        health.kill()
        asked = {path: [r.alert_id for r in alerts_of(receiver, title, path)] for path in (WEBHOOK, FALLBACK)}
        taken = {path: bool(asked[path]) and noted_as_taken(health, supervisor_too, asked[path][0], channel)
                 for channel, path in enumerate((WEBHOOK, FALLBACK))}
        if supervisor_too:
            health.kept = health.metrics_body = b""
            health.supervisor_started(0)
        health.start()
        health.live_until(lambda: ids_on(receiver, FALLBACK, title) and ids_on(receiver, WEBHOOK, title), 60, f"{title} after kill {n}")
        health.live(8)
        for path in (FALLBACK, WEBHOOK):
            sent = ids_on(receiver, path, title)
            assert len(set(sent)) == 1 and len(sent) <= 1 + len(asked[path]), f"kill {n}: {sent}"
            assert not (taken[path] and len(sent) > 1), f"kill {n}: what had been noted as taken came again"
        health.sheets.update(SHEETS_DEAD=0)
        worker()(health)
        health.live_until(lambda: alerts_of(receiver, f"Terminé : {title}"), 60, "over")
        health.leap_over(1000)  # so that the next one is not flapping


def test_a_supervisor_that_was_killed_is_told_with_how_long_nobody_watched(health, receiver):
    health.live(35)  # it has noted that somebody watched
    health.kill()
    health.kept = health.metrics_body = b""
    time.sleep(2)
    health.supervisor_started(0)
    health.start()
    title = "Personne n'a surveillé le bot pendant un moment"
    told = health.live_until(lambda: alerts_of(receiver, title), 30, "told")[0]
    assert "a duré" in told.text and "De 20" in told.text
    health.live(70)
    assert len(alerts_of(receiver, title)) == 1
    health.restart()  # the same supervisor
    health.live(70)
    assert len(alerts_of(receiver, title)) == 1


def test_a_supervisor_that_stopped_in_order_is_not_told(health, receiver):
    health.live(5)
    health.stopping = True
    health.tell()
    assert health.stop() == 0
    health.kept = health.metrics_body = b""
    health.stopping = False
    health.supervisor_started(0)
    health.start()
    health.live(70)
    assert titles(receiver) == []


def test_an_ordered_stop_waits_for_the_answer(health, receiver):
    def slowly(request):
        time.sleep(0.3)
        return (204, {}, b"")
    receiver.answer = slowly
    worker(crash_loop=True)(health)
    health.live_until(lambda: ids_on(receiver, FALLBACK) and ids_on(receiver, WEBHOOK), 30, "sent")
    health.stopping = True
    health.tell()
    assert health.stop() == 0
    health.kept, health.stopping = b"", False
    health.supervisor_started(0)
    health.start()
    health.live(70)
    assert len(ids_on(receiver, FALLBACK)) == 1 and len(ids_on(receiver, WEBHOOK)) == 1


def test_without_a_state_folder_the_supervisor_keeps_it(new_health, receiver, tmp_path):
    file = tmp_path / "a-file"
    file.write_text("", "utf-8")
    health = new_health(STATE_DIR=str(file / "folder")).start()
    receiver.answer = (500, {}, b"")
    worker(crash_loop=True)(health)
    health.live_until(lambda: len(ids_on(receiver, FALLBACK)) > 1, 60, "failed twice")
    receiver.answer = (204, {}, b"")
    before = len(ids_on(receiver, FALLBACK))
    health.restart()
    health.live_until(lambda: len(ids_on(receiver, FALLBACK)) > before, 120, "it arrives")
    assert len(set(ids_on(receiver, FALLBACK))) == 1


# ---- with a real supervisor

def test_the_next_start_tells_of_a_supervisor_that_was_killed(simulator, new_service, receiver):
    service = new_service({**simulator.settings(), "ALERT_FALLBACK_URL": receiver.url(FALLBACK)}).start_healthy()
    wait_until(lambda: '"supervisor":1' in (service.state_dir / "health/alerts.json").read_text("utf-8"), what="who watched is on disk")
    service.process.remember_family()
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()
    wait_until(lambda: not service.process.family_alive(), what="all are gone")
    service.start_healthy()
    wait_until(lambda: receiver.requests, what="the alert")
    assert titles(receiver) == ["Personne n'a surveillé le bot pendant un moment"]
    assert "secret-fallback-path" not in service.everything_logged()
    service.stop()
    service.start_healthy()
    wait_until(lambda: service.metric('vigie_alerts_firing{rule="down"}') == 0, what="alerts are judged again")
    service.stop()
    assert len(receiver.requests) == 1, "an ordered stop was told"
