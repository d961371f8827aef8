"""The workbook, opened again: the CSV's numbers cell by cell, and text that stays text."""

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from models import FedLever, LabourLever, Scenario, __version__, run_scenario
from models.outcome.workbook import regression_table, workbook_bytes

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
