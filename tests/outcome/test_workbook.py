"""The workbook, opened again: the CSV's numbers cell by cell, and text that stays text."""

import io
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest

from models import FedLever, LabourLever, Scenario, __version__, run_scenario
from models.outcome.export import file_name
from models.outcome.words import headline, lever_words
from models.outcome.workbook import regression_table, workbook_bytes
from models.scenario.request import Request

NAME = '=HYPERLINK("http://example.invalid","click")'


@pytest.fixture(scope="module")
def outcome():
    scenario = Scenario(
        name=NAME, fed=FedLever(direction="cut"), labour=LabourLever(peak_rise_pp=1.5)
    )
    return run_scenario(scenario, horizon_months=18)


@pytest.fixture(scope="module")
def book(outcome):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(outcome, __version__)))


def sheet(book, name):
    header, *rows = book[name].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=header)


def test_the_sheets_are_the_promised_ones(book):
    assert book.sheetnames == [
        "summary",
        "inputs",
        "paths",
        "outcomes",
        "contributions",
        "regression",
        "metadata",
    ]


def test_paths_and_outcomes_are_the_csv_cell_by_cell(book, outcome):
    again = pd.concat([sheet(book, "outcomes").drop(columns="percent"), sheet(book, "paths")])
    pd.testing.assert_frame_equal(
        again.reset_index(drop=True), outcome.table, check_exact=True, check_dtype=False
    )


def test_contributions_and_coefficients_are_the_engine_s(book, outcome):
    pd.testing.assert_frame_equal(
        sheet(book, "contributions"), outcome.contributions, check_exact=True, check_dtype=False
    )
    pd.testing.assert_frame_equal(
        sheet(book, "regression"), regression_table(outcome), check_exact=True, check_dtype=False
    )


def test_percent_stands_beside_log_for_returns_only(book):
    rows = sheet(book, "outcomes")
    returns = rows["variable"] == "small_cap_relative_return"
    expected = 100 * (np.exp(rows["value"][returns] / 100) - 1)
    np.testing.assert_allclose(
        rows["percent"][returns].astype(float), expected, rtol=1e-12, atol=1e-12
    )
    assert rows["percent"][~returns].isna().all()


def test_a_name_that_looks_like_a_formula_stays_text(book):
    found = [c for row in book["inputs"].iter_rows() for c in row if c.value == NAME]
    assert [cell.data_type for cell in found] == ["s"]
    kinds = {c.data_type for name in book.sheetnames for row in book[name].iter_rows() for c in row}
    assert "f" not in kinds


def test_the_stamp_is_in_the_book(book, outcome):
    stamp = sheet(book, "metadata").set_index("field")["value"]
    assert stamp["snapshot.hash"] == outcome.fit.snapshot_hash
    assert stamp["fit_fingerprint"] == outcome.fit.fingerprint


def test_the_summary_says_what_the_scenario_means(book, outcome):
    assert book.active.title == "summary"
    rows = list(book["summary"].iter_rows(values_only=True))
    assert rows[0][0] == NAME
    text = " ".join(str(row[0]) for row in rows)
    assert headline(outcome).split(". ")[0] in text
    said = lever_words(outcome.scenario, outcome.setting)["labour"]
    assert any(row[2] == said[0].upper() + said[1:] for row in rows)
    path = outcome.path("small_cap_relative_return")
    score = next(row for row in rows if row[0] == "Small caps minus large caps")
    at = path.at(outcome.horizon_months)
    expected = (path.baseline[at], path.scenario[at], path.difference[at])
    assert score[3:6] == tuple(np.round(expected, 12))


def test_the_summary_s_path_is_typed_and_drawn(book, outcome):
    summary = book["summary"]
    path = outcome.path("small_cap_relative_return")
    *_, header = (cell.row for cell in summary["B"] if cell.value == "Period")
    months = summary["B"][header : header + len(path.periods)]
    assert [pd.Period(cell.value, "M") for cell in months] == list(path.periods)
    assert {cell.number_format for cell in months} == {"mmm yyyy"}
    drawn = [summary.cell(cell.row, 5).value for cell in months]
    assert drawn == list(np.round(path.scenario, 12))
    (chart,) = summary._charts
    assert [series.val.numRef.f for series in chart.series] == [
        f"'summary'!${c}${header + 1}:${c}${header + len(months)}" for c in "EDGH"
    ]


def test_tidy_sheets_have_frozen_headers_widths_and_number_formats(book):
    for name in book.sheetnames[1:]:
        assert book[name].freeze_panes == "A2"
        assert book[name].column_dimensions["A"].width >= 8
    value = next(c for c in book["contributions"][2] if isinstance(c.value, float))
    assert value.number_format == "0.0000"


def test_files_are_named_after_scenario_and_date(outcome):
    date = outcome.setting.as_of
    assert file_name(outcome, "scenario.json") == (
        f"hyperlink-http-example-invalid-click_{date}_scenario.json"
    )
    for name, slug in (("Späte Fed, 2% mehr", "spate-fed-2-mehr"), ("上", "scenario")):
        named = replace(outcome, request=Request(scenario=Scenario(name=name)))
        assert file_name(named, "x.csv") == f"{slug}_{date}_x.csv"


def test_contributions_name_their_model(outcome):
    models = outcome.contributions.groupby("variable")["model"].unique()
    for path in outcome.paths:
        assert list(models[path.variable]) == [outcome.model_of(path.variable)]
