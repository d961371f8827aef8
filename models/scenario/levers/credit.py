"""The credit lever: the spread of Baa corporate bonds above its baseline."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from models.common.text import month, signed
from models.scenario.levers.lever import OTHERWISE, Lever
from models.scenario.levers.rise import RISE_STEPS, recovery, rise_and_recovery
from models.scenario.part import LeverPart, Otherwise, Within
from models.scenario.setting import Setting


class CreditLever(LeverPart):
    """Moody's Baa yield minus the 10-year Treasury above its baseline, percentage points.

    A straight rise to a peak, then an exponential recovery. The baseline is the model's, given the
    other levers. An `own_path` (spread, pp) takes the place of all that.
    """

    prefix: ClassVar[str] = "credit"
    own_path_bounds: ClassVar[tuple[float, float]] = (0.0, 15.0)  # pp

    peak_rise_pp: float = Field(0.0, ge=-1.0, le=6.0, title="Peak rise of the spread, pp")
    start_month: int = Field(1, ge=1, le=24, title="Starts in month")
    months_to_peak: int = Field(6, ge=1, le=24, title="Months to the peak")
    recovery_half_life_months: int = Field(
        6, ge=0, le=60, title="Half recovered after, months", description="0 is no recovery"
    )
    own_path: Annotated[tuple[float, ...], Within(*own_path_bounds)] = ()
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.peak_rise_pp != 0 or bool(self.own_path)


def _spread_path(credit: CreditLever, setting: Setting, baseline: np.ndarray) -> np.ndarray:
    rise = rise_and_recovery(credit.peak_rise_pp, credit)
    return baseline + setting.from_first_unpublished(rise, "credit_spread")


def _phrase(credit: CreditLever, setting: Setting) -> str:
    """Say the path of the spread: peak, date of the peak, recovery."""
    peak = setting.month_of("credit_spread", credit.start_month + credit.months_to_peak - 1)
    return f"spread {signed(credit.peak_rise_pp)} pp by {month(peak)}, {recovery(credit)}"


CREDIT = Lever(
    id="credit",
    variable="credit_spread",
    label="Credit",
    noun="the credit spread",
    series="credit spread",
    unit="pp",
    part=CreditLever,
    path=_spread_path,
    flat_level=lambda setting: setting.last_published("credit_spread"),
    phrase=_phrase,
    steps=RISE_STEPS,
    choices={"otherwise": OTHERWISE},
    own_path_unit="Baa spread, pp",
    own_path_example="2.0, 2.8, 3.5",
    in_equations=False,
    pinned_in_baseline=False,
    odds_by="own",
    headings=("credit", "baa spread", "corporate spread"),
    far=1.5,  # half again the widest change from month to month since 1985
)
