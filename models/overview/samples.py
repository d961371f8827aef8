"""Which series limits the sample of each model, at the start and at the end."""

import pandas as pd

from models.equations.fitted import Fit
from models.equations.growth import TARGETS
from models.equations.outcomes import OUTCOMES
from models.overview import news
from models.overview.rotation import CYCLICAL, DEFENSIVE
from models.panel import Panel
from models.panel.panel import ORIGIN_SERIES
from models.panel.register import period_text
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.spec import ModelSpec

_SHOWN_HORIZONS = (1, 3, 6, 12, 24)


def sample_parts(spec: ModelSpec) -> dict[str, tuple[str, ...]]:
    """Return what must be known together, by what it is for; the series of a part share a frequency."""
    return {
        "Time origin of a scenario": ORIGIN_SERIES,
        "Relative return: return and levers inside the window": (spec.target, *EQUATION_DRIVERS),
        "Relative return: state when the window begins": (
            "unemployment_rate",
            "credit_spread",
            "treasury_10y",
            "policy_rate",
            spec.target,
        ),
        "Growth equations: levers, by month": EQUATION_DRIVERS,
        **{f"{OUTCOMES[name].title}: what is explained": (name,) for name in TARGETS},
        "Link of payrolls and unemployment": ("payrolls", "unemployment_rate"),
        "Good-news sensitivity": (news.TARGET, "initial_claims", "industrial_production"),
        "Cyclical minus defensive sectors": (*CYCLICAL, *DEFENSIVE),
        "Daily ratios, both": ("relative_price_sp500", "relative_price_nasdaq"),
    }


def sample_limits(panel: Panel, spec: ModelSpec) -> pd.DataFrame:
    """Return one row a part: `first`, `starts_with`, `last`, `ends_with` and the series it needs."""
    rows = []
    for part, names in sample_parts(spec).items():
        limits = panel.limiting_series(names)
        rows.append(
            {
                "part": part,
                "first": period_text(limits.first),
                "starts_with": limits.starts_with,
                "last": period_text(limits.last),
                "ends_with": limits.ends_with,
                "series": ", ".join(names),
            }
        )
    return pd.DataFrame(rows).set_index("part")


def fitted_samples(fit: Fit) -> pd.DataFrame:
    """Return what the stored equations were in fact estimated on, `first` and `last` window ends."""
    rows = [
        {
            "variable": equation.variable,
            "family": equation.family,
            "window_months": equation.horizon_months,
            "first": equation.estimates.first,
            "last": equation.estimates.last,
            "nobs": equation.estimates.nobs,
        }
        for equation in (
            *(one for one in fit.returns if one.horizon_months in _SHOWN_HORIZONS),
            *(member for model in fit.growth for member in model.members),
        )
    ]
    return pd.DataFrame(rows)
