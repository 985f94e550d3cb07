#!/usr/bin/python3
"""Holds the English of the page's events to what the programs say: whatever a line of level notice and above can be made of has its
English in health-server/pages/event_lines.def, event_phrases.def or event_repairs.def, and no row there is left over.
event_repairs.def is made from the tables that bear both languages; --write makes it anew. Prints what differs; status 1 if anything does."""
import ast
import re
import sys

from made_table import TOP

PAGES = TOP / "health-server/pages"
PROGRAMS = ("common", "supervisor", "gateway-worker", "sheets-worker", "health-server", "tests/simulator")
HOLE = "\x01"
STARTS = " (:«"  # behind which a phrase may begin
LITERALS = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*(?:PRI\w+\s*)?"(?:[^"\\\n]|\\.)*")*')
QUIET = ("LOG_DEBUG", "LOG_INFO")  # what no page shows

# Calls whose arguments become events or parts of them.
CALLS = {"log_event": None, "settings_found": "common/base", "log_render": None, "log_last_line": None}
# Files in which every French text can become a part of one.
WHOLE = ["common/base/setting_kinds.c", "common/base/shard_plan.c", "common/base/dotenv.c", "common/base/fatal.c", "common/base/resource_faults.def",
         "common/tasks/tasks.def", "gateway-worker/ip_block.c", "gateway-worker/rest/rest_outcomes.def", "gateway-worker/bot/model/ticket_actions.def",
         "gateway-worker/bot/permissions/permission_log.c", "gateway-worker/cache/permissions.def", "gateway-worker/bot/tickets/pins.c",
         "gateway-worker/bot/validation/owner_notice.c", "gateway-worker/bot/guild_state/validation_role.c", "gateway-worker/shards/gateway_report.c", "gateway-worker/rest_report.c",
         "gateway-worker/shards/identify_report.c", "gateway-worker/protocol/close_codes.def", "sheets-worker/outbox/disk_reasons.def",
         "sheets-worker/api/outcome.def", "sheets-worker/oauth/token_outcomes.def", "sheets-worker/oauth/token_reply.c",
         "sheets-worker/oauth/token.c", "sheets-worker/oauth/pem.c", "sheets-worker/oauth/service_account.c", "sheets-worker/oauth/key_text.c",
         "sheets-worker/requests/row_frames.c", "sheets-worker/sync/sync_log.c", "sheets-worker/requests/row_service.c", "supervisor/worker/child_log.c", "supervisor/reload/reload_log.c",
         "supervisor/logs/log_router.c", "health-server/alerts/channel_answers.def", "health-server/alerts/alert_log.c"]
BOTH = ["common/base/error_words.def", "gateway-worker/protocol/close_codes.def", "sheets-worker/api/outcome.def", "sheets-worker/oauth/token_outcomes.def"]
# No event shows it: what goes to a person at a terminal ends its line, and what is a header of a request names it.
ELSEWHERE = re.compile(r"\n$|^[A-Z][\w-]+: ")
NAMES = re.compile(r"[A-Za-z0-9_.…-]*[_./@][A-Za-z0-9_./…-]*|\b[A-Z][A-Z0-9_]+\b|“[^”]*”|ulimit -\w \w+|dmesg|systemd|seccomp|AppArmor|supervisor \w[\w-]*|{[^}]*}")


def without_comments(text):
    return re.sub(r'/\*.*?\*/|("(?:[^"\\\n]|\\.)*")|//[^\n]*', lambda m: m.group(1) or " ", text, flags=re.S)


def value_of(literal):
    return "".join(ast.literal_eval(f"u{part}") for part in re.findall(r'"(?:[^"\\]|\\.)*"', literal))


def with_holes(text):
    """Conversions of printf, and {names} that are filled in, become holes."""
    return re.sub(r"%(?:\.\*|[0-9.]+)?(?:ll|z)?[a-zA-Z]|%$|\{(?:email|url|message)\}", HOLE, text.replace("%%", "\x02")).replace("\x02", "%")


def calls(text, name):
    """The arguments of each call, as they stand."""
    for found in re.finditer(rf"(?<![\w\"]){name}\(", text):
        arguments, depth, begin, at = [], 0, found.end(), found.end()
        while depth >= 0:
            if text[at] == '"':
                at = LITERALS.match(text, at).end() - 1
            elif text[at] in "([{":
                depth += 1
            elif text[at] in ")]}":
                depth -= 1
            if depth < 0 or (depth == 0 and text[at] == ","):
                arguments.append(text[begin:at].strip())
                begin = at + 1
            at += 1
        yield arguments


def is_words(text):
    """French ones; what is English already stands beside them in some files."""
    if re.search(r"\b(the|of|is)\b", text) and not re.search(r"[à-ÿ]", text):
        return False
    return re.search(r"[a-zà-ÿ]{2}", text) and (" " in text.strip() or re.search(r"[à-ÿ]", text))


def sources():
    for program in PROGRAMS:
        for path in sorted((TOP / program).rglob("*.c")):
            yield path.relative_to(TOP).as_posix(), without_comments(path.read_text("utf-8"))


