"""The stored record of the completion model is that of the full run and comes back by horizon."""

import pandas as pd
import pytest

from models.completion.coverage_record import coverage_summary
from models.completion.stored_coverage import load_coverage, store_coverage
from tests.cases import JANUARY
from tests.conftest import ROOT

SUMMARY = pd.DataFrame(
    {
        "horizon_months": [3, 12],
        "n_judged": [9, 8],
        "coverage_80": [0.75, 0.5],
        "rsquared": [-0.1, 0.2],
    }
)


def test_the_shipped_record_is_that_of_the_full_run(panel):
    full = coverage_summary(pd.read_csv(ROOT / "benchmarks" / "completion_record.csv"))
    for row in full.to_dict("records"):
        stored = load_coverage(panel, row["horizon_months"])
        for name, value in row.items():
            if name != "horizon_months":
                assert stored[name] == (
                    pytest.approx(value, abs=1e-5) if name != "first" and name != "last" else value
                )


def test_a_record_comes_back_by_horizon(panel, tmp_path):
    store_coverage(panel, SUMMARY, tmp_path)
    assert load_coverage(panel, 12, tmp_path)["coverage_80"] == 0.5
    assert load_coverage(panel, 3, tmp_path)["rsquared"] == -0.1


def test_of_another_date_there_is_none(panel):
    assert load_coverage(panel.known_on(JANUARY), 12) is None
