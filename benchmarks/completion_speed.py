"""Speed of the completion model; writes completion_speed.txt.

`OPENBLAS_NUM_THREADS=1 python -m benchmarks.completion_speed`: thousands of small matrices gain nothing
from threads, and lose much where another process wants the cores. Every figure is a median and a
ratio to work that a reader knows, measured in the same process.
"""

import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from statsmodels.tsa.api import VAR

from models.completion.completion import Completion, make_completion
from models.completion.data import TARGET, VARIABLES, completion_data
from models.completion.fit import fit_completion
from models.completion.stored import load_completion
from models.completion.system import System, draw_systems
from models.panel import load_panel

HERE = Path(__file__).parent
LEVERS = ("unemployment_rate", "fiscal_impulse", "policy_rate")
PATTERN = frozenset(LEVERS)


def main() -> None:
    """Measure, print and write."""
    warnings.simplefilter("ignore", FutureWarning)
    panel = load_panel()
    data = completion_data(panel)
    fit = load_completion(panel)
    model = make_completion(data, fit)
    system, _ = draw_systems(fit.posteriors, fit.layout, fit.n_draws, fit.seed)
    base, scenario = paths(model, 24)
    plain = median(lambda: plain_forecast(system, model.past, 24), 15)
    pattern = model.pattern(PATTERN, 24)
    values = np.ones(int(pattern.conditions.fixed.sum()))
    fan = median(lambda: np.sort(pattern.return_start + pattern.returns(values), axis=1), 30)
    answer = median(lambda: model.answer(base, scenario), 30)

    def from_choices() -> None:
        again = fit_completion(data, fit.layout.lags, fit.choices)
        make_completion(data, again).pattern(PATTERN, 24)

    values_of_sample = data.sample.to_numpy()
    rng = np.random.default_rng(0)

    def simulated(times: int, each: int) -> None:
        fitted = VAR(values_of_sample).fit(fit.layout.lags)
        last = values_of_sample[-fit.layout.lags :]
        for _ in range(times):
            fitted.simulate_var(steps=24, nsimulations=each, initial_values=last, rng=rng)

    cold = median(from_choices, 5)
    paths_one_by_one = median(lambda: simulated(1000, 1), 3)
    paths_at_once = median(lambda: simulated(1, 1000), 5)
    chosen = median(lambda: fit_completion(data), 2)
    stored = median(lambda: make_completion(data, fit).pattern(PATTERN, 24), 5)
    lines = [
        f"One plain forecast of the same 1,000 draws, 24 months: {1e3 * plain:.2f} ms.",
        f"One fan after warm-up: {1e3 * fan:.2f} ms, {fan / plain:.2f} plain forecasts.",
        "Whole answer (three fans, all completed paths, bands, contributions, checks): "
        f"{1e3 * answer:.2f} ms, {answer / plain:.2f} plain forecasts.",
        f"Cold fit, draws and gains of three levers: {1e3 * cold:.0f} ms; statsmodels' VAR fit and 1,000 "
        f"simulated paths: {1e3 * paths_one_by_one:.0f} ms one by one (ratio "
        f"{cold / paths_one_by_one:.1f}), {1e3 * paths_at_once:.0f} ms in one call that shares its "
        f"coefficients (ratio {cold / paths_at_once:.0f}).",
        f"From the stored file, draws and gains: {1e3 * stored:.0f} ms.",
        f"Fit with lags and tightness chosen: {chosen:.2f} s.",
        f"Memory: {pattern.n_bytes / 1e6:.1f} MB a pattern of three levers and 24 months, at most three.",
        "",
        "draws  horizon  answer_ms  pattern_ms  pattern_MB",
    ]
    for n_draws, months in ((250, 24), (500, 24), (1000, 24), (2000, 24), (1000, 6), (1000, 12)):
        sized = make_completion(data, replace(fit, n_draws=n_draws))
        near, far = paths(sized, months)
        start = time.perf_counter()
        made = sized.pattern(PATTERN, months)
        first = time.perf_counter() - start
        each = median(lambda m=sized, a=near, b=far: m.answer(a, b), 20)
        lines.append(
            f"{n_draws:5d}  {months:7d}  {1e3 * each:9.2f}  {1e3 * first:10.0f}  "
            f"{made.n_bytes / 1e6:10.1f}"
        )
    text = "\n".join(lines) + "\n"
    (HERE / "completion_speed.txt").write_text(text)
    print(text, end="")


def paths(model: Completion, months: int) -> tuple[dict, dict]:
    """Flat levers, and unemployment a point higher after a year."""
    base = {}
    for name in LEVERS:
        fact = model.data.ahead[name].to_numpy()[:months]
        base[name] = np.where(np.isfinite(fact), fact, model.past[-1, model.names.index(name)])
    free = ~np.isfinite(model.data.ahead["unemployment_rate"].to_numpy()[:months])
    rise = np.minimum(np.arange(1, months + 1) / 12, 1.0) * free
    return base, base | {"unemployment_rate": base["unemployment_rate"] + rise}


def plain_forecast(system: System, past: np.ndarray, months: int) -> np.ndarray:
    """Sorted cumulative relative return of every draw, without conditions or shocks, (H, D)."""
    state = np.tile(past[::-1].ravel(), (len(system), 1))
    target = VARIABLES.index(TARGET)
    total, result = np.zeros(len(system)), np.empty((months, len(system)))
    for month in range(months):
        new = system.constant + (system.phi @ state[:, :, None])[..., 0]
        total = total + new[:, target]
        result[month] = total
        state = np.concatenate([new, state[:, : -new.shape[1]]], axis=1)
    return np.sort(result, axis=1)


def median(work: Callable[[], object], times: int) -> float:
    """Median seconds of some runs after one that is not counted."""
    work()
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return float(np.median(spans))


if __name__ == "__main__":
    main()
