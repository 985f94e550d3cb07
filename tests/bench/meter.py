"""Reading what a process costs: memory and processor time, from the kernel."""
import os
import re
import shutil
import time
from pathlib import Path

from processes import BIN, wait_until

RULERS = BIN / "bench"
INTEROP = Path(os.environ.get("VIGIE_INTEROP", BIN / "interop"))  # where `make interop` has npm put its packages
PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024
ENTRY_BYTES, PRESENT, FRAME = 8, 1 << 63, (1 << 55) - 1  # Documentation/admin-guide/mm/pagemap.rst


def memory_kib(pid, name="Pss"):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M).group(1))


def resident_kib(pid):
    return int(re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M).group(1))


def cpu_s(pid):
    """Seconds of processor time of all its threads, user and system, to the nanosecond: the process's own clock
    (clock_getcpuclockid(3)); /proc/PID/stat counts in hundredths of a second."""
    return time.clock_gettime((~pid << 3) | 2)


def frames(pid):
    """The numbers of the page frames that it maps; for root only."""
    found = set()
    with open(f"/proc/{pid}/pagemap", "rb") as pagemap, open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        for line in maps:
            first, end = (int(x, 16) // (PAGE_KIB * 1024) for x in line.split()[0].split("-"))
            if first >= 1 << 35:
                continue  # the kernel's own page, above all of ours
            pagemap.seek(first * ENTRY_BYTES)
            for entry in memoryview(pagemap.read((end - first) * ENTRY_BYTES)).cast("Q"):
                if entry & PRESENT:
                    found.add(entry & FRAME)
    return found - {0}


def alone_kib(pids):
    """Memory of these processes together, each page once, whoever else maps it; None where that is not shown. PSS shares
    the pages of a library with every process of this machine, also with those that only measure."""
    try:
        found = set().union(*(frames(pid) for pid in pids))
    except OSError:
        return None
    return len(found) * PAGE_KIB or None


def settled_cpu_s(pid, quiet_s=0.3):
    """Its processor time once it has nothing to do any more."""
    def quiet():
        before = cpu_s(pid)
        time.sleep(quiet_s)
        return cpu_s(pid) - before < 0.02 * quiet_s and cpu_s(pid)
    return wait_until(quiet, what=f"process {pid} comes to rest")


def programs_of(*names):
    """Paths of these programs of the system; None if one of them is not there."""
    found = [shutil.which(name) for name in names]
    return found if all(found) else None
