"""Invented filers whose earnings are known, as the SEC would frame them, faults included."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from models.earnings.filings.frames import INCOME_TAGS, REVENUE_TAGS, Frame, quarter_end

KINDS = ("listed", "co-registrant", "fund", "sponsored", "foreign", "unlisted")
NAMES = {
    "listed": "Invented Company {} Inc",
    "co-registrant": "Invented Company {} Operating Partnership LP",
    "fund": "Invented {} Commodity Index Fund",
    "sponsored": "FEDERAL HOME LOAN BANK OF PLACE {}",
    "foreign": "Invented Holding {} Ltd",
    "unlisted": "Invented Subsidiary {} LLC",
}
FIRST_CIK = 1_000_000


@dataclass
class Synthetic:
    """Tables (firms, quarters) of whole dollars from a year before `first_year` to `last`.

    `told` are copies that faults may alter; `seen` says which cells any frame holds.
    """

    n_listed: int
    first_year: int
    last: tuple[int, int]
    n_odd: int = 12  # of each kind that is no listed company
    seed: int = 1
    told: dict[str, np.ndarray] = field(default_factory=dict)
    seen: dict[str, np.ndarray] = field(default_factory=dict)
    true: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = rng = np.random.default_rng(self.seed)
        self.kind = np.array(
            ["listed"] * self.n_listed + [kind for kind in KINDS[1:] for _ in range(self.n_odd)]
        )
        n = len(self.kind)
        first = 4 * (self.first_year - 1)
        self.quarters = np.arange(first, 4 * self.last[0] + self.last[1])  # 4 * year + quarter - 1
        count = len(self.quarters)
        self.fiscal_end = rng.choice([4, 4, 4, 4, 2, 3, 1], n)
        self.style = rng.choice(["calendar", "saturday", "january"], n, p=[0.8, 0.12, 0.08])
        self.income_tag = rng.choice(3, n, p=[0.8, 0.12, 0.08])
        self.late_label = (self.style == "january") & (np.arange(n) % 2 == 0)
        size = np.exp(rng.normal(6.5, 1.9, n))  # floats in millions
        growth = np.exp(np.cumsum(rng.normal(0.01, 0.05, (n, count)), axis=1))
        revenue = 1e6 * size[:, None] * rng.uniform(0.05, 0.4, (n, 1)) * growth
        margin = rng.normal(0.08, 0.03, (n, 1)) - 0.09 * (rng.random((n, 1)) < 0.3)
        cycle = 0.03 * np.sin(np.arange(count) / 5)
        income = revenue * (margin + cycle + rng.normal(0, 0.04, (n, count)))
        assets = 1e6 * size[:, None] * rng.uniform(0.5, 5, (n, 1)) * growth
        floats = np.maximum(np.round(size[:, None] * growth * rng.uniform(0.7, 1.3, (n, count))), 5)
        of = self.kind != "co-registrant"
        floats[~of] = np.where(rng.random(((~of).sum(), 1)) < 0.5, 0, 5)
        floats[self.kind == "unlisted"] = 0
        tables = {"income": income, "revenue": revenue, "assets": assets, "floats": 1e6 * floats}
        self.true = {name: np.round(table) for name, table in tables.items()}
        for name in ("income", "revenue"):
            self.true[f"annual {name}"] = _year_sums(self.true[name])
        self.told = {name: table.copy() for name, table in self.true.items()}
        of_year = self.quarters % 4 + 1
        ends_year = of_year[None, :] == self.fiscal_end[:, None]
        enough = np.arange(count) >= 4
        framed = rng.random(n) < 0.2  # state a fourth quarter
        in_frames = np.array(
            [
                [self.label(f, c, annual=True) // 4 >= self.first_year for c in range(count)]
                for f in range(n)
            ]
        )
        for name in ("income", "revenue"):
            self.seen[name] = (~ends_year | framed[:, None]) & enough
            self.seen[f"annual {name}"] = ends_year & enough & in_frames
        self.seen["assets"] = np.ones((n, count), bool)
        self.seen["floats"] = (of_year[None, :] - 1) % 4 == (self.fiscal_end[:, None] + 1) % 4

    def column(self, year: int, quarter: int) -> int:
        """Return the column of a quarter."""
        return 4 * year + quarter - 1 - int(self.quarters[0])

    def label(self, firm: int, column: int, *, annual: bool) -> int:
        """Return the quarter, as 4 x year + quarter - 1, whose frame holds a fact.

        That of its middle, but for some filers the one after it, as far as frames go.
        """
        at, last = int(self.quarters[0]) + column, int(self.quarters[-1])
        if annual:
            at = 4 * ((at - 2) // 4)
        late = at + (4 if annual else 1)
        return late if self.late_label[firm] and late <= last else at

    def end(self, style: str, column: int) -> dt.date:
        """Return the day on which a fiscal quarter ends."""
        number = int(self.quarters[0]) + column
        day = quarter_end(number // 4, number % 4 + 1)
        if style == "january":  # a month later, on its last day
            first = (day + dt.timedelta(days=40)).replace(day=1)
            return first - dt.timedelta(days=1)
        if style == "saturday":  # the nearest Saturday: 52 or 53 weeks a year
            return day + dt.timedelta(days=(5 - day.weekday() + 3) % 7 - 3)
        return day

    def answers(self) -> dict[str, str]:
        """Return the JSON of each frame that has facts, by `Frame.name`."""
        rows: dict[Frame, list[str]] = defaultdict(list)
        ends = {
            s: [str(self.end(s, c)) for c in range(-4, len(self.quarters))] for s in set(self.style)
        }
        starts = {
            s: [str(self.end(s, c) + dt.timedelta(days=1)) for c in range(-8, len(self.quarters))]
            for s in set(self.style)
        }
        changed = self.column(2018, 1)
        for item, told in self.told.items():
            annual, flow = item.startswith("annual"), item.split()[-1]
            for firm, column in np.argwhere(self.seen[item]):
                value, style = told[firm, column], self.style[firm]
                at = self.label(firm, column, annual=annual)
                if flow == "income":
                    tag = INCOME_TAGS[self.income_tag[firm]]
                elif flow == "revenue":
                    tag = REVENUE_TAGS[1 if firm % 5 == 0 else 0 if column >= changed else 2]
                else:
                    tag = {"assets": "Assets", "floats": "EntityPublicFloat"}[flow]
                instant = flow in ("assets", "floats")
                frame = Frame(tag, at // 4, None if annual else at % 4 + 1, instant)
                back = 4 if annual else 1
                dates = "" if instant else f'"start":"{starts[style][column + 8 - back]}",'
                fact = (
                    f'{{"accn":"{self._accession(firm, column)}","cik":{FIRST_CIK + firm},'
                    f'"entityName":"{self.name(firm)}","loc":"US-CA",{dates}'
                    f'"end":"{ends[style][column + 4]}","val":{value:.0f}}}'
                )
                rows[frame].append(fact)
                if flow == "income" and annual and self.kind[firm] == "foreign":
                    rows[Frame(INCOME_TAGS[0], at // 4, unit="CNY")].append(fact)
        return {frame.name: _frame_json(frame, facts) for frame, facts in rows.items()}

    def name(self, firm: int) -> str:
        """Return the name of a filer."""
        return NAMES[self.kind[firm]].format(firm)

    def _accession(self, firm: int, column: int) -> str:
        filer = firm
        if self.kind[firm] == "co-registrant":
            filer = int(firm - self.n_listed)  # files together with one of the first companies
        number = int(self.quarters[0]) + column
        return f"{FIRST_CIK + filer:010d}-{number // 4 % 100:02d}-{column:06d}"


def _year_sums(table: np.ndarray) -> np.ndarray:
    sums = np.zeros_like(table)
    for back in range(4):
        sums[:, 3:] += table[:, 3 - back : table.shape[1] - back]
    return sums


def _frame_json(frame: Frame, facts: list[str]) -> str:
    return (
        f'{{"taxonomy":"{frame.taxonomy}","tag":"{frame.tag}","ccp":"{frame.period}",'
        f'"uom":"{frame.unit}","label":"{frame.tag}","description":"Invented.","pts":{len(facts)},'
        f'"data":[{",".join(facts)}]}}'
    )
