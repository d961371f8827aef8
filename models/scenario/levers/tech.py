"""The technology lever: the Nasdaq-100 against the S&P 500."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from models.common.text import month, signed
from models.scenario.levers.lever import Lever
from models.scenario.levers.rise import recovery, rise_and_recovery
from models.scenario.part import LeverPart, Otherwise, Within
from models.scenario.setting import Setting


class TechLever(LeverPart):
    """Nasdaq-100 over S&P 500, 100 x log of the ratio of closes against its last published month, pp.

    A straight move to a peak, below zero where technology unwinds, then an exponential recovery. The
    baseline is no change. An `own_path` (pp since the last published month) takes the place of that.
    """

    prefix: ClassVar[str] = "tech"
    own_path_bounds: ClassVar[tuple[float, float]] = (-150.0, 150.0)  # pp

    peak_move_pp: float = Field(0.0, ge=-120.0, le=100.0, title="Nasdaq-100 minus S&P 500, pp")
    start_month: int = Field(1, ge=1, le=24, title="Starts in month")
    months_to_peak: int = Field(12, ge=1, le=24, title="Months to get there")
    recovery_half_life_months: int = Field(
        0, ge=0, le=60, title="Half made up after, months", description="0 is no recovery"
    )
    own_path: Annotated[tuple[float, ...], Within(*own_path_bounds)] = ()
    otherwise: Otherwise = "follow"  # as every lever; the baseline is no change either way

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.peak_move_pp != 0 or bool(self.own_path)


def _path(tech: TechLever, setting: Setting, baseline: np.ndarray) -> np.ndarray:
    move = rise_and_recovery(tech.peak_move_pp, tech)
    return baseline + setting.from_first_unpublished(move, "technology_lead")


def _phrase(tech: TechLever, setting: Setting) -> str:
    """Say the path: size, date of the peak, recovery."""
    peak = setting.month_of("technology_lead", tech.start_month + tech.months_to_peak - 1)
    return (
        f"Nasdaq-100 {signed(tech.peak_move_pp)} pp against the S&P 500 by {month(peak)}, "
        f"{recovery(tech)}"
    )


TECH = Lever(
    id="tech",
    variable="technology_lead",
    label="Technology",
    noun="the Nasdaq-100 against the S&P 500",
    series="Nasdaq-100 against the S&P 500",
    unit="pp",
    part=TechLever,
    path=_path,
    flat_level=lambda setting: setting.last_published("technology_lead"),
    phrase=_phrase,
    steps={
        "peak_move_pp": 1.0,
        "start_month": 1,
        "months_to_peak": 1,
        "recovery_half_life_months": 1,
    },
    choices={"otherwise": {"follow": "no change", "hold": "stays at baseline"}},
    own_path_unit="Nasdaq-100 minus S&P 500 since the last month, pp",
    own_path_example="-2, -5, -10",
    in_equations=False,
    pinned_in_baseline=False,
    beside=True,
    headings=("technology", "tech", "nasdaq", "nasdaq 100", "nasdaq 100 minus s p 500"),
    far=21.0,  # the widest change of a month since 1987 is just below
)
