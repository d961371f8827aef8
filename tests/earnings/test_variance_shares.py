import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.common.errors import ModelError
from models.earnings.identity import FINE_PARTS, PARTS
from models.earnings.variance_shares import (
    HORIZONS_QUARTERS,
    quarterly_changes,
    quarters_needed,
    variance_shares,
)

REFERENCE = Path(__file__).parents[1] / "reference"
FROM_R = json.loads((REFERENCE / "variance_shares.json").read_text())


@pytest.fixture(scope="module")
def changes():
    given = pd.read_csv(REFERENCE / "identity_large_cap.csv", index_col="period")
    given.index = pd.PeriodIndex(given.index, freq="Q")
    given["multiple"] = given["price"] - given["eps"]
    return pd.DataFrame({name: quarterly_changes(given[name]) for name in given})


@pytest.fixture(scope="module")
def found(changes):
    return variance_shares(changes, PARTS)


@pytest.mark.parametrize("h", HORIZONS_QUARTERS)
def test_shares_are_those_of_r(found, h):
    assert found.share("eps", h).share == pytest.approx(FROM_R[str(h)]["share"], rel=1e-9)


@pytest.mark.parametrize("h", HORIZONS_QUARTERS)
def test_intervals_are_those_of_r_but_for_the_resamples(found, h):
    share = found.share("eps", h)
    # 2,000 resamples know a standard deviation to 1.6%; three times that.
    assert (share.high - share.low) / 2 == pytest.approx(FROM_R[str(h)]["half_width"], rel=0.05)
    assert (share.high + share.low) / 2 == pytest.approx(share.share)


def test_parts_add_up_to_one(found):
    sums = found.table.groupby("quarters")["share"].sum()
    assert_allclose(sums, 1.0, atol=1e-12)
    assert list(sums.index) == list(HORIZONS_QUARTERS)


def test_one_quarter_changes_add_up_to_the_four_quarter_ones():
    growth = pd.Series(
        np.random.default_rng(1).normal(2, 9, 40), pd.period_range("2001Q4", periods=40, freq="Q")
    )
    back = quarterly_changes(growth)
    assert back.index[0] == pd.Period("2001Q1", "Q")
    assert_allclose(back.rolling(4).sum().dropna(), growth, atol=1e-12)
    means = back.groupby(back.index.quarter).mean()
    assert_allclose(means, means.mean())


def test_the_unknown_constants_do_not_matter(changes, found):
    season = pd.Series([3.0, -7.0, 1.0, 3.0], [1, 2, 3, 4])
    for_each_part = {"eps": 1.0, "multiple": -0.4}
    moved = changes.copy()
    for part, times in for_each_part.items():
        moved[part] += times * season.loc[changes.index.quarter].to_numpy()
    moved["price"] = moved["eps"] + moved["multiple"]
    again = variance_shares(moved, PARTS)
    assert_allclose(again.table["share"], found.table["share"], atol=1e-12)


def test_a_part_that_is_all_of_the_price_has_all_of_its_variance():
    price = np.random.default_rng(3).normal(size=160)
    index = pd.period_range("1980Q1", periods=160, freq="Q")
    whole = pd.DataFrame({"price": price, "eps": price, "multiple": 0.0}, index)
    shares = variance_shares(whole, PARTS)
    assert_allclose([shares.share("eps", h).low for h in shares.horizons], 1.0)
    assert_allclose(list(shares.lead_low.values()), 1.0)


def test_the_lead_is_over_the_largest_of_the_others(changes):
    fine = changes.assign(sales=changes["eps"] * 0.25, margin=changes["eps"] * 0.75)
    shares = variance_shares(fine, FINE_PARTS)
    for h in shares.horizons:
        others = max(shares.share(part, h).share for part in ("margin", "multiple"))
        middle = (shares.lead_low[h] + shares.lead_high[h]) / 2
        assert middle == pytest.approx(shares.share("sales", h).share - others)


def test_horizons_end_where_the_sample_is_too_short(changes):
    short = changes.iloc[: quarters_needed(8)]
    assert variance_shares(short, PARTS).horizons == (1, 4, 8)
    with pytest.raises(ModelError, match="in a row with all parts known; it needs 27"):
        variance_shares(changes.iloc[:26], PARTS)


def test_a_price_that_does_not_vary_has_no_shares():
    quarters = pd.period_range("1990Q1", periods=80, freq="Q")
    eps = np.random.default_rng(2).normal(0, 3, len(quarters))
    still = pd.DataFrame({"price": 1.5, "eps": eps, "multiple": 1.5 - eps}, quarters)
    with pytest.raises(ModelError, match="its variance is zero and has no parts"):
        variance_shares(still, ("eps", "multiple"))
