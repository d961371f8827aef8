"""The sheet a workbook opens on: what the scenario means, in words, numbers and one chart."""

import re
from typing import Any

import numpy as np

from models.common.bands import SHOWN_PCT, ends
from models.common.text import month, months, percent
from models.equations.outcomes import OUTCOMES, RETURN
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.tidy import EXPORT_DECIMALS
from models.outcome.words import growth_sentence, headline, lever_words
from models.scenario.levers import LEVERS

TITLE = "summary"
_SIGNED = "+0.0;\N{MINUS SIGN}0.0;0.0"
_UNSIGNED, _SHOWN_AS_ZERO = "0.0;0.0", 0.05  # nothing is ever "-0.0"
_MONTH = "mmm yyyy"
_LOW, _HIGH = ends(SHOWN_PCT)
_FIRST_NUMBER = 3  # columns of words stand before it
_CHART_ROWS = 20  # what a chart of nine centimetres covers, and a blank one
_WIDTHS = {"A": 34, "B": 12, "C": 20, **dict.fromkeys("DEFGHI", 18)}
_SCORECARD = ("Measure", "Period", "Unit", "Baseline", "Scenario", "Impact", f"Impact, {SHOWN_PCT}% low",
              f"Impact, {SHOWN_PCT}% high", "Scenario, in %")  # fmt: skip
_PATH = ("Outcome", "Period", "Unit", "Baseline", "Scenario", "Impact",
         f"Scenario, {SHOWN_PCT}% low", f"Scenario, {SHOWN_PCT}% high")  # fmt: skip


def add_summary(book: Any, outcome: Outcome, version: str) -> None:
    """Append the summary to a workbook that is written row by row."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(TITLE)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    n_rows = 0

    def write(values: tuple = (), style: Font | None = None, formats: tuple = ()) -> None:
        nonlocal n_rows
        sheet.append(_row(sheet, values, style, formats))
        n_rows += 1

    bold = Font(name="Calibri", bold=True)
    write((outcome.scenario.name,), Font(name="Calibri", bold=True, size=16))
    write(
        (
            f"Starts after {outcome.setting.origin:%b %Y}, as known on {outcome.setting.dated}; "
            f"{months(outcome.horizon_months)} ahead. Version {version}, snapshot "
            f"{outcome.fit.snapshot_hash}.",
        )
    )
    write()
    for sentence in re.split(r"(?<=\.) (?=[A-Z])", headline(outcome)):
        write((sentence,))
    for variable in (path.variable for path in outcome.paths if path.variable != RETURN):
        write((growth_sentence(outcome, variable),))
    write()
    write(_SCORECARD, bold)
    for values in _scorecard(outcome):
        write(values, formats=("", "", "", *[_SIGNED] * 6))
    write()
    write(("Lever", "", "Setting"), bold)
    for lever, words in lever_words(outcome.scenario, outcome.setting).items():
        write((LEVERS[lever].label, "", words[0].upper() + words[1:]))
    write()
    place = f"A{n_rows + 1}"
    for _ in range(_CHART_ROWS):
        write()
    write(_PATH, bold)
    header = n_rows
    for path in sorted(outcome.paths, key=lambda path: path.variable != RETURN):
        for values in _path_rows(path):
            write(values, formats=("", _MONTH, "", *[_SIGNED] * 5))
    sheet.add_chart(_chart(sheet, header, header + outcome.horizon_months), place)


def _scorecard(outcome: Outcome) -> list[tuple]:
    rows = []
    for path in outcome.paths:
        at = path.at(outcome.horizon_months)
        if at < 0 or path.horizon_months[at] < 1:
            continue
        impact = path.statistics("difference")
        rows.append(
            (
                OUTCOMES[path.variable].title,
                month(path.periods[at]),
                f"{path.unit}, 100 x log",
                path.baseline[at],
                path.scenario[at],
                path.difference[at],
                impact[_LOW][at],
                impact[_HIGH][at],
                percent(path.scenario[at]),
            )
        )
    return rows


def _path_rows(path: OutcomePath) -> list[tuple]:
    """Return every period ahead of one outcome; months are dates, quarters are named."""
    level = path.statistics("scenario")
    monthly = path.periods.freqstr.startswith("M")
    return [
        (
            OUTCOMES[path.variable].title,
            period.end_time.date() if monthly else month(period),
            f"{path.unit}, 100 x log",
            path.baseline[i],
            path.scenario[i],
            path.difference[i],
            level[_LOW][i],
            level[_HIGH][i],
        )
        for i, period in enumerate(path.periods)
        if path.horizon_months[i] >= 1
    ]


def _chart(sheet: object, header: int, last: int) -> object:
    """Draw baseline, scenario and the ends of its band over the months below the header."""
    from openpyxl.chart import LineChart, Reference

    chart = LineChart()
    chart.title = "Small minus large, cumulative (pp, 100 x log)"
    chart.height, chart.width = 9, 26  # cm
    for column, colour, dash in ((5, "1F4E79", None), (4, "7F7F7F", "dash"), (7, "9DC3E6", "sysDot"),
                                 (8, "9DC3E6", "sysDot")):  # fmt: skip
        chart.add_data(
            Reference(sheet, min_col=column, min_row=header, max_row=last), titles_from_data=True
        )
        line = chart.series[-1].graphicalProperties.line
        line.solidFill, line.width, line.dashStyle = colour, 22_000, dash
        chart.series[-1].smooth = False
    chart.set_categories(Reference(sheet, min_col=2, min_row=header + 1, max_row=last))
    chart.x_axis.number_format, chart.y_axis.number_format = _MONTH, "0"
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    return chart


def _row(sheet: object, values: tuple, style: object, formats: tuple) -> list:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cells = []
    for i, value in enumerate(values):
        if isinstance(value, np.generic):
            value = value.item()
        if isinstance(value, float):
            value = round(value, EXPORT_DECIMALS)
        cell = WriteOnlyCell(sheet, value=None if value == "" else value)
        if isinstance(value, str) and value:
            cell.data_type = "s"
        if style:
            cell.font = style
        if i < len(formats) and formats[i] == _MONTH:
            cell.alignment = Alignment(horizontal="left")
        elif style and i >= _FIRST_NUMBER:
            cell.alignment = Alignment(horizontal="right")
        if i < len(formats) and formats[i]:
            tiny = isinstance(value, float) and abs(value) < _SHOWN_AS_ZERO
            cell.number_format = _UNSIGNED if tiny else formats[i]
        cells.append(cell)
    return cells
