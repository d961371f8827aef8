r"""The record of small minus large: what would have been said before each window, and what came.

A window of h months is predicted from its first month: the state's forecast, plus the combined effect of
what the levers then did against standing still,

.. math:: \hat y = \hat y^{state} + \tfrac14 \sum_m e_m

with e_m the effects by least squares, ridge, elastic net and the Bayesian VAR, each estimated on
windows that had ended before. Its distribution are the errors of earlier windows, to both sides, times
:math:`\sqrt{1 + \max(0, V - \bar V)/s^2}` where the effect of the window's levers is less certain than on
average; V is its variance. All in pp of log return.
"""

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd

from models.common.progress import Progress, silent
from models.completion.data import POLICY, TARGET, CompletionData, completion_data
from models.completion.fit import fit_completion
from models.completion.gain import Conditions
from models.completion.pattern import cumulative_gains
from models.completion.projection import known_start, project
from models.completion.system import mean_system
from models.equations.estimators.estimator import estimator_named
from models.equations.fit_equation import RETUNE_EVERY
from models.equations.fitted_equation import FittedEquation
from models.equations.level_judge import BVAR, MODELS, judge
from models.equations.relative_return import HORIZONS
from models.equations.return_sample import return_sample
from models.equations.state_forecast import FIRST_END, walk_forward_state
from models.equations.walk_forward import walk_forward
from models.panel import Panel
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.spec import SINGLE_ESTIMATORS, ModelSpec

FIRST_YEAR = 1982  # a window of 24 months that ends in January 1985 begins after December 1982
Equations = dict[str, tuple[FittedEquation, ...]]


def level_record(
    panel: Panel,
    spec: ModelSpec,
    equations: Equations,
    n_jobs: int = 1,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Compute the record, a row a window and horizon; hours of work for `n_jobs` processes at worst.

    Columns: `end`, `horizon`, those of `walk_forward_state`, the effect by each of `MODELS` (NaN where
    a lever is not yet published), `effect_variance` and those of `models.equations.level_judge.judge`.
    `equations` of today give the variance of effects: it sets widths, never centres.
    """
    years = range(FIRST_YEAR, completion_data(panel).sample.index[-1].year + 1)
    jobs: list[tuple[Callable, tuple]] = [
        (effects_of_equation, (panel, spec, name, h))
        for name, h in product(SINGLE_ESTIMATORS, HORIZONS)
    ]
    jobs += [(effects_of_bvar, (panel, year)) for year in years]
    found = _run(jobs, n_jobs, progress)
    n_single = len(SINGLE_ESTIMATORS) * len(HORIZONS)
    single = pd.concat(found[:n_single])
    effects = single.pivot_table(index=["horizon", "end"], columns="model", values="effect")
    effects = effects.join(pd.concat(found[n_single:]).set_index(["horizon", "end"])[BVAR])
    pieces = []
    for h in HORIZONS:
        said = walk_forward_state(panel, spec, h)
        said = said.join(effects.loc[h][list(MODELS)])
        said["effect_variance"] = _effect_variance(panel, spec, equations, h, said[list(MODELS)])
        said = said.join(judge(said, h, panel.monthly[spec.target]))
        pieces.append(said.rename_axis("end").reset_index().assign(horizon=h))
    record = pd.concat(pieces, ignore_index=True)
    numbers = record.columns.difference(["end", "horizon"])
    return record.astype({"end": str} | dict.fromkeys(numbers, float))


def _run(jobs: list[tuple[Callable, tuple]], n_jobs: int, progress: Progress) -> list:
    from joblib import Parallel, delayed  # only where a record is computed

    tasks = (delayed(function)(*given) for function, given in jobs)
    results = []
    for result in Parallel(n_jobs=n_jobs, return_as="generator")(tasks):
        results.append(result)
        progress(len(results) / len(jobs), "The record of small minus large")
    return results


def effects_of_equation(panel: Panel, spec: ModelSpec, name: str, horizon: int) -> pd.DataFrame:
    """Effects of realised levers by one estimator on windows it had not seen."""
    sample, index = return_sample(panel, spec, horizon)
    first = int(index.searchsorted(FIRST_END))
    record = walk_forward(sample, first, estimator_named(name).tune, RETUNE_EVERY["M"])
    return pd.DataFrame(
        {
            "horizon": horizon,
            "end": index[record.positions],
            "model": name,
            "effect": record.levers - record.start,
        }
    )


def effects_of_bvar(panel: Panel, year: int) -> pd.DataFrame:
    """Effects of realised levers by the VAR fitted in December of a year, from twelve origins on.

    At the posterior mean; tightness is chosen anew each December.
    """
    data = completion_data(panel)
    last = pd.Period(f"{year}-12", "M")
    seen = data.sample.loc[:last]
    fit = fit_completion(CompletionData(last, seen, seen.iloc[:0], seen.iloc[:0]))
    names, lags = fit.layout.names, fit.layout.lags
    system = mean_system(fit.posteriors, fit.layout)
    ahead = project(system, known_start(seen.to_numpy(), lags), max(HORIZONS))
    is_lever = np.isin(names, EQUATION_DRIVERS)
    levers = [name for name in names if name in EQUATION_DRIVERS]
    paths = panel.monthly[levers]
    rows = []
    for h in HORIZONS:
        fixed = np.tile(is_lever, (h, 1))
        policy = names.index(POLICY)
        conditions = Conditions(fixed, policy, fixed[:, policy], "history")
        gains = cumulative_gains(ahead.until(h), conditions, names.index(TARGET))[-1, 0]
        for origin in pd.period_range(last, last + 11, freq="M"):
            window = paths.reindex(pd.period_range(origin, origin + h, freq="M")).to_numpy().copy()
            if np.isfinite(window).all():
                window[0, levers.index("fiscal_impulse")] = 0.0
                rows.append((h, origin + h, float(gains @ (window[1:] - window[0]).ravel())))
    return pd.DataFrame(rows, columns=["horizon", "end", BVAR])


def _effect_variance(
    panel: Panel, spec: ModelSpec, equations: Equations, horizon: int, effects: pd.DataFrame
) -> pd.Series:
    """Variance of the combined effect of each window's levers, pp squared."""
    sample, index = return_sample(panel, spec, horizon)
    k = sample.levers.shape[1]
    inputs = pd.DataFrame(sample.design()[:, 1 : k + 1], index=index).reindex(effects.index)
    x = inputs.to_numpy()
    at = [equations[name][horizon - 1] for name in SINGLE_ESTIMATORS]
    matrix = np.mean([each.band_cov[1:, 1:] + each.era_cov for each in at], axis=0)
    within = np.einsum("ni,ij,nj->n", x, matrix, x)
    return pd.Series(within, index=effects.index) + effects.var(axis=1, ddof=0)
