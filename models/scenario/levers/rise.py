"""A rise to a peak and what comes after it: the shape that several levers give their variable."""

from typing import Protocol

import numpy as np

from models.common.text import months
from models.scenario.part import MAX_HORIZON_MONTHS

RISE_STEPS = {  # of the sliders of a lever that is a rise in pp and nothing else
    "peak_rise_pp": 0.1,
    "start_month": 1,
    "months_to_peak": 1,
    "recovery_half_life_months": 1,
}


class Rise(Protocol):
    """When a rise begins, how long it takes and how it goes away, in months."""

    @property
    def start_month(self) -> int: ...  # noqa: D102

    @property
    def months_to_peak(self) -> int: ...  # noqa: D102

    @property
    def recovery_half_life_months(self) -> int: ...  # noqa: D102


def rise_and_recovery(peak: float, rise: Rise) -> np.ndarray:
    """Return a straight rise to a peak, then decay with a half-life (0 is none), (24,)."""
    since = np.arange(1, MAX_HORIZON_MONTHS + 1, dtype=float) - rise.start_month + 1
    path = peak * np.clip(since / rise.months_to_peak, 0.0, 1.0)
    if rise.recovery_half_life_months:
        after = np.maximum(since - rise.months_to_peak, 0.0)
        path *= 0.5 ** (after / rise.recovery_half_life_months)
    return path


def recovery(rise: Rise) -> str:
    """Say what comes after the peak."""
    half_life = rise.recovery_half_life_months
    return f"half recovered {months(half_life)} later" if half_life else "no recovery"
