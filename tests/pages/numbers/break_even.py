"""Where a line through a lever's steps crosses zero, and what is said of the interval."""

import numpy as np
import pandas as pd

from tests.pages.numbers.figures import plus
from tests.pages.numbers.matching import Says


def crossings_of(values, mean, stated, column: str) -> list[float]:
    """Where a straight line through two steps crosses zero; at nothing moved an effect is zero anyway."""
    found = []
    for i in range(len(values)):
        if mean[i] == 0 and stated[i] and not (column == "difference" and values[i] == 0):
            found.append(values[i])
        if i + 1 < len(values) and mean[i] * mean[i + 1] < 0 and stated[i] and stated[i + 1]:
            share = mean[i] / (mean[i] - mean[i + 1])
            found.append(values[i] + share * (values[i + 1] - values[i]))
    return found


def interval(table: pd.DataFrame, column: str, unit: str) -> Says:
    inside = ((table[f"{column}_q05"] <= 0) & (table[f"{column}_q95"] >= 0)).to_numpy()
    values, said = table["value"].to_numpy(), []
    runs = np.split(np.arange(len(inside)), np.flatnonzero(np.diff(inside)) + 1)
    for run in runs:
        if not inside[run[0]]:
            continue
        low, high = plus(values[run[0]], 2), plus(values[run[-1]], 2)
        first, last = run[0] == 0, run[-1] == len(inside) - 1
        if first and last:
            said.append("everywhere within the bounds of the lever")
        elif first:
            said.append(f"up to {high}, without a lower end within bounds")
        elif last:
            said.append(f"from {low}, without an upper end within bounds")
        else:
            said.append(f"from {low} to {high}")
    if not said:
        return Says("Zero lies outside the 90% band everywhere within the bounds of the lever.")
    words = "The 90% interval of the break-even ({unit}): {spans}."
    return Says(words, unit=unit, spans=" and ".join(said))
