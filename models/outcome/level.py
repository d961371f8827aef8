r"""Where small minus large stands by itself and how far off such statements have been.

The distribution of a cumulative relative return around its centre are the errors of all windows that had
ended by the origin, to both sides, divided by their root mean square and multiplied by

.. math:: \sigma_h = \sqrt{\overline{u_h^2} + \max(0, V - \bar V_h) + \kappa^2}

with u the errors of the record, V the variance of the scenario's effect, V-bar its mean over the
windows of the record and kappa what levers that are not set may do. Bands and odds are of this one
distribution.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.common.errors import ModelError
from models.completion.completion import Completion
from models.equations.fitted import Fit
from models.equations.level_judge import MODELS, WARM_UP
from models.equations.relative_return import HORIZONS, STATE_TERMS, series, state_of
from models.equations.state_forecast import fit_state_forecast
from models.panel import Panel

_CENTRES = {"state": "state", "average": "drift"}  # columns of the record


@dataclass(frozen=True, eq=False)
class Errors:
    """Past errors of one centre at every horizon.

    `mean_square` (24,) in pp squared; `sizes` holds, a horizon each, the errors' absolute values over
    their root mean square, ascending.
    """

    mean_square: np.ndarray
    sizes: tuple[np.ndarray, ...]

    def half_widths(self, sd: np.ndarray) -> np.ndarray:
        """Half-widths (H, 3) of the bands of `LEVELS_PCT`, for a root mean square (H,) in pp."""
        return self.sizes_held[: len(sd)] * sd[:, None]

    def at(self, rows: np.ndarray) -> "Errors":
        """Return those of some horizons, by row."""
        return Errors(self.mean_square[rows], tuple(self.sizes[row] for row in rows))

    @cached_property
    def sizes_held(self) -> np.ndarray:
        """Return the sizes that held the stated shares of errors, n + 1 correction included, (24, 3)."""
        rows = []
        for size in self.sizes:
            ranks = [int(np.ceil((len(size) + 1) * level / 100)) for level in LEVELS_PCT]
            rows.append(size[np.minimum(ranks, len(size)) - 1])
        return np.array(rows)

    def odds(self, centre: np.ndarray, sd: np.ndarray) -> np.ndarray:
        """Probability (H,) that small beats large: share of centre +- sd x size above zero."""
        found = []
        for size, at in zip(self.sizes, centre / sd, strict=False):
            up = len(size) - np.searchsorted(size, -at, side="right")
            down = np.searchsorted(size, at, side="left")
            found.append((up + down) / (2 * len(size)))
        return np.array(found)


@dataclass(frozen=True, eq=False)
class Level:
    """The centre without any lever moved (24,), pp, and the record it has as of the origin.

    `baseline` are errors of the centre alone, `scenario` of centre and effect of the levers.
    `mean_effect_variance` (24,) is V-bar; `recorded` (24,) says where centre and effect have beaten the
    long-run average (CRPS of the whole distribution, windows that ended since 1995). Judged on these
    windows, centre and effect have an `rsquared` (24,) against the historical mean, the effect adds
    `increment` (24,) of it to the centre, and bands held shares `held` (24, 3) of outcomes; all NaN where
    none is judged.
    """

    centre: np.ndarray
    baseline: Errors
    scenario: Errors
    mean_effect_variance: np.ndarray
    recorded: np.ndarray
    rsquared: np.ndarray
    increment: np.ndarray
    held: np.ndarray


def level_of(known: Panel, fit: Fit, completion: Completion, record: pd.DataFrame) -> Level:
    """Return the level as of a panel's origin, from the record of windows that had ended by then.

    Raises ModelError where these are too few.
    """
    until = record[record["end"] <= known.origin].dropna(subset=["effect_variance", *MODELS])
    columns = {name: until[name].to_numpy() for name in until if name != "end"}
    column = _CENTRES[fit.spec.centre]
    baseline, scenario, variance, recorded, judged = [], [], [], [], []
    for horizon in HORIZONS:
        at = columns["horizon"] == horizon
        rows = {name: values[at] for name, values in columns.items()}
        if at.sum() < WARM_UP:
            raise ModelError(
                f"{at.sum()} windows of {horizon} months had ended by {known.origin}; the record of "
                f"small minus large needs {WARM_UP}: choose a later date or a single estimator."
            )
        errors = rows["actual"] - rows[column]
        baseline.append(errors)
        scenario.append(errors - _effect(rows))
        variance.append(rows["effect_variance"].mean())
        seen = {name: v[np.isfinite(rows["crps_combined"])] for name, v in rows.items()}
        judged.append(_judged(seen, column))
        combined, drift = seen["crps_combined"].sum(), seen["crps_drift"].sum()
        recorded.append(0 < combined <= drift)
    return Level(
        centre=_centre(known, fit, completion),
        baseline=_errors(baseline),
        scenario=_errors(scenario),
        mean_effect_variance=np.array(variance),
        recorded=np.array(recorded),
        **{name: np.array([row[name] for row in judged]) for name in judged[0]},
    )


def _effect(rows: dict[str, np.ndarray]) -> np.ndarray:
    """Return the average effect by the models."""
    return np.mean([rows[model] for model in MODELS], axis=0)


def _judged(seen: dict[str, np.ndarray], column: str) -> dict[str, object]:
    effect = _effect(seen)
    combined, alone, mean = (
        ((seen["actual"] - said) ** 2).sum() or np.nan
        for said in (seen[column] + effect, seen[column], seen["mean"])
    )
    n = len(effect) or np.nan
    return {
        "rsquared": 1 - combined / mean,
        "increment": (alone - combined) / mean,
        "held": [seen[f"inside_{level}"].sum() / n for level in LEVELS_PCT],
    }


def _centre(known: Panel, fit: Fit, completion: Completion) -> np.ndarray:
    if fit.spec.centre == "average":
        return np.array([equation.start for equation in fit.returns])
    used = list(series(fit.spec.target))
    monthly = known.monthly[used].loc[: known.origin].fillna(completion.completed_edge())
    state = state_of(monthly, fit.spec.target)[list(STATE_TERMS)].iloc[-1].to_numpy()
    return fit_state_forecast(known, fit.spec).average(state)


def _errors(by_horizon: list[np.ndarray]) -> Errors:
    mean_square = np.array([np.mean(errors**2) for errors in by_horizon])
    sizes = [
        np.sort(np.abs(errors)) / np.sqrt(square)
        for errors, square in zip(by_horizon, mean_square, strict=True)
    ]
    return Errors(mean_square, tuple(sizes))
