import csv
import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models import FedLever, FiscalLever, LabourLever, Scenario, load_panel, run_scenario
from models.completion.completion import make_completion
from models.completion.conditions import fixed_values
from models.completion.data import completion_data
from models.completion.fit import fit_completion
from models.completion.mean_path import completed_path
from models.completion.stored import FitKey, load_completion
from models.earnings.completed_spread import compute_completed_spread
from models.earnings.fit_at_risk import fit_at_risk
from models.earnings.growth import TARGETS
from models.engine import World, evaluate, prepare, shipped_world
from models.errors import ScenarioError
from models.fit import fit_growth, fit_okun, fit_return
from models.fitted import FITS, ModelSpec, fit_path
from models.scenario.link import Request
from models.scenario.paths import LEVERS, make_setting

ROOT = Path(__file__).parents[1]
RETURN, EPS, PROFITS = (
    "small_cap_relative_return",
    "eps_growth_large_cap",
    "corporate_profit_growth",
)
JANUARY = dt.date(2026, 1, 14)
MODERATE = {
    "fed": FedLever(direction="cut", moves=3, size_pp=0.25),
    "fiscal": FiscalLever(size_pct_gdp=0.5, start_month=2),
    "labour": LabourLever(peak_rise_pp=0.4, months_to_peak=8, recovery_half_life_months=12),
}
TWICE = {
    "fed": FedLever(direction="cut", moves=3, size_pp=0.5),
    "fiscal": FiscalLever(size_pct_gdp=1.0, start_month=2),
    "labour": LabourLever(peak_rise_pp=0.8, months_to_peak=8, recovery_half_life_months=12),
}
SLUMP = Scenario(labour=LabourLever(peak_rise_pp=6.0, months_to_peak=3))


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def outcome():
    return run_scenario(Scenario(**MODERATE), horizon_months=24)


@pytest.mark.parametrize("estimator", ["ridge", "elastic_net"])
def test_penalised_equations_keep_the_identities(estimator):
    spec = ModelSpec(estimator=estimator)
    nothing = run_scenario(Scenario(), horizon_months=24, spec=spec)
    table = nothing.table.set_index("scenario")["value"]
    assert (table["difference"] == 0).all()
    assert_array_equal(table["scenario"], table["baseline"])
    assert all((path.difference_sd == 0).all() for path in nothing.paths)
    found = run_scenario(Scenario(**MODERATE), horizon_months=24, spec=spec)
    assert set(found.table["model"]) == {estimator}
    total = found.contributions.groupby(["variable", "horizon_months"])["contribution"].sum()
    mean = found.table.query("scenario == 'difference' and statistic == 'mean'")
    mean = mean.set_index(["variable", "horizon_months"])["value"].reindex(total.index)
    assert_allclose(total, mean, atol=1e-12)
    assert np.abs(mean).max() > 0.1
    assert any("pulled towards zero" in note for note in found.notes)
    assert not any("pulled" in note for note in run_scenario(Scenario()).notes)


@pytest.mark.parametrize("baseline", ["flat", "sep", "supervisory"])
@pytest.mark.parametrize("as_of", [None, JANUARY])
def test_no_lever_moved_is_exactly_no_difference(baseline, as_of):
    nothing = run_scenario(Scenario(baseline=baseline, as_of=as_of), horizon_months=24)
    table = nothing.table.set_index("scenario")["value"]
    assert (table["difference"] == 0).all()  # means, quantiles and levers alike
    assert (nothing.contributions["contribution"] == 0).all()
    assert_array_equal(table["scenario"], table["baseline"])
    for path in nothing.paths:
        assert (path.difference_sd == 0).all()
        assert not path.beyond_history.any()


def test_holding_the_rate_is_nothing_against_the_flat_baseline():
    held = run_scenario(Scenario(fed=FedLever(direction="hold")), horizon_months=24)
    assert (held.contributions["contribution"] == 0).all()


@pytest.mark.parametrize("levers", [["fed"], ["fiscal"], ["labour"], ["fed", "fiscal", "labour"]])
def test_twice_the_levers_is_twice_the_difference(levers):
    once, twice = (
        run_scenario(Scenario(**{lever: moves[lever] for lever in levers}), horizon_months=24)
        for moves in (MODERATE, TWICE)
    )
    for small, large in zip(once.paths, twice.paths, strict=True):
        assert not large.beyond_history.any()  # inside the range nothing is cut back
        assert np.abs(large.difference).max() > 0.1
        assert_allclose(large.difference, 2 * small.difference, rtol=1e-9, atol=1e-12)
        assert_allclose(large.difference_sd, 2 * small.difference_sd, rtol=1e-9, atol=1e-12)
        assert_array_equal(large.baseline, small.baseline)


