"""Odds and history of the compared scenarios: plain runs, simulated paths and history by plain loops."""

from dataclasses import replace

import numpy as np
import pandas as pd

from models.comparison.event_odds import redrawn_paths, simulated_paths
from models.outcome.run import evaluate
from models.scenario.levers import LEVERS
from tests.pages.numbers.compared import Asked
from tests.pages.numbers.equal_odds import odds
from tests.pages.numbers.figures import months, period, plus
from tests.pages.numbers.matching import Holds
from tests.pages.numbers.technology import lead_of_technology
from tests.pages.numbers.view import EPS

NOUNS = {
    "fed": ("policy rate", "pp"),
    "fiscal": ("fiscal impulse", "% of GDP"),
    "labour": ("unemployment", "pp"),
    "credit": ("credit spread", "pp"),
    "tech": ("Nasdaq-100 against the S&P 500", "pp"),
}
_MOST, _AFTER = 3, 12


def events(asked: Asked) -> list:
    """Both tables of the expander, its captions having no figures."""
    moved = [
        (label, request)
        for label, request in zip(asked.labels, asked.requests, strict=True)
        if request.scenario.moved
    ]
    return [_odds(asked, moved), _windows(asked, moved)]


def _changes(asked: Asked, request, lever: str) -> np.ndarray:
    """A lever's path over two years, minus its last published value."""
    variable = LEVERS[lever].variable
    macro = evaluate(replace(request, horizon_months=24), asked.world).macro
    return macro.scenario((variable,))[:, 0] - _start(asked, lever)


def _start(asked: Asked, lever: str) -> float:
    """The newest value of a lever: of the months up to the origin, or published after it."""
    setting, variable = asked.world.setting, LEVERS[lever].variable
    after = setting.known[:, list(setting.variables).index(variable)]
    return [v for v in (*setting.history[variable], *after) if v == v][-1]


def _history(asked: Asked, lever: str) -> pd.Series:
    panel = asked.world.panel
    if lever == "tech":
        return lead_of_technology(panel).loc[: panel.origin]
    return panel.monthly[LEVERS[lever].variable].loc[: panel.origin].dropna()


def _sized(lever: str, size: str) -> str:
    unit = NOUNS[lever][1]
    return f"{size}{unit}" if unit.startswith("%") else f"{size} {unit}"


def _odds(asked: Asked, moved: list) -> Holds:
    lines, model = [], asked.world.completion
    paths = simulated_paths(model)
    for label, request in moved:
        for lever in request.scenario.moved:
            path = _changes(asked, request, lever)
            place = int(np.argmax(np.abs(path)))
            change, span = round(float(path[place]), 9), place + 1
            if not change:
                continue
            variable, start = LEVERS[lever].variable, _start(asked, lever)
            way = 1 if change > 0 else -1
            if lever == "tech":
                simulated = redrawn_paths(asked.world, variable)
            else:
                simulated = paths[:, :, model.names.index(variable)]
            ahead = way * (simulated[:, :span].astype(float) - start)
            share = np.mean([line.max() >= abs(change) - 1e-9 for line in ahead])
            words = f"{NOUNS[lever][0]} {'up' if way > 0 else 'down'} by "
            words += f"{_sized(lever, plus(abs(change)).lstrip('+'))} within {months(span)}"
            since = [_share_since(asked, lever, change, span, year) for year in (1985, 1948)]
            lines.append([label, words[0].upper() + words[1:], odds(share), *since])
    return Holds.rows(("Scenario", "Event", "Odds now", "Since 1985", "Since 1948"), lines)


def _share_since(asked: Asked, lever: str, change: float, span: int, year: int) -> str:
    series = _history(asked, lever).loc[f"{year}-01" :]
    values, way = series.tolist(), 1 if change > 0 else -1
    starts = range(len(values) - span)
    came = [
        max(way * (v - values[t]) for v in values[t + 1 : t + span + 1]) >= abs(change) - 1e-9
        for t in starts
    ]
    hits = [t for t in starts if came[t]]
    episodes = sum(i == 0 or t - hits[i - 1] > span for i, t in enumerate(hits))
    begins = series.index[0]
    late = f", from {begins.year}" if (begins.year, begins.month) > (year, 1) else ""
    return f"{odds(sum(came) / len(came))} ({episodes} episode{'s' * (episodes != 1)}{late})"


def _windows(asked: Asked, moved: list) -> Holds:
    """Distances window by window; the nearest that do not touch one chosen before."""
    lines, span = [], asked.horizon
    returns = asked.world.panel.monthly[asked.world.fit.spec.target].loc[: asked.world.panel.origin]
    growth = asked.world.panel.quarterly[EPS]
    for label, request in moved:
        levers = request.scenario.moved
        wanted = np.column_stack([_changes(asked, request, lever)[:span] for lever in levers])
        each = [_history(asked, lever) for lever in levers]
        past = pd.concat(each, axis=1, join="inner").sort_index().loc["1948-01":]
        values, index = past.to_numpy(), past.index
        seen = np.array(
            [values[t + 1 : t + span + 1] - values[t] for t in range(len(values) - span)]
        )
        calm = [
            str(index[t + span]) < "2020-03" or str(index[t]) >= "2020-12" for t in range(len(seen))
        ]
        scale = seen[calm].std(axis=0)
        far = [float(np.sqrt(np.mean(((one - wanted) / scale) ** 2))) for one in seen]
        chosen: list[int] = []
        for t in sorted(range(len(far)), key=lambda t: far[t]):
            if len(chosen) < _MOST and all(abs(t - other) > span for other in chosen):
                chosen.append(t)
        for t in chosen:
            first, last = index[t] + 1, index[t + span]
            moves = [
                f"{NOUNS[lever][0]} {_sized(lever, plus(change))}"
                for lever, change in zip(levers, seen[t][-1], strict=True)
            ]
            lines.append(
                [
                    label,
                    f"{period(first)} to {period(last)}",
                    ", ".join(moves),
                    f"{far[t]:.1f}",
                    _summed(returns, first, last),
                    _summed(returns, last + 1, last + _AFTER),
                    _known(growth.get(last.asfreq("Q"), np.nan)),
                ]
            )
    return Holds.rows(
        (
            "Scenario",
            f"Most like it over {months(span)}",
            "Levers",
            "Distance, sd",
            "Small vs large, pp",
            "Next 12 months, pp",
            "S&P 500 EPS, %",
        ),
        lines,
    )


def _summed(returns: pd.Series, first: pd.Period, last: pd.Period) -> str:
    every = [returns.get(month, np.nan) for month in pd.period_range(first, last)]
    return _known(float(np.sum(every)))


def _known(value: float) -> str:
    return "not known" if value != value else plus(value)
