from pathlib import Path

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.earnings import growth
from models.panel import load_panel
from tests.reference.earnings_lags import LAGS, levers, record

SHIPPED = "each lever now and a year before"
COMMITTED = pd.read_csv(Path(__file__).parents[1] / "reference/earnings_lags.csv", index_col="lags")


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def test_the_shipped_equation_is_one_of_the_compared_ones(panel):
    seen = growth.observations(panel, "eps_growth_large_cap")
    compared = levers(panel, LAGS[SHIPPED]).loc[seen.index]
    assert_allclose(compared, seen.drop(columns="y"), rtol=0, atol=1e-9)
    assert list(COMMITTED.index) == list(LAGS)


@pytest.mark.parametrize("lags", [SHIPPED, "now only"])
def test_the_quoted_record_is_what_the_script_finds(panel, lags):
    found, quoted = record(panel, LAGS[lags]), COMMITTED.loc[lags]
    if found["last"] != quoted["last"]:
        pytest.skip(f"the comparison was made with targets to {quoted['last']}")
    assert found["rsquared"] == pytest.approx(quoted["rsquared"], abs=6e-4)
    assert found["without_pandemic"] == pytest.approx(quoted["without_pandemic"], abs=6e-4)


def test_the_shipped_lags_are_not_the_luckiest():
    """A choice made by its record would be the best row; ours is not, and the record says so."""
    assert COMMITTED["rsquared"].idxmax() != SHIPPED
    assert COMMITTED["rsquared"].max() - COMMITTED.loc[SHIPPED, "rsquared"] < 0.05
