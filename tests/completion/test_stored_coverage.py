"""The stored record of the completion model: that of the full run, and whole or refused."""

import json

import pandas as pd
import pytest

from models.common.errors import ModelError
from models.completion.coverage_record import coverage_summary
from models.completion.stored_coverage import load_coverage, store_coverage
from models.panel import load_panel
from tests.conftest import ROOT

AS_OF, HASH = "2020-01-01", "abc"
SUMMARY = pd.DataFrame(
    {
        "horizon_months": [3, 12],
        "n_judged": [9, 8],
        "coverage_80": [0.75, 0.5],
        "rsquared": [-0.1, 0.2],
    }
)


def test_the_shipped_record_is_that_of_the_full_run():
    panel = load_panel()
    full = coverage_summary(pd.read_csv(ROOT / "benchmarks" / "completion_record.csv"))
    for row in full.to_dict("records"):
        stored = load_coverage(str(panel.vintage), panel.snapshot_hash, row["horizon_months"])
        for name, value in row.items():
            if name != "horizon_months":
                assert stored[name] == (
                    pytest.approx(value, abs=1e-5) if name != "first" and name != "last" else value
                )


def test_a_record_comes_back_by_horizon(tmp_path):
    store_coverage(AS_OF, HASH, SUMMARY, tmp_path)
    assert load_coverage(AS_OF, HASH, 12, tmp_path)["coverage_80"] == 0.5
    assert load_coverage(AS_OF, HASH, 3, tmp_path)["rsquared"] == -0.1


@pytest.mark.parametrize(("as_of", "snapshot"), [(AS_OF, "other"), ("2020-01-02", HASH)])
def test_other_data_have_none(tmp_path, as_of, snapshot):
    store_coverage(AS_OF, HASH, SUMMARY, tmp_path)
    assert load_coverage(as_of, snapshot, 12, tmp_path) is None


@pytest.mark.parametrize(
    ("altered", "said"),
    [
        (lambda text: text.replace("0.75", "0.95"), "was changed after it was made"),
        (lambda text: text[:50], "is damaged and cannot be read"),
        (lambda _: json.dumps({"rows": []}), "is damaged and cannot be read"),
    ],
)
def test_a_damaged_record_is_refused_in_a_sentence(tmp_path, altered, said):
    path = store_coverage(AS_OF, HASH, SUMMARY, tmp_path)
    path.write_text(altered(path.read_text()))
    with pytest.raises(ModelError, match=said):
        load_coverage(AS_OF, HASH, 12, tmp_path)
