"""Everything at once, from a seed: people press, correct, sort, insert and paste; Google is slow, lost, refused and late; processes
and the whole service die. A model knows what each person was told; in the end the sheet holds exactly that.

VIGIE_SEEDS says how many runs, VIGIE_SEED repeats one that failed, VIGIE_STEPS how long each is."""
import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from oracle import cells, check_history, foreign
from pretend import ALICE, BERTRAND, CORRECT, VALIDATE, words_of
from processes import wait_until

SEED = int(os.environ.get("VIGIE_SEED", "0"))
SEEDS = int(os.environ.get("VIGIE_SEEDS", "20"))
STEPS = int(os.environ.get("VIGIE_STEPS", "150"))
LOST_S = 5  # Discord waits three for an acknowledgement
PATIENCE_S = 150  # after a run: pauses of a minute after crashes, and Google's own minute
WORKERS = ("gateway-worker", "sheets-worker", "health-server")
PEOPLE = (ALICE, BERTRAND, *(str(700000000000000000 + n) for n in range(6)))
GOOGLE_FAULTS = (
    {"op": "write", "delay_ms": 1200}, {"op": "write", "fate": "reset"}, {"op": "write", "fate": "after"},
    {"op": "write", "fate": "after", "status": 503}, {"op": "write", "status": 503}, {"op": "write", "fate": "truncate"},
    {"op": "write", "fate": "reset", "commit_ms": 2500}, {"op": "write", "status": 503, "commit_ms": 1500},
    {"op": "read", "status": 503}, {"op": "read", "delay_ms": 1200}, {"op": "read", "fate": "reset"}, {"op": "any", "status": 429},
    {"op": "token", "status": 503},
)


class Model:
    """What each person of each ticket may stand as: (validates, correction). One state where it is known, more where the
    person never heard of an outcome."""

    def __init__(self):
        self.possible, self.open, self.told = {}, {}, {}

    def of(self, where):
        return self.possible.setdefault(where, {(False, None)})

    def acts(self, where, interaction, change):
        self.open[where] = (interaction, change, time.monotonic())

    def decided(self, where, words):
        """The words of an outcome; None: Discord itself said that the interaction failed."""
        change = self.open.pop(where)[1]
        before = self.of(where)
        after = {change(state) for state in before}
        if words is None or "❔" in words:
            after |= before
        elif "❌" in words:
            after = before
        elif "vous validez" in words:
            after = {(True, None)}
        elif "vous ne validez plus" in words:
            after = {(False, correction) for _, correction in before | after}
        else:
            assert "points à corriger sont notés" in words, words
        self.possible[where] = after
        self.told.setdefault(where, []).append((words and words.splitlines()[-1][:60], sorted(map(str, after))))


def toggled(state):
    validates, correction = state
    return (False, correction) if validates else (True, None)