def test_each_contribution_is_what_its_lever_does_alone(outcome):
    together = outcome.contributions.set_index(["variable", "lever", "horizon_months"])
    for name, lever in MODERATE.items():
        alone = run_scenario(Scenario(**{name: lever}), horizon_months=24).contributions
        alone = alone.set_index(["variable", "lever", "horizon_months"])["contribution"]
        expected = together["contribution"].xs(name, level="lever")
        assert_allclose(alone.xs(name, level="lever"), expected, atol=1e-9, rtol=0)
        others = alone[alone.index.get_level_values("lever") != name]
        assert (others == 0).all()


# The second way: the stored file and the snapshot, read with json and csv alone.


def stored():
    manifest = json.loads((ROOT / "models/panel/snapshot/manifest.json").read_text())
    return json.loads(fit_path(ModelSpec(), manifest["vintage"]).read_text())


def history(column):
    with (ROOT / "models/panel/snapshot/monthly.csv").open(newline="") as file:
        return {row["month"]: float(row[column]) for row in csv.DictReader(file) if row[column]}


def slopes_of(equation):
    terms = equation["estimates"]["terms"]
    return [equation["estimates"]["params"][terms.index(name)] for name in equation["lever_terms"]]


def clipped(equation, inputs):
    edges = zip(inputs, equation["low"], equation["high"], strict=True)
    return [min(max(value, low), high) for value, low, high in edges]


def half_width_90(equation, inputs):
    x, v = [1.0, *inputs], equation["band_cov"]
    leverage = sum(x[i] * v[i][j] * x[j] for i in range(len(x)) for j in range(len(x)))
    extra = (leverage - equation["mean_leverage"]) / equation["error_variance"]
    return equation["half_widths"][2] * (1 + extra) ** 0.5


@pytest.mark.parametrize(("scenario", "h"), [(Scenario(**MODERATE), 9), (SLUMP, 12), (SLUMP, 1)])
def test_a_return_is_the_stored_equation_applied_by_hand(scenario, h):
    found = run_scenario(scenario, horizon_months=h)
    equation = stored()["returns"][h - 1]
    assert equation["horizon_months"] == h
    origin = [
        history(name)[str(found.setting.origin)] for name in ("policy_rate", "unemployment_rate")
    ]

    def inputs(which):
        rate, impulse, unemployment = (
            [at, *found.levers.frame(name)[which]]
            for name, at in (
                ("policy_rate", origin[0]),
                ("fiscal_impulse", 0.0),
                ("unemployment_rate", origin[1]),
            )
        )
        mid = h // 2
        spans = [(0, h)] if h == 1 else [(0, mid), (mid, h)]
        return [
            *(rate[b] - rate[a] for a, b in spans),
            *(sum(impulse[a + 1 : b + 1]) / (b - a) for a, b in spans),
            *(unemployment[b] - unemployment[a] for a, b in spans),
        ]

    base, moved = (clipped(equation, inputs(which)) for which in ("baseline", "scenario"))
    change = [m - b for m, b in zip(moved, base, strict=True)]
    difference = sum(s * c for s, c in zip(slopes_of(equation), change, strict=True))
    values = found.table[found.table["variable"] == RETURN].set_index(
        ["horizon_months", "scenario", "statistic"]
    )["value"][h]
    assert values["baseline", "mean"] == pytest.approx(equation["start"], rel=1e-9)
    assert values["difference", "mean"] == pytest.approx(difference, rel=1e-7, abs=1e-9)
    assert values["scenario", "mean"] == pytest.approx(equation["start"] + difference, rel=1e-7)
    width = half_width_90(equation, change)
    assert values["scenario", "q95"] - values["scenario", "mean"] == pytest.approx(width, rel=1e-7)
    k = range(len(change))
    variance = sum(change[i] * equation["band_cov"][i + 1][j + 1] * change[j] for i in k for j in k)
    half = values["difference", "q95"] - values["difference", "mean"]
    assert half == pytest.approx(1.6448536269514722 * variance**0.5, rel=1e-7, abs=1e-9)
    outside = dict.fromkeys(("policy_rate", "fiscal_impulse", "unemployment_rate"), False)
    asked = inputs("scenario")
    for lever, cut, x in zip(equation["lever_terms"].values(), moved, asked, strict=True):
        outside[lever] |= cut != x
    assert list(found.path(RETURN).beyond_history[-1]) == list(outside.values())
    by_period = [
        sum(s * c for s, c in zip(slopes, change, strict=True))
        for slopes in equation["period_slopes"]
    ]
    assert_allclose(found.path(RETURN).by_period[-1], by_period, rtol=1e-7, atol=1e-9)


