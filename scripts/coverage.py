#!/usr/bin/python3
"""How many lines of each component the units run, as gcov counted them. Called by `make coverage`.

Usage: scripts/coverage.py OBJECT_FOLDER < lines "component|folder|…" (make print-components)
Prints a table; the last line sums up the service without its simulator and rulers. Status 1 if nothing was counted,
or a component has sources and no counts."""
import json
import subprocess
import sys
from pathlib import Path

PROCESSES = 40  # objects for one call of gcov


def counts_of(objects, folder):
    """(file, line) → how often it ran, of the folder's own files: a header's functions are in many objects."""
    counts = {}
    for first in range(0, len(objects), PROCESSES):
        gcov = subprocess.run(["gcov", "--stdout", "--json-format", *map(str, objects[first:first + PROCESSES])],
                              capture_output=True, text=True, check=True)
        for text in gcov.stdout.splitlines():
            for file in json.loads(text)["files"]:
                if str(Path(file["file"]).parent) != folder:
                    continue
                for line in file["lines"]:
                    place = file["file"], line["line_number"]
                    counts[place] = max(counts.get(place, 0), line["count"])
    return counts


def row(name, lines, covered):
    percent = f"{100 * covered / lines:6.1f}" if lines else "     -"
    return f"{name:<14} {lines:>7} {covered:>8} {percent}"


def main():
    objects = Path(sys.argv[1])
    service_lines = service_covered = uncounted = 0
    print(f"{'component':<14} {'lines':>7} {'covered':>8} {'%':>6}")
    for text in sys.stdin:
        component, folder, _ = text.split("|", 2)
        if not any(Path(folder).glob("*.c")):
            continue
        found = sorted((objects / folder).glob("*.gcno"))
        counts = counts_of(found, folder) if found else {}
        covered = sum(1 for count in counts.values() if count)
        print(row(component, len(counts), covered))
        uncounted += not counts
        if not folder.startswith("tests/"):
            service_lines += len(counts)
            service_covered += covered
    print(row("service", service_lines, service_covered))
    return 0 if service_covered and not uncounted else 1


sys.exit(main())
