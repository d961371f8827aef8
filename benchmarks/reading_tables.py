"""How long the reader of tables takes over a workbook of sixty quarters, against openpyxl's own load.

Run: python -m benchmarks.reading_tables
"""

import io
import time
from statistics import median

import pandas as pd
from openpyxl import Workbook, load_workbook

from models.earnings.own_series import read_own_series

REPEATS = 41


def sixty_quarters(formulas: bool) -> bytes:
    """Return a workbook of dates and two columns; or with a formula aside that has no stored result."""
    book = Workbook()
    book.active.append(["Quarter end", "S&P 600 EPS", "S&P 500 EPS"])
    for i, quarter in enumerate(pd.period_range("2010Q1", periods=60, freq="Q")):
        book.active.append([quarter.end_time.date(), 20.25 + i, 60.5 + i])
    if formulas:
        book.create_sheet("Notes").append(["=1+1"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def seconds(act, *given) -> float:
    """Return how much processor time an act takes."""
    start = time.process_time()
    act(*given)
    return time.process_time() - start


def main() -> None:
    """Print the median ratio, both taken in turn."""
    for formulas in (False, True):
        content = sixty_quarters(formulas)
        ours, theirs = [], []
        for _ in range(REPEATS):
            theirs.append(seconds(load_workbook, io.BytesIO(content)))
            ours.append(seconds(read_own_series, "a.xlsx", content))
        print(
            f"{'with' if formulas else 'without'} formulas: reader {1e3 * median(ours):.1f} ms, openpyxl "
            f"{1e3 * median(theirs):.1f} ms, ratio {median(ours) / median(theirs):.2f}"
        )


if __name__ == "__main__":
    main()
