"""The two charts of the report: what the scenario does to small minus large, and to earnings."""

import numpy as np

from models.common.bands import ALL_SHOWN, SHOWN
from models.common.text import month, signed
from models.equations.outcomes import EPS, OUTCOMES, RETURN
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.world import World
from pages.charts.fan import fan_chart
from pages.charts.figure import Figure
from pages.charts.paths import path_chart
from pages.charts.rows import first_days
from pages.parts.past import FAMILY_MARKS, growth_columns, nothing, past_growth, past_return
from pages.parts.source_text import source_text


def small_minus_large(outcome: Outcome, world: World) -> Figure:
    """Return the impact of the levers with its bands; with none moved, all outcomes and the past year."""
    path, moved = outcome.path(RETURN), bool(outcome.scenario.moved)
    side = "difference" if moved else "scenario"
    baseline = 0 * path.baseline if moved else path.baseline
    hidden = np.array([bool(path.withheld_at(row)) for row in range(len(path.periods))])
    ahead = path.statistics(side) | {"baseline": baseline}
    paths = {name: np.r_[0.0, np.where(hidden, np.nan, values)] for name, values in ahead.items()}
    paths["month"] = first_days(path.periods, from_one_before=True)
    past = nothing() if moved else past_return(world, outcome.fit.spec.target)[0]
    what = "Impact of the scenario on small vs large" if moved else "Small vs large, nothing moved"
    return Figure(
        fan_chart,
        {"paths": paths, "past": past},
        title=f"{what}: {_at_the_end(path, side, outcome.horizon_months)}",
        source=f"Cumulative, 100 x log; bands {ALL_SHOWN}. " + source_text(outcome, "index closes"),
        alt=f"Line with bands by month, {month(path.periods[0])} to {month(path.periods[-1])}",
        options={"value_title": "pp"},
    )


def earnings(outcome: Outcome, world: World) -> Figure:
    """Return S&P 500 EPS growth: published, baseline, scenario with its band."""
    path = outcome.growth_path(EPS)
    actual, last = past_growth(world, EPS)
    row = OUTCOMES[EPS]
    return Figure(
        path_chart,
        {"paths": growth_columns(path, actual), "past": actual},
        title=f"{row.title}: {_at_the_end(path, 'scenario', outcome.horizon_months)}",
        source=f"Four-quarter growth, 100 x log; {SHOWN} band. Published to {month(last)}; later "
        "quarters are estimates. " + source_text(outcome, row.publisher),
        alt=f"Lines by quarter, published to {month(last)}, then baseline and scenario with its band",
        options={
            "value_title": "%",
            "number_format": "+.0f",
            "banded": True,
            "zero": True,
            "members": FAMILY_MARKS,
        },
    )


def _at_the_end(path: OutcomePath, side: str, horizon_months: int) -> str:
    """Say the last figure that is stated, and whether later ones are withheld."""
    row, end = path.stated(horizon_months), path.at(horizon_months)
    if row < 0:
        return f"withheld, {path.withheld_at(end)}" if end >= 0 else "no quarter ends so soon"
    later = "; later months are withheld" if row < end else ""
    unit = "%" if path.unit == "%" else f" {path.unit}"
    return f"{signed(getattr(path, side)[row])}{unit} by {month(path.periods[row])}{later}"