def texts():
    """(where, French text with holes): all that an event of level notice and above may consist of."""
    for where, text in sources():
        for name, only in CALLS.items():
            for arguments in calls(text, name) if not only or where.startswith(only) else ():
                if name == "log_event" and (len(arguments) < 4 or arguments[0] in QUIET):
                    continue
                for argument in arguments[3:] if name == "log_event" else arguments:
                    if not argument.startswith("LOG_WITH"):
                        yield from ((where, value_of(x)) for x in LITERALS.findall(argument))
    for where in WHOLE:
        text = without_comments((TOP / where).read_text("utf-8"))
        text = re.sub(r"^#.*$", "", text, flags=re.M)
        if where in BOTH:
            for row in re.findall(r"^\w+\((.*?)\)$", text, re.M | re.S):
                yield from ((where, value_of(x)) for x in LITERALS.findall(row)[-3 if "close" in where else -2:-1])
        else:
            quiet = [a for c in calls(text, "log_event") if c[0] in QUIET for a in c]
            yield from ((where, value_of(x)) for x in LITERALS.findall(text) if not any(x in a for a in quiet))


def rows_of(name):
    text = without_comments((PAGES / name).read_text("utf-8"))
    return [tuple(value_of(x) for x in LITERALS.findall(row)) for row in re.findall(r"^\w+\((.*?)\)$", text, re.M | re.S)]


def both_languages():
    """What event_repairs.def consists of."""
    rows = {}
    for where in BOTH:
        text = without_comments((TOP / where).read_text("utf-8"))
        for row in re.findall(r"^\w+\((.*?)\)$", text, re.M | re.S):
            french, english = (value_of(x) for x in LITERALS.findall(row)[-2:])
            if english:
                rows[french] = english
    return sorted(rows.items())


def repairs_file():
    def c(text):
        return '"' + re.sub(r"\{\w+\}", "%s", text).replace("\\", "\\\\").replace('"', '\\"') + '"'
    head = ("/* EVENT_PHRASE(french, english)\n *\n * What workers say that a person must do, made from the tables that bear both languages: scripts/event_words.py --write */\n"
            "/* clang-format off */\n")
    return head + "".join(f"EVENT_PHRASE({c(f)}, {c(e)})\n" for f, e in both_languages())


# ---- as event_words.c does it

def match(row, text, at):
    """(end, fixed, holes) of the row at that place, or None. The last hole takes the rest."""
    pieces, place, fixed, holes = row.split(HOLE), at, 0, []
    if not pieces[0] and at:
        return None
    for n, piece in enumerate(pieces):
        if n == 0:
            if not text.startswith(piece, place):
                return None
        else:
            end = len(text) if not piece and n == len(pieces) - 1 else text.find(piece, place)
            if end < 0:
                return None
            holes.append(text[place:end])
            place = end
        place, fixed = place + len(piece), fixed + len(piece.encode())
    if not pieces[0] and place != len(text) or re.match(r"\w\w", text[place - 1:place + 1]):
        return None
    return place, fixed, holes


def left_over(text, rows, used):
    """What of the text has no English."""
    left, at, begins = "", 0, True
    while at < len(text):
        best = None
        for row in rows if begins or text[at] == " " else ():
            found = match(row, text, at)
            if found and (not best or found[1] > best[1][1]):
                best = row, found
        if best:
            used.add(best[0])
            left += "\x03" + "".join(left_over(hole, rows, used) for hole in best[1][2])
            begins, at = text[best[1][0] - 1] in STARTS, best[1][0]
        else:
            left += text[at]
            begins, at = text[at] in STARTS, at + 1
    return left


def main():
    made = repairs_file()
    if sys.argv[1:] == ["--write"]:
        (PAGES / "event_repairs.def").write_text(made, "utf-8")
    wrong = []
    if (PAGES / "event_repairs.def").read_text("utf-8") != made:
        wrong.append("event_repairs.def is not what the tables say: scripts/event_words.py --write")
    files = {name: rows_of(name) for name in ("event_lines.def", "event_phrases.def", "event_repairs.def", "page_names.def")}
    rows = {}
    for name, pairs in files.items():
        for french, english in pairs:
            if with_holes(french).count(HOLE) != with_holes(english).count(HOLE):
                wrong.append(f"{name}: not as many conversions in both languages: {french}")
            rows[with_holes(french)] = name
    settings = (TOP / "common/base/settings.def").read_text("utf-8")
    names = [value_of(x[-2]) for x in (LITERALS.findall(r) for r in re.findall(r"^SETTING\((.*?)\)$", settings, re.M | re.S)) if len(x) > 1]
    known, used = [*rows, *names], set()
    seen = {with_holes(english) for pairs in files.values() for _, english in pairs}
    for where, text in texts():
        text = with_holes(text)
        if text in seen or not is_words(text) or ELSEWHERE.search(text):
            continue
        seen.add(text)
        left = NAMES.sub("", left_over(text, known, used).replace(HOLE, " "))
        if re.search(r"[a-zà-ÿ]{2}", left, re.I):
            wrong.append(f"{where}: no English for: {text.replace(HOLE, '%s')}\n    left: {left.strip()}")
    for row, name in rows.items():
        if name in ("event_lines.def",) and row not in used:
            wrong.append(f"{name}: nobody says: {row.replace(HOLE, '%s')}")
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
