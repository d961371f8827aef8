"""Raw series: compiled figures and FRED-MD merged, one column a series, nothing computed yet."""

import tomllib
from pathlib import Path

import pandas as pd

from models.common.errors import PanelError

SOURCES = Path(__file__).parents[1] / "sources"


def read_sources(directory: Path = SOURCES) -> dict:
    """Read the map from series to files and columns."""
    return tomllib.loads((directory / "sources.toml").read_text(encoding="utf-8"))


def read_figures(directory: Path, file: str, frequency: str) -> pd.DataFrame:
    """Read one compiled table with its periods as index."""
    table = pd.read_csv(directory / f"{file}.csv", index_col=0)
    if frequency == "D":
        table.index = pd.DatetimeIndex(pd.to_datetime(table.index, format="%Y-%m-%d"))
    else:
        table.index = pd.PeriodIndex(table.index, freq=frequency)
    return table


def merge(
    directory: Path, sources: dict, fred_md: pd.DataFrame, group: str, frequency: str
) -> tuple[pd.DataFrame, dict]:
    """Collect the series of one frequency.

    FRED-MD goes first where ``sources`` names it, the figures fill the periods it lacks; a code
    under ``fred_md_check`` is compared but not used.

    Returns
    -------
    (frame, agreement)
        The merged columns, and for each series with two sources how they compare.
    """
    columns, agreement = {}, {}
    for file, series in sources[group].items():
        table = read_figures(directory, file, frequency)
        for name, rule in series.items():
            column = table[rule["column"]]
            if "unless" in rule:
                column = column.where(table[rule["unless"]] == 0)
            code = rule.get("fred_md", rule.get("fred_md_check"))
            if code:
                other = fred_md_series(fred_md, code, frequency)
                agreement[name] = compare(other, column) | {"used_first": "fred_md" in rule}
                if "fred_md" in rule:
                    _check_join(name, other, column)
                    column = other.combine_first(column)
            columns[name] = column
    frame = pd.DataFrame(columns).dropna(how="all").astype("float64")
    return frame.reindex(_whole_range(frame.index)), agreement


def fred_md_series(fred_md: pd.DataFrame, code: str, frequency: str) -> pd.Series:
    """Take one FRED-MD column; a quarterly one stands in the third month of its quarter."""
    if code not in fred_md:
        raise PanelError(
            f"The FRED-MD file has no series {code}; sources.toml names it: correct one of them."
        )
    months = pd.PeriodIndex(fred_md.index, freq="M")
    series = pd.Series(fred_md[code].to_numpy(float), index=months)
    if frequency == "Q":
        series = series.dropna()
        series.index = series.index.asfreq("Q")
    return series


def compare(one: pd.Series, other: pd.Series) -> dict:
    """Measure how far two sources of a series differ where both have a value."""
    gap = (one - other).abs().dropna()
    differing = gap[gap > 1e-6]
    return {
        "n_compared": len(gap),
        "n_different": len(differing),
        "max_abs_difference": float(f"{gap.max():.6g}"),
        "last_different": str(differing.index[-1]) if len(differing) else None,
    }


def _check_join(name: str, fred_md: pd.Series, figures: pd.Series) -> None:
    """Refuse to join two vintages that differ in the last month both have."""
    last = (fred_md - figures).dropna().index[-1]
    if abs(fred_md[last] - figures[last]) > 1e-6:
        raise PanelError(
            f"{name} is {fred_md[last]:g} in FRED-MD and {figures[last]:g} in the figures for "
            f"{last}, where they would be joined; joined vintages must agree there: use "
            "fred_md_check in sources.toml."
        )


def _whole_range(index: pd.Index) -> pd.Index:
    """Every month or quarter between the ends; days stay as they are (markets close)."""
    if isinstance(index, pd.PeriodIndex):
        return pd.period_range(index[0], index[-1], freq=index.freqstr[0])
    return index
