"""`supervisor logs`: the last lines and what follows, over rotations and restarts, with a service or without."""
import os
import subprocess

import pytest

from processes import wait_until


class Follower:
    """`supervisor logs -f` that writes into a file."""

    def __init__(self, service, *arguments):
        self.path = service.folder / "followed"
        with open(self.path, "wb") as out:
            self.popen = subprocess.Popen([service.programs / "supervisor", "logs", "-f", *arguments], cwd=service.folder,
                                          env=service.environment, stdin=subprocess.DEVNULL, stdout=out,
                                          stderr=subprocess.PIPE, text=True)

    def lines(self):
        return self.path.read_text("utf-8").splitlines()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.popen.kill()
        self.popen.communicate()


@pytest.fixture
def logged(idle_vigie):
    """A service that does not run, with a log folder of its own."""
    idle_vigie.log_dir.mkdir(parents=True)
    return idle_vigie


def write(service, name, first, last, mode="w"):
    with open(service.log_dir / name, mode, encoding="utf-8") as file:
        file.writelines(f"line {i}\n" for i in range(first, last + 1))


def numbered(first, last):
    return [f"line {i}" for i in range(first, last + 1)]


def test_the_last_lines_are_read_over_rotated_parts_while_nothing_runs(logged):
    write(logged, "bot.log.2", 1, 1000)
    write(logged, "bot.log.1", 1001, 9000)  # more than one chunk
    write(logged, "bot.log", 9001, 9020)
    assert logged.command("logs").stdout.splitlines() == numbered(8971, 9020)
    for wish, first in ((["-n", "20"], 9001), (["-n21"], 9000), (["-n", "8020"], 1001), (["-n", "8021"], 1000),
                        (["-n", "999999"], 1)):
        answer = logged.command("logs", *wish)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert answer.stdout.splitlines() == numbered(first, 9020), wish
    assert logged.command("logs", "-n", "0").stdout == ""


def test_one_programs_lines_by_its_name(vigie):
    lines = vigie.command("logs", "supervisor").stdout.splitlines()
    assert lines and all(" supervisor " in line for line in lines)
    assert vigie.command("logs", "gateway").stdout == vigie.log("gateway-worker")
    assert "event=gateway.ready" in vigie.command("logs", "-n", "200").stdout


def test_following_goes_on_over_every_rotation(logged):
    write(logged, "bot.log", 1, 3)
    with Follower(logged, "-n", "2") as follower:
        wait_until(lambda: follower.lines() == numbered(2, 3), what="the last two lines")
        write(logged, "bot.log", 4, 5, "a")
        wait_until(lambda: follower.lines() == numbered(2, 5), what="what follows")
        # Two rotations between two looks, and a last line in the part that had lost its name.
        os.rename(logged.log_dir / "bot.log", logged.log_dir / "bot.log.1")
        write(logged, "bot.log.1", 6, 6, "a")
        write(logged, "bot.log", 7, 8)
        os.rename(logged.log_dir / "bot.log.1", logged.log_dir / "bot.log.2")
        os.rename(logged.log_dir / "bot.log", logged.log_dir / "bot.log.1")
        write(logged, "bot.log", 9, 9)
        wait_until(lambda: len(follower.lines()) >= 8, what="all parts")
        assert follower.lines() == numbered(2, 9)
        os.remove(logged.log_dir / "bot.log")
        write(logged, "bot.log", 10, 10)
        wait_until(lambda: follower.lines() == numbered(2, 10), what="the new file")


def test_following_notices_a_file_that_was_cut(logged):
    """As logrotate's copytruncate does."""
    write(logged, "bot.log", 1, 30)
    with Follower(logged, "-n", "1") as follower:
        wait_until(lambda: follower.lines() == numbered(30, 30), what="the last line")
        write(logged, "bot.log", 31, 31)
        wait_until(lambda: follower.lines() == numbered(30, 31), what="the line of the file that was cut")


def test_following_begins_before_there_is_a_log_and_lives_through_restarts(idle_vigie):
    with Follower(idle_vigie) as follower:
        idle_vigie.start_healthy().stop()
        idle_vigie.start_healthy().stop()
        wait_until(lambda: [x for x in follower.lines() if "event=supervisor.stopped" in x][1:], what="both stops")
        assert follower.lines() == idle_vigie.log().splitlines()


def test_a_torn_line_is_ended_where_the_next_part_begins(logged):
    (logged.log_dir / "bot.log.1").write_text("line 1\ntorn", "utf-8")
    write(logged, "bot.log", 2, 2)
    assert logged.command("logs").stdout == "line 1\ntorn\nline 2\n"


def test_following_ends_when_nobody_reads(logged):
    write(logged, "bot.log", 1, 3)
    follower = subprocess.Popen([logged.programs / "supervisor", "logs", "-f"], cwd=logged.folder, env=logged.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert follower.stdout.readline() == b"line 1\n"
    follower.stdout.close()
    assert follower.wait(timeout=10) == 0


def test_without_a_log_it_says_so(idle_vigie):
    answer = idle_vigie.command("logs")
    assert answer.returncode == 75
    assert str(idle_vigie.log_dir / "bot.log") in answer.stderr and "LOG_DIR" in answer.stderr


@pytest.mark.parametrize("arguments", [("-n",), ("-n", "many"), ("-n", "-1"), ("--all",), ("nobody",),
                                       ("gateway", "sheets")], ids=" ".join)
def test_a_mistyped_wish_is_a_usage_error(idle_vigie, arguments):
    answer = idle_vigie.command("logs", *arguments)
    assert answer.returncode == 64 and "Voir supervisor --help" in answer.stderr
