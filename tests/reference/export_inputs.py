"""Write the inputs of the reference scripts: `python -m tests.reference.export_inputs`.

Real regression samples of the default specification, before capping, with their weights; and signs
drawn once, so that another program can redraw exactly as we do.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from models.earnings.identity import shipped_identity
from models.equations import growth, relative_return
from models.equations.completed_spread import completed_spread
from models.equations.fit_all import RETURN_BLOCK_MONTHS
from models.equations.technology import monthly_changes
from models.panel import load_panel, pandemic_weights
from models.scenario.spec import ModelSpec

HERE = Path(__file__).parent
HORIZON_MONTHS = 12
RETURN_LOOKBACK_MONTHS = HORIZON_MONTHS + relative_return.IMPULSE_LOOKBACK_MONTHS
OKUN_REACH_MONTHS = 13  # a twelve-month change looks back on its base
GROWTH = {
    "eps_growth_large_cap": "eps_growth.csv",
    "corporate_profit_growth": "profit_growth.csv",
}
N_REDRAWS = 99


def main() -> None:
    panel, spec = load_panel(), ModelSpec()
    windows = relative_return.observations(panel, spec.target, HORIZON_MONTHS)
    windows["weight"] = pandemic_weights(windows.index, RETURN_LOOKBACK_MONTHS, spec.pandemic)
    _write(windows, "relative_return_12m.csv")
    first_month = windows.index[0] - HORIZON_MONTHS + 1
    months = panel.monthly.loc[first_month : windows.index[-1], [spec.target]]
    _write(months.rename(columns={spec.target: "shock"}), "monthly_returns.csv")
    for target, name in GROWTH.items():
        quarters = growth.observations(panel, target, completed_spread(panel))
        lookback = growth.history_quarters(target) + 1
        quarters["weight"] = pandemic_weights(quarters.index, lookback, spec.pandemic)
        _write(quarters, name)
    _write(_okun(panel.monthly, spec), "okun.csv")
    identity = shipped_identity(panel).table[["price", "eps"]].dropna()
    _write(identity, "identity_large_cap.csv")
    _write(monthly_changes(panel), "technology.csv")
    rng = np.random.default_rng(20260114)
    blocks = -(-len(months) // RETURN_BLOCK_MONTHS)
    signs = rng.choice([-1, 1], size=(blocks, N_REDRAWS))
    pd.DataFrame(signs).to_csv(HERE / "signs_monthly.csv", index=False, header=False)


def _okun(monthly: pd.DataFrame, spec: ModelSpec) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "y": monthly["unemployment_rate"].diff(12),
            "payroll_growth_12m": 100 * np.log(monthly["payrolls"]).diff(12),
        }
    ).loc[relative_return.FIRST_MONTH :]
    frame = frame.dropna()
    frame["weight"] = pandemic_weights(frame.index, OKUN_REACH_MONTHS, spec.pandemic)
    return frame


def _write(frame: pd.DataFrame, name: str) -> None:
    rounded = frame.round(10) + 0.0  # no trace of the order of summation, no minus zero
    rounded.rename_axis("period").to_csv(HERE / name, float_format="%.12g")


if __name__ == "__main__":
    main()
