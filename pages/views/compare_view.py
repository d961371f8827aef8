"""The parts of the Compare page, in reading order."""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import streamlit as st

from models.common.bands import NORMAL_QUANTILES, SHOWN, SHOWN_COLUMN
from models.common.text import month, months, signed
from models.comparison.batch import evaluate_many
from models.comparison.compare import Comparison, compare
from models.comparison.pairwise import Gap
from models.equations.outcomes import EPS, OUTCOMES, RETURN
from models.outcome.combination import HORIZONS_MONTHS
from models.outcome.export import csv_bytes
from models.outcome.notes import beside_notes
from models.outcome.path import OutcomePath
from models.outcome.return_words import odds
from models.outcome.words import scenario_words
from models.outcome.world import World
from models.scenario.attribution import levers_shown
from models.scenario.levers import LEVERS
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.request import Request
from pages.charts.overlay import LETTERS, LINE_IDEAS
from pages.charts.rows import arrow_table
from pages.charts.side_by_side import driver_bars
from pages.parts.draw import draw, plain, unbroken

NAMES = {RETURN: "small vs large", EPS: "S&P 500 EPS growth"}
WORSE_FOR = {RETURN: "small caps", EPS: "S&P 500 EPS"}
_KEPT = 16  # comparisons, of a megabyte each
_WITHHELD = "withheld"
_ALL = "All levers"


@lru_cache(maxsize=_KEPT)
def compare_once(
    requests: tuple[Request, ...], world: World
) -> tuple[Comparison | None, tuple[str, ...]]:
    """Return the comparison of the scenarios that have an answer, None of fewer than two.

    Of each other it says in a sentence why it has none. What was asked before is not evaluated again.
    """
    refused = evaluate_many(requests, world, (MAX_HORIZON_MONTHS,), (RETURN,)).refused
    notes = tuple(
        f"{request.scenario.name} has no answer from this start: {reason}"
        for request, reason in zip(requests, refused, strict=True)
        if reason
    )
    kept = [request for request, reason in zip(requests, refused, strict=True) if not reason]
    if len(kept) < 2:
        return None, (*notes, "A comparison takes two scenarios or more: add one.")
    return compare(kept, world), notes


@lru_cache(maxsize=16 * _KEPT)
def _gap(found: Comparison, variable: str, place: int, horizon_months: int, versus: int) -> Gap:
    return found.gap(variable, place, horizon_months, versus)


@dataclass(frozen=True, eq=False)
class Shown:
    """A comparison as the page shows it: by one outcome, over one horizon."""

    found: Comparison
    variable: str
    horizon_months: int

    @property
    def labels(self) -> list[str]:
        """The scenarios by letter and name; A is what the others are compared with."""
        return [f"{letter} {name}" for letter, name in zip(LETTERS, self.found.names, strict=False)]

    @property
    def paths(self) -> list[OutcomePath]:
        """The outcome under each scenario."""
        return [outcome.path(self.variable) for outcome in self.found.outcomes]

    @property
    def rows(self) -> list[int]:
        """Rows of the usual horizons and of the one asked for, each period once."""
        wanted = [h for h in HORIZONS_MONTHS if h < self.horizon_months] + [self.horizon_months]
        path = self.paths[0]
        found = [path.at(horizon) for horizon in wanted]
        return sorted({row for row in found if row >= 0 and path.horizon_months[row] >= 1})

    @property
    def last(self) -> int:
        """The last row within the horizon that no scenario's figure is withheld at, -1 if none."""
        first = self.paths[0]
        rows = [r for r in range(first.at(self.horizon_months), -1, -1) if not self.withheld(r)]
        return next((row for row in rows if first.horizon_months[row] >= 1), -1)

    def withheld(self, row: int) -> str:
        """Say why a period's figures are not stated, empty where all of them are."""
        return next((why for path in self.paths if (why := path.withheld_at(row))), "")

    def gap(self, place: int, row: int, versus: int = 0) -> Gap:
        """Return one scenario minus another in a period."""
        months_ahead = int(self.paths[0].horizon_months[row])
        return _gap(self.found, self.variable, place, months_ahead, versus)

    @property
    def words(self) -> str:
        """Say every scenario in words, for what leaves the screen."""
        setting = self.found.world.setting
        said = [scenario_words(outcome.scenario, setting) for outcome in self.found.outcomes]
        return " ".join(f"{letter}: {words}" for letter, words in zip(LETTERS, said, strict=False))

    @property
    def source(self) -> str:
        """Say whose estimates these are and of which date."""
        return f"Source: our estimates. Data as of {self.found.world.setting.dated}."


def findings(shown: Shown) -> None:
    """Say how likely C, and D, is worse than B; of two scenarios, how far B is from A."""
    if shown.last < 0:
        end = shown.paths[0].at(shown.horizon_months)
        why = shown.withheld(end) if end >= 0 else "no quarter ends within the horizon"
        st.markdown(f"Nothing can be said over {months(shown.horizon_months)}: {why}.")
        return
    others = range(2, len(shown.labels))
    said = _against_second(shown, others) if others else [_against_first(shown, 1)]
    for sentence in said:
        st.markdown(plain(unbroken(sentence)))


def _against_first(shown: Shown, place: int) -> str:
    found, until = shown.gap(place, shown.last), month(shown.paths[0].periods[shown.last])
    low, high = band(found)
    return (
        f"{shown.labels[place]} against {shown.labels[0]}: {NAMES[shown.variable]} "
        f"{signed(found.mean)} pp by {until} ({SHOWN} range {signed(low)} to {signed(high)} pp, which "
        f"{'includes' if low <= 0 <= high else 'excludes'} zero). Odds that it is the worse for "
        f"{WORSE_FOR[shown.variable]}: {odds(found.odds_below)}."
    )


