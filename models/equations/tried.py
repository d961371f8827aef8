"""What EPS growth would have looked like had its equation been chosen at the time.

Eight sets of inputs by six estimators were tried on the same targets before two families were settled on.
Their best record flatters; this one does not: before each target the specification with the smallest
squared errors on targets published by then is taken, the plainest while there are fewer than eight.
"""

from itertools import product

import numpy as np
import pandas as pd

from models.common.progress import Progress, silent
from models.equations import growth
from models.equations.average_record import AverageRecord
from models.equations.estimators.estimator import estimator_named
from models.equations.fit_equation import JUDGED_FIRST, MIN_TRAINING, RETUNE_EVERY
from models.equations.growth import DRIVERS, EMBARGO_QUARTERS, SPREAD, WINDOW_QUARTERS
from models.equations.outcomes import EPS
from models.equations.walk_forward import Sample, walk_forward
from models.panel import Panel
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import GROWTH_ESTIMATORS, ModelSpec

REACH = 12  # quarters before a target that the longest set of inputs looks back on, and its own
MIN_ERRORS = 8
# mean over this many quarters, lags of the levers, form and lags of the spread
INPUTS = {
    "levers now and a year ago": (1, (0, 4), None, ()),
    "and the spread's change, both": (1, (0, 4), "change", (0, 4)),
    "and the spread's level, both": (1, (0, 4), "level", (0, 4)),
    "and the spread's level now": (1, (0, 4), "level", (0,)),
    "means over the four quarters, levers alone": (4, (0, 4), None, ()),
    "means, and the spread's change": (4, (0, 4), "change", (0, 4)),
    "means, and the spread's level": (4, (0, 4), "level", (0, 4)),
    "means of this year alone, and the spread's change": (4, (0,), "change", (0,)),
}
PLAINEST = ("levers now and a year ago", "fixed_ridge")
SETS = {  # how many specifications were to be chosen from, and whether levers alone were among them
    "chosen of 36": False,
    "chosen of 48": True,
}


def inputs(panel: Panel, name: str, windows: pd.DataFrame, spread: str) -> pd.DataFrame:
    """Return one set of inputs by quarter, with realised or completed spreads in the last year."""
    mean, lever_lags, form, spread_lags = INPUTS[name]
    run, quarters = growth.whole_quarters(panel.monthly.index)
    averages = growth.quarterly_averages(panel.monthly[list(DRIVERS)].to_numpy()[run])
    level = pd.DataFrame(averages, index=quarters, columns=list(DRIVERS))
    rows = {}
    for quarter in windows.index:
        block = level.loc[quarter - REACH + 1 : quarter].copy()
        if spread == "completed":
            block.loc[quarter - WINDOW_QUARTERS + 1 :, SPREAD] = windows.loc[quarter].to_numpy()
        form_of = block.diff(4)
        form_of["fiscal_impulse"] = block["fiscal_impulse"]
        if form == "level":
            form_of[SPREAD] = block[SPREAD]
        form_of = form_of.rolling(mean).mean()
        row = {
            f"{driver}_{lag}": form_of[driver].iloc[-1 - lag]
            for driver in DRIVERS
            for lag in (spread_lags if driver == SPREAD else lever_lags)
        }
        rows[quarter] = row
    return pd.DataFrame.from_dict(rows, orient="index").set_index(windows.index)


def every_prediction(
    panel: Panel, windows: pd.DataFrame, progress: Progress = silent
) -> dict[tuple[str, str], pd.DataFrame]:
    """Return `actual`, `predicted` and `mean` of each specification, on completed spreads."""
    cells = list(product(INPUTS, GROWTH_ESTIMATORS))
    found: dict[tuple[str, str], pd.DataFrame] = {}
    seen: dict[str, pd.DataFrame] = {}
    for done, (name, estimator) in enumerate(cells):
        progress(done / len(cells), f"What was tried: {name}, {estimator}")
        if name not in seen:
            spread = "realised" if INPUTS[name][2] is None else "completed"
            y = panel.quarterly[EPS].reindex(windows.index).rename("y")
            seen[name] = pd.concat([y, inputs(panel, name, windows, spread)], axis=1).dropna()
        found[name, estimator] = _walk(seen[name], INPUTS[name][0], estimator)
    return found


def _walk(seen: pd.DataFrame, mean: int, estimator: str) -> pd.DataFrame:
    sample = Sample(
        y=seen["y"].to_numpy(),
        levers=seen.drop(columns="y").to_numpy(),
        state=np.empty((len(seen), 0)),
        weights=pandemic_weights(seen.index, 2 * WINDOW_QUARTERS + mean, ModelSpec().pandemic),
        embargo=EMBARGO_QUARTERS,
        window=1,
        shocks=None,
        cap=True,
        min_training=MIN_TRAINING["Q"],
        uncapped=tuple(at for at, term in enumerate(seen.columns[1:]) if term.startswith(SPREAD)),
    )
    first = sample.min_training + sample.embargo - 1
    record = walk_forward(sample, first, estimator_named(estimator).tune, RETUNE_EVERY["Q"])
    columns = {"actual": record.actual, "predicted": record.levers, "mean": record.mean}
    return pd.DataFrame(columns, index=seen.index[first:])


def chosen_at_the_time(
    found: dict[tuple[str, str], pd.DataFrame], levers_alone: bool
) -> AverageRecord:
    """Return the record of choosing anew before every target since 2000Q1.

    R2 is against the historical mean of the family of means.
    """
    cells = [cell for cell in found if levers_alone or INPUTS[cell[0]][2] is not None]
    index = found[PLAINEST].index
    for frame in found.values():
        index = index.intersection(frame.index)
    errors = pd.DataFrame(
        {cell: (found[cell]["actual"] - found[cell]["predicted"]).loc[index] for cell in cells}
    )
    quarters = index[index >= JUDGED_FIRST["Q"]]
    predicted = []
    for quarter in quarters:
        past = errors.loc[: quarter - EMBARGO_QUARTERS]
        cell = PLAINEST
        if len(past) >= MIN_ERRORS:
            cell = (past**2).sum().idxmin()
        predicted.append(found[cell].loc[quarter, "predicted"])
    means = found["means, and the spread's change", PLAINEST[1]].loc[quarters]
    return AverageRecord(
        quarters=quarters,
        actual=means["actual"].to_numpy(),
        predicted=np.array(predicted),
        mean=means["mean"].to_numpy(),
        embargo=EMBARGO_QUARTERS,
    )
