"""Lever paths from a table: a file or a paste, by month, understood, asked about or refused."""

import difflib
from dataclasses import dataclass, replace

import pandas as pd

from models.common.errors import UploadError
from models.common.tables.reader import read_table
from models.common.tables.wanted import DATE, DATE_HEADINGS, Table, Wanted, words_of
from models.scenario.levers import LEVERS, VARIABLE_OF
from models.scenario.own_path import outside
from models.scenario.own_path_meaning import (
    PathStart,
    ignored,
    inside,
    looks_like_fractions,
    odd,
    times_100,
)
from models.scenario.part import MAX_HORIZON_MONTHS

COLUMNS = {variable: lever for lever, variable in VARIABLE_OF.items()}
_UNIT_WORDS = {"pct", "percent", "pp", "a", "year", "gdp", "of", "in", "bip", "prozent"}
_BY_HEADING = {words_of(column): lever for column, lever in COLUMNS.items()} | {
    heading: lever for lever, row in LEVERS.items() for heading in row.headings
}


def _part_of(heading: str) -> str | None:
    words = words_of(heading)
    if words in DATE_HEADINGS:
        return DATE
    return _BY_HEADING.get(" ".join(w for w in words.split() if w not in _UNIT_WORDS))


_WANTED = Wanted(
    part_of=_part_of,
    needed=(frozenset(COLUMNS.values()),),
    said=f"month, {', '.join(COLUMNS)}",
    date_hint="write months as 2026-09",
    allowed={lever: row.part.own_path_bounds for lever, row in LEVERS.items()},
)


@dataclass(frozen=True)
class LeverTable:
    """What a table says of the levers.

    `said` is one line on how it was read; `notes` name months that are not used. While there are
    `questions` the table is not to be taken without an answer: `choices` are the readings by what a
    button says, one where nothing is asked. Values run from the first month after the data. `sheets`
    are those of a workbook that fit, `sheet` the one read.
    """

    said: str
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    choices: dict[str, dict[str, tuple[float, ...]]]
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def paths(self) -> dict[str, tuple[float, ...]]:
        """Monthly values by lever; raises UploadError while there is a question open."""
        if self.questions:
            raise UploadError(
                f"{' '.join(self.questions)} Choose a reading: {', '.join(self.choices)}."
            )
        return next(iter(self.choices.values()))


def template(start: PathStart, months: int = 12) -> bytes:
    """Return a table to fill in: a row a month, every lever at its last published value."""
    frame = pd.DataFrame(
        {column: [start.last[lever]] * months for column, lever in COLUMNS.items()},
        index=pd.period_range(start.first_month, periods=months, freq="M", name="month"),
    )
    return frame.round(4).to_csv().encode()


def read_lever_table(given: bytes | str, start: PathStart, sheet: str = "") -> LeverTable:
    """Read lever paths by month: a column of months, if wanted, and one or more of `COLUMNS`.

    With months, rows may begin before the first free month of a lever, whose published months are
    then named and not used, or at it. Without, the first row is the first month after the data. Raises
    UploadError with one sentence.
    """
    table = read_table(given, _WANTED, sheet)
    _check_headings(table)
    if not table.numbers:
        raise UploadError("The table has column names and no row below them: add a row a month.")
    months, quarterly = _months(table, start)
    questions = []
    if quarterly:
        questions.append(
            f"The table has a row a quarter ({months[0]:%b %Y} to {months[-1]:%b %Y}); levers are "
            "monthly: hold each value for the three months to its date?"
        )
        table, months = _by_month(table, months)
    notes, paths = [], {}
    for lever in table.columns:
        paths[lever] = _path(lever, table, months, start)
        questions += odd(lever, paths[lever], start)
        notes.append(ignored(lever, len(paths[lever]), start))
    readings = {"As written": paths}
    if any(looks_like_fractions(lever, path, start) for lever, path in paths.items()):
        by_100 = {lever: times_100(lever, path, start) for lever, path in paths.items()}
        readings = {"Times 100": by_100} | readings
    choices = {
        label: values
        for label, values in readings.items()
        if all(inside(lever, path, start) for lever, path in values.items())
    }
    if not choices:
        raise _first_outside(table, months, start)
    spans = [
        f"{LEVERS[lever].series} {_span(start.first_free(lever), start.first_month + len(path) - 1)}"
        for lever, path in paths.items()
    ]
    said = [f"Sheet {table.sheet!r}"] if table.sheet else []
    said += [*spans, *table.understood]
    return LeverTable(
        said=", ".join(said)[0].upper() + ", ".join(said)[1:] + ".",
        notes=tuple(note for note in notes if note),
        questions=tuple(questions),
        choices=choices,
        sheet=table.sheet,
        sheets=table.sheets,
    )


