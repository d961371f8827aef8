"""The tables of the report, cells as they are printed."""

from dataclasses import dataclass

import numpy as np

from models.common.bands import SHOWN, SHOWN_COLUMN, SHOWN_PCT
from models.common.text import month, months, percent, signed
from models.equations.outcomes import EPS, OUTCOMES, PROFITS, RETURN
from models.outcome.combination import HORIZONS_MONTHS, CombinedPath
from models.outcome.growth_path import GrowthPath
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.return_words import odds
from models.outcome.words import band
from models.scenario.levers import LEVERS
from models.scenario.spec import MODEL_LABELS

_WITHHELD = "withheld"
_USUAL_MONTHS = (1, 3, 6, 12, 18, 24)
_PRINTED = (RETURN, EPS, PROFITS)  # what the cards on screen are about


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A caption, the columns' headings, and rows of cells below the heading of their group, if any.

    The first cell of a row heads it.
    """

    caption: str
    headings: tuple[str, ...]
    groups: dict[str, list[tuple[str, ...]]]


def scorecard(outcome: Outcome) -> PrintedTable:
    """Return baseline, scenario, impact and odds of each outcome at the horizon."""
    rows: list[tuple[str, ...]] = []
    for path in map(outcome.path, _PRINTED):
        at = path.at(outcome.horizon_months)
        if at < 0 or path.horizon_months[at] < 1:
            continue
        rows.append((_title(path), month(path.periods[at]), *_figures(path, at), _odds(path, at)))
    return PrintedTable(
        f"At the end of {months(outcome.horizon_months)}",
        ("Outcome", "To", *_FIGURES, "Odds above zero (nothing moved)"),
        {"": rows},
    )


def paths_table(outcome: Outcome) -> PrintedTable:
    """Return every outcome at the usual months, growth in every quarter."""
    groups = {}
    for path in map(outcome.path, _PRINTED):
        quarterly = path.periods.freqstr.startswith("Q")
        groups[_title(path)] = [
            (
                month(path.periods[row]),
                str(ahead),
                *_figures(path, row),
                _WITHHELD if path.withheld_at(row) else signed(percent(path.scenario[row])),
            )
            for row, ahead in enumerate(path.horizon_months)
            if ahead >= 1 and (quarterly or ahead in {*_USUAL_MONTHS, outcome.horizon_months})
        ]
    return PrintedTable(
        "The paths",
        ("Period", "Months", *_FIGURES, "Scenario, simple %"),
        {title: rows for title, rows in groups.items() if rows},
    )


_FIGURES = ("Baseline", "Scenario", "Impact", f"Impact, {SHOWN} range", f"Scenario, {SHOWN} range")


def _title(path: OutcomePath) -> str:
    return f"{OUTCOMES[path.variable].title}, {path.unit}"


def _figures(path: OutcomePath, row: int) -> tuple[str, ...]:
    if path.withheld_at(row):
        return (_WITHHELD,) * len(_FIGURES)
    return (
        signed(path.baseline[row]),
        signed(path.scenario[row]),
        signed(path.difference[row]),
        band(path, "difference", row),
        band(path, "scenario", row),
    )


def _odds(path: OutcomePath, row: int) -> str:
    """Return the odds that small beats large or that growth is positive; a single estimator has none."""
    if not isinstance(path, CombinedPath | GrowthPath):
        return "not estimated"
    if path.withheld_at(row):
        return _WITHHELD
    return f"{odds(path.odds_scenario[row])} ({odds(path.odds_baseline[row])})"


def models_table(outcome: Outcome) -> PrintedTable | None:
    """Return the impact by each model beside their average; None where one estimator answers alone."""
    path = outcome.combined
    if path is None or not outcome.scenario.moved:
        return None
    at = [horizon - 1 for horizon in HORIZONS_MONTHS]

    def average(row: int) -> str:
        return (
            path.withheld[row]
            and _WITHHELD
            or (f"{signed(path.difference[row])} ({band(path, 'difference', row)})")
        )

    rows: list[tuple[str, ...]] = [
        ("Average of the models", *map(average, at)),
        *((MODEL_LABELS[name], *(signed(e[row]) for row in at)) for name, e in path.models.items()),
        ("Sign", *("settled" if path.established[row] else "not settled" for row in at)),
    ]
    heads = (f"{months(row + 1)}, {month(path.periods[row])}" for row in at)
    return PrintedTable(
        f"Do the models agree? Impact on small vs large, pp, {SHOWN} range of the average",
        ("Model", *heads),
        {"": rows},
    )


def record_table(outcome: Outcome) -> PrintedTable:
    """Return what has been explained on data not seen before, and what the ranges have held."""
    rows: list[tuple[str, ...]] = []
    for path in map(outcome.path, _PRINTED):
        label = OUTCOMES[path.variable].title
        if isinstance(path, CombinedPath):
            row = path.at(outcome.horizon_months)
            share, held = path.level.rsquared[row], path.level.held[row][SHOWN_COLUMN]
            label += f", {months(row + 1)}"
        else:
            record = outcome.equation_of(path.variable).record
            share, held = record["rsquared_levers"], record.get(f"coverage_{SHOWN_PCT}", np.nan)
            label += f", {months(outcome.horizon_months)}" if path.variable == RETURN else ""
        rows.append((label, _share(share), _share(held)))
    return PrintedTable(
        "Track record on data not seen before",
        ("Outcome", "Variance explained", f"Outcomes within the {SHOWN} range"),
        {"": rows},
    )


def _share(share: float) -> str:
    if np.isnan(share):
        return "not judged"
    return f"{100 * share:.0f}%" if share >= 0.005 else "nothing"


def levers_table(words: dict[str, str]) -> PrintedTable:
    """Return what each lever is set to."""
    said: list[tuple[str, ...]] = [
        (LEVERS[lever].label, text[0].upper() + text[1:]) for lever, text in words.items()
    ]
    return PrintedTable("The levers", ("Lever", "Setting"), {"": said})
