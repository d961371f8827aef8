"""Derived columns, recomputed from the compiled tables in a second, plain way."""

import math

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.common.newey_west import slope_and_error

NINE_DIGITS = {"rtol": 1e-9, "atol": 1e-9}


def same(series, expected):
    """Whether a column is exactly these periods and values (ten significant digits are stored)."""
    found = {str(period): value for period, value in series.dropna().items()}
    assert sorted(found) == sorted(expected)
    assert_allclose([found[p] for p in expected], list(expected.values()), **NINE_DIGITS)


def back(quarter, n=4):
    return str(pd.Period(quarter, "Q") - n)


@pytest.fixture(scope="module")
def french(figures):
    spread = figures("equity_monthly", "size_low30_minus_high30_pct")
    large = figures("equity_monthly", "size_high30_pct")
    return {
        month: 100 * math.log(1 + (spread[month] + large[month]) / 100)
        - 100 * math.log(1 + large[month] / 100)
        for month in spread
    }


@pytest.fixture(scope="module")
def main_impulse(figures):
    deficit = figures("fiscal_quarterly", "federal_deficit_pct_gdp")
    gap = figures("fiscal_quarterly", "output_gap_pct")
    return {
        quarter: deficit[quarter]
        - deficit[back(quarter)]
        + 0.4 * (gap[quarter] - gap[back(quarter)])
        for quarter in deficit
        if back(quarter) in deficit
    }


@pytest.fixture(scope="module")
def extended_impulse(figures):
    statement = figures("fiscal_quarterly", "treasury_statement_deficit_bn")
    nominal = figures("fiscal_quarterly", "gdp_nominal_bn")
    real = figures("fiscal_quarterly", "gdp_real_bn")
    gap = figures("fiscal_quarterly", "output_gap_pct")
    ratio = {}
    for quarter in statement:
        year = [back(quarter, n) for n in range(4)]
        if all(q in statement for q in year):
            in_four_quarters = sum(nominal[q] for q in year) / 4
            ratio[quarter] = 100 * sum(statement[q] for q in year) / in_four_quarters
    last = max(gap)  # of the FRB/US history
    growth = 100 * math.log(real[last] / real[back(last)])
    potential = growth - (gap[last] - gap[back(last)])
    return {
        quarter: ratio[quarter]
        - ratio[back(quarter)]
        + 0.4 * (100 * math.log(real[quarter] / real[back(quarter)]) - potential)
        for quarter in ratio
        if back(quarter) in ratio
    }


def test_french_relative_return_is_logs_of_the_legs(panel, french):
    same(panel.monthly["small_cap_relative_return_french"], french)


def test_splice_slope_is_least_squares_over_the_whole_overlap(panel, figures, french):
    russell = figures("equity_monthly", "rut_minus_spx_log_pct")
    months = sorted(set(russell) & set(french))
    design = np.column_stack([np.ones(len(months)), [french[m] for m in months]])
    target = [russell[m] for m in months]
    (intercept, slope), *_ = np.linalg.lstsq(design, target, rcond=None)
    stated = panel.manifest["splices"]["small_cap_relative_return"]
    assert stated["slope"] == round(slope, 4)
    assert stated["intercept_log_pp"] == round(intercept, 4)
    assert (stated["first"], stated["last"]) == (months[0], months[-1])
    assert stated["n_months"] == len(months)


def test_a_year_more_moves_the_slope_by_less_than_its_standard_error(panel):
    """So that live figures may keep the snapshot's; record 33 says by how much it moves."""
    names = ["small_cap_relative_return_russell", "small_cap_relative_return_french"]
    y, x = panel.monthly[names].dropna().to_numpy().T
    found = {n: slope_and_error(y[:n], x[:n]) for n in range(len(y) - 120, len(y) + 1)}
    moved = [abs(found[n][0] - found[n - 12][0]) for n in range(len(y) - 108, len(y) + 1)]
    assert max(moved) < found[len(y)][1]


def test_headline_is_russell_and_before_it_scaled_french(panel, figures, french):
    slope = panel.manifest["splices"]["small_cap_relative_return"]["slope"]
    scaled = {month: slope * value for month, value in french.items() if month < "1987-10"}
    russell = figures("equity_monthly", "rut_minus_spx_log_pct")
    assert min(russell) == "1987-10"
    same(panel.monthly["small_cap_relative_return"], scaled | russell)