def test_the_start_of_a_return_is_the_shrunk_drift():
    returns = [value for month, value in history(RETURN).items() if month >= "1969-01"]
    mean = sum(returns) / len(returns)
    variance = sum((r - mean) ** 2 for r in returns) / (len(returns) - 1)
    drift = mean / (1 + variance / len(returns) / 0.1**2)
    for h, equation in enumerate(stored()["returns"], start=1):
        assert equation["start"] == pytest.approx(h * drift, rel=1e-8)
        posterior = 1 / (len(returns) / variance + 1 / 0.1**2)
        assert equation["band_cov"][0][0] == pytest.approx(h * h * posterior, rel=1e-8)


def of_levers(equation, inputs):
    edges = zip(inputs[:6], equation["low"][:6], equation["high"][:6], strict=True)
    return [min(max(value, low), high) for value, low, high in edges]


def completed_spread_of(request):
    """The spread by the completion model's own answer, all three levers set over 24 months."""
    world = shipped_world()
    whole = evaluate(replace(request, horizon_months=24), world).levers
    paths = {
        which: {lever: whole.frame(lever)[which].to_numpy() for lever in LEVERS}
        for which in ("baseline", "scenario")
    }
    data = completion_data(world.panel)
    key = FitKey(as_of=str(world.panel.vintage), snapshot_hash=world.panel.snapshot_hash)
    model = make_completion(data, load_completion(key))
    past = {**history("credit_spread")}
    for month, value in model.completed_edge()["credit_spread"].items():
        past.setdefault(str(month), value)
    pattern = model.pattern(frozenset(LEVERS), 24)
    at = model.names.index("credit_spread")
    found = {"past": past}
    for which, path in paths.items():
        values = fixed_values(path, data, pattern.conditions.fixed, which)
        cells = pattern.mean_start + pattern.mean_gains @ values
        found[which] = pd.Series(cells.reshape(24, -1)[:, at], whole.months.astype(str))
    return found


@pytest.mark.parametrize("scenario", [Scenario(**MODERATE), SLUMP])
def test_earnings_growth_is_the_stored_equation_applied_by_hand(scenario):
    found = run_scenario(scenario, horizon_months=20)
    end = found.path(EPS).periods[-1]
    equation = next(e for e in stored()["growth"] if e["variable"] == EPS)
    names = ("policy_rate", "fiscal_impulse", "unemployment_rate", "credit_spread")
    spread = completed_spread_of(found.request)

    def average(which, name, quarter):
        months = [str(quarter.asfreq("M", how="end") - k) for k in (2, 1, 0)]
        path = spread[which] if name == "credit_spread" else found.levers.frame(name)[which]
        past = spread["past"] if name == "credit_spread" else history(name)
        values = [path[month] if month in path.index else past.get(month, 0.0) for month in months]
        return sum(values) / 3

    def inputs(which):
        row = []
        for name in names:
            for lag in (0, 4):
                quarters = [end - lag - j for j in range(4)]
                now = sum(average(which, name, q) for q in quarters) / 4
                if name != "fiscal_impulse":
                    now -= sum(average(which, name, q - 4) for q in quarters) / 4
                row.append(now)
        return row

    def clipped(equation, inputs):  # the spread is not cut back
        return [*of_levers(equation, inputs), *inputs[6:]]

    base, moved = (clipped(equation, inputs(which)) for which in ("baseline", "scenario"))
    const = equation["estimates"]["params"][0]
    levels = {
        which: const + sum(s * x for s, x in zip(slopes_of(equation), row, strict=True))
        for which, row in (("baseline", base), ("scenario", moved))
    }
    table = found.table[(found.table["variable"] == EPS) & (found.table["period"] == str(end))]
    values = table.set_index(["scenario", "statistic"])["value"]
    assert set(table["horizon_months"]) == {(end.asfreq("M", how="end") - found.setting.origin).n}
    for which, row in (("baseline", base), ("scenario", moved)):
        assert values[which, "mean"] == pytest.approx(levels[which], rel=1e-7)
        width = values[which, "q95"] - values[which, "mean"]
        assert width == pytest.approx(half_width_90(equation, row), rel=1e-7)


