"""The labour lever: unemployment above its baseline, or jobs lost."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from models.common.text import month, signed
from models.scenario.levers.lever import OTHERWISE, Lever, Size
from models.scenario.levers.rise import recovery, rise_and_recovery
from models.scenario.part import LeverPart, Otherwise, Within
from models.scenario.setting import Setting


class LabourLever(LeverPart):
    """Unemployment above its baseline: a straight rise to a peak, then an exponential recovery.

    Give the peak in percentage points of the unemployment rate, or as a loss of payrolls in
    percent, which the estimated Okun link turns into unemployment. An `own_path` (unemployment
    rate, %) takes the place of all that.
    """

    prefix: ClassVar[str] = "labour"
    own_path_bounds: ClassVar[tuple[float, float]] = (0.0, 30.0)  # %

    measure: Literal["unemployment", "payrolls"] = "unemployment"
    peak_rise_pp: float = Field(0.0, ge=-2.0, le=6.0)
    peak_payroll_loss_pct: float = Field(0.0, ge=-4.0, le=9.0)
    start_month: int = Field(1, ge=1, le=24)
    months_to_peak: int = Field(9, ge=1, le=24)
    recovery_half_life_months: int = Field(0, ge=0, le=60, description="0 is no recovery")
    own_path: Annotated[tuple[float, ...], Within(*own_path_bounds)] = ()
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        size = self.peak_rise_pp if self.measure == "unemployment" else self.peak_payroll_loss_pct
        return size != 0 or bool(self.own_path)


def _unemployment_path(labour: LabourLever, setting: Setting, baseline: np.ndarray) -> np.ndarray:
    rise = _unemployment_deviation(labour, setting.okun_pp_per_pct)
    return baseline + setting.from_first_unpublished(rise, "unemployment_rate")


def _unemployment_deviation(labour: LabourLever, okun_pp_per_pct: float) -> np.ndarray:
    """Straight rise to the peak, then decay with the given half-life, percentage points."""
    peak = labour.peak_rise_pp
    if labour.measure == "payrolls":
        peak = -okun_pp_per_pct * labour.peak_payroll_loss_pct
    return rise_and_recovery(peak, labour)


def _phrase(labour: LabourLever, setting: Setting) -> str:
    """Say the labour-market path: peak, date of the peak, recovery."""
    peak = setting.month_of("unemployment_rate", labour.start_month + labour.months_to_peak - 1)
    size = f"unemployment {signed(labour.peak_rise_pp)} pp"
    if labour.measure == "payrolls":
        rise = -setting.okun_pp_per_pct * labour.peak_payroll_loss_pct
        size = f"payrolls {signed(-labour.peak_payroll_loss_pct)}% (unemployment {signed(rise)} pp)"
    return f"{size} by {month(peak)}, {recovery(labour)}"


def _rise(labour: LabourLever) -> float | None:
    by_payrolls = labour.measure == "payrolls"
    return None if labour.own_path or by_payrolls else labour.peak_rise_pp


_LOW, _HIGH = LabourLever.bounds("peak_rise_pp") or (0.0, 0.0)


LABOUR = Lever(
    id="labour",
    variable="unemployment_rate",
    label="Labour market",
    noun="unemployment",
    series="unemployment rate",
    unit="%",
    part=LabourLever,
    path=_unemployment_path,
    flat_level=lambda setting: setting.last_published("unemployment_rate"),
    phrase=_phrase,
    steps={
        "peak_rise_pp": 0.1,
        "peak_payroll_loss_pct": 0.1,
        "start_month": 1,
        "months_to_peak": 1,
        "recovery_half_life_months": 1,
    },
    choices={
        "otherwise": OTHERWISE,
        "measure": {"unemployment": "unemployment", "payrolls": "payrolls"},
    },
    own_path_unit="unemployment rate, %",
    own_path_example="4.3, 4.6, 5.0",
    in_equations=True,
    pinned_in_baseline=True,
    joins=1,
    odds_by="others",
    headings=("unemployment", "unrate", "jobless rate", "arbeitslosenquote"),
    moves=Size(
        unit="pp",
        low=_LOW,
        high=_HIGH,
        step=0.1,
        of=_rise,
        fields=lambda _labour, rise_pp: {"measure": "unemployment", "peak_rise_pp": rise_pp},
    ),
    far=0.5,  # the widest change from month to month since 1985, 2020 and 2021 aside
    fractions_below=0.3,
)
