r"""One answer from several models of small minus large: their equal-weight average, with all its doubt.

With e_m the effect by each of the M models that answer, the law of total variance over model, era and
coefficients gives the variance of the combined effect :math:`e = \frac1M \sum_m e_m`,

.. math:: V = \frac1M \sum_m v_m + \frac1M \sum_m (e_m - e)^2 + \frac1{M_e} \sum_m x'\Omega_m x

* v_m: coefficients of the model and of how levers that are not set follow;
* the middle term: disagreement between models;
* Omega_m: slopes between eras, of the M_e models that have eras (models.equations.era_spread).

Month by month in pp of log return, 1 to H months after the origin. Equal weights: the record cannot tell
the models apart, and estimated weights do worse (Stock and Watson 2004, J. of Forecasting 23, 405-430).
"""

from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np

from models.common.bands import NORMAL_QUANTILES, SHOWN_COLUMN
from models.completion.data import TARGET
from models.equations.apply import Inputs, Stack, beyond_history, capped
from models.equations.level_judge import BVAR
from models.outcome.level import Level
from models.outcome.macro import MacroPaths
from models.outcome.path import OutcomePath
from models.scenario.attribution import increments

HORIZONS_MONTHS = (3, 6, 12, 24)  # at which effects are stated
BEYOND = "moves larger than any on record"
SHOWN_SD = float(NORMAL_QUANTILES[SHOWN_COLUMN])
NO_RECORD = "no better than the long-run average this far ahead"


@dataclass(frozen=True, eq=False)
class CombinedPath(OutcomePath):
    """The average of the models as a path like any other, and what it is made of, arrays (P,) by month.

    `models` are the effects of each; `within`, `between`, `era` the parts of the variance, pp squared.
    `odds_baseline` and `odds_scenario` are probabilities that small beats large. `established` says
    where all models agree in sign and the shown band excludes zero; `withheld` why a month's figure is
    not stated, empty where it is.
    """

    models: dict[str, np.ndarray]
    within: np.ndarray
    between: np.ndarray
    era: np.ndarray
    odds_baseline: np.ndarray
    odds_scenario: np.ndarray
    established: np.ndarray
    withheld: tuple[str, ...]
    level: Level

    @property
    def effects(self) -> list[dict]:
        """What is said of the effect at each of `HORIZONS_MONTHS` that the path reaches, pp and odds.

        A withheld month has its reason in `withheld` and its numbers all the same.
        """
        low, high = self.band("difference")
        return [
            {
                "horizon_months": row + 1,
                "period": str(self.periods[row]),
                "effect_pp": float(self.difference[row]),
                "low_pp": float(low[row]),
                "high_pp": float(high[row]),
                "effect_by_model_pp": {name: float(e[row]) for name, e in self.models.items()},
                "sign_established": bool(self.established[row]),
                "odds_small_beats_large": float(self.odds_scenario[row]),
                "odds_with_nothing_moved": float(self.odds_baseline[row]),
                "withheld": self.withheld[row],
            }
            for row in (horizon - 1 for horizon in HORIZONS_MONTHS)
            if row < len(self.periods)
        ]

    def until(self, months: int) -> "CombinedPath":
        """Return the first months."""
        kept = {name: value[:months] for name, value in self._by_month().items()}
        models = {name: effect[:months] for name, effect in self.models.items()}
        return replace(self, models=models, **kept)

    def _by_month(self) -> dict:
        whole = {field.name: getattr(self, field.name) for field in fields(self)}
        not_months = ("variable", "unit", "models", "level")
        return {name: value for name, value in whole.items() if name not in not_months}

    def withheld_at(self, row: int) -> str:
        """Say why a month's figure is not stated, empty where it is."""
        return self.withheld[row]


@dataclass(frozen=True, eq=False)
class Together:
    """The numbers of M models' equations side by side, one row a month, as `Stack` has each."""

    slopes: np.ndarray  # (M, H, k)
    band_cov: np.ndarray  # (M, H, k, k), of the slopes
    era_cov: np.ndarray  # (H, k, k), mean over models
    period_slopes: np.ndarray  # (H, 3, k), mean over models


@lru_cache(maxsize=16)
def together(stacks: tuple[Stack, ...]) -> Together:
    """Put equations of the same horizons side by side."""
    return Together(
        slopes=np.stack([each.slopes for each in stacks]),
        band_cov=np.stack([each.band_cov[:, 1:, 1:] for each in stacks]),
        era_cov=np.mean([each.era_cov for each in stacks], axis=0),
        period_slopes=np.mean([each.period_slopes for each in stacks], axis=0),
    )


