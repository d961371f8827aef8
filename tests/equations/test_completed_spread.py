import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.common.errors import ModelError
from models.completion.coverage_record import REALISED
from models.completion.data import CompletionData, completion_data
from models.completion.fit import fit_completion
from models.completion.system import mean_system
from models.equations import completed_spread as module
from models.equations.completed_spread import (
    completed_spread,
    keep_rows,
    kept_rows,
    load_completed_spread,
    origin_of,
    store_completed_spread,
)
from models.panel import load_panel
from models.panel.hashing import series_hash

FIRST = pd.Period("1975Q1", "Q")


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def stored(panel):
    found = load_completed_spread(panel)
    assert found is not None, "the completed spread is stale: run make fit"
    return found


def test_the_stored_windows_run_from_1975_to_the_last_quarter_with_levers(panel, stored):
    assert stored.index[0] == FIRST
    levers = panel.monthly[list(REALISED)].dropna().index[-1]
    assert stored.index[-1] == (levers + 1).asfreq("Q") - 1
    assert stored.notna().all(axis=None)
    assert list(stored.index) == list(pd.period_range(FIRST, stored.index[-1], freq="Q"))


@pytest.mark.parametrize("target", ["1990Q4", "2009Q1", "2024Q3"])
@pytest.mark.slow
def test_a_window_is_the_conditional_mean_of_a_plain_gaussian(panel, stored, target):
    """Forecast and responses month by month, then E[Y | c] = F + S_c' S_cc^-1 (c - F_c), by loops."""
    target = pd.Period(target, "Q")
    sample = completion_data(panel).sample
    block = target - (target - FIRST).n % module.REFIT_EVERY_QUARTERS
    seen = sample.loc[: origin_of(block)]
    fit = fit_completion(CompletionData(seen.index[-1], seen, seen.iloc[:0], seen.iloc[:0]))
    system, n, lags = mean_system(fit.posteriors, fit.layout), fit.layout.n, fit.layout.lags
    constant, phi, impact = system.constant[0], system.phi[0], system.impact[0]
    origin = origin_of(target)
    past = list(sample.loc[:origin].to_numpy()[-lags:])
    shocks_of_past = [np.zeros((n, 12 * n)) for _ in range(lags)]
    for month in range(12):
        newest_first = range(1, lags + 1)
        past.append(constant + phi @ np.concatenate([past[-k] for k in newest_first]))
        of_shocks = phi @ np.vstack([shocks_of_past[-k] for k in newest_first])
        of_shocks[:, month * n : (month + 1) * n] += impact
        shocks_of_past.append(of_shocks)
    forecast, loading = np.concatenate(past[lags:]), np.vstack(shocks_of_past[lags:])
    covariance = loading @ loading.T
    names = list(sample.columns)
    given = [m * n + names.index(v) for m in range(12) for v in REALISED]
    wanted = [m * n + names.index("credit_spread") for m in range(12)]
    actual = sample.loc[origin + 1 : origin + 12].to_numpy().ravel()
    surprise = np.linalg.solve(covariance[np.ix_(given, given)], actual[given] - forecast[given])
    monthly = forecast[wanted] + covariance[np.ix_(wanted, given)] @ surprise
    assert_allclose(monthly.reshape(4, 3).mean(axis=1), stored.loc[target], rtol=1e-8)


@pytest.mark.slow
def test_nothing_after_the_origin_but_the_levers_enters_a_window(panel, monkeypatch):
    """A world in which all else came out differently completes to the same spread."""
    monkeypatch.setattr(module, "FIRST_TARGET", pd.Period("2008Q1", "Q"))
    end = pd.Period("2008-12", "M")

    def panel_to_2008(monthly):
        return replace(panel, monthly=monthly.loc[:end])

    shaken = panel.monthly.copy()
    others = ["credit_spread", "treasury_10y", "large_cap_excess_return", "core_pce_price_index"]
    late = shaken.index > origin_of(pd.Period("2008Q4", "Q"))
    shaken.loc[late, others] *= 1.3
    before = module.compute_completed_spread(panel_to_2008(panel.monthly))
    after = module.compute_completed_spread(panel_to_2008(shaken))
    assert list(before.index.astype(str)) == ["2008Q1", "2008Q2", "2008Q3", "2008Q4"]
    assert_allclose(after, before, rtol=0, atol=0)
    levers = panel.monthly.copy()
    levers.loc["2008-10":"2008-12", "unemployment_rate"] += 1.0
    moved = module.compute_completed_spread(panel_to_2008(levers))
    assert_allclose(moved.iloc[:3], before.iloc[:3], rtol=0, atol=0)
    assert moved.iloc[3, 3] > before.iloc[3, 3] + 0.02  # more unemployment, a wider spread


