"""Whatever system call fails between a program's main and READY, the service gets healthy or says why not: with the fault
and the repair, an exit status of the contract, restarts that slow down; never a spin, never a death without a word."""
import pytest

from service import WORKERS
from start_sweep import ERRORS, PROGRAMS, Sweep

SAMPLE = 4  # points of each program in `make test`
STRIDE = 8  # `make slow` takes one point in so many, another eighth for each error; `make soak` takes all


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_sample_of_calls(tmp_path, program):
    sweep = Sweep(tmp_path, program)
    points = sweep.points()
    assert len(points) > 100, "the start was seen"
    for i, (call, number) in enumerate(points[len(points) // SAMPLE // 2::len(points) // SAMPLE]):
        sweep.judge(call, number, ERRORS[i % len(ERRORS)])


@pytest.mark.parametrize("program, number", [("supervisor", 1), *((worker, n) for worker in WORKERS for n in (1, 2))])
def test_a_greeting_that_is_lost_is_said_again(tmp_path, program, number):
    """HELLO and READY of a worker, WELCOME of the supervisor: not waited for until somebody is taken for hung."""
    sweep = Sweep(tmp_path, program)
    assert sweep.judge("sendmsg", number, "EPERM", watched_s=120) == "healthy"
    assert sweep.most_starts == 1, "a worker was replaced"


@pytest.mark.parametrize("share", [pytest.param(STRIDE, id="an eighth", marks=pytest.mark.slow),
                                   pytest.param(1, id="all", marks=pytest.mark.soak)])
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_call(tmp_path, program, error, share):
    sweep = Sweep(tmp_path, program)
    points = sweep.points()[ERRORS.index(error) % share::share]
    assert points, "the start was seen"
    wrong = []
    for call, number in points:
        try:
            sweep.judge(call, number, error)
        except AssertionError as found:
            wrong.append(str(found))
    assert not wrong, "\n\n".join(wrong)
