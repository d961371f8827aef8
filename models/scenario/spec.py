"""The choices about the equations that a reader may make, and how they are spelt."""

from dataclasses import dataclass
from typing import Literal

Target = Literal[
    "small_cap_relative_return",  # Russell 2000 minus S&P 500, before October 1987 French, mapped
    "small_cap_relative_return_etf",
    "small_cap_relative_return_french",
]

GrowthEstimator = Literal["fixed_ridge", "ols", "ridge", "elastic_net", "median", "huber"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """The choices that a reader may make about the equations; hashable.

    `target` is the monthly log return small minus large: Russell 2000 minus S&P 500 with its long
    past, the two ETFs with dividends, or the French size spread. `pandemic` says how windows
    touching March to December 2020 count; `cap_inputs` whether inputs beyond the range seen in
    full-weight windows are cut back to it; `estimator` how the coefficients of relative returns are
    found, `growth_estimator` those of earnings and profits.
    """

    target: Target = "small_cap_relative_return"
    pandemic: Literal["downweight", "drop", "keep"] = "downweight"
    cap_inputs: bool = True
    estimator: Literal["ols", "ridge", "elastic_net"] = "ols"
    growth_estimator: GrowthEstimator = "fixed_ridge"


# How the values are spelt on screen and in links; the first of each is the default.
SPEC_CHOICES: dict[str, dict[object, str]] = {
    "target": {
        "small_cap_relative_return": "Russell minus S&P 500",
        "small_cap_relative_return_etf": "ETFs with dividends",
        "small_cap_relative_return_french": "French size spread",
    },
    "pandemic": {"downweight": "down-weight", "drop": "drop", "keep": "keep"},
    "cap_inputs": {True: "cap at history", False: "no cap"},
    "estimator": {"ols": "least squares", "ridge": "ridge", "elastic_net": "elastic net"},
    "growth_estimator": {
        "fixed_ridge": "ridge, penalty fixed",
        "ols": "least squares",
        "ridge": "ridge",
        "elastic_net": "elastic net",
        "median": "median",
        "huber": "Huber",
    },
}
