#!/usr/bin/python3
"""Holds the samples of docs/monitoring to what exists: each metric that a rule or a panel asks for stands in docs/metrics.md,
each path in routes.def, each state in verdict.c; the rules pass promtool with their cases. Says each fault, status 1."""
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "monitoring"
FOREIGN = {"up", "ALERTS"}  # of Prometheus itself
SUFFIXES = ("_bucket", "_sum", "_count")
faults = []


def fault(where, text):
    faults.append(f"{where}: {text}")


def families():
    """Family → its labels, from the table that is made of metrics.def."""
    rows = re.findall(r"^\| `([a-z_]+)` \| (\w+) \| ([^|]*) \|", (ROOT / "docs" / "metrics.md").read_text("utf-8"), re.M)
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


def family_of(name, known):
    for suffix in SUFFIXES:
        stem = name.removesuffix(suffix)
        if stem != name and known.get(stem, ("",))[0] == "histogram":
            return stem
    return name if known.get(name, ("",))[0] != "histogram" else None


def check_expression(where, expression, known):
    names = re.findall(r"\b((?:vigie|discord|sheets|http|process)_[a-z_]+|up|ALERTS)\b(\{[^}]*\})?", expression)
    if not names:
        fault(where, f"asks for no metric: {expression}")
    for name, selector in names:
        if name in FOREIGN:
            continue
        family = family_of(name, known)
        if family not in known:
            fault(where, f"there is no metric {name}")
            continue
        for label in re.findall(r"(\w+)\s*[=!]", selector):
            if label not in known[family][1]:
                fault(where, f"{name} has no label {label}")


def check_rules(known):
    path = FOLDER / "prometheus-rules.yml"
    text = path.read_text("utf-8")
    expressions = re.findall(r"^\s+expr: (.*)$", text, re.M)
    if len(expressions) != len(re.findall(r"^\s+- alert: ", text, re.M)) or not expressions:
        fault(path.name, "an alert without an expression on one line")
    for expression in expressions:
        check_expression(path.name, expression, known)
    for command in (["check", "rules", path.name], ["test", "rules", "prometheus-rules-test.yml"]):
        done = subprocess.run(["promtool", *command], cwd=FOLDER, capture_output=True, text=True, check=False)
        if done.returncode:
            fault(" ".join(command), done.stdout + done.stderr)


def check_dashboard(known):
    path = FOLDER / "grafana-dashboard.json"
    panels = json.loads(path.read_text("utf-8"))["panels"]
    if len({p["id"] for p in panels}) != len(panels):
        fault(path.name, "two panels with one id")
    for panel in panels:
        for target in panel["targets"]:
            check_expression(f"{path.name}, {panel['title']}", target["expr"], known)
    places = [p["gridPos"] for p in panels]
    for i, a in enumerate(places):
        for b in places[i + 1:]:
            if a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"]:
                fault(path.name, f"panels on top of each other: {a} {b}")


def check_paths_and_states():
    routes = set(re.findall(r'^ROUTE\("([^"]+)"', (ROOT / "health-server/http/routes.def").read_text("utf-8"), re.M))
    states = set(re.findall(r'\[HEALTH_\w+\] = "(\w+)"', (ROOT / "health-server/state/verdict.c").read_text("utf-8")))
    members = set(re.findall(r'member_\w+\(w, "(\w+)"|jw_member_\w+\(w, "(\w+)"', (ROOT / "health-server/pages/health_page.c").read_text("utf-8")))
    members = {a or b for a, b in members}
    for path in sorted(FOLDER.iterdir()):
        text = path.read_text("utf-8")
        for asked in re.findall(r"https://vigie\.example\.org(/[a-z/.]*)", text):
            if asked not in routes:
                fault(path.name, f"there is no path {asked}")
        for member, wanted in re.findall(r"\[BODY\]\.(\w+)\s*(?:==|<|>)\s*([^\"]+)\"", text):
            if member not in members:
                fault(path.name, f"/health has no member {member}")
            for word in re.findall(r"[a-z]{4,}", wanted) if member == "status" else []:
                if word not in states:
                    fault(path.name, f"there is no state {word}")
    json.loads((FOLDER / "healthchecks.json").read_text("utf-8"))


def main():
    known = families()
    check_rules(known)
    check_dashboard(known)
    check_paths_and_states()
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
