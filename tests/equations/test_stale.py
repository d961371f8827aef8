"""What is stored is stale when a series it rests on changes, and for nothing else."""

from dataclasses import replace

import pandas as pd
import pytest

from models.completion.data import completion_data
from models.completion.stored import load_completion
from models.equations import completed_spread
from models.equations.average_record import predictions
from models.equations.completed_spread import load_completed_spread
from models.equations.fit_all import fit_okun, fit_return
from models.equations.fit_growth import fit_growth
from models.equations.growth_family import MEANS
from models.equations.stored_fit import PARTS, stored_fit
from models.panel import load_panel
from models.scenario.spec import ModelSpec
from tests.cases import JANUARY
from tests.equations.agreement import assert_same_numbers
from tests.equations.stored_kinds import COMPLETION, EPS, KINDS, SPEC, changed, every_kind


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def test_a_change_of_a_series_makes_stale_what_rests_on_it_and_nothing_else(panel):
    """Every series of the catalog in turn, against the lists above."""
    before = {name: kind.artifact(panel) for name, kind in KINDS.items()}
    for series in panel.catalog.index:
        other = changed(panel, series)
        stale = {name for name, kind in KINDS.items() if kind.artifact(other) != before[name]}
        assert stale == {name for name, kind in KINDS.items() if series in kind.series}, series


@every_kind
def test_stale_is_none_and_an_unused_series_is_no_reason(panel, kind):
    assert kind.load(changed(panel, "cpi")) is not None
    for series in kind.series:
        assert kind.load(changed(panel, series)) is None


def test_a_fit_is_none_as_soon_as_one_part_is_stale(panel):
    assert stored_fit(SPEC, changed(panel, "cpi")).snapshot_hash != panel.snapshot_hash
    assert stored_fit(SPEC, changed(panel, "payrolls")) is None
    assert stored_fit(SPEC, changed(panel, EPS)) is None
    assert stored_fit(SPEC, changed(panel, "small_cap_relative_return_etf")) is not None
    etf = ModelSpec(target="small_cap_relative_return_etf")
    assert stored_fit(etf, changed(panel, "small_cap_relative_return_etf")) is None


@every_kind
def test_an_edited_line_of_the_catalog_makes_nothing_stale(panel, kind):
    catalog = panel.catalog.copy()
    for column in ("label", "publisher", "unit", "licence_note", "url", "transform"):
        catalog[column] = "other words"
    catalog["release_lag_days"] += 1  # nothing is cut: all of it was out
    assert kind.load(replace(panel, catalog=catalog)) is not None


def test_as_of_a_date_only_what_was_known_by_then_counts(panel):
    """Later values change nothing, an earlier one or a longer lag does."""
    assert stored_fit(SPEC, panel.known_on(JANUARY)) is not None
    later = panel
    for series in sorted(COMPLETION | {"payrolls"}):
        later = changed(later, series)
    assert stored_fit(SPEC, later.known_on(JANUARY)) is not None
    assert load_completion(later.known_on(JANUARY)) is not None
    monthly = panel.monthly.copy()
    monthly.loc["2025-10", "unemployment_rate"] += 0.1
    revised = replace(panel, monthly=monthly).known_on(JANUARY)
    assert stored_fit(SPEC, revised) is None
    assert load_completion(revised) is None
    catalog = panel.catalog.copy()
    catalog.loc["unemployment_rate", "release_lag_days"] += 60
    assert stored_fit(SPEC, replace(panel, catalog=catalog).known_on(JANUARY)) is None


def only(panel, series):
    """The panel without any other series: whatever is estimated on it can use no other."""
    frames = {
        name: getattr(panel, name)[[c for c in getattr(panel, name) if c in series]]
        for name in ("monthly", "quarterly", "daily")
    }
    return replace(panel, **frames)


@pytest.mark.slow
def test_a_new_estimate_on_the_listed_series_alone_equals_the_stored_one(panel, monkeypatch):
    windows = load_completed_spread(panel)
    stored = stored_fit(SPEC, panel)
    okun, returns, grown = (only(panel, KINDS[part.name].series) for part in PARTS)
    assert_same_numbers(fit_okun(okun, SPEC), stored.okun)
    for horizon in (3, 12):
        assert_same_numbers(fit_return(returns, SPEC, horizon)[0], stored.returns[horizon - 1])
    for equation in stored.growth:
        assert_same_numbers(fit_growth(grown, SPEC, equation.variable, windows), equation)
    completing = only(panel, COMPLETION)
    pd.testing.assert_frame_equal(completion_data(completing).sample, completion_data(panel).sample)
    monkeypatch.setattr(completed_spread, "FIRST_TARGET", pd.Period("2024Q1", "Q"))
    pd.testing.assert_frame_equal(
        completed_spread.compute_completed_spread(completing),
        completed_spread.compute_completed_spread(panel),
    )
    recorded = only(panel, KINDS["growth_record"].series)
    realised = replace(MEANS, spread="realised")
    found, expected = (
        predictions(one, SPEC, EPS, windows, 3, realised) for one in (recorded, panel)
    )
    pd.testing.assert_frame_equal(found, expected)


def test_a_series_hash_is_the_manifest_s_where_nothing_is_cut(panel):
    names = panel.catalog.index
    assert panel.series_hashes(names) == {
        name: panel.manifest["series"][name]["sha256"] for name in sorted(names)
    }
    cut = panel.known_on(JANUARY).series_hashes(["unemployment_rate", "natural_unemployment_rate"])
    assert (
        cut["unemployment_rate"] != panel.series_hashes(["unemployment_rate"])["unemployment_rate"]
    )
