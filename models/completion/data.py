"""The eight monthly variables of the completion model, in its recursive order."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd

from models.common.errors import ModelError
from models.panel import Panel

VARIABLES = (
    "unemployment_rate",
    "core_pce_inflation",
    "fiscal_impulse",
    "policy_rate",
    "treasury_10y",
    "credit_spread",
    "large_cap_excess_return",
    "small_cap_relative_return",
)
SERIES = tuple(  # of the panel, behind the variables
    "core_pce_price_index" if name == "core_pce_inflation" else name for name in VARIABLES
)
UNITS = {
    "unemployment_rate": "%",
    "core_pce_inflation": "% a year",
    "fiscal_impulse": "% of GDP",
    "policy_rate": "%",
    "treasury_10y": "%",
    "credit_spread": "pp",
    "large_cap_excess_return": "pp",
    "small_cap_relative_return": "pp",
}
LABELS = {
    "unemployment_rate": "unemployment",
    "core_pce_inflation": "core PCE inflation",
    "fiscal_impulse": "the fiscal impulse",
    "policy_rate": "the policy rate",
    "treasury_10y": "the 10-year yield",
    "credit_spread": "the credit spread",
    "large_cap_excess_return": "large caps",
    "small_cap_relative_return": "small minus large",
}
TARGET = "small_cap_relative_return"
POLICY = "policy_rate"
RETURNS = ("large_cap_excess_return", "small_cap_relative_return")
FIRST_MONTH = pd.Period("1969-01", freq="M")
MAX_EDGE_MONTHS = 12
MAX_MONTHS = 24
FiscalMeasure = Literal["deficit", "hutchins"]


@dataclass(frozen=True, eq=False)
class CompletionData:
    """The sample every variable is known in, and the months after it where some are.

    `sample` (T, n) ends with the last month for which all are known; `edge` (R, n) are the months
    from there to the origin, NaN where not published; `ahead` (24, n) what is already published for
    the months after the origin.
    """

    origin: pd.Period
    sample: pd.DataFrame
    edge: pd.DataFrame
    ahead: pd.DataFrame

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Variables in the model's order."""
        return tuple(self.sample.columns)

    @cached_property
    def published(self) -> np.ndarray:
        """What is already published for the months after the origin, (24, n), NaN elsewhere."""
        return self.ahead.to_numpy()


def completion_frame(panel: Panel, fiscal: FiscalMeasure = "deficit") -> pd.DataFrame:
    """Return the eight variables by month from 1969, columns `VARIABLES`, NaN where unpublished.

    Returns are 100 x log a month. The fiscal impulse carries its quarter's value in every month;
    "hutchins" takes the four-quarter mean of that measure instead (pp of GDP growth, from 2000).
    """
    if fiscal not in get_args(FiscalMeasure):
        raise ModelError(
            f"The fiscal measure is {fiscal!r}; it must be 'deficit' or 'hutchins': choose one."
        )
    frame = panel.measured.reindex(columns=list(VARIABLES))
    if fiscal == "hutchins":
        quarterly = panel.quarterly["hutchins_fiscal_impact"].rolling(4).mean()
        of_month = quarterly.reindex(frame.index.asfreq("Q"))
        frame["fiscal_impulse"] = of_month.to_numpy()
    return frame.loc[FIRST_MONTH:]


def completion_data(panel: Panel, fiscal: FiscalMeasure = "deficit") -> CompletionData:
    """Split the variables into complete sample, ragged edge and what is known after the origin."""
    frame, origin = completion_frame(panel, fiscal), panel.origin
    until_origin = frame.loc[:origin]
    complete = until_origin.notna().all(axis=1)
    if not complete.any():
        raise ModelError(
            f"No month up to {origin} has all of {', '.join(VARIABLES)}; the completion model needs "
            "them together: choose a later date."
        )
    first, last = complete.idxmax(), complete[::-1].idxmax()
    sample = until_origin.loc[first:last]
    gaps = sample.isna().any()
    if gaps.any():
        raise ModelError(
            f"{', '.join(gaps.index[gaps])} has gaps between {first} and {last}; the completion "
            "model needs every month of its sample: fill them with `make snapshot`."
        )
    edge = until_origin.loc[last + 1 :]
    if len(edge) > MAX_EDGE_MONTHS:
        late = edge.columns[edge.isna().all()]
        raise ModelError(
            f"{', '.join(late)} ends {len(edge)} months before the origin {origin}; at most "
            f"{MAX_EDGE_MONTHS} months are completed: load newer data or choose an earlier date."
        )
    months = pd.period_range(origin + 1, periods=MAX_MONTHS, freq="M")
    return CompletionData(origin=origin, sample=sample, edge=edge, ahead=frame.reindex(months))
