"""The requests of a batch as outcomes, as far as a batch tells them: for words and charts."""

from dataclasses import replace
from typing import Any

import numpy as np

from models.common.bands import LEVELS_PCT, NORMAL_QUANTILES, SHOWN_COLUMN, ends
from models.comparison.batch import Batch, ManyPaths
from models.outcome.combination import CombinedPath, why_withheld
from models.outcome.growth_path import GrowthPath
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath


def at_steps(outcome: Outcome, batch: Batch) -> list[Outcome | None]:
    """Return the outcome of each request of a batch, None where it is refused.

    Parameters
    ----------
    outcome : Outcome
        Of the world and choices that the batch was evaluated with; what does not depend on the levers
        is taken from it.
    batch : Batch
        Of every month up to the horizon, with small minus large and the growth rates that are read.

    Notes
    -----
    Means, effects, bands, odds, settled signs and what is withheld are those of the request. The
    split by lever, single models and macro paths are not told by a batch: they are not to be read.
    """
    by_variable = [
        _paths(path, batch[path.variable])
        for path in outcome.paths
        if path.variable in batch.outcomes
    ]
    return [
        None if refused else replace(outcome, request=request, paths=paths)
        for request, refused, paths in zip(
            batch.requests, batch.refused, zip(*by_variable, strict=True), strict=True
        )
    ]


def _paths(path: OutcomePath, many: ManyPaths) -> list[OutcomePath]:
    """Return one outcome's path by request."""
    half = _half_widths(many, "difference")[..., SHOWN_COLUMN]
    columns: dict[str, Any] = {
        "baseline": many.of("baseline"),
        "contributions": many.of("difference")[..., None],
        "difference_sd": half / NORMAL_QUANTILES[SHOWN_COLUMN],
        "baseline_half_widths": _half_widths(many, "baseline"),
        "scenario_half_widths": _half_widths(many, "scenario"),
    }
    if isinstance(path, CombinedPath | GrowthPath):
        columns |= {name: many.of(name) for name in ("odds_baseline", "odds_scenario")}
    if isinstance(path, CombinedPath):
        columns["established"] = many.established
        columns["withheld"] = [
            tuple(why_withheld(*each) for each in zip(beyond, many.recorded, strict=True))
            for beyond in many.beyond
        ]
    whole = replace(path, periods=many.periods, horizon_months=many.horizon_months)
    return [
        replace(whole, **{name: values[place] for name, values in columns.items()})
        for place in range(len(many.numbers))
    ]


def _half_widths(many: ManyPaths, side: str) -> np.ndarray:
    """Half-widths of the bands of one side, (S, P, 3)."""
    upper = [many.of(f"{side}_{ends(level)[1]}") for level in LEVELS_PCT]
    return np.stack(upper, axis=-1) - many.of(side)[..., None]
