#!/usr/bin/python3
"""Each "facts T5", "facts/monitoring.md 3" and "contract 5" that a comment or a document names is there.
Prints those that are not; status 1 if there are any."""
import re
import subprocess
import sys

from made_table import TOP

NAMED = re.compile(r"\bfacts(?:/(?P<page>[a-z-]+)\.md)?,? (?P<rows>[A-Z]\d+(?:(?:, | and |-)[A-Z]\d+)*|\d+(?:\.\d+)?(?=[\s,;:.)]))")
CONTRACT = re.compile(r"\b[Cc]ontract(?:\.md)?(?: section)? (\d+)\b")


def text(path):
    return path.read_text(encoding="utf-8")


pages = {path.stem: text(path) for path in (TOP / "docs/facts").glob("*.md")}
rows = {name: set(re.findall(r"^\| \**([A-Z]\d+)\** \|", page, re.M)) for name, page in pages.items()}
sections = {name: set(re.findall(r"^#+ (\d+(?:\.\d+)?)", page, re.M)) for name, page in pages.items()}
chapters = set(re.findall(r"^## (\d+)\.", text(TOP / "docs/contract.md"), re.M))

listed = subprocess.run(["git", "ls-files", "*.c", "*.h", "*.def", "*.py", "*.md", "*.mjs"], cwd=TOP, capture_output=True, text=True, check=True)
wrong = []
seen = 0
for name in listed.stdout.split():
    if name.startswith("docs/facts/"):
        continue
    for number, line in enumerate(text(TOP / name).splitlines(), 1):
        for found in NAMED.finditer(line):
            page = found["page"] or "discord"
            named = re.findall(r"[A-Z]\d+|\d+(?:\.\d+)?", found["rows"])
            seen += len(named)
            wrong += [f"{name}:{number}: facts/{page}.md has no {one}" for one in named
                      if one not in rows.get(page, ()) and one not in sections.get(page, ())]
        for found in CONTRACT.finditer(line):
            seen += 1
            if found[1] not in chapters:
                wrong.append(f"{name}:{number}: docs/contract.md has no section {found[1]}")
if not seen:
    wrong.append("nothing names facts or contract: the look itself is wrong")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