def combine(
    stacks: dict[str, Stack],
    inputs: Inputs,
    cap: bool,
    macro: MacroPaths,
    level: Level,
    unit: str,
) -> CombinedPath:
    """Average the equations and the completion model's own effect, over as many months as the inputs.

    All equations cap alike. The completion model is left out where it has no answer (`macro.refusal`).
    What levers beside the model add is added to each.
    """
    first, side = next(iter(stacks.values())), together(tuple(stacks.values()))
    n_months, cut = len(inputs.base), slice(len(inputs.base))
    base = capped(first, inputs.base, cap)
    change = capped(first, inputs.whole, cap) - base
    by_lever = {  # (M, H) by lever, those up to it moved
        lever: _through(side.slopes, capped(first, moved, cap) - base)
        for lever, moved in inputs.joined.items()
    }
    each = _through(side.slopes, change)
    followed = inputs.responses.transpose(1, 0, 2) @ side.slopes.transpose(1, 2, 0)
    variances = ((change[:, None] @ side.band_cov)[:, :, 0] * change).sum(axis=-1).clip(0)
    variances = variances + followed.var(axis=1).T
    unknown = (inputs.unknown * side.slopes.sum(axis=0)).sum(axis=-1)
    models = tuple(stacks)
    if not macro.refusal:
        models = (*models, BVAR)
        own = _bvar_effects(macro, cut)
        by_lever = {lever: np.vstack([e, own[lever]]) for lever, e in by_lever.items()}
        each = np.vstack([each, own.get(next(reversed(own), ""), np.zeros(n_months))])
        variances = np.vstack([variances, _bvar_variance(macro, cut)])
        unknown = unknown + macro.unknown((TARGET,))[:, cut, 0].cumsum(axis=1)
    added = macro.aside.first(n_months)
    each, variances = each + added.effect, variances + added.within
    effect, within, between = each.mean(axis=0), variances.mean(axis=0), each.var(axis=0)
    era = ((change[:, None] @ side.era_cov)[:, 0] * change).sum(axis=-1) + added.era
    variance = within + between + era
    centre = level.centre[cut]
    baseline_sd = np.sqrt(level.baseline.mean_square[cut])
    errors, scenario_sd = level.baseline, baseline_sd
    if macro.joined:
        errors = level.scenario
        excess = np.maximum(variance - level.mean_effect_variance[cut], 0.0)
        completion = ((unknown / len(models)) ** 2).sum(axis=0)
        scenario_sd = np.sqrt(errors.mean_square[cut] + excess + completion)
    beyond = beyond_history(first, inputs.whole)
    half = SHOWN_SD * np.sqrt(variance)
    agree = (each > 0).all(axis=0) | (each < 0).all(axis=0)
    return CombinedPath(
        variable=TARGET,
        unit=unit,
        periods=macro.whole.months[cut],
        horizon_months=np.arange(1, n_months + 1),
        baseline=centre,
        contributions=increments({k: e.mean(axis=0) for k, e in by_lever.items()}, n_months)
        + added.by_lever,
        difference_sd=np.sqrt(variance),
        baseline_half_widths=level.baseline.half_widths(baseline_sd),
        scenario_half_widths=errors.half_widths(scenario_sd),
        beyond_history=beyond,
        by_period=(side.period_slopes @ change[:, :, None])[:, :, 0] + added.by_period,
        era_variance=era,
        models=dict(zip(models, each, strict=True)),
        within=within,
        between=between,
        era=era,
        odds_baseline=level.baseline.odds(centre, baseline_sd),
        odds_scenario=errors.odds(centre + effect, scenario_sd),
        established=agree & (np.abs(effect) > half),
        withheld=tuple(
            why_withheld(*said)
            for said in zip(np.any(beyond, axis=1), level.recorded[cut], strict=True)
        ),
        level=level,
    )


def _through(slopes: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Effects (M, H) of changes (H, k)."""
    return (slopes * change).sum(axis=-1)


def why_withheld(beyond: bool, recorded: bool) -> str:
    """Say why a month's figure is not stated, empty where it is."""
    return " and ".join([*([BEYOND] if beyond else []), *([] if recorded else [NO_RECORD])])


def _bvar_effects(macro: MacroPaths, cut: slice) -> dict[str, np.ndarray]:
    """Cumulative effects (H,) with the levers up to each moved."""
    target = macro.whole.names.index(TARGET)
    baseline = macro.whole.baseline[cut, target].cumsum()
    return {
        lever: completed.scenario[cut, target].cumsum() - baseline
        for lever, completed in macro.joined.items()
    }


def _bvar_variance(macro: MacroPaths, cut: slice) -> np.ndarray:
    return macro.responses((TARGET,))[:, cut, 0].cumsum(axis=1).var(axis=0)
