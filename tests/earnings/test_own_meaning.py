"""Form is not meaning: what a loaded series seems to be, and that the right one is passed in silence."""

import numpy as np
import pandas as pd
import pytest

from models.earnings.own_meaning import AGREES_WITHIN_PP, earnings_meaning
from models.earnings.own_series import read_own_series
from models.panel import load_panel
from tests.earnings.sp500_levels import single_quarters, sp500_sums

PANEL = load_panel()
GROWTH = PANEL.quarterly["eps_growth_large_cap"].dropna().loc["2010Q1":]
SUMS = sp500_sums("2010Q1")


def loaded(**columns):
    frame = pd.DataFrame(columns).rename_axis("date")
    return read_own_series("a.csv", frame.round(4).to_csv().encode())


def meaning(**columns):
    return earnings_meaning(loaded(**columns), PANEL)


def test_four_quarter_sums_are_right_and_nothing_is_said():
    found = meaning(small=SUMS / 3, large=SUMS)
    assert (found.seems, found.warning) == ("four-quarter sums", "")


def test_another_vendor_s_operating_earnings_are_right_too():
    noise = np.random.default_rng(3).normal(0, 0.01, len(SUMS))
    assert meaning(small=SUMS / 3, large=SUMS * np.exp(noise)).warning == ""


def test_reported_earnings_are_right_too():
    reported = sp500_sums("2010Q1", "eps_growth_large_cap_reported")
    assert meaning(small=SUMS / 3, large=reported).warning == ""


def test_single_quarters_are_told_with_the_figure_and_the_conversion_is_right():
    singles = single_quarters(SUMS)
    own = loaded(small=singles / 3, large=singles)
    found = earnings_meaning(own, PANEL)
    apart = 100 * np.log(singles / singles.shift(4)) - GROWTH
    assert found.single_quarters
    assert f"differs from the S&P 500's by {apart.abs().mean():.1f} pp on average" in found.warning
    assert found.warning.endswith("single quarters?")
    summed = own.summed()
    np.testing.assert_allclose(summed.levels["large"], SUMS.iloc[3:], rtol=1e-4)
    assert earnings_meaning(summed, PANEL).warning == ""


@pytest.mark.parametrize(
    ("large", "said"),
    [
        (100 * np.expm1(GROWTH / 100), "growth rates in percent"),
        (np.expm1(GROWTH / 100), "growth rates as fractions"),
        (GROWTH, "growth rates"),
    ],
)
def test_growth_rates_are_told(large, said):
    found = meaning(small=SUMS.loc[large.index] / 3, large=large)
    assert found.seems == "growth rates"
    assert said in found.warning
    assert not found.single_quarters


def test_something_else_is_told_with_the_figure_and_no_guess():
    other = pd.Series(np.linspace(60, 20, len(SUMS)), SUMS.index)
    found = meaning(small=SUMS / 3, large=other)
    assert found.seems == ""
    assert "is the column EPS over four quarters" in found.warning


def test_small_caps_alone_are_judged_by_how_they_move():
    assert meaning(small=SUMS / 3).warning == ""
    alone = meaning(small=single_quarters(SUMS) / 3)
    assert alone.single_quarters
    assert "do not carry over (correlation \N{MINUS SIGN}0" in alone.warning


def test_a_short_series_alone_is_not_judged():
    assert meaning(small=single_quarters(SUMS).iloc[:8]).warning == ""


def test_the_bound_lies_between_the_two_definitions_and_single_quarters():
    """Operating and reported growth differ by more than the bound: each is compared with its own."""
    both = PANEL.quarterly[["eps_growth_large_cap", "eps_growth_large_cap_reported"]].dropna()
    assert both.diff(axis=1).iloc[:, 1].abs().mean() > AGREES_WITHIN_PP
