from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.reference.redraw_size import NULLS, SAMPLES, Sample, rejections

COMMITTED = pd.read_csv(Path(__file__).parents[1] / "reference" / "redraw_size.csv")


@pytest.fixture(scope="module")
def sample():
    return Sample()


@pytest.mark.parametrize("null", ["independent", "signed"])
def test_a_true_null_is_rejected_about_as_often_as_the_test_says(sample, null):
    """A short run of the simulation in tests/reference; all six lever terms together."""
    shares = rejections(sample, null, 50)
    assert 0.02 < shares["redraw"].mean() < 0.085
    assert shares["hac"].mean() > 0.085  # what the redraws are there to mend


def test_the_full_simulation_has_the_size_that_the_record_quotes():
    assert list(COMMITTED["null"].unique()) == list(NULLS)
    assert len(COMMITTED) == 6 * len(NULLS)
    by_null = COMMITTED.groupby("null")[["hac", "redraw"]].mean()
    assert by_null["redraw"].between(0.035, 0.065).all()
    assert (by_null["hac"] > 0.09).all()
    counts = COMMITTED[["hac", "redraw"]].to_numpy() * SAMPLES
    np.testing.assert_allclose(counts, counts.round(), atol=0.11)  # shares of the stated samples
