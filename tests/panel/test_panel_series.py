import dataclasses

import pandas as pd
import pytest

from models.common.errors import PanelError


def test_provenance_of_every_series(panel):
    for name in panel.catalog.index:
        found = panel.provenance(name)
        series = panel.require([name])[name].dropna()
        assert (found.name, found.first, found.last) == (name, series.index[0], series.index[-1])
        assert found.vintage == panel.vintage
        assert found.publisher
        assert found.unit
        assert found.publisher_id == panel.manifest["series"][name]["publisher_id"]
        assert found.n_filled == panel.manifest["series"][name]["n_filled"]


def test_provenance_is_frozen(panel):
    with pytest.raises(dataclasses.FrozenInstanceError):
        panel.provenance("cpi").unit = "points"


def test_require_keeps_the_order_asked_for(panel):
    names = ["treasury_10y", "cpi"]
    assert list(panel.require(names).columns) == names


def test_a_missing_series_is_named_with_what_exists(panel):
    with pytest.raises(PanelError, match="no series UNRATE; it has unemployment_rate, policy_r"):
        panel.require(["cpi", "UNRATE"])


@pytest.mark.parametrize(
    ("names", "listed"),
    [(["cpi", "gdp_real"], r"cpi \(M\), gdp_real \(Q\)"), ([], "none")],
)
def test_one_frequency_at_a_time(panel, names, listed):
    with pytest.raises(PanelError, match=f"asked for are {listed}; .*single frequency"):
        panel.require(names)


def test_limiting_series_at_both_ends(panel):
    limits = panel.limiting_series(["unemployment_rate", "treasury_2y", "credit_spread"])
    assert (str(limits.first), limits.starts_with) == ("1976-06", "treasury_2y")
    assert (str(limits.last), limits.ends_with) == ("2026-05", "credit_spread")


def test_one_series_limits_itself(panel):
    limits = panel.limiting_series(["relative_price_nasdaq"])
    assert limits.starts_with == limits.ends_with == "relative_price_nasdaq"
    assert limits.last == pd.Timestamp("2026-08-21")


def test_series_that_never_meet_are_refused(panel):
    monthly = panel.monthly.copy()
    monthly.loc["2015-01":, "smb"] = float("nan")
    apart = dataclasses.replace(panel, monthly=monthly)
    with pytest.raises(PanelError, match="sector_xlre starts in 2015-11, after smb ends in 2014-1"):
        apart.limiting_series(["smb", "sector_xlre"])


def test_no_origin_without_all_three_series(panel):
    monthly = panel.monthly.copy()
    monthly["policy_rate"] = float("nan")
    with pytest.raises(PanelError, match="no month has all of policy_rate, unemployment_rate"):
        _ = dataclasses.replace(panel, monthly=monthly).origin
