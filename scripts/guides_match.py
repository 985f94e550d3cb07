#!/usr/bin/python3
"""The two guides are one: the same headings at the same levels, the same table rows, list items and code blocks section by
section, and the same settings named. Says each difference, status 1."""
import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def sections(name):
    """(level, shape, settings) of each heading and what stands below it."""
    text = (DOCS / name).read_text("utf-8")
    parts = re.split(r"^(#+) (.*)$", text, flags=re.M)
    found = []
    for level, title, body in zip(parts[1::3], parts[2::3], parts[3::3]):
        lines = body.splitlines()
        shape = {"table rows": sum(line.startswith("|") for line in lines),
                 "list items": sum(bool(re.match(r"(\d+\.|-) ", line)) for line in lines),
                 "code fences": sum(line.startswith("```") for line in lines),
                 "number": re.match(r"\d*", title).group(0),
                 "settings": sorted(set(re.findall(r"[A-Z]+_[A-Z_]+", body))),
                 "links": sorted(set(re.findall(r"<(https://[^>]+)>|\]\((?!#)([^)]+)\)", body)))}
        found.append((level, title, shape))
    return found


def main():
    french, english = sections("guide.fr.md"), sections("guide.en.md")
    faults = []
    if [f[0] for f in french] != [e[0] for e in english]:
        faults.append(f"headings differ: {[f[1] for f in french]} and {[e[1] for e in english]}")
    for (_, title, ours), (_, other, theirs) in zip(french, english):
        faults += [f"{title} / {other}: {what} {ours[what]} and {theirs[what]}" for what in ours if ours[what] != theirs[what]]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
