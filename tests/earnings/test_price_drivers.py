import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.earnings.history import large_cap_history, quarterly_return
from models.earnings.price_drivers import by_cycle
from models.panel import load_panel


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def large(panel):
    return large_cap_history(panel)


def test_a_year_is_the_four_quarters_to_its_end(panel, large):
    row = large.years.loc["2008"]
    fourth = panel.quarterly.loc[pd.Period("2008Q4", "Q")]
    assert row["price"] == fourth["price_growth_large_cap"]
    assert row["eps"] == fourth["eps_growth_large_cap"]
    assert list(large.years.index[:2]) == ["1989", "1990"]


def test_the_last_row_says_that_its_year_is_not_over(large):
    assert large.years.index[-1] == "4 quarters to 2025 Q3"
    assert large.years["to"].iloc[-1] == pd.Period("2025Q3", "Q")


def test_phases_follow_the_nber(large):
    spans = [(p.phase, str(p.first), str(p.last)) for p in large.cycles.itertuples()]
    assert spans == [
        ("expansion", "1988Q4", "1990Q2"),
        ("recession", "1990Q2", "1991Q1"),
        ("expansion", "1991Q1", "2001Q1"),
        ("recession", "2001Q1", "2001Q4"),
        ("expansion", "2001Q4", "2007Q4"),
        ("recession", "2007Q4", "2009Q2"),
        ("expansion", "2009Q2", "2019Q4"),
        ("recession", "2019Q4", "2020Q2"),
        ("expansion", "2020Q2", "2025Q3"),
    ]


def test_a_phase_of_whole_years_adds_up_the_published_growth(panel, large):
    """1991Q1 to 2001Q1 is forty quarters: there nothing inside a year is chosen."""
    growth = panel.quarterly["eps_growth_large_cap"]
    firsts = pd.period_range("1992Q1", "2001Q1", freq="Q")[::4]
    assert large.cycles.loc[2, "eps"] == pytest.approx(growth[firsts].sum())


def test_parts_of_a_phase_add_up_and_the_price_is_the_index(panel, large):
    phases = large.cycles
    assert_allclose(phases["eps"] + phases["multiple"], phases["price"])
    split = phases.dropna()
    assert len(split) == 6
    assert_allclose(split["sales"] + split["margin"], split["eps"])
    crisis = panel.monthly["large_cap_return_sp500"].loc["2008-01":"2009-06"].sum()
    assert phases.loc[5, "price"] == pytest.approx(crisis)


def test_a_phase_with_an_unknown_quarter_has_no_figure():
    index = pd.period_range("2000Q1", periods=8, freq="Q")
    changes = pd.DataFrame({"price": 1.0, "eps": 0.5, "sales": 0.25}, index)
    changes.loc[index[2], "eps"] = float("nan")
    none = pd.DataFrame(
        {"peak": pd.PeriodIndex([], freq="M"), "trough": pd.PeriodIndex([], freq="M")}
    )
    (row,) = by_cycle(changes, none).to_dict("records")
    assert row["price"] == 8.0
    assert row["eps"] != row["eps"]
    assert row["multiple"] != row["multiple"]


def test_a_quarter_s_return_needs_its_three_months(panel):
    returns = quarterly_return(panel, "small_cap_relative_return")
    assert returns.index[-1] == pd.Period("2026Q2", "Q")  # months end with August
    months = panel.monthly["small_cap_relative_return"]
    assert returns.iloc[-1] == pytest.approx(months.loc["2026-04":"2026-06"].sum())
