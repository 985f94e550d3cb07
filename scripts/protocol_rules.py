#!/usr/bin/python3
"""Holds docs/protocol-rules.md to the tree: the modules and tests that it names exist, and no number is left out.
Prints what is wrong; status 1 if anything is."""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
HOW_MANY = {"G": 9, "H": 10, "I": 11, "R": 15, "C": 7, "S": 5, "Z": 6, "D": 2, "T": 21, "X": 13}


def known_tests():
    """Names of all unit tests and scenarios, by where they are defined."""
    names = set()
    for path in TOP.glob("tests/unit/*/*.c"):
        text = path.read_text(encoding="utf-8")
        defined = re.findall(r"^static void (\w+)\(void \*\*state\)", text, re.M)
        main = text[text.rfind("int main("):]
        names.update(name for name in defined if re.search(rf"\b{name}\b", main))  # one that never runs is none
    for path in TOP.glob("tests/scenarios/test_*.py"):
        names.update(re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.M))
    return names


def rules(text):
    """(id, module, tests) of each row."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and re.fullmatch(r"[A-Z]\d+", cells[0]):
            yield cells[0], cells[2], cells[3]


def complaints(text):
    tests, seen = known_tests(), []
    for rule, module, claim in rules(text):
        seen.append(rule)
        if module == "not used":
            if not claim or "`" in claim:
                yield f"{rule} is not used, and does not say why"
            continue
        if not (TOP / module.strip("`")).is_file():
            yield f"{rule} names {module}, which is not there"
        named = re.findall(r"`(\w+)`", claim)
        if not named:
            yield f"{rule} names no test"
        for name in named:
            if name not in tests:
                yield f"{rule} names the test {name}, which is not there or never runs"
    wanted = [f"{letter}{n}" for letter, most in HOW_MANY.items() for n in range(1, most + 1)]
    for rule in wanted:
        if seen.count(rule) != 1:
            yield f"{rule} stands there {seen.count(rule)} times"
    for rule in set(seen) - set(wanted):
        yield f"{rule} is no rule that is known"


def main():
    wrong = list(complaints((TOP / "docs/protocol-rules.md").read_text(encoding="utf-8")))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
