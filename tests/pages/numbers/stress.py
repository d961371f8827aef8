"""What the Stress page shows: from the tables that are downloaded, some cells run one by one."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from models.comparison.axis import axis_of
from models.comparison.lever_grid import grid
from models.comparison.sweep import sweep
from models.comparison.tornado import tornado
from models.outcome.run import evaluate
from tests.pages.numbers.break_even import crossings_of, interval
from tests.pages.numbers.figures import date, measured, months, plus, to, whole
from tests.pages.numbers.matching import Draws, Says, Stated
from tests.pages.numbers.technology import technology_note
from tests.pages.numbers.view import EPS, OUTCOMES, RETURN, View

NAMES = {RETURN: "small vs large", EPS: "S&P 500 EPS growth"}
EFFECT = {RETURN: "Effect on small vs large", EPS: "Effect on S&P 500 EPS growth"}
ODDS = {RETURN: "Odds that small beats large", EPS: "Odds that EPS grows"}
LABELS = {
    "fed": "Fed",
    "fiscal": "Fiscal",
    "labour": "Labour market",
    "credit": "Credit",
    "inflation": "Inflation",
    "tech": "Technology",
}
UNITS = dict.fromkeys(LABELS, "pp") | {"fed": "moves, cuts negative", "fiscal": "% of GDP"}
TITLES = {lever: f"{LABELS[lever]} ({UNITS[lever]})" for lever in LABELS}
TICKS = dict.fromkeys(LABELS, "+.1f") | {"fed": "+.0f"}
GDP = dict.fromkeys(LABELS, "pp") | {"fiscal": "% of GDP"}


@dataclass(frozen=True)
class Asked:
    """What the controls of the page say."""

    view: View
    x: str = "labour"
    y: str = "fed"
    variable: str = RETURN
    shown: str = "effect"
    horizon: int = 12
    lever: str = "labour"
    side: str = "the effect"

    @cached_property
    def grid(self):
        return grid(self.view.request, self.view.world, self.x, self.y)

    def lines(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows of the outcome at the last period within the horizon."""
        mine = table[
            (table["variable"] == self.variable) & (table["horizon_months"] <= self.horizon)
        ]
        return mine[mine["horizon_months"] == mine["horizon_months"].max()]

    @cached_property
    def cells(self) -> pd.DataFrame:
        found = self.lines(self.grid.table)
        self.run_some(found)
        return found

    def run_some(self, found: pd.DataFrame) -> None:
        """The corners of the map and one cell inside, each run alone."""
        span = int(found["horizon_months"].iloc[0])
        for place in (0, len(found) - 1, len(found) // 3):
            line = found.iloc[place]
            x, y = axis_of(self.x), axis_of(self.y)
            asked = x.moved(self.view.request, float(line[self.x]), hold=True)
            asked = replace(y.moved(asked, float(line[self.y]), hold=True), horizon_months=24)
            path = next(
                p for p in evaluate(asked, self.view.world).paths if p.variable == self.variable
            )
            at = int(np.flatnonzero(path.horizon_months == span)[0])
            assert np.isclose(float(path.contributions[at].sum()), line["difference"], atol=1e-9)

    @property
    def span(self) -> str:
        return months(int(self.cells["horizon_months"].iloc[0]))


def entries(view: View) -> list:
    asked = Asked(view, **view.chosen)
    return [
        Says("Months ahead: {h}", h=asked.horizon),
        Says("Outcome: {name}", name=NAMES[asked.variable]),
        Says("Around “{name}”: *", name=view.scenario.name),
        *heat(asked),
        *bars(asked),
        *line(asked),
        *map(Stated, ("Across: *", "Up: *", "Show: *", "Lever: *", "Break-even of: *")),
    ]


def source(asked: Asked, before: str, **values: object) -> Says:
    as_of = date(asked.view.world.setting.as_of)
    return Says(f"{before} Source: our estimates. Data as of {{as_of}}.", as_of=as_of, **values)


def odds(probability: float) -> str:
    return whole(min(max(probability, 0.01), 0.99)) + "%"


def settled(table: pd.DataFrame, variable: str) -> pd.Series:
    if variable == RETURN:
        return table["established"]
    return (table["difference_q05"] > 0) | (table["difference_q95"] < 0)


def heat(asked: Asked) -> list:
    cells, effect = asked.cells, asked.shown == "effect"
    known = cells[cells["stated"] & (cells["refused"] == "")]
    column = "difference" if effect else "odds_scenario"
    head = (EFFECT if effect else ODDS)[asked.variable]
    if known.empty:
        title = Says("{head} over {span}: withheld, *", head=head, span=asked.span)
    elif effect:
        share = settled(known, asked.variable).mean()
        title = Says(
            "{head} over {span}: {low} to {high} pp; {sign}",
            head=head,
            span=asked.span,
            low=plus(known[column].min()),
            high=plus(known[column].max()),
            sign=f"its sign is settled in {whole(share)}% of the map"
            if share
            else "nowhere is its sign settled",
        )
    else:
        title = Says(
            "{head} over {span}: {low} to {high}",
            head=head,
            span=asked.span,
            low=odds(known[column].min()),
            high=odds(known[column].max()),
        )
    return [title, _legend(asked, effect), _map(asked, cells, column)]


def _legend(asked: Asked, effect: bool) -> Says:
    start = "Line: no effect. " if effect else ""
    return source(asked, f"{start}Circle: where the scenario stands. Grey: withheld.")


def _map(asked: Asked, cells: pd.DataFrame, column: str) -> Draws:
    effect = column == "difference"
    x, y = cells[asked.x].to_numpy(), cells[asked.y].to_numpy()
    shown = (cells["stated"] & (cells["refused"] == "")).to_numpy()
    wide = np.where(shown, 1.04, 1.0) / 2
    step = [np.diff(np.unique(values))[0] for values in (x, y)]
    value = np.where(shown, cells[column] * (1 if effect else 100), np.nan)
    words = []
    for row in cells.itertuples():
        said = odds(row.odds_scenario)
        if effect:
            ends = to(row.difference_q05, row.difference_q95)
            said = f"{plus(row.difference)} pp (90% range {ends})"
        words.append(row.refused or (said if row.stated else "withheld"))
    zero = np.zeros((0, 4))
    if effect:
        pieces = asked.grid.frontier(asked.variable, column, asked.horizon)
        zero = np.array(pieces, dtype=float).reshape(-1, 4)
    now = [axis_of(name).now(asked.view.request) for name in (asked.x, asked.y)]
    here = [] if None in now else [now]
    title = f"{EFFECT[asked.variable]} (pp)" if effect else f"{ODDS[asked.variable]} (%)"
    return Draws(
        f"Map of two levers: {OUTCOMES[asked.variable]}",
        {
            "cells": {
                "x": x,
                "y": y,
                "x0": x - wide * step[0],
                "x1": x + wide * step[0],
                "y0": y - wide * step[1],
                "y1": y + wide * step[1],
                "value": value,
                "words": words,
            },
            "zero": dict(zip(("x", "y", "x2", "y2"), zero.T, strict=True)),
            "now": {"x": [float(p[0]) for p in here], "y": [float(p[1]) for p in here]},
        },
        (
            {
                "rect cells x x0 x2 x1 y y0 y2 y1 'baseline'",
                "rect cells x x0 x2 x1 y y0 y2 y1 value",
                "rule zero x x x2 x2 y y y2 y2 'history'",
                "point now x x y y 'history'",
            },
            {
                TITLES[asked.x]: f"x {TICKS[asked.x]}",
                TITLES[asked.y]: f"y {TICKS[asked.y]}",
                title: "words",
                "legend": "datum.value === 0 ? '0' : replace(format(datum.value, "
                f"'{'+.1f' if effect else '.0f'}'), '-', '\N{MINUS SIGN}')",
            },
        ),
    )


def bars(asked: Asked) -> list:
    found = tornado(asked.view.request, asked.view.world)
    table = asked.lines(found.table)
    if not table["stated"].any():
        return []
    by_lever = dict(iter(table.groupby("lever", sort=False)))
    order = sorted(by_lever, key=lambda name: -by_lever[name]["difference"].abs().max())
    data: dict[str, list] = {"lever": [], "move": [], "direction": [], "effect": []}
    for name in order:
        down, up = by_lever[name]["move"]
        for direction, move, effect in zip(
            ("down", "up"), (down, up), by_lever[name]["difference"], strict=True
        ):
            data["lever"].append(
                f"{LABELS[name]}, {measured(f'{plus(down)} or {plus(up)}', GDP[name])}"
            )
            data["move"].append(measured(plus(move), GDP[name]))
            data["direction"].append(direction)
            data["effect"].append(effect)
    clear = ((table["difference_q05"] > 0) | (table["difference_q95"] < 0)).any()
    return [
        Says(
            "A one-in-ten year of each lever moves {name} by up to {most} pp (*){sign}",
            name=NAMES[asked.variable],
            most=f"{table['difference'].abs().max():.1f}",
            sign="" if clear else "; no sign is settled",
        ),
        source(
            asked,
            "Each lever alone, moved in a year as far as in one year in ten since 1985; faint: down. "
            "Effect after {span}.",
            span=asked.span,
        ),
        Draws(
            f"Usual moves: {OUTCOMES[asked.variable]}",
            {"bars": data},
            (
                {"bar bars x effect y lever 'scenario'", "rule x 0 'baseline'"},
                {"Lever": "lever", "Move over a year": "move", "Effect (pp)": "effect +.2f"},
            ),
        ),
        technology_note(asked.view.world),
    ]


def line(asked: Asked) -> list:
    table = sweep(asked.view.request, asked.view.world, asked.lever).table
    mine = table[table["variable"] == asked.variable]
    column = "difference" if asked.side == "the effect" else "scenario"
    at_horizon = asked.lines(table)
    by_span = {int(span): rows for span, rows in mine.groupby("horizon_months")}
    shown = {span: rows for span, rows in by_span.items() if rows["stated"].any()}
    values = at_horizon["value"].to_numpy()
    stated = at_horizon["stated"].to_numpy()
    crossings = crossings_of(values, at_horizon[column].to_numpy(), stated, column)
    label = LABELS[asked.lever]
    where = " and ".join(plus(point, 2) for point in crossings)
    title = Says("{label}, after {span}: no break-even within bounds", label=label, span=asked.span)
    if crossings:
        title = Says(
            "{label}, after {span}: break-even at {where}",
            label=label,
            span=asked.span,
            where=measured(where, UNITS[asked.lever]),
        )
    effect_title = f"{EFFECT[asked.variable]} (pp)"
    level_title = (
        "Small vs large (pp)" if asked.variable == RETURN else "Four-quarter growth (%, log)"
    )
    axis = effect_title if column == "difference" else level_title
    now = axis_of(asked.lever).now(asked.view.request)
    tick = TICKS[asked.lever]
    ends = {
        name: np.where(stated, at_horizon[f"{column}_{end}"], np.nan)
        for name, end in (("low", "q05"), ("high", "q95"))
    }
    return [
        title,
        source(asked, "Band: 90%, after {span}. Dashed rule: *.", span=asked.span),
        interval(at_horizon, column, UNITS[asked.lever]),
        Draws(
            f"One lever: {OUTCOMES[asked.variable]}",
            {
                "lines": {
                    "at": [v for _ in shown for v in values],
                    "horizon": [months(span) for span in shown for _ in values],
                    "value": [
                        v if ok else np.nan
                        for rows in shown.values()
                        for v, ok in zip(rows[column], rows["stated"], strict=True)
                    ],
                },
                "band": {"at": values, **ends},
                "now": {"at": [] if now is None else [float(now)]},
                "crossings": {"at": crossings},
            },
            (
                {
                    "area band x at y low y2 high 'scenario'",
                    "line lines x at y value strokeDash horizon 'scenario'",
                    "rule now x at 'history'",
                    "point crossings x at y 0 'history'",
                    "rule y 0 'baseline'",
                },
                {
                    TITLES[asked.lever]: f"at {tick}",
                    "90% band from": "low +.1f",
                    "to": "high +.1f",
                    "Horizon": "horizon",
                    axis: "value +.1f",
                    "Break-even": "at +.2f",
                },
            ),
        ),
    ]
