import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.equations.estimators.estimator import weighted_least_squares
from models.equations.fit_all import RETURN_BLOCK_MONTHS
from models.equations.redraws import redraw_windows
from tests.reference.redraw_size import (
    EQUATIONS,
    HORIZON_MONTHS,
    NULLS,
    RETURN,
    SAMPLES,
    STORED,
    equation_named,
    rejections,
)

COMMITTED = pd.read_csv(STORED)


@pytest.fixture(scope="module")
def equations():
    return {name: equation_named(name) for name in EQUATIONS}


@pytest.mark.parametrize(
    ("name", "null"),
    [(RETURN, "independent"), (RETURN, "signed"), *((name, "white") for name in EQUATIONS[1:])],
)
@pytest.mark.slow
def test_a_true_null_is_rejected_about_as_often_as_the_test_says(equations, name, null):
    """A short run of the simulation in tests/reference; all six lever terms together."""
    shares = rejections(equations[name], null, 50)
    assert 0.02 < shares["redraw"].mean() < 0.085
    assert shares["hac"].mean() > 0.085  # what the redraws are there to mend


def test_the_quick_form_of_the_simulation_is_the_redraw_itself(equations):
    equation = equations[RETURN]
    shocks = equation.returns[::-1].copy()
    windows = redraw_windows(
        shocks - shocks.mean(), block=RETURN_BLOCK_MONTHS, window=HORIZON_MONTHS
    )
    expected = weighted_least_squares(equation.design, windows, equation.weights).T
    scale = expected.std(axis=0)
    assert_allclose(equation.redrawn(shocks) / scale, expected / scale, atol=1e-8)


def test_the_full_simulation_has_the_size_that_the_record_quotes():
    cases = COMMITTED[["equation", "null"]].drop_duplicates().apply(tuple, axis=1)
    assert list(cases) == [(name, null) for name in EQUATIONS for null in NULLS[name]]
    assert len(COMMITTED) == sum(6 if name == RETURN else 8 for name, _ in cases)
    by_null = COMMITTED.groupby(["equation", "null"])[["hac", "redraw"]].mean()
    memory = by_null.index.get_level_values("null") == "remembered"
    assert by_null["redraw"][~memory].between(0.035, 0.065).all()
    assert (by_null["hac"] > 0.09).all()
    counts = COMMITTED[["hac", "redraw"]].to_numpy() * SAMPLES
    np.testing.assert_allclose(counts, counts.round(), atol=0.11)  # shares of the stated samples
