#!/usr/bin/python3
"""How each C file is compiled, as a compilation database on stdout. Called by `make compile_commands.json`.

Usage: scripts/compile_commands.py < the compiler with its flags, then lines "component|folder|includes" (make print-components)"""
import json
import sys
from itertools import chain

from made_table import TOP

command, *components = sys.stdin.read().splitlines()
entries = []
for component in components:
    name, folder, includes = component.split("|")
    tests = chain.from_iterable((TOP / "tests" / kind / name).glob("*.c") for kind in ("unit", "fuzz", "bench"))
    for path, more in [*((path, "") for path in (TOP / folder).glob("*.c")), *((path, f" -iquote {path.parent.parent}") for path in tests)]:
        file = str(path.relative_to(TOP))
        entries.append({"directory": str(TOP), "file": file, "command": f"{command} {includes}{more} -c {file}"})
json.dump(sorted(entries, key=lambda entry: entry["file"]), sys.stdout, indent=1)
