"""Readings against the snapshot's cells."""

import csv

import pytest

from models.panel.load import SNAPSHOT


def by_label(overview):
    return {reading.label: reading for reading in overview.readings}


PUBLISHED = [
    ("Fed target, upper bound", "monthly", "policy_rate_target_upper", 12),
    ("2-year Treasury yield", "monthly", "treasury_2y", 12),
    ("10-year Treasury yield", "monthly", "treasury_10y", 12),
    ("Credit spread, Baa minus 10-year", "monthly", "credit_spread", 12),
    ("Unemployment rate", "monthly", "unemployment_rate", 12),
    ("Fiscal impulse", "quarterly", "fiscal_impulse_quarterly", 4),
    ("Hutchins fiscal measure", "quarterly", "hutchins_fiscal_impact", 4),
    ("S&P 500 operating EPS", "quarterly", "eps_growth_large_cap", 4),
    ("Corporate profits", "quarterly", "corporate_profit_growth", 4),
]


@pytest.mark.parametrize(("label", "file", "name", "per_year"), PUBLISHED)
def test_readings_as_published(overview, column, label, file, name, per_year):
    found, cells = by_label(overview)[label], column(file, name)
    periods, values = list(cells), list(cells.values())
    assert (str(found.period), found.value) == (periods[-1], values[-1])
    assert found.year_ago == values[-1 - per_year]
    assert found.change == pytest.approx(values[-1] - values[-1 - per_year])
    assert found.spark == tuple(values[-3 * per_year :])


@pytest.mark.parametrize(
    ("label", "file", "name", "per_year"),
    [
        ("Industrial production", "monthly", "industrial_production", 12),
        ("Core PCE prices", "monthly", "core_pce_price_index", 12),
        ("Real GDP", "quarterly", "gdp_real", 4),
    ],
)
def test_growth_over_a_year(overview, column, label, file, name, per_year):
    values = list(column(file, name).values())
    found = by_label(overview)[label]
    assert found.value == pytest.approx(100 * (values[-1] / values[-1 - per_year] - 1))
    year_ago = 100 * (values[-1 - per_year] / values[-1 - 2 * per_year] - 1)
    assert found.year_ago == pytest.approx(year_ago)


def test_labour_flows(overview, column):
    found = by_label(overview)
    jobs = list(column("monthly", "payrolls").values())
    assert found["Payrolls, 3-month mean"].value == pytest.approx((jobs[-1] - jobs[-4]) / 3)
    claims = list(column("monthly", "initial_claims").values())
    assert found["Initial claims"].value == pytest.approx(claims[-1] / 1000)


def test_a_value_completed_by_a_rule_says_so(overview, column):
    with (SNAPSHOT / "fills.csv").open(encoding="utf-8", newline="") as lines:
        fills = {(row["series"], row["period"]) for row in csv.DictReader(lines)}
    last = {name: list(column(file, name))[-1] for _, file, name, _ in PUBLISHED}
    filled = {label for label, reading in by_label(overview).items() if reading.filled}
    assert filled == {label for label, _, name, _ in PUBLISHED if (name, last[name]) in fills}
