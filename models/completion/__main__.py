"""`python -m models.completion` fits the completion model, judges it and stores what is read."""

import datetime as dt
import sys

import pandas as pd

from models.common.files import write_whole
from models.completion.coverage_record import RecordPlan, coverage_summary, track_record
from models.completion.data import completion_data
from models.completion.fit import fit_completion
from models.completion.stored import COMPLETION_FITS, FitKey, completion_to_json
from models.completion.stored_coverage import store_coverage
from models.panel import Panel, load_panel

SHIPPED = (None, dt.date(2026, 1, 14))


def fit(panel: Panel) -> None:
    """Fit what is shipped and replace the files."""
    for as_of in SHIPPED:
        known = panel.known_on(as_of) if as_of else panel
        key = FitKey(as_of=str(known.vintage), snapshot_hash=known.snapshot_hash)
        fitted = fit_completion(completion_data(known))
        path = COMPLETION_FITS / key.file_name
        write_whole(path, completion_to_json(fitted, key))
        print(
            f"{path.name}: {fitted.first} to {fitted.last}, {fitted.layout.lags} lags, log marginal "
            f"likelihood {fitted.log_marginal_likelihood:.1f}, {path.stat().st_size / 1000:.0f} kB"
        )


def judge(panel: Panel) -> None:
    """Judge the model on months it had not seen and replace the record."""
    pieces = []
    for share, rows in track_record(completion_data(panel).sample, RecordPlan()):
        pieces.append(rows)
        sys.stderr.write(f"\r{100 * share:3.0f} % of the record")
    sys.stderr.write("\n")
    summary = coverage_summary(pd.concat(pieces, ignore_index=True))
    path = store_coverage(str(panel.vintage), panel.snapshot_hash, summary)
    print(f"The record, {path.name}:", summary.to_string(index=False), sep="\n")


def main() -> None:
    """Fit, then judge, on the committed data."""
    panel = load_panel()
    fit(panel)
    judge(panel)


if __name__ == "__main__":
    main()
