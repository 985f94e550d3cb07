"""What a measurement prints: rows while it runs, and at the end one table of budgets, what was measured, and the peers."""
import os
import statistics


def median(values):
    return statistics.median(values)


def tail(values):
    """(name, value) of the slow end: p99 of a hundred values and more, else the worst."""
    if len(values) < 100:
        return f"worst of {len(values)}", max(values)
    return f"p99 of {len(values)}", statistics.quantiles(values, n=100)[98]


def number(value):
    """Three digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


class Table:
    def __init__(self):
        self.verdicts = []

    @staticmethod
    def title(text):
        print(f"\n{text} (load of the machine {os.getloadavg()[0]:.1f})", flush=True)

    @staticmethod
    def row(what, value, note=""):
        print(f"| {what:<48} | {value:>14} | {note}", flush=True)

    def times(self, what, values, unit="ms", note=""):
        """Median and slow end; returns the median. Values in the unit."""
        name, slow = tail(values)
        self.row(what, f"{number(median(values))} {unit}", f"median; {name} {number(slow)} {unit}" + (f"; {note}" if note else ""))
        return median(values)

    def ratio(self, what, ours, theirs, note=""):
        """How many times ours the peer's figure is."""
        self.row(f"  {what}", f"{number(theirs / ours)} ×", note)

    def missing(self, what, why):
        self.row(what, "not there", why)

    def judge(self, what, ours, unit, budget, peers=(), at_least=False):
        """A budget of the design and what came out; peers are (name, figure). A budget of None: there is none."""
        within = None if budget is None else ours >= budget if at_least else ours <= budget
        self.verdicts.append((what, ours, unit, budget, [p for p in peers if p[1] is not None], at_least, within))

    def summary(self):
        print("\n| what | budget | Vigie | peer | ratio | within? |\n|---|---|---|---|---|---|")
        for what, ours, unit, budget, peers, at_least, within in self.verdicts:
            limit = "–" if budget is None else f"{'≥' if at_least else '≤'} {number(budget)} {unit}"
            names = "<br>".join(f"{name} {number(value)}" for name, value in peers) or "–"
            ratios = "<br>".join(f"{number(value / ours)} ×" for _, value in peers) or "–"
            verdict = "–" if within is None else "yes" if within else "**NO**"
            print(f"| {what} | {limit} | {number(ours)} {unit} | {names} | {ratios} | {verdict} |")
