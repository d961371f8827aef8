"""The conditions of a forecast: which cells (month, variable) are fixed, and at which values."""

from numbers import Integral
from typing import Any

import numpy as np

from models.common.errors import ModelError
from models.completion.data import MAX_MONTHS, POLICY, TARGET, CompletionData
from models.completion.floor import FLOOR_PCT

SAME_VALUE = 1e-9


def check_months(horizon_months: Any) -> int:
    """Return the horizon, or refuse it."""
    whole = isinstance(horizon_months, Integral) and not isinstance(horizon_months, bool)
    if not whole or not 1 <= horizon_months <= MAX_MONTHS:
        raise ModelError(
            f"The horizon is {horizon_months!r} months; allowed are whole months from 1 to {MAX_MONTHS}: "
            "choose one of these."
        )
    return int(horizon_months)


def fixed_cells(
    levers: frozenset[str], data: CompletionData, horizon_months: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mark fixed cells (H, n), and the months whose policy rate is a choice (H,)."""
    months = check_months(horizon_months)
    names = data.names
    odd = sorted(levers - (set(names) - {TARGET}))
    if odd:
        allowed = ", ".join(name for name in names if name != TARGET)
        raise ModelError(
            f"A path is set for {', '.join(odd)}; paths can be set for {allowed}: choose among these."
        )
    published = np.isfinite(data.published[:months])
    fixed = published | np.isin(names, list(levers))
    set_months = ~published[:, names.index(POLICY)] & (POLICY in levers)
    return fixed, set_months


def fixed_values(
    paths: dict[str, np.ndarray], data: CompletionData, fixed: np.ndarray, which: str
) -> np.ndarray:
    """Values of the fixed cells in month-major order, (m,); refuses what cannot be."""
    months, names = len(fixed), data.names
    published = data.published[:months]
    values = published.copy()
    for name, path in paths.items():
        path = np.asarray(path, dtype=float)
        if path.shape != (months,) or not np.isfinite(path).all():
            raise ModelError(
                f"The {which}'s path of {name} has shape {path.shape} or a value that is no number; it "
                f"must be {months} numbers, one a month: fill the gaps."
            )
        if name == POLICY and path.min() < FLOOR_PCT - SAME_VALUE:
            raise ModelError(
                f"The {which}'s policy rate falls to {path.min():g}%; it cannot be below "
                f"{FLOOR_PCT:g}%: raise the floor of the cuts."
            )
        column = names.index(name)
        fact = published[:, column]
        clash = np.flatnonzero(np.abs(path - fact) > SAME_VALUE)
        if len(clash):
            month = clash[0]
            raise ModelError(
                f"The {which} sets {name} to {path[month]:g} in {data.ahead.index[month]}, which is "
                f"already published as {fact[month]:g}; a cell has one value: begin after it."
            )
        values[:, column] = path
    return values[fixed]
