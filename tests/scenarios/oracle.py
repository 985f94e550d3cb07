"""One judge for every scenario of the sheet: whatever Google, the network, a person or a kill did, each accepted key's
newest row stands there once, as text; nothing of anybody else changed; no more was asked of Google than it allows."""
import json
from collections import Counter

COLUMNS = 4  # A to D are Vigie's
MINUTE_MS = 60000
QUOTA = 60


def is_id(cell):
    return cell is not None and cell["type"] == "string" and cell["value"].isdecimal() and len(cell["value"]) >= 15


def text_of(cell):
    return "" if cell is None else cell["value"]


def cells(row):
    """The row without empty cells at its end."""
    row = list(row)
    while row and row[-1] is None:
        row.pop()
    return row


def foreign(sheet):
    """What is not Vigie's, wherever it stands: rows without an id, as they are, and what stands beside each id."""
    rows = [json.dumps(cells(row), sort_keys=True) for row in sheet["rows"] if cells(row) and not is_id(row[0])]
    beside = {row[0]["value"]: cells(row[COLUMNS:]) for row in sheet["rows"] if row and is_id(row[0]) and cells(row[COLUMNS:])}
    return Counter(rows), beside


def check_rows(sheet, newest):
    ours = [row for row in sheet["rows"] if row and is_id(row[0])]
    count = Counter(row[0]["value"] for row in ours)
    doubled = {key: times for key, times in count.items() if times > 1}
    assert not doubled, f"keys that stand there more than once: {doubled}"
    assert set(newest) - set(count) == set(), f"accepted and not in the sheet: {sorted(set(newest) - set(count))[:10]}"
    assert set(count) - set(newest) == set(), f"in the sheet and never accepted: {sorted(set(count) - set(newest))[:10]}"
    for row in ours:
        key, held = row[0]["value"], tuple(text_of(c) for c in (*row[1:COLUMNS], None, None, None)[:COLUMNS - 1])
        assert held == tuple(newest[key]), f"{key} holds {held}, accepted was {newest[key]}"
        types = {cell["type"] for cell in row[:COLUMNS] if cell}
        assert types == {"string"}, f"{key} has cells of other types: {types}"


def check_history(sheet):
    """Cells that the API changed are in Vigie's columns, whatever stood there before and after."""
    assert sheet["forgotten"] == 0 or sheet["history"], "the history was lost"
    for edit in sheet["history"]:
        if edit["who"] == "api" and edit["do"] == "cell":
            assert edit["column"] <= COLUMNS, f"Vigie wrote into column {edit['column']}: {edit}"


def most_in_a_minute(calls, op):
    times = sorted(call["at_ms"] for call in calls if call["op"] == op)
    return max((sum(1 for t in times if at - MINUTE_MS < t <= at) for at in times), default=0)


def check_calls(google, refusals_wanted):
    for op in ("read", "write"):
        most = most_in_a_minute(google["calls"], op)
        assert most <= QUOTA, f"{most} {op}s within one minute"
    if not refusals_wanted:
        assert google["quota_exceeded"] == 0, f"{google['quota_exceeded']} calls beyond the quota"
    assert google["violations"] == [], google["violations"][:5]


def judge(pretend, newest, untouched=None, quota_spent_by_others=False, tab=None):
    """`newest`: key → (b, c, d) as accepted last. `untouched`: what foreign() said when people were done."""
    sheet = pretend.get("sheet" + (f"?tab={tab}" if tab else ""))
    check_rows(sheet, newest)
    check_history(sheet)
    if untouched is not None:
        assert foreign(sheet) == untouched
    check_calls(pretend.get("google?calls=1000"), quota_spent_by_others)


def is_right(star, simulator):
    """For waiting: does each accepted row stand there once and newest by now?"""
    try:
        check_rows(simulator.get("sheet"), star.newest)
    except AssertionError:
        return False
    return True
