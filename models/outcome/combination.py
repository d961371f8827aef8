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

import numpy as np

from models.common.bands import SHOWN_PCT
from models.completion.data import TARGET
from models.equations.apply import Inputs, Stack
from models.equations.level_judge import BVAR
from models.outcome.level import Level
from models.outcome.macro import MacroPaths
from models.outcome.path import OutcomePath
from models.scenario.attribution import increments

HORIZONS_MONTHS = (3, 6, 12, 24)  # at which effects are stated
BEYOND = "moves larger than any on record"
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

    def stated(self, horizon_months: int) -> int:
        """Row of the last month within a horizon whose figure is stated, -1 where there is none."""
        rows = range(self.at(horizon_months), -1, -1)
        return next((row for row in rows if not self.withheld[row]), -1)


def combine(
    singles: dict[str, OutcomePath],
    stacks: dict[str, Stack],
    inputs: Inputs,
    macro: MacroPaths,
    level: Level,
) -> CombinedPath:
    """Average the equations' paths and the completion model's own effect.

    The completion model is left out where it has no answer (`macro.refusal`).
    """
    any_path = next(iter(singles.values()))
    cut = slice(len(any_path.periods))
    effects = {name: path.difference for name, path in singles.items()}
    parts = [path.contributions for path in singles.values()]
    variances = [path.difference_sd**2 for path in singles.values()]
    unknown = [(inputs.unknown * equations.slopes).sum(axis=-1) for equations in stacks.values()]
    if not macro.refusal:
        parts.append(_bvar_contributions(macro, cut))
        effects[BVAR] = parts[-1].sum(axis=1)
        variances.append(_bvar_variance(macro, cut))
        unknown.append(macro.unknown((TARGET,))[:, cut, 0].cumsum(axis=1))
    each = np.array(list(effects.values()))
    within, between = np.mean(variances, axis=0), each.var(axis=0)
    era = np.mean([path.era_variance for path in singles.values()], axis=0)
    variance = within + between + era
    completion = (np.mean(unknown, axis=0) ** 2).sum(axis=0)
    centre, effect = level.centre[cut], each.mean(axis=0)
    baseline_sd = np.sqrt(level.baseline.mean_square[cut])
    errors, scenario_sd = level.baseline, baseline_sd
    if macro.joined:
        errors = level.scenario
        excess = np.maximum(variance - level.mean_effect_variance[cut], 0.0)
        scenario_sd = np.sqrt(errors.mean_square[cut] + excess + completion)
    beyond = any_path.beyond_history.any(axis=1)
    shared = {field.name: getattr(any_path, field.name) for field in fields(OutcomePath)}
    path = CombinedPath(
        **shared
        | {
            "baseline": centre,
            "contributions": np.mean(parts, axis=0),
            "difference_sd": np.sqrt(variance),
            "baseline_half_widths": level.baseline.half_widths(baseline_sd),
            "scenario_half_widths": errors.half_widths(scenario_sd),
            "era_variance": era,
            "by_period": np.mean([path.by_period for path in singles.values()], axis=0),
        },
        models=effects,
        within=within,
        between=between,
        era=era,
        odds_baseline=level.baseline.odds(centre, baseline_sd),
        odds_scenario=errors.odds(centre + effect, scenario_sd),
        established=np.zeros(len(effect), dtype=bool),
        withheld=tuple(map(_withheld, beyond, level.recorded[cut])),
        level=level,
    )
    low, high = path.band("difference", SHOWN_PCT)
    agree = (each > 0).all(axis=0) | (each < 0).all(axis=0)
    path.established[:] = agree & ((low > 0) | (high < 0))
    return path


def _withheld(beyond: bool, recorded: bool) -> str:
    return " and ".join([*([BEYOND] if beyond else []), *([] if recorded else [NO_RECORD])])


def _bvar_contributions(macro: MacroPaths, cut: slice) -> np.ndarray:
    target = macro.whole.names.index(TARGET)
    baseline = macro.whole.baseline[cut, target].cumsum()
    effects = {
        lever: completed.scenario[cut, target].cumsum() - baseline
        for lever, completed in macro.joined.items()
    }
    return increments(effects, len(baseline))


def _bvar_variance(macro: MacroPaths, cut: slice) -> np.ndarray:
    return macro.responses((TARGET,))[:, cut, 0].cumsum(axis=1).var(axis=0)
