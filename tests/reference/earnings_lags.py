"""How much the choice of lags matters to the EPS record: `python -m tests.reference.earnings_lags`.

The out-of-sample R2 of S&P 500 operating EPS growth, given the realised levers, for eleven sets of
lags; targets from 2000Q3, the first with enough training. The shipped equation is the row "each lever
now and a year before". Writes earnings_lags.csv; without_pandemic leaves out the targets whose eight
quarters touch 2020.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from models.earnings import growth
from models.evaluation.walk_forward import Sample, walk_forward
from models.fit import MIN_TRAINING
from models.fitted import ModelSpec
from models.panel import Panel, load_panel, pandemic_weights
from models.scenario.paths import LEVERS

HERE = Path(__file__).parent
TARGET = "eps_growth_large_cap"
JUDGED_FIRST = pd.Period("2000Q3", "Q")
SPAN_QUARTERS = growth.gap_quarters(TARGET)  # of a four-quarter change of a four-quarter sum
LAGS = {  # quarters of lag of policy rate, fiscal impulse and unemployment
    "each lever now and a year before": ((0, 4), (0, 4), (0, 4)),
    "now only": ((0,), (0,), (0,)),
    "a year before only": ((4,), (4,), (4,)),
    "now and a quarter before": ((0, 1), (0, 1), (0, 1)),
    "now and two quarters before": ((0, 2), (0, 2), (0, 2)),
    "now, one and two years before": ((0, 4, 8), (0, 4, 8), (0, 4, 8)),
    "rate and fiscal now, unemployment now and a year before": ((0,), (0,), (0, 4)),
    "rate a year before, fiscal now, unemployment both": ((4,), (0,), (0, 4)),
    "rate both, fiscal now, unemployment both": ((0, 4), (0,), (0, 4)),
    "unemployment alone, now and a year before": ((), (), (0, 4)),
    "unemployment alone, now": ((), (), (0,)),
}


def levers(panel: Panel, lags: tuple[tuple[int, ...], ...]) -> pd.DataFrame:
    """Return four-quarter changes (the impulse as it is) at the given lags, by quarter."""
    run, quarters = growth.whole_quarters(panel.monthly.index)
    averages = growth.quarterly_averages(panel.monthly[list(LEVERS)].to_numpy()[run])
    level = pd.DataFrame(averages, index=quarters, columns=list(LEVERS))
    change = level.diff(4)
    change["fiscal_impulse"] = level["fiscal_impulse"]
    pieces = {
        f"{lever}_{lag}": change[lever].shift(lag)
        for lever, of_lever in zip(LEVERS, lags, strict=True)
        for lag in of_lever
    }
    return pd.DataFrame(pieces)


def record(panel: Panel, lags: tuple[tuple[int, ...], ...]) -> dict[str, float]:
    """Return the R2 against the historical mean, with and without the pandemic's targets."""
    spec = ModelSpec()
    x = levers(panel, lags)
    seen = x.assign(y=panel.quarterly[TARGET]).dropna()
    reach = max([SPAN_QUARTERS, *(5 + lag for of_lever in lags for lag in of_lever)])
    weights = pandemic_weights(seen.index, reach, spec.pandemic)
    sample = Sample(
        y=seen["y"].to_numpy(),
        levers=seen[x.columns].to_numpy(),
        state=np.empty((len(seen), 0)),
        weights=weights,
        gap=SPAN_QUARTERS,
        window=1,
        shocks=None,
        cap=spec.cap_inputs,
        min_training=MIN_TRAINING["Q"],
    )
    found = walk_forward(sample, int(seen.index.get_loc(JUDGED_FIRST)))
    calm = pandemic_weights(seen.index, SPAN_QUARTERS, "drop")[found.positions] == 1
    error, benchmark = found.actual - found.levers, found.actual - found.mean
    return {
        "rsquared": found.rsquared("levers"),
        "without_pandemic": 1 - (error[calm] @ error[calm]) / (benchmark[calm] @ benchmark[calm]),
        "n_judged": len(error),
        "n_without_pandemic": int(calm.sum()),
        "last": str(seen.index[-1]),
    }


def main() -> None:
    panel = load_panel()
    rows = {name: record(panel, lags) for name, lags in LAGS.items()}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("lags")
    table.to_csv(HERE / "earnings_lags.csv", float_format="%.3f")


if __name__ == "__main__":
    main()