class Run:
    def __init__(self, vigie, simulator, seed):
        self.vigie, self.simulator, self.chance = vigie, simulator, random.Random(seed)
        self.model, self.pasted, self.notes, self.numbers = Model(), Counter(), {}, 0
        self.tickets, self.names = [], 0
        self.log = []

    # ---- what people do

    def ticket(self):
        self.names += 1
        self.tickets.append(self.simulator.new_channel(f"【🎭】fiche-{self.names}"))

    def someone(self):
        """A ticket with its panel, and a person who awaits no answer there; None: all of them wait."""
        shown = [t for t in self.tickets if self.simulator.panels(t)]
        free = [(t, p) for t in shown for p in PEOPLE if (t, p) not in self.model.open]
        return self.chance.choice(free) if free else None

    def press(self):
        where = self.someone()
        if where:
            self.model.acts(where, self.simulator.press(where[0], VALIDATE, where[1]), toggled)

    def correct(self):
        where = self.someone()
        if not where:
            return
        press = self.simulator.press(where[0], CORRECT, where[1])
        try:
            form = wait_until(lambda: (i := self.simulator.interaction(press))["acknowledged"] and i["callback"], timeout=3.5)
        except AssertionError:
            return  # the person saw that it failed, and did nothing
        if "custom_id" not in (form.get("data") or {}):
            return  # told in words that there is no form now
        self.numbers += 1
        text = f"Revoir le point {self.numbers} : l'âge 🎭"
        self.model.acts(where, self.simulator.submit(where[0], form["data"]["custom_id"], text, where[1]), lambda _: (False, text))

    def rearrange(self):
        self.simulator.post("sheet/rows", **self.chance.choice((
            {"do": "sort", "column": self.chance.choice((1, 2, 3, 4)), "descending": self.chance.random() < 0.5, "header": True},
            {"do": "insert", "at": self.chance.randint(2, 12), "count": self.chance.randint(1, 3)},
            {"do": "move", "at": self.chance.randint(2, 8), "count": 1, "to": self.chance.choice((2, 10, 14))})))

    def paste(self):
        """A filled row, far below what is used, so that no append of Vigie's can be there first."""
        self.numbers += 1
        place = len(self.simulator.rows()) + 20
        for column, value in enumerate((f"collage {self.numbers}", "à trier", self.numbers, "sans suite"), 1):
            how = "number" if isinstance(value, int) else "string"
            self.simulator.control("PUT", "sheet/cell", {"row": place, "column": column, "value": value, "as": how})
        row = next(row for row in self.simulator.rows() if row and row[0] and row[0]["value"] == f"collage {self.numbers}")
        self.pasted[json.dumps(cells(row), sort_keys=True)] += 1

    # ---- what breaks

    def google(self):
        if self.chance.random() < 0.15:
            self.simulator.post("google/mode", **self.chance.choice(({"stale_reads_ms": 1500}, {"revoke_tokens": True})))
        else:
            self.simulator.post("google", times=self.chance.randint(1, 2), **self.chance.choice(GOOGLE_FAULTS))

    def kill_worker(self):
        worker = self.chance.choice(WORKERS)
        if worker in self.vigie.pids():
            self.vigie.kill(worker)

    def kill_supervisor(self):
        """Started again at once, while its orphans may still be writing."""
        self.vigie.process.remember_family()
        self.vigie.process.popen.kill()
        self.vigie.process.popen.wait()
        self.start()

    def kill_all(self):
        self.vigie.process.end()
        self.start()

    def stop_and_start(self):
        self.vigie.process.remember_family()
        self.vigie.process.popen.terminate()
        assert self.vigie.process.wait() == 0
        self.start()

    def start(self):
        self.vigie.start()
        wait_until(lambda: self.vigie.get("/ping").status == 200, what="it is there again")

    # ---- a run

    STEPS = {"press": 40, "correct": 14, "rearrange": 10, "paste": 2, "ticket": 3, "google": 14,
             "kill_worker": 4, "kill_supervisor": 1, "kill_all": 1, "stop_and_start": 1}

    def step(self):
        name = self.chance.choices(list(self.STEPS), list(self.STEPS.values()))[0]
        self.log.append(name)
        getattr(self, name)()
        until = time.monotonic() + self.chance.choice((0, 0, 0.05, 0.2, 0.6))
        wait_until(lambda: time.monotonic() >= until, what="the moment")
        self.hear()

    def hear(self):
        for where, (interaction, _, began) in list(self.model.open.items()):
            seen = self.simulator.interaction(interaction)
            if words_of(seen):
                self.model.decided(where, words_of(seen))
            elif not seen["acknowledged"] and time.monotonic() > began + LOST_S:
                self.model.decided(where, None)
        return not self.model.open

    def heal(self):
        self.simulator.post("google", op="clear")
        self.simulator.post("google/mode", stale_reads_ms=0)

    def actual(self):
        """(ticket, person) → (validates, correction); of a ticket that stands in two rows, None: they are still to become one."""
        found = {}
        for ticket in self.tickets:
            rows = self.simulator.rows_of(ticket)
            if len(rows) > 1:
                found.update({(ticket, person): None for person in PEOPLE})
                continue
            validators, corrections = (json.loads(cell["value"]) for cell in rows[0][1:3]) if rows else ([], {})
            for person in PEOPLE:
                found[ticket, person] = (int(person) in validators, corrections.get(person))
        return found

    def wrong(self):
        return {where: (state, self.model.of(where)) for where, state in self.actual().items() if state not in self.model.of(where)}

    def check(self):
        assert not self.wrong(), f"stands there, and may stand there: {self.wrong()}"
        sheet = self.simulator.get("sheet")
        check_history(sheet)
        rows, _ = foreign(sheet)
        missing, more = self.pasted - rows, rows - self.pasted
        assert not missing and not more, f"people's rows: gone {missing}, unknown {more}"


def memory(vigie):
    """Proportional set size of all processes, MiB."""
    total = 0
    for pid in [vigie.process.pid, *vigie.pids().values()]:
        total += int(next(line.split()[1] for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")))
    return total / 1024


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(SEED, SEED + (SEEDS if "VIGIE_SEED" not in os.environ else 1)))
def test_what_people_were_told_stands_in_the_sheet_whatever_happens(vigie, simulator, seed):
    for column, text in enumerate(("channel_id", "validated_by", "corrections", "message_id"), 1):
        simulator.control("PUT", "sheet/cell", {"row": 1, "column": column, "value": text, "as": "string"})
    run = Run(vigie, simulator, seed)
    run.pasted += foreign(simulator.get("sheet"))[0]
    for _ in range(4):
        run.ticket()
    wait_until(lambda: all(simulator.row(t) for t in run.tickets), what="the tickets' rows")
    before = memory(vigie)
    try:
        for _ in range(STEPS):
            run.step()
        run.heal()
        wait_until(run.hear, timeout=PATIENCE_S, what="everybody is answered")
        wait_until(lambda: vigie.metric("sheets_queue_length") == 0 and simulator.get("google")["late"] == 0, timeout=PATIENCE_S, what="the outbox is empty")
        wait_until(lambda: not run.wrong(), timeout=PATIENCE_S, what="the sheet is right")
        run.check()
        assert vigie.metric("sheets_dead_letters") in (None, 0)
        after = memory(vigie)
        print(f"{before:.1f} MiB before, {after:.1f} after")
        assert after < before + 2, f"{before:.1f} MiB before, {after:.1f} after"
    finally:
        print(f"VIGIE_SEED={seed}:", Counter(run.log))
        for where in run.wrong():
            print("wrong:", where, run.wrong()[where], *run.model.told.get(where, ()), sep="\n    ")
        print("late:", simulator.get("google")["late"])
