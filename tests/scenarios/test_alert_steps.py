"""An alert over kills at each step of its life: rising, told, reminded of, falling, flapping; each thing is told once."""
import pytest

from test_alerts import DAY_S, FALLBACK, WEBHOOK, all_noted_as_taken, die, new_health, receiver, spoil, titles, worker

TITLE = "Discord répond lentement"  # 30 s until it is told, and until it is over
FLAPS = "Un programme s'arrête sans cesse"

slow = spoil(gateway={"GATEWAY_LATENCY": 12.5})
well = spoil(gateway={"GATEWAY_LATENCY": 0.125})


def on_both(receiver, title=TITLE):
    """What was told of it on each channel; the two may differ in nothing."""
    hook = [r.json()["embeds"][0]["title"].split(" ", 1)[1] for r in receiver.requests if r.path == WEBHOOK]
    return tuple([t for t in told if t.endswith(title)] for told in (titles(receiver), hook))


@pytest.fixture(params=[False, True], ids=["health-server", "supervisor"])
def supervisor_too(request):
    return request.param


@pytest.fixture
def health(new_health, supervisor_too):
    one = new_health().start()
    one.live(35 if supervisor_too else 5, step=5)  # it has noted that somebody watched
    return one


def expect(health, receiver, told, within_s=60):
    """That and nothing else, and noted by whoever outlives the next kill."""
    health.live_until(lambda: on_both(receiver) == (told, told) and all_noted_as_taken(health), within_s, f"{told}, of {on_both(receiver)}", step=5)


def test_killed_at_each_step_it_is_told_once(health, receiver, supervisor_too):
    told = []
    kill = lambda: die(health, supervisor_too)  # noqa: E731
    slow(health)
    health.live(15, step=5)
    kill()
    assert on_both(receiver) == ([], []), "told before its hold time was over"
    expect(health, receiver, told := [TITLE])
    kill()
    health.leap_over(600)
    assert on_both(receiver) == (told, told)
    health.leap_over(DAY_S - 700)
    kill()
    health.leap_over(120)
    expect(health, receiver, told := [*told, f"Toujours en cours : {TITLE}"])
    kill()
    health.live(5)
    well(health)
    health.live(15, step=5)
    kill()
    assert on_both(receiver) == (told, told), "over before its time"
    expect(health, receiver, told := [*told, f"Terminé : {TITLE}"])
    kill()
    health.live(70, step=10)
    assert on_both(receiver) == (told, told)


def test_killed_while_it_flaps_the_rounds_go_on_being_counted(health, receiver, supervisor_too):
    for n in range(4):
        worker(crash_loop=True)(health)
        health.tell()
        health.live(20, step=5)
        worker()(health)
        health.tell()
        health.live(45, step=5)
        if n in (1, 2):
            health.live_until(lambda: all_noted_as_taken(health), 30, "what was told is noted")
            die(health, supervisor_too)
    folded = [FLAPS, f"Terminé : {FLAPS}", f"Instable : {FLAPS}"]
    assert on_both(receiver, FLAPS) == (folded, folded)
    health.leap_over(16 * 60)
    health.live_until(lambda: min(map(len, on_both(receiver, FLAPS))) > 3, 60, "the end", step=5)
    assert on_both(receiver, FLAPS) == ([*folded, f"Terminé : {FLAPS}"],) * 2
    last = [r.text for r in receiver.requests if r.path == FALLBACK and r.text.startswith(f"Terminé : {FLAPS}")][-1]
    assert ", 4 fois" in last, last