def test_large_cap_excess_uses_three_sources_in_turn(panel, figures):
    high, free = (
        figures("equity_monthly", "size_high30_pct"),
        figures("equity_monthly", "risk_free_pct"),
    )
    spy = figures("equity_monthly", "spy_log_pct")
    bill = panel.monthly["treasury_3m"]
    expected = {m: 100 * math.log((1 + high[m] / 100) / (1 + free[m] / 100)) for m in free}
    for month in ("2025-12", "2026-01", "2026-02"):
        expected[month] = 100 * math.log(1 + high[month] / 100) - bill[month] / 12
    last = min(max(spy), str(bill.last_valid_index()))
    for month in map(str, pd.period_range("2026-03", last, freq="M")):
        expected[month] = spy[month] - bill[month] / 12
    same(panel.monthly["large_cap_excess_return"], expected)
    stated = panel.manifest["splices"]["large_cap_excess_return"]["first_month_of_source"]
    assert list(stated.values()) == ["1926-07", "2025-12", "2026-03"]


def test_fiscal_impulse_then_its_extension(panel, main_impulse, extended_impulse):
    tail = {q: v for q, v in extended_impulse.items() if q > max(main_impulse)}
    filled = panel.fills[panel.fills["series"] == "fiscal_impulse_quarterly"]["period"]
    assert sorted(tail) == sorted(filled.astype(str))
    same(panel.quarterly["fiscal_impulse_quarterly"], main_impulse | tail)


def test_record_of_the_extension_is_stated(panel, main_impulse, extended_impulse):
    quarters = sorted(set(main_impulse) & set(extended_impulse))
    one = [main_impulse[q] for q in quarters]
    other = [extended_impulse[q] for q in quarters]
    stated = panel.manifest["fiscal_impulse"]["impulse"]
    assert stated["first"] == quarters[0]
    assert stated["all"]["n_quarters"] == len(quarters)
    assert stated["all"]["correlation"] == pytest.approx(np.corrcoef(one, other)[0, 1], abs=6e-4)
    gap = np.abs(np.subtract(one, other)).mean()
    assert stated["all"]["mean_abs_gap_pct_gdp"] == pytest.approx(gap, abs=6e-4)


@pytest.mark.parametrize(
    ("monthly", "quarterly"),
    [
        ("fiscal_impulse", "fiscal_impulse_quarterly"),
        ("natural_unemployment_rate", "natural_unemployment_rate_quarterly"),
    ],
)
def test_months_carry_their_quarter(panel, monthly, quarterly):
    expected = {
        f"{quarter.year}-{3 * quarter.quarter - 2 + n:02d}": value
        for quarter, value in panel.quarterly[quarterly].dropna().items()
        for n in range(3)
    }
    same(panel.monthly[monthly], expected)


def test_shutdown_month_is_the_mean_of_its_neighbours(panel, figures):
    for name, column in (
        ("unemployment_rate", "unemployment_rate_pct"),
        ("cpi", "cpi_index"),
    ):
        published = figures("macro_monthly", column)
        assert "2025-10" not in published
        expected = (published["2025-09"] + published["2025-11"]) / 2
        assert panel.monthly[name]["2025-10"] == pytest.approx(expected)


def test_policy_rate_at_the_edge_follows_the_target_by_days(panel, figures):
    published = figures("macro_monthly", "federal_funds_rate_pct")
    target = figures("fed_target_changes_monthly", "target_upper_end_of_month_pct")
    gap = target["2025-12"] - published["2026-07"]  # unchanged from December to July
    september = (16 * target["2025-12"] + 14 * target["2026-09"]) / 30  # effective on the 17th
    expected = {"2026-08": target["2025-12"] - gap, "2026-09": september - gap} | published
    for month in ("2026-08", "2026-09"):  # derived from the target until the rate is published
        assert panel.monthly["policy_rate"][month] == pytest.approx(expected[month])
    filled = panel.fills[panel.fills["series"] == "policy_rate"]["period"].astype(str)
    assert all(month > max(published) for month in filled)


def test_target_at_month_end_agrees_with_the_table_of_changes(panel, figures):
    moves = figures("fed_target_changes_monthly", "target_upper_end_of_month_pct")
    months = panel.monthly["policy_rate_target_upper"].dropna()[: max(moves)]
    level = {}
    for month in map(str, months.index):
        level[month] = moves.get(month, level.get(str(pd.Period(month, "M") - 1)))
    same(months, level)


def test_profit_growth_is_a_log_over_four_quarters(panel, figures):
    profits = figures("earnings_quarterly", "corporate_profits_after_tax_bn")
    expected = {
        q: 100 * math.log(profits[q] / profits[back(q)]) for q in profits if back(q) in profits
    }
    same(panel.quarterly["corporate_profit_growth"], expected)


def test_price_growth_is_earnings_growth_plus_multiple_change(panel):
    parts = panel.quarterly[["eps_growth_large_cap", "price_earnings_change_large_cap"]].dropna()
    price = panel.quarterly["price_growth_large_cap"].reindex(parts.index)
    assert_allclose(parts.sum(axis=1), price, atol=0.011)  # rounding of the compiled figures


