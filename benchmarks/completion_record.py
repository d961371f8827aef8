"""Coverage of the completion model's bands, 1995-2025: `python -m benchmarks.completion_record`.

Writes completion_record.csv (one row per origin and horizon) and completion_record.txt (the table)
beside itself. Refits every twelve months with lags and tightness chosen anew on what was known.
"""

from pathlib import Path

import pandas as pd

from models.common.bands import LEVELS_PCT
from models.common.console import rewrite_line
from models.completion.coverage_record import (
    HORIZONS,
    RecordPlan,
    bootstrap_interval,
    coverage,
    track_record,
)
from models.completion.data import completion_data
from models.panel import load_panel

HERE = Path(__file__).parent


def main() -> None:
    """Run the record and write it."""
    pieces = []
    for share, rows in track_record(completion_data(load_panel()).sample, RecordPlan()):
        pieces.append(rows)
        done = round(30 * share)
        rewrite_line(f"[{'#' * done}{'.' * (30 - done)}] {100 * share:3.0f}%")
    rewrite_line()
    record = pd.concat(pieces, ignore_index=True)
    record.round(6).to_csv(HERE / "completion_record.csv", index=False)
    text = summary(record)
    (HERE / "completion_record.txt").write_text(text)
    print(text, end="")


def summary(record: pd.DataFrame) -> str:
    """Say the record in a few lines."""
    lines = [
        "Relative return, conditional on realised unemployment, fiscal impulse and policy rate.",
        "",
    ]
    for horizon in HORIZONS:
        rows = record[record["horizon_months"] == horizon]
        lines.append(
            f"{horizon:2d} months, {len(rows)} windows, origins {rows['origin'].iloc[0]} to "
            f"{rows['origin'].iloc[-1]}"
        )
        for level in LEVELS_PCT:
            inside = coverage(record, horizon, level)
            low, high = bootstrap_interval(inside)
            lines.append(
                f"  {level}% band held {100 * inside.mean():.1f}%, 95% by block bootstrap "
                f"{100 * low:.1f} to {100 * high:.1f}"
            )
        error = rows["actual"] - rows["conditional_mean"]
        naive = rows["actual"] - rows["historical_mean"]
        lines.append(
            f"  R2 against the historical mean {1 - (error**2).sum() / (naive**2).sum():.3f}"
        )
    year = record[record["horizon_months"] == 12]
    away = year["own_forecast"] - year["historical_mean"]
    lines += [
        "",
        f"Own 12-month forecast less historical mean: {away.min():+.2f} to {away.max():+.2f} pp "
        f"(largest at {year['origin'][away.abs().idxmax()]}).",
        "Share of explosive draws by refit: "
        + ", ".join(
            f"{origin} {100 * share:.1f}%"
            for origin, share in record.groupby(record["origin"].str[:4])["share_explosive"]
            .max()
            .items()
            if share > 0
        ),
        "Lags chosen: "
        + ", ".join(f"{lags} ({n} windows)" for lags, n in record["lags"].value_counts().items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
