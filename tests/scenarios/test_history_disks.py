"""The history on disks that are really full and really read-only: said once, kept in memory, written once the disk takes it again."""
import contextlib
import ctypes
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from health_star import HealthStar, grid
from processes import wait_until
from star import Leap

MOVED_ASIDE, IN_MEMORY, ON_DISK = "history.moved_aside", "history.in_memory", "history.on_disk"
CLONE_NEWNS = 0x00020000
MS_RDONLY, MS_REMOUNT, MS_PRIVATE_RECURSIVE = 0x1, 0x20, 0x44000
BALLAST = "somebody-elses-file"
READ = """import json, sqlite3, sys
print(json.dumps(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=10).execute(sys.argv[2]).fetchall()))"""
LIBC = ctypes.CDLL(None, use_errno=True)


def may_mount():
    return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not may_mount(), reason="mounting a disk needs root")


def mount(source, target, kind, flags, options=None):
    if LIBC.mount(source, str(target).encode(), kind, flags, options) != 0:
        raise OSError(ctypes.get_errno(), "mount")


def fill(folder):
    with contextlib.suppress(OSError), open(folder / BALLAST, "wb", buffering=0) as ballast:
        while ballast.write(bytes(4096)):
            pass


class DiskStar(HealthStar):
    """Its STATE_DIR is a disk of 2 MB that it alone sees, and that holds what `origin` does."""

    def __init__(self, folder, leap):
        super().__init__(folder, leap)
        self.origin = Path(folder) / "origin"
        self.origin.mkdir()
        self.state_dir.mkdir()
        self.full = self.read_only = False
        self.before_exec = self.insert_disk

    def insert_disk(self):
        if LIBC.unshare(CLONE_NEWNS) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        mount(b"none", "/", None, MS_PRIVATE_RECURSIVE)
        mount(b"tmpfs", self.mounted_at, b"tmpfs", 0, b"size=2m")
        shutil.copytree(self.origin, self.mounted_at, dirs_exist_ok=True)
        if self.full:
            fill(self.mounted_at)
        if self.read_only:
            mount(b"tmpfs", self.mounted_at, None, MS_REMOUNT | MS_RDONLY)

    @property
    def mounted_at(self):
        return self.folder / "state"

    @property
    def disk(self):
        """The folder as the process sees it."""
        return Path(f"/proc/{self.popen.pid}/root{self.mounted_at}")

    def beside_it(self, *command):
        return subprocess.run(["nsenter", "-m", "-t", str(self.popen.pid), *command], check=True, capture_output=True, text=True).stdout

    def rows(self, sql):
        """SQLite would follow /proc's link out of the namespace: it has to be in there."""
        return json.loads(self.beside_it(sys.executable, "-c", READ, str(self.mounted_at / "health/history.db"), sql))

    def make_well(self):
        self.beside_it("mount", "-o", "remount,rw", str(self.mounted_at))
        (self.disk / BALLAST).unlink(missing_ok=True)

    def keep_disk(self):
        """What is on it is on the next one too."""
        shutil.rmtree(self.origin)
        shutil.copytree(self.disk, self.origin)

    def told(self, event):
        return self.output().count(f"event={event}")

    def kept_in(self):
        return self.history()["kept_in"]


@pytest.fixture
def star(tmp_path):
    one = DiskStar(tmp_path / "star", Leap(tmp_path))
    yield one
    one.end()
    print(one.output()[-5000:])


def goes_on_in_memory(star):
    said = star.told(IN_MEMORY)
    star.live(100, 10)  # it tries again three times
    # More than one only where a leap of its clock looked like a disk that does not answer for 10 s.
    assert star.kept_in() == "memory" and star.told(IN_MEMORY) == said == star.told(ON_DISK) + 1
    assert "Conservé : en mémoire seulement" in star.get("/health/detailed").text


def comes_back(star, samples):
    """On the disk again, said, with all that waited."""
    star.make_well()
    star.live(65, 10)
    wait_until(lambda: star.kept_in() == "disk", what="the disk takes it again")
    wait_until(lambda: grid(star)[0] >= samples, what="what waited is written")
    assert star.told(ON_DISK) == star.told(IN_MEMORY)
    assert "Conservé : sur le disque" in star.get("/health/detailed").text


def test_a_start_on_a_full_disk(star):
    star.full = True
    star.start()
    goes_on_in_memory(star)
    comes_back(star, samples=4)
    assert star.told(MOVED_ASIDE) == 0


def test_a_disk_that_fills_and_has_room_again(star):
    star.start()
    star.live(40, 10)
    wait_until(lambda: star.rows("SELECT * FROM record"), what="a sample is stored")
    before, placed_ms = grid(star)
    fill(star.disk)
    for _ in range(100):  # SQLite has some pages in hand
        star.live(60, 10)
        if star.kept_in() == "memory":
            break
    goes_on_in_memory(star)
    comes_back(star, before + 5)
    periods = (grid(star)[1] - placed_ms) // 30000
    assert grid(star)[0] - before == periods, "no sample is lost"
    assert star.told(MOVED_ASIDE) == 0


@pytest.mark.parametrize("how", ["full", "read_only"])
def test_a_start_on_a_disk_that_takes_nothing_keeps_what_was_there(star, how):
    star.start()
    star.live(100, 10)
    samples = wait_until(lambda: grid(star)[0] >= 3 and grid(star)[0], what="samples are stored")
    star.keep_disk()
    star.kill()
    setattr(star, how, True)
    star.start()
    goes_on_in_memory(star)
    assert star.told(MOVED_ASIDE) == 0
    comes_back(star, samples + 4)
    assert star.told(MOVED_ASIDE) == 0


@pytest.mark.parametrize("how", ["full", "read_only"])
def test_a_broken_file_on_a_disk_that_takes_nothing(star, how):
    (star.origin / "health").mkdir()
    (star.origin / "health" / "history.db").write_bytes(b"This is no database. " * 500)
    setattr(star, how, True)
    star.start()
    goes_on_in_memory(star)
    comes_back(star, samples=4)
    assert star.told(MOVED_ASIDE) == 1 and len(list(star.disk.glob("health/history.db.corrupt-*"))) == 1


def test_a_disk_that_becomes_full_is_left_cleanly(star):
    star.start()
    star.live(40, 10)
    fill(star.disk)
    star.live(100, 10)
    assert star.stop() == os.EX_OK