def test_figures_reach_the_panel_unchanged(panel, figures):
    for name, file, column in [
        ("credit_spread", "macro_monthly", "baa_minus_treasury_10y_pp"),
        ("treasury_2y", "macro_monthly", "treasury_2y_pct"),
        ("industrial_production", "macro_monthly", "industrial_production_index"),
        ("sector_xlre", "sector_monthly", "xlre_minus_spy_log_pct"),
        ("smb", "equity_monthly", "smb_pct"),
        ("gdp_real", "fiscal_quarterly", "gdp_real_bn"),
        ("eps_growth_large_cap", "earnings_quarterly", "sp500_operating_eps_growth_4q_log_pct"),
        ("relative_price_nasdaq", "relative_daily", "rut_over_ndx"),
    ]:
        series = panel.require([name])[name]
        if name == "relative_price_nasdaq":
            series = series.rename(index=lambda day: day.date())
        same(series, figures(file, column))


def test_published_months_agree_with_the_figures(panel, figures):
    """Where FRED-MD goes first, the figures say the same (but for revised claims)."""
    filled = set(zip(panel.fills["series"], panel.fills["period"].astype(str), strict=True))
    for name, column in [
        ("unemployment_rate", "unemployment_rate_pct"),
        ("policy_rate", "federal_funds_rate_pct"),
        ("treasury_10y", "treasury_10y_pct"),
        ("cpi", "cpi_index"),
        ("payrolls", "payrolls_thousands"),
    ]:
        series = panel.monthly[name].dropna()
        same(
            series[[(name, str(m)) not in filled for m in series.index]],
            figures("macro_monthly", column),
        )
        agreement = panel.manifest["agreement_of_sources"][name]
        assert agreement["n_different"] == 0 or not agreement["used_first"]


def test_projections_are_not_measurements(panel, figures):
    projected = figures("fiscal_quarterly", "hutchins_fim_is_projection")
    measured = panel.quarterly["hutchins_fiscal_impact"].dropna()
    assert [projected[str(q)] for q in measured.index] == [0.0] * len(measured)
    assert max(q for q, flag in projected.items() if not flag) == str(measured.index[-1])


def test_edges_stay_ragged(panel, figures):
    """A series that stops is not carried forward to where another one goes on."""
    lasts = set()
    for name, file, column in [
        ("credit_spread", "macro_monthly", "baa_minus_treasury_10y_pp"),
        ("payrolls", "macro_monthly", "payrolls_thousands"),
        ("core_pce_price_index", "macro_monthly", "core_pce_price_index"),
        ("treasury_10y", "macro_monthly", "treasury_10y_pct"),
        ("eps_growth_large_cap", "earnings_quarterly", "sp500_operating_eps_growth_4q_log_pct"),
        ("corporate_profits", "earnings_quarterly", "corporate_profits_after_tax_bn"),
    ]:
        last = str(panel.provenance(name).last)
        assert last == max(figures(file, column))
        lasts.add(last)
    assert len(lasts) > 3


def test_no_series_has_a_hole(panel):
    for frame in (panel.monthly, panel.quarterly, panel.daily):
        for name in frame:
            series = frame[name]
            inside = series.loc[series.first_valid_index() : series.last_valid_index()]
            assert inside.notna().all(), name


def test_every_fill_is_listed_once_and_has_a_value(panel):
    assert not panel.fills.duplicated(["series", "period"]).any()
    assert panel.fills.notna().all().all()
    for series, period in zip(panel.fills["series"], panel.fills["period"], strict=True):
        assert np.isfinite(panel.require([series]).loc[period, series])
    counts = panel.fills["series"].value_counts()
    assert (counts["unemployment_rate"], counts["cpi"]) == (1, 1)  # October 2025
    at_the_edge = {"policy_rate", "fiscal_impulse_quarterly", "fiscal_impulse"}  # until published
    assert {*counts.index} <= {"unemployment_rate", "cpi", *at_the_edge}
    assert counts.get("fiscal_impulse", 0) == 3 * counts.get("fiscal_impulse_quarterly", 0)


def test_the_panel_covers_the_estimation_sample(panel):
    """The eight variables of the model are complete from 1969-01 to 2025-09."""
    names = ["unemployment_rate", "core_pce_price_index", "fiscal_impulse", "policy_rate"]
    names += ["treasury_10y", "credit_spread", "large_cap_excess_return"]
    names += ["small_cap_relative_return"]
    assert panel.require(names).loc["1969-01":"2025-09"].notna().all().all()
