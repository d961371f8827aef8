"""The fiscal lever: an extra deficit that becomes a fiscal impulse."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from models.common.text import month, months, signed
from models.scenario.levers.lever import OTHERWISE, Lever
from models.scenario.part import MAX_HORIZON_MONTHS, LeverPart, Otherwise, Within
from models.scenario.setting import Setting

_MONTHS_OF_CHANGE = 12


class FiscalLever(LeverPart):
    """Extra federal deficit, percent of GDP at an annual rate, against the baseline.

    Positive is stimulus. It ramps up linearly over `ramp_months`; a pulse holds for
    `duration_months`, then fades linearly over `fade_months`; a sustained one stays.
    An `own_path` (fiscal impulse, % of GDP) takes the place of all that.
    """

    prefix: ClassVar[str] = "fiscal"
    own_path_bounds: ClassVar[tuple[float, float]] = (-20.0, 20.0)  # % of GDP

    size_pct_gdp: float = Field(0.0, ge=-4.0, le=6.0)
    start_month: int = Field(1, ge=1, le=24)
    ramp_months: int = Field(3, ge=0, le=12)
    shape: Literal["pulse", "sustained"] = "pulse"
    duration_months: int = Field(6, ge=1, le=24)
    fade_months: int = Field(3, ge=0, le=12)
    own_path: Annotated[tuple[float, ...], Within(*own_path_bounds)] = ()
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.size_pct_gdp != 0 or bool(self.own_path)


def _impulse_path(fiscal: FiscalLever, setting: Setting, baseline: np.ndarray) -> np.ndarray:
    return baseline + setting.from_first_unpublished(_impulse_deviation(fiscal), "fiscal_impulse")


def _impulse_deviation(fiscal: FiscalLever) -> np.ndarray:
    """Twelve-month change of the extra deficit d(m), percent of GDP: f(m) = d(m) - d(m - 12)."""
    month = np.arange(1, MAX_HORIZON_MONTHS + 1, dtype=float)
    since = month - fiscal.start_month + 1  # 1 in the first month of the programme
    ramp = np.clip(since / (fiscal.ramp_months + 1), 0.0, 1.0)
    deficit = fiscal.size_pct_gdp * ramp
    if fiscal.shape == "pulse":
        past_end = since - fiscal.ramp_months - fiscal.duration_months
        deficit *= 1.0 - np.clip(past_end / (fiscal.fade_months + 1), 0.0, 1.0)
    year_before = np.concatenate([np.zeros(_MONTHS_OF_CHANGE), deficit[:-_MONTHS_OF_CHANGE]])
    return deficit - year_before


def _phrase(fiscal: FiscalLever, setting: Setting) -> str:
    """Say the fiscal programme: size, start, ramp and end."""
    start = month(setting.month_of("fiscal_impulse", fiscal.start_month))
    ramp = f" over {months(fiscal.ramp_months)}" if fiscal.ramp_months else ""
    end = ", then sustained"
    if fiscal.shape == "pulse":
        end = (
            f", held {months(fiscal.duration_months)}, then faded over {months(fiscal.fade_months)}"
        )
    return f"{signed(fiscal.size_pct_gdp)}% of GDP from {start}{ramp}{end}"


FISCAL = Lever(
    id="fiscal",
    variable="fiscal_impulse",
    label="Fiscal",
    noun="the fiscal impulse",
    series="fiscal impulse",
    unit="% of GDP",
    part=FiscalLever,
    path=_impulse_path,
    flat_level=lambda _setting: 0.0,  # a change: nothing new is none
    phrase=_phrase,
    steps={
        "size_pct_gdp": 0.1,
        "start_month": 1,
        "ramp_months": 1,
        "duration_months": 1,
        "fade_months": 1,
    },
    choices={"otherwise": OTHERWISE, "shape": {"pulse": "pulse", "sustained": "sustained"}},
    own_path_unit="fiscal impulse, % of GDP",
    own_path_example="0.5, 0.5, 0.2",
    in_equations=True,
    pinned_in_baseline=True,
    joins=2,
    is_change=True,
    headings=("fiscal", "fiskalimpuls"),
    far=6.0,  # half the widest change of the published impulse, a jump of one quarter
    fractions_below=0.05,
)