@pytest.mark.parametrize("horizon", [0, 25, 999])
def test_horizons_beyond_reach_are_refused(horizon):
    with pytest.raises(
        ScenarioError, match=f"horizon is {horizon} months; allowed are whole months"
    ):
        run_scenario(Scenario(), horizon_months=horizon)


def test_inputs_beyond_history_are_flagged_and_cut_back(outcome):
    capped = run_scenario(SLUMP, horizon_months=24)
    free = run_scenario(SLUMP, horizon_months=24, spec=ModelSpec(cap_inputs=False))
    assert not any(path.beyond_history.any() for path in outcome.paths)
    for found in (capped, free):
        assert found.path(RETURN).beyond_history[1:, 2].all()
        assert found.path(EPS).beyond_history[:, 2].any()
        for path in found.paths:
            assert not path.beyond_history[:, :2].any()  # only unemployment is moved
    terms = capped.fit.returns[11].estimates.terms
    assert terms == free.fit.returns[11].estimates.terms
    # Without the cap the difference grows in step with the lever, with it not.
    half = Scenario(labour=SLUMP.labour.model_copy(update={"peak_rise_pp": 3.0}))
    for spec, linear in ((ModelSpec(cap_inputs=False), True), (ModelSpec(), False)):
        large = run_scenario(SLUMP, horizon_months=12, spec=spec).path(RETURN).difference
        small = run_scenario(half, horizon_months=12, spec=spec).path(RETURN).difference
        assert np.allclose(large, 2 * small, rtol=1e-9, atol=1e-12) == linear


def changed_after(panel, date):
    """The panel with every value of a later period end replaced by another one."""
    rng = np.random.default_rng(5)
    frames = {}
    for name in ("monthly", "quarterly", "daily"):
        frame = getattr(panel, name).copy()
        days = frame.index if name == "daily" else frame.index.to_timestamp(how="end")
        late = np.asarray(days.normalize() > pd.Timestamp(date))
        frame.loc[late] = rng.normal(scale=50.0, size=frame[late].shape)
        assert late.any()
        frames[name] = frame
    return replace(panel, **frames)


def test_as_of_a_date_nothing_later_is_used(panel):
    spec, other = ModelSpec(), changed_after(panel, JANUARY).known_on(JANUARY)
    world, windows = prepare(panel, spec, JANUARY), compute_completed_spread(other)
    refitted = replace(
        world.fit,
        okun=fit_okun(other, spec),
        returns=tuple(fit_return(other, spec, h) for h in range(1, 13)),
        growth=tuple(fit_growth(other, spec, target, windows) for target in TARGETS),
        at_risk=fit_at_risk(other, spec, windows),
    )
    setting = make_setting(other, refitted.okun_pp_per_pct)
    last = {name: other.quarterly[name].last_valid_index() for name in TARGETS}
    data = completion_data(other)
    spread = completed_path(data, fit_completion(data), "credit_spread", LEVERS)
    blind = World(panel=other, fit=refitted, setting=setting, spread=spread, last_growth=last)
    scenario = Scenario(as_of=JANUARY, baseline="sep", **MODERATE)
    request = Request(scenario=scenario, horizon_months=12)
    expected, found = evaluate(request, world).table, evaluate(request, blind).table
    assert expected.drop(columns="value").equals(found.drop(columns="value"))
    assert_allclose(found["value"], expected["value"], rtol=1e-7, atol=1e-8)


def test_a_panel_of_ones_own_gives_the_same_numbers(panel, outcome):
    own = run_scenario(Scenario(**MODERATE), panel, horizon_months=24)
    pd.testing.assert_frame_equal(own.table, outcome.table, check_exact=True)


def test_answering_needs_no_estimator():
    """A fresh process answers from the stored fits; estimators and screens stay unloaded."""
    code = (
        "import sys\n"
        "from models import Scenario, run_scenario, LabourLever\n"
        "o = run_scenario(Scenario(labour=LabourLever(peak_rise_pp=1.0)))\n"
        "assert len(o.table) and len(o.contributions)\n"
        "heavy = {'statsmodels', 'sklearn', 'scipy', 'streamlit', 'altair'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_shipped_fits_cover_the_dates_a_preset_asks_for():
    assert {p.name.removesuffix(".json")[-10:] for p in FITS.glob("*.json")} == {
        "2026-01-14",
        "2026-10-03",
    }
