#!/usr/bin/python3
"""Holds the table of docs/contract.md to alert_rules.def; with --write, makes it anew from there.
Prints what differs; status 1 if anything does."""
import ast
import re
import sys

from made_table import TOP, hold

RULES = TOP / "health-server/alerts/alert_rules.def"
SIGNALS = {
    "NONE": "told, not measured",
    "DOWN": "the status is `down`",
    "DEGRADED": "the status is `degraded`",
    "MEMORY_LEVEL": "memory of all processes over {}",
    "LATENCY_S": "heartbeat round trip {}",
    "TASK_FAILURES": "failed runs of background tasks within an hour {}",
    "CRASH_LOOPS": "workers (a carried bot too) in a crash loop {}",
    "HANGS": "a worker is hung, or was replaced for it within five minutes",
    "OUTBOX_AGE_S": "age of the oldest row that waits, seconds, {}",
    "REFUSED_ROWS": "rows that Google refuses for what they hold {}",
    "IDENTIFIES_LEFT": "IDENTIFYs left of the day {}",
    "FATAL_CLOSES": "the Gateway is closed for good, or the token refused",
    "IP_BANS": "Discord bans this address",
    "STATE_DIR_FAILURES": "the last write to STATE_DIR failed, or has not ended for 30 s",
    "SELF_PING_FAILURES": "self-pings that failed in a row {}",
}
COMPARE = {"AT_LEAST": "≥ {}", "ABOVE": "> {}", "BELOW": "< {}"}
LEVELS = {"1": "MEMORY_WARN_MB", "2": "MEMORY_CRITICAL_MB"}


def rows():
    """The arguments of each ALERT(...): words as they stand, strings without their quotes."""
    text = re.sub(r"/\*.*?\*/", "", RULES.read_text("utf-8"), flags=re.S)
    for row in re.findall(r"^ALERT\((.*?)\)$", text, re.M | re.S):
        yield [ast.literal_eval(part) if part[0] == '"' else part
               for part in re.findall(r'"(?:[^"\\]|\\.)*"|[A-Za-z0-9_]+', row)]


def condition(signal, compare, limit):
    limit = LEVELS[limit] if signal == "MEMORY_LEVEL" else {"LATENCY_WARN": "LATENCY_WARN_S"}.get(limit, limit)
    figure = limit if signal == "MEMORY_LEVEL" else COMPARE[compare].format(limit)
    return SIGNALS[signal].format(figure)


def table():
    yield "| id | raised when | held for | over after | severity | title |"
    yield "|---|---|---|---|---|---|"
    for _, name, signal, compare, limit, held, over, severity, title, _ in rows():
        gone = "–" if severity == "NOTICE" else f"{over} s"
        yield f"| `{name}` | {condition(signal, compare, limit)} | {held} s | {gone} | {severity.lower()} | {title} |"


if __name__ == "__main__":
    sys.exit(hold("docs/contract.md", "alert_table.py", "alert_rules.def", table()))
