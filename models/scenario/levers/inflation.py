"""The inflation lever: core PCE inflation above its baseline."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from models.common.text import month, signed
from models.scenario.levers.lever import OTHERWISE, Lever
from models.scenario.levers.rise import RISE_STEPS, recovery, rise_and_recovery
from models.scenario.part import LeverPart, Otherwise, Within
from models.scenario.setting import Setting


class InflationLever(LeverPart):
    """Core PCE inflation, of each month at an annual rate, above its baseline, percentage points.

    A straight rise to a peak, then an exponential recovery. The baseline is the model's, given the
    other levers. An `own_path` (% a year) takes the place of all that.
    """

    prefix: ClassVar[str] = "inflation"
    own_path_bounds: ClassVar[tuple[float, float]] = (-10.0, 25.0)  # % a year

    peak_rise_pp: float = Field(0.0, ge=-3.0, le=6.0, title="Peak rise of core inflation, pp")
    start_month: int = Field(1, ge=1, le=24, title="Starts in month")
    months_to_peak: int = Field(6, ge=1, le=24, title="Months to the peak")
    recovery_half_life_months: int = Field(
        12, ge=0, le=60, title="Half recovered after, months", description="0 is no recovery"
    )
    own_path: Annotated[tuple[float, ...], Within(*own_path_bounds)] = ()
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.peak_rise_pp != 0 or bool(self.own_path)


def _path(inflation: InflationLever, setting: Setting, baseline: np.ndarray) -> np.ndarray:
    rise = rise_and_recovery(inflation.peak_rise_pp, inflation)
    return baseline + setting.from_first_unpublished(rise, "core_pce_inflation")


def _phrase(inflation: InflationLever, setting: Setting) -> str:
    """Say the path of inflation: peak, date of the peak, recovery."""
    at = inflation.start_month + inflation.months_to_peak - 1
    peak = month(setting.month_of("core_pce_inflation", at))
    return f"core PCE {signed(inflation.peak_rise_pp)} pp by {peak}, {recovery(inflation)}"


INFLATION = Lever(
    id="inflation",
    variable="core_pce_inflation",
    label="Inflation",
    noun="core inflation",
    series="core PCE inflation",
    unit="%",
    part=InflationLever,
    path=_path,
    flat_level=lambda setting: setting.last_published("core_pce_inflation"),
    phrase=_phrase,
    steps=RISE_STEPS,
    choices={"otherwise": OTHERWISE},
    own_path_unit="core PCE inflation, % a year",
    own_path_example="2.8, 3.2, 3.5",
    in_equations=False,
    pinned_in_baseline=False,
    averaged_months=12,
    odds_by="own",
    headings=("inflation", "core inflation", "pce inflation", "kerninflation"),
    fractions_below=0.1,
)