def _against_second(shown: Shown, places: range) -> list[str]:
    """Say how likely each scenario is worse than B, horizon by horizon; once where none is settled."""
    rows = [row for row in shown.rows if not shown.withheld(row)]
    spans = [months(int(shown.paths[0].horizon_months[row])) for row in rows]
    said, any_settled = [], False
    for place in places:
        each = [shown.gap(place, row, versus=1) for row in rows]
        listed = ", ".join(
            f"{odds(g.odds_below)} over {span}" for g, span in zip(each, spans, strict=True)
        )
        settled = [span for g, span in zip(each, spans, strict=True) if not includes_zero(g)]
        any_settled = any_settled or bool(settled)
        verdict = (
            f" The {SHOWN} range of this difference excludes zero over {' and '.join(settled)}."
            if settled
            else ""
        )
        said.append(
            f"Odds that {shown.labels[place]} is worse for {WORSE_FOR[shown.variable]} than "
            f"{shown.labels[1]}: {listed}.{verdict}"
        )
    if not any_settled:
        which = "this difference" if len(said) == 1 else "either difference"
        said.append(
            f"At none of these horizons does the {SHOWN} range of {which} exclude zero: which is the "
            "bigger risk is not settled."
        )
    return said


def band(found: Gap) -> tuple[float, float]:
    """Return both ends of the shown band of a difference."""
    half = float(NORMAL_QUANTILES[SHOWN_COLUMN]) * found.sd
    return found.mean - half, found.mean + half


def includes_zero(found: Gap) -> bool:
    """Whether the shown band of a difference includes zero."""
    low, high = band(found)
    return low <= 0 <= high


def table(shown: Shown) -> None:
    """Show each scenario at the usual horizons: the outcome, and what it is minus A."""
    st.subheader("Each scenario, and its difference from A", anchor=False)
    lines: list[list[str]] = []
    for row in shown.rows:
        span = months(int(shown.paths[0].horizon_months[row]))
        when = f"{span}, {month(shown.paths[0].periods[row])}"
        for place, (label, path) in enumerate(zip(shown.labels, shown.paths, strict=True)):
            if shown.withheld(row):
                figures = [_WITHHELD] * 4
            elif place == 0:
                figures = [signed(path.scenario[row]), "", "", ""]
            else:
                found = shown.gap(place, row)
                low, high = band(found)
                figures = [
                    signed(path.scenario[row]),
                    signed(found.mean),
                    f"{signed(low)} to {signed(high)}",
                    odds(found.odds_below),
                ]
            lines.append([when, label, *figures])
    unit = shown.paths[0].unit
    name = NAMES[shown.variable]
    heads = (
        "Horizon",
        "Scenario",
        f"{name[0].upper()}{name[1:]}, {unit}",
        "Minus A, pp",
        f"{SHOWN} range of the difference",
        "Odds worse than A",
    )
    columns = {head: [line[i] for line in lines] for i, head in enumerate(heads)}
    st.dataframe(arrow_table(columns), hide_index=True, height="content", key="compare_table")
    st.caption(
        "The range of a difference holds the uncertainty of coefficients, the disagreement of models and "
        "eras, and no market noise: the same noise hits both. Worse is lower."
    )
    st.download_button(
        "Comparison (CSV)",
        partial(_csv, shown.found),
        file_name="comparison.csv",
        mime="text/csv",
        icon=":material/download:",
        key="download_comparison",
        on_click="ignore",
    )


def _csv(found: Comparison) -> bytes:
    return csv_bytes(found.table)


def drivers(shown: Shown) -> None:
    """Split each scenario's effect by lever, lever by lever beside each other."""
    row = shown.last
    if row < 0:
        return
    splits = []
    moved = levers_shown(*(outcome.scenario for outcome in shown.found.outcomes))
    for path in shown.paths:
        by_lever = dict(zip(LEVERS, map(float, path.contributions[row]), strict=True))
        of_one = {LEVERS[lever].label: by_lever[lever] for lever in moved}
        splits.append(of_one | {_ALL: float(path.difference[row])})
    levers, count = list(splits[0]), len(splits)
    draw(
        driver_bars,
        {
            "contributions": {
                "lever": np.repeat(levers, count),
                "scenario": list(shown.found.names) * len(levers),
                "idea": list(LINE_IDEAS[:count]) * len(levers),
                "contribution": [split[lever] for lever in levers for split in splits],
            }
        },
        key=f"drivers_{shown.variable}",
        title=_largest(shown, splits, month(shown.paths[0].periods[row])),
        source=f"Each scenario against its own case with nothing moved. {shown.source}",
        alt=f"Contributions compared: {OUTCOMES[shown.variable].label}",
        words=shown.words,
        value_title="Contribution (pp)",
        scenarios=count,
        rows=len(levers),
    )
    for note in beside_notes(shown.found.world.setting, moved):
        st.caption(plain(note))


def _largest(shown: Shown, splits: list[dict[str, float]], until: str) -> str:
    """State which lever moves the outcome most, by how much and in which scenario."""
    each = [
        (lever, label, part)
        for label, split in zip(shown.labels, splits, strict=True)
        for lever, part in split.items()
        if lever != _ALL
    ]
    lever, label, part = max(each, key=lambda one: abs(one[2]))
    if part == 0:
        return f"No lever moves {NAMES[shown.variable]} in any, by {until}"
    return f"{lever} moves {NAMES[shown.variable]} most: {signed(part)} pp in {label} by {until}"
