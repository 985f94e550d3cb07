#!/usr/bin/python3
"""Holds the table of docs/metrics.md to metrics.def, shard_metrics.def and what pages add by themselves; with --write,
makes it anew from there. Prints what differs; status 1 if anything does."""
import re
import sys

from made_table import TOP, hold

WORKERS = {"S": "supervisor", "G": "gateway-worker", "K": "sheets-worker", "H": "health-server"}
STRING = r'"((?:[^"\\]|\\.)*)"'
ROW = re.compile(rf"^METRIC\(\w+, ([\w |]+), (\w+), {STRING}, {STRING}, {STRING}\)", re.M)
SHARD_ROW = re.compile(rf"^SHARD_METRIC\(\w+, (\w+), {STRING}, {STRING}\)", re.M)
HEAD = re.compile(rf"metrics_head\(out, {STRING}, {STRING},\s*{STRING}\)")


def text(path):
    return (TOP / path).read_text("utf-8")


def owners(letters):
    return "every program" if letters == "ALL" else ", ".join(WORKERS[letter.strip()] for letter in letters.split("|"))


def label_names(labels):
    return re.findall(r'(\w+)=\\"', labels)


def families():
    """family → [kind, labels, who, meaning], in the order of /metrics."""
    found, page = {}, "".join(path.read_text("utf-8") for path in sorted((TOP / "health-server/pages").glob("*.c")))
    for family, kind, help_text in HEAD.findall(page):
        labels = re.search(rf'{family}\{{([^}}]*)\}}', page)
        found[family] = [kind, label_names(labels.group(1)) if labels else [], "health-server", help_text]
    for who, kind, family, labels, help_text in ROW.findall(text("common/metrics/metrics.def")):
        many = ["worker"] if who == "ALL" or "|" in who else []
        row = found.setdefault(family, [kind.lower(), [], owners(who), help_text])
        row[1] += [name for name in many + label_names(labels) if name not in row[1]]
        if owners(who) not in row[2]:  # rows of one family may be of several programs
            row[2] += f", {owners(who)}"
    for kind, family, help_text in SHARD_ROW.findall(text("common/metrics/shard_metrics.def")):
        found[family] = [kind.lower(), ["shard"], WORKERS["G"], help_text]
    return found


def table():
    yield "| family | kind | labels | from | meaning |"
    yield "|---|---|---|---|---|"
    for family, (kind, labels, who, meaning) in families().items():
        names = ", ".join(f"`{name}`" for name in labels) or "–"
        yield f"| `{family}` | {kind} | {names} | {who} | {meaning} |"


if __name__ == "__main__":
    sys.exit(hold("docs/metrics.md", "metrics_table.py", "metrics.def", table()))
