"""Fingerprints of the snapshot: of its files, and of each column as it is written there."""

import csv
import hashlib
import io

import pandas as pd

NUMBER_FORMAT = "%.10g"  # of every figure in a table of the snapshot


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def column_hashes(table: str) -> dict[str, str]:
    """Hash every column of a CSV table over its non-empty ``period,value`` lines.

    The text is hashed, not the number, so that no rounding can hide or fake a change.
    """
    header, *rows = csv.reader(io.StringIO(table))
    return {
        name: text_hash("".join(f"{row[0]},{row[i]}\n" for row in rows if row[i]))
        for i, name in enumerate(header)
        if i
    }


def series_hash(values: pd.Series) -> str:
    """Hash a series as `column_hashes` does once it is written with `NUMBER_FORMAT`."""
    known = values.dropna()
    periods = known.index.astype(str)
    return text_hash(
        "".join(
            f"{period},{NUMBER_FORMAT % value}\n"
            for period, value in zip(periods, known.tolist(), strict=True)
        )
    )


def whole_hash(files: dict[str, str], vintage: str, catalog: pd.DataFrame) -> str:
    """Combine all that decides what was known when: files by name, vintage, release of each series."""
    lines = [f"{name} {files[name]}" for name in sorted(files)]
    lines += [f"vintage {vintage}"]
    releases = catalog[["native_frequency", "release_lag_days"]].sort_index()
    lines += [f"release {name} {often} {lag}" for name, often, lag in releases.itertuples()]
    return text_hash("".join(f"{line}\n" for line in lines))
