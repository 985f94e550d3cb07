#!/usr/bin/python3
"""What the guides name is there: sections of the page, words that programs say, metrics, events, settings, commands and make's targets.
Prints what is not; status 1 if anything is not."""
import re
import subprocess
import sys

from event_words import LITERALS, sources, value_of, with_holes, without_comments
from made_table import TOP

GUIDES = {"docs/guide.fr.md": 0, "docs/guide.en.md": 1}
NO_SETTINGS = {"VOTRE_SERVICE"}


def read(path):
    return (TOP / path).read_text("utf-8")


def table(path, macro):
    """The string columns of each row."""
    return [[value_of(x) for x in LITERALS.findall(row)] for row in re.findall(rf"^{macro}\((.*?)\)$", without_comments(read(path)), re.M | re.S)]


def plain(text):
    """As it is compared: quotes of either language, blanks and ends of sentences left out."""
    return re.sub(r"[\s«»“”\"\x01.…]+", " ", with_holes(text)).strip().lower()


def said():
    """Everything that a program can say, in one text."""
    texts = [value_of(x) for _, text in sources() for x in LITERALS.findall(text)]
    for path in (p for folder in ("common", "gateway-worker", "sheets-worker", "health-server", "supervisor") for p in (TOP / folder).rglob("*.def")):
        texts += [value_of(x) for x in LITERALS.findall(without_comments(path.read_text("utf-8")))]
    return "\n".join(plain(t) for t in texts)


def places(guide):
    """What the guide sends its reader to on the page, in section 7's second column and behind "Page," in section 9."""
    seven, nine = (re.search(rf"^## {n}\..*?(?=^## |\Z)", guide, re.M | re.S).group() for n in (7, 9))
    found = [m for row in re.findall(r"^\|[^|]*\|([^|]*)\|", seven, re.M) for m in re.findall(r"\*\*([^*]+)\*\*", row)]
    return found + [m for line in re.findall(r"^\d\. Page,.*$", nine, re.M) for m in re.findall(r"\*\*([^*]+)\*\*", line)]


def main():
    wrong = []
    words = table("health-server/pages/page_words.def", "PAGE_WORD")
    settings = set(re.findall(r"^SETTING\((\w+)", read("common/base/settings.def"), re.M))
    metrics = set(re.findall(r"^\| `(\w+)`", read("docs/metrics.md"), re.M))
    events = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', "".join(text for _, text in sources())))
    commands = read("supervisor/main.c") + read("supervisor/help.h") if (TOP / "supervisor/help.h").exists() else "".join(
        t for where, t in sources() if where.startswith("supervisor/"))
    everything = said()
    for path, language in GUIDES.items():
        guide = read(path)

        def miss(what, name):
            wrong.append(f"{path}: {what} that is not there: {name}")
        headings = {plain(row[language]) for row in words}
        for name in places(guide):
            if not all(plain(part) in headings for part in name.split(", ")[:1]):
                miss("a section of the page", name)
        for quoted in re.findall(r"« ([^»]+) »", guide) + re.findall(r"“([^”]+)”", guide):
            if plain(quoted) not in everything:
                miss("words", quoted)
        for phrase in re.findall(r"^\| `([^`]+)` \|", guide, re.M):
            if " " in phrase and plain(re.sub(r" :$", "", phrase)) not in everything:
                miss("a phrase of the log", phrase)
        for name in set(re.findall(r"`(?:\w+=)?([A-Z][A-Z0-9]*_[A-Z0-9_]+)`", guide)):
            if name not in settings | NO_SETTINGS and name.removesuffix("_FILE") not in settings:
                miss("a setting", name)
        for name in set(re.findall(r"`((?:vigie|discord|sheets|http)_[a-z_]+)`", guide)):
            if name not in metrics and name not in everything:
                miss("a metric", name)
        for name in set(re.findall(r"(?:event=|grep )([a-z_]+\.[a-z_]+)", guide)):
            if name not in events:
                miss("an event", name)
        for name in set(re.findall(r"supervisor ([a-z][a-z-]+)", guide)):
            if f'"{name}"' not in commands:
                miss("a command", name)
        for name in set(re.findall(r"\bmake ([a-z-]+)", guide)):
            if subprocess.run(["make", "-n", name], cwd=TOP, capture_output=True).returncode:
                miss("a target of make", name)
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