def _check_headings(table: Table) -> None:
    for heading in table.unused:
        close = difflib.get_close_matches(words_of(heading), [*_BY_HEADING, "month"], 1, 0.5)
        lever = _BY_HEADING.get(close[0]) if close else None
        meant = next((column for column, of in COLUMNS.items() if of == lever), "")
        raise UploadError(
            f"The table has a column {heading[:30]!r}, which is no lever"
            f"{f' (the nearest is {meant})' if meant else ''}; allowed are month, {', '.join(COLUMNS)}: "
            "rename or remove it."
        )


def _months(table: Table, start: PathStart) -> tuple[pd.PeriodIndex, bool]:
    """Return the month of each row, and whether the rows are quarters."""
    if not table.stamps:
        for before, after in zip(table.numbers, table.numbers[1:], strict=False):
            if after != before + 1:
                raise UploadError(
                    f"Row {before + 1} of the table is empty; without a column of months every row is "
                    "the next month: fill the gap or remove the row."
                )
        return pd.period_range(start.first_month, periods=len(table.numbers), freq="M"), False
    ordinals = [stamp.ordinal for stamp in table.stamps]
    steps = {b - a for a, b in zip(ordinals, ordinals[1:], strict=False)}
    months = pd.PeriodIndex([pd.Period(year=s.year, month=s.month, freq="M") for s in table.stamps])
    quarterly = steps == {3} or (any(s.quarter for s in table.stamps) and steps <= {3})
    if quarterly:
        return months, True
    for at, (before, after) in enumerate(zip(ordinals, ordinals[1:], strict=False), 1):
        if after != before + 1:
            raise UploadError(
                f"Row {table.numbers[at]} of the table is {months[at]:%b %Y}, after "
                f"{months[at - 1]:%b %Y}; months run one by one, the oldest first: sort them, or add "
                "what is missing."
            )
    return months, False


def _span(first: pd.Period, last: pd.Period) -> str:
    return f"{first:%b %Y}" + (f" to {last:%b %Y}" if last > first else "")


def _by_month(table: Table, months: pd.PeriodIndex) -> tuple[Table, pd.PeriodIndex]:
    """Turn rows of quarters into rows of months, each value held for the three months to its date."""

    def thrice(values: tuple) -> tuple:
        return tuple(value for value in values for _ in range(3))

    columns = {lever: thrice(values) for lever, values in table.columns.items()}
    monthly = replace(table, columns=columns, numbers=thrice(table.numbers))
    return monthly, pd.period_range(months[0] - 2, months[-1], freq="M")


def _path(lever: str, table: Table, months: pd.PeriodIndex, start: PathStart) -> tuple[float, ...]:
    """Return a lever's values from the first month after the data.

    Those of published months are not used: as given, or as published where the table has none that the
    lever may take.
    """
    free, name = start.first_free(lever), LEVERS[lever].series
    if months[0] > free:
        raise UploadError(
            f"The table begins with {months[0]:%b %Y}; the {name} is published up to {free - 1:%b %Y}: "
            f"begin with {free:%b %Y}."
        )
    if months[-1] < free:
        raise UploadError(
            f"The table ends with {months[-1]:%b %Y}; the {name} is published up to {free - 1:%b %Y}: "
            f"give months from {free:%b %Y} on."
        )
    last = start.first_month + MAX_HORIZON_MONTHS - 1
    if months[-1] > last:
        raise UploadError(
            f"The table ends with {months[-1]:%b %Y}; paths run {MAX_HORIZON_MONTHS} months, to "
            f"{last:%b %Y}: remove the rows after it."
        )
    low, high = LEVERS[lever].part.own_path_bounds
    by_month = dict(zip(months, table.columns[lever], strict=True))
    for month, value in enumerate(start.published[lever], start.first_month.ordinal):
        month = pd.Period(ordinal=month, freq="M")
        if not low <= by_month.get(month, high + 1) <= high:
            by_month[month] = min(max(value, low), high)
    return tuple(by_month[m] for m in pd.period_range(start.first_month, months[-1], freq="M"))


def _first_outside(table: Table, months: pd.PeriodIndex, start: PathStart) -> UploadError:
    """Return the error of the first value that a lever may not take."""
    for lever, values in table.columns.items():
        low, high = LEVERS[lever].part.own_path_bounds
        for number, month, value in zip(table.numbers, months, values, strict=True):
            if month >= start.first_free(lever) and not low <= value <= high:
                where = f"Row {number} of {table.headings[lever][:30]}"
                return UploadError(str(outside(where, f"{value:.10g}", lever)))
    raise AssertionError  # asked only where a value is outside
