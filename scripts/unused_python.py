#!/usr/bin/python3
"""What pyflakes finds in the Python of the tree. A fixture that a test imports is used by its name alone: pyflakes cannot see it.
Prints what it found; status 1 if anything is left."""
import re
import subprocess
import sys
from pathlib import Path

from made_table import TOP

FIXTURE = re.compile(r"^@pytest\.fixture.*\n(?:@.*\n)*def (\w+)", re.M)
SEEN_UNUSED = re.compile(r"'(?:\w+\.)?(\w+)' imported but unused|redefinition of unused '(\w+)'")

files = sorted([*Path(TOP, "tests").rglob("*.py"), *Path(TOP, "scripts").glob("*.py")])
fixtures = {name for path in files for name in FIXTURE.findall(path.read_text(encoding="utf-8"))}
said = subprocess.run([sys.executable, "-m", "pyflakes", *map(str, files)], capture_output=True, text=True, check=False)
wrong = said.stderr.splitlines()
for line in said.stdout.splitlines():
    unused = SEEN_UNUSED.search(line)
    if not unused or (unused[1] or unused[2]) not in fixtures:
        wrong.append(line)
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
