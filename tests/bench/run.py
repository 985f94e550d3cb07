#!/usr/bin/python3
"""Measures what DESIGN budgets, side by side with peers in one run: prints what it sees, then one table. Fails only where
something could not be measured.

    make bench            or  make bench BENCH="supervision health"

Everything runs on this machine's loopback against the simulator, so the figures hold each program's own share only."""
import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scenarios")]
import crowd  # noqa: E402
import gateway  # noqa: E402
import health  # noqa: E402
import history  # noqa: E402
import members  # noqa: E402
import memory  # noqa: E402
import press  # noqa: E402
import recovery  # noqa: E402
import sheets  # noqa: E402
import supervision  # noqa: E402
from table import Table  # noqa: E402

PARTS = {"supervision": supervision, "gateway": gateway, "memory": memory, "members": members, "health": health, "crowd": crowd,
         "history": history, "recovery": recovery, "sheets": sheets, "press": press}


def commit():
    answer = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return answer.stdout.strip() or "unknown"


def processor():
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS) + "; all without")
    chosen = arguments.parse_args().parts or list(PARTS)
    unknown = set(chosen) - set(PARTS)
    if unknown:
        arguments.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    table, broken, began = Table(), [], time.monotonic()
    print(f"{os.cpu_count()} × {processor()}, {time.strftime('%Y-%m-%d', time.gmtime())}, "
          f"commit {commit()}")
    for part in chosen:
        folder = Path(tempfile.mkdtemp(prefix="vigie-bench-"))
        try:
            PARTS[part].measure(table, folder)
        except (Exception, SystemExit):
            traceback.print_exc()
            broken.append(part)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    table.summary()
    print(f"\n{time.monotonic() - began:.0f} s" + (f"; could not be measured: {', '.join(broken)}" if broken else ""))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
