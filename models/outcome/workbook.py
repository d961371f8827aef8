"""An outcome as an Excel workbook: the CSV's numbers, the inputs, the equations, the stamp."""

from collections.abc import Iterable
from io import BytesIO

import numpy as np
import pandas as pd

from models.common.text import percent
from models.equations.outcomes import RETURN
from models.outcome.export import metadata
from models.outcome.outcome import Outcome
from models.outcome.words import lever_words
from models.outcome.workbook_summary import add_summary
from models.scenario.levers import LEVERS
from models.scenario.link import flatten

_NUMBER, _NUMBER_WIDTH, _WIDEST = "0.0000", 10, 60


def workbook_bytes(outcome: Outcome, version: str) -> bytes:
    """Return the workbook: a summary with a chart, then tidy sheets.

    These are inputs, paths, outcomes, contributions, regression and metadata, their headers frozen.

    Text cells are stored as text whatever they begin with, so that no name becomes a formula.
    """
    from openpyxl import Workbook  # only where a workbook is asked for
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    add_summary(book, outcome, version)
    for title, frame in _sheets(outcome, version).items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, name in enumerate(frame.columns):
            sheet.column_dimensions[get_column_letter(number + 1)].width = _width(frame[name], name)
        sheet.append(_cells(sheet, frame.columns, Font(name="Calibri", bold=True)))
        for row in frame.itertuples(index=False):
            sheet.append(_cells(sheet, row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheets(outcome: Outcome, version: str) -> dict[str, pd.DataFrame]:
    modelled = [path.variable for path in outcome.paths]
    table = outcome.table
    log_returns = table["variable"] == RETURN
    outcomes = table.assign(percent=percent(table["value"].where(log_returns)))
    return {
        "inputs": _inputs(outcome),
        "paths": table[~table["variable"].isin(modelled)],
        "outcomes": outcomes[table["variable"].isin(modelled)],
        "contributions": outcome.contributions,
        "regression": regression_table(outcome),
        "metadata": pd.DataFrame(_flat(metadata(outcome, version)), columns=["field", "value"]),
    }


def _inputs(outcome: Outcome) -> pd.DataFrame:
    said = lever_words(outcome.scenario, outcome.setting)
    rows = [*flatten(outcome.request).items()]
    rows += [(f"{LEVERS[lever].label}, in words", words) for lever, words in said.items()]
    return pd.DataFrame(rows, columns=["input", "value"])


def regression_table(outcome: Outcome) -> pd.DataFrame:
    """Return every coefficient behind an outcome with its tests, one row a term."""
    pieces = []
    for equation in outcome.equations:
        table = equation.estimates.table.reset_index()
        table.insert(0, "family", equation.family or None)
        table.insert(0, "horizon_months", equation.horizon_months)
        table.insert(0, "variable", equation.variable)
        pieces.append(table.assign(pvalues_redraw=equation.redraw_pvalues))
    return pd.concat(pieces, ignore_index=True)


def _flat(value: object, prefix: str = "") -> Iterable[tuple[str, object]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _flat(item, f"{prefix}.{name}" if prefix else name)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _flat(item, f"{prefix}.{number}")
    else:
        yield prefix, value


def _width(column: pd.Series, name: str) -> int:
    """Return a width in characters that shows the column: numbers with four decimals."""
    text = column[column.map(lambda value: isinstance(value, str))]
    longest = max([len(name), *text.str.len()]) if len(text) else max(len(name), _NUMBER_WIDTH)
    return min(max(longest, _NUMBER_WIDTH) + 2, _WIDEST)


def _cells(sheet: object, values: Iterable[object], font: object = None) -> list:
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for value in values:
        if isinstance(value, np.generic):
            value = value.item()
        if isinstance(value, float) and not np.isfinite(value):
            value = None
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
        if isinstance(value, float):
            cell.number_format = _NUMBER
        if font is not None:
            cell.font = font
        cells.append(cell)
    return cells