def test_an_earlier_date_uses_the_same_rows(panel, stored):
    known = panel.known_on(pd.Timestamp("2026-01-14").date())
    pd.testing.assert_frame_equal(load_completed_spread(known), stored)


def test_other_data_have_no_stored_windows(panel):
    assert load_completed_spread(with_other_yields(panel)) is None


def with_other_yields(panel):
    """The panel with a yield of 2020 revised, as its manifest would say."""
    monthly = panel.monthly.copy()
    monthly.loc[pd.Period("2020-06", "M"), "treasury_10y"] += 0.01
    series = panel.manifest["series"]
    revised = series["treasury_10y"] | {"sha256": series_hash(monthly["treasury_10y"])}
    manifest = panel.manifest | {"series": series | {"treasury_10y": revised}}
    return replace(panel, monthly=monthly, manifest=manifest)


def test_refreshed_data_read_the_rows_that_rest_on_the_same_figures(panel, stored, monkeypatch):
    """A revision of 2020 leaves the years before it; a new estimate would give what is read."""
    estimated = []

    def complete(_sample, _levers, targets):
        estimated.append(targets[0].year)
        return dict.fromkeys(targets, [0.0] * 4)

    monkeypatch.setattr(module, "_complete", complete)
    monkeypatch.setattr(module, "_kept", {})
    revised, after = with_other_yields(panel), [*range(2021, stored.index[-1].year + 1)]
    found = completed_spread(revised)
    assert estimated == after
    before = stored.index < pd.Period("2021Q1", "Q")
    assert_allclose(found[before], stored[before], rtol=0)
    pd.testing.assert_frame_equal(completed_spread(revised), found)
    handed_on = json.loads(json.dumps(kept_rows()))
    assert len(handed_on) == (~before).sum()
    monkeypatch.setattr(module, "_kept", {})
    keep_rows(handed_on)
    pd.testing.assert_frame_equal(completed_spread(revised), found)
    assert estimated == after  # once for this process and for one that it hands its rows


def test_the_rows_kept_are_the_last_ones(monkeypatch):
    monkeypatch.setattr(module, "_kept", {})
    monkeypatch.setattr(module, "MOST_KEPT_ROWS", 2)
    keep_rows({"a": [1.0], "b": [2.0]})
    keep_rows({"a": [1.0], "c": [3.0]})
    assert kept_rows() == {"a": [1.0], "c": [3.0]}


def test_a_row_s_digest_knows_every_figure_behind_it(panel):
    sample = completion_data(panel).sample
    levers = panel.monthly[list(REALISED)].dropna()
    target = pd.Period("2009Q1", "Q")
    plain = module.digest(sample, levers, target)
    changed = sample.copy()
    changed.loc[origin_of(target), "credit_spread"] += 1e-9
    assert module.digest(changed, levers, target) != plain
    changed = sample.copy()
    changed.loc[origin_of(target) + 1 :, "credit_spread"] += 1.0
    assert module.digest(changed, levers, target) == plain
    ahead = levers.copy()
    ahead.loc[origin_of(target) + 12, "policy_rate"] += 1e-9
    assert module.digest(sample, ahead, target) != plain
    assert module.digest(sample, levers, target + 1) != plain


def test_windows_survive_their_file_and_an_altered_one_supplies_no_rows(panel, stored, tmp_path):
    path = store_completed_spread(panel, stored, tmp_path)
    pd.testing.assert_frame_equal(load_completed_spread(panel, tmp_path), stored)
    assert path.read_bytes() == (module.STORED / path.name).read_bytes()
    document = json.loads(path.read_text())
    document["content"]["windows"]["2009Q1"][3] = 1.0
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError, match=r"was changed after it was fitted .*: run make fit\.$"):
        module._stored_rows(tmp_path)  # from which refreshed data would take them
