"""A scenario's completed paths: what is set is met, what is held stays, the rest follows history."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models import FedLever, LabourLever, Scenario, run_scenario
from models.completion.gain import gains
from models.completion.projection import noise
from models.equations.relative_return import window_inputs
from models.outcome.macro import macro_bands
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from models.scenario.levers import EQUATION_DRIVERS, VARIABLE_OF
from models.scenario.paths import lever_paths
from models.scenario.spec import ModelSpec
from tests.cases import EPS, HELD, JANUARY, MODERATE, RETURN, rest_held

LABOUR = Scenario(labour=MODERATE["labour"])
LEAST_SQUARES = ModelSpec(estimator="ols")
Z_95 = 1.6448536269514722


def run(scenario, horizon=24, **choices):
    return run_scenario(scenario, horizon_months=horizon, **choices)


def asked(scenario):
    """The paths that the levers ask for, before anything follows."""
    return lever_paths(scenario, shipped_world(as_of=scenario.as_of).setting, 24)


SOME = [
    LABOUR,
    LABOUR.with_others({"fed": "hold"}),
    Scenario(**MODERATE),
    Scenario(fed=MODERATE["fed"], baseline="sep").with_others({"fiscal": "hold"}),
    Scenario(fed=MODERATE["fed"], fiscal=MODERATE["fiscal"], baseline="model", as_of=JANUARY),
]


@pytest.mark.parametrize("scenario", SOME)
def test_set_levers_are_met_held_ones_stay_and_the_rest_follows(scenario):
    found, paths = run(scenario), asked(scenario)
    for lever in EQUATION_DRIVERS:
        (name,) = (name for name, variable in VARIABLE_OF.items() if variable == lever)
        part = getattr(scenario, name)
        got, wanted = found.levers.frame(lever), paths.frame(lever)
        assert_allclose(got["baseline"], wanted["baseline"], rtol=0, atol=1e-8)
        if part.active:
            assert_allclose(got["scenario"], wanted["scenario"], rtol=0, atol=1e-8)
        elif part.otherwise == "hold":
            assert_array_equal(got["scenario"], got["baseline"])
        else:
            published = np.isfinite(found.setting.known_of(lever))
            assert (got["difference"][published] == 0).all()
            assert got["difference"].abs().max() > 0.01


@pytest.mark.parametrize("held", [(), ("fed",), ("fiscal",), ("fed", "fiscal")])
def test_followers_answer_as_the_completion_model_called_directly(held):
    scenario = LABOUR.with_others(dict.fromkeys(held, "hold"))
    found, paths = run(scenario), asked(scenario)
    still = {
        VARIABLE_OF[name]: paths.frame(VARIABLE_OF[name])["baseline"].to_numpy() for name in held
    }
    moved = paths.frame("unemployment_rate")
    direct = found.completion.complete(
        {"unemployment_rate": moved["baseline"].to_numpy()} | still,
        {"unemployment_rate": moved["scenario"].to_numpy()} | still,
    )
    assert not direct.scenario_floor.any()
    whole = found.macro.whole
    assert_allclose(
        whole.scenario - whole.baseline, direct.scenario - direct.baseline, rtol=0, atol=1e-9
    )
    # The baseline itself is the chosen one: all three levers on it, the rest given those.
    three = {lever: paths.frame(lever)["baseline"].to_numpy() for lever in EQUATION_DRIVERS}
    assert_allclose(whole.baseline, found.completion.complete(three, three).baseline, atol=1e-9)


def test_why_the_fed_moves_changes_what_follows_but_nothing_that_is_set():
    found = {
        why: run(
            Scenario(fed=replace_why(MODERATE["fed"], why), labour=MODERATE["labour"]).with_others(
                {"fiscal": "follow"}
            )
        )
        for why in ("history", "policy", "weakness")
    }
    paths = asked(Scenario(fed=MODERATE["fed"], labour=MODERATE["labour"]))
    for outcome in found.values():
        for lever in ("policy_rate", "unemployment_rate"):
            assert_allclose(
                outcome.levers.frame(lever)["scenario"],
                paths.frame(lever)["scenario"],
                rtol=0,
                atol=1e-8,
            )
        assert_array_equal(outcome.levers.baseline, found["history"].levers.baseline)
    for one, other in (("history", "policy"), ("history", "weakness"), ("policy", "weakness")):
        for variable in ("fiscal_impulse", "treasury_10y", "credit_spread"):
            a, b = (found[why].macro.whole.frame(variable)["difference"] for why in (one, other))
            assert (a - b).abs().max() > 1e-3
        a, b = (found[why].path(RETURN).difference for why in (one, other))
        assert np.abs(a - b).max() > 1e-6


def replace_why(fed, why):
    return fed.model_copy(update={"why": why})


def test_cuts_that_weakness_forces_come_with_weaker_conditions_than_cuts_by_choice():
    """Without a path for unemployment, the reason is what says where it goes."""
    cuts = {why: FedLever(direction="cut", moves=4, why=why) for why in ("policy", "weakness")}
    rise = {
        why: run(Scenario(fed=fed)).levers.frame("unemployment_rate")["difference"].iloc[-1]
        for why, fed in cuts.items()
    }
    assert rise["weakness"] > rise["policy"]


@pytest.mark.parametrize("scenario", [Scenario(**MODERATE), rest_held(labour=MODERATE["labour"])])
def test_nothing_is_unknown_where_all_levers_are_set(scenario):
    macro = run(scenario).macro
    assert macro.unknown(EQUATION_DRIVERS).shape == (0, 24, 3)
    assert not macro.responses(EQUATION_DRIVERS).any()


def test_what_is_unknown_is_that_of_the_levers_not_set():
    found = run(LABOUR.with_others({"fiscal": "hold"}))
    macro, rate = found.macro, EQUATION_DRIVERS.index("policy_rate")
    others = [EQUATION_DRIVERS.index(lever) for lever in ("fiscal_impulse", "unemployment_rate")]
    assert (
        macro.unknown(EQUATION_DRIVERS).shape[1:]
        == macro.responses(EQUATION_DRIVERS).shape[1:]
        == (24, 3)
    )
    assert np.abs(macro.unknown(EQUATION_DRIVERS)[..., others]).max() < 1e-12
    assert not macro.responses(EQUATION_DRIVERS)[..., others].any()  # set, so without a spread
    whole = macro.whole
    sd = np.sqrt((macro.unknown(EQUATION_DRIVERS)[..., rate] ** 2).sum(axis=0))
    column = whole.names.index("policy_rate")
    assert_allclose(sd, whole.response.cell_sd.reshape(24, -1)[:, column], rtol=1e-9, atol=1e-12)
    published = np.isfinite(found.setting.known[:, rate])
    assert_array_equal(sd > 1e-12, ~published)
    assert_allclose(
        macro.responses(EQUATION_DRIVERS)[..., rate].std(axis=0),
        whole.difference_sd[:, column],
        rtol=1e-4,
        atol=1e-9,
    )


def published(found):
    """How many months ahead both levers that follow unemployment are known."""
    known = [
        np.isfinite(found.setting.known_of(name)) for name in ("policy_rate", "fiscal_impulse")
    ]
    return int(np.all(known, axis=0).sum())


@pytest.fixture(scope="module")
def unknown():
    """Lever paths (D, 24, 3) of a rise in unemployment, simulated shock by shock."""
    found = run(LABOUR)
    model, fixed = found.completion, found.macro.whole.response.conditions.fixed
    horizon, rng, n_draws = model.mean.until(24), np.random.default_rng(12), 20_000
    shocks = rng.standard_normal((n_draws, 24, len(model.names)))
    edge = rng.standard_normal((n_draws, horizon.edge.shape[-1]))
    everywhere = type(horizon)(
        np.broadcast_to(horizon.forecast, (n_draws, *horizon.forecast.shape[1:])),
        horizon.responses,
        np.broadcast_to(horizon.edge, (n_draws, *horizon.edge.shape[1:])),
    )
    paths = noise(everywhere, shocks, edge).reshape(n_draws, -1)
    gain = gains(horizon, found.macro.whole.response.conditions, np.arange(len(model.names)))[0]
    left = paths - paths[:, fixed.ravel()] @ gain.T
    columns = [model.names.index(lever) for lever in EQUATION_DRIVERS]
    return left.reshape(n_draws, 24, -1)[..., columns]


def test_bands_are_wider_where_levers_follow_by_what_these_may_do(unknown):
    """At every horizon; the added variance is that of simulated levers through the equation."""
    follow, hold = (run(each, spec=LEAST_SQUARES) for each in (LABOUR, LABOUR.with_others(HELD)))
    n = published(follow)
    for one, other in zip(follow.paths, hold.paths, strict=True):
        ahead = one.horizon_months > (n if one.variable == RETURN else 0)
        wider, narrower = (path.baseline_half_widths for path in (one, other))
        assert (wider[ahead] > narrower[ahead]).all()
        assert_allclose(wider[~ahead], narrower[~ahead], rtol=1e-12)  # that is published
    # A scenario in which others follow has other inputs, so for growth another leverage too.
    wider, narrower = (found.path(RETURN).scenario_half_widths for found in (follow, hold))
    assert (wider[n:] > narrower[n:]).all()
    # The baselines are the same, so that their leverage is: what is added is the levers' own.
    one, other = (found.path(RETURN).baseline_half_widths[:, -1] for found in (follow, hold))
    for h in range(n + 1, 25):
        equation = follow.fit.returns[h - 1]
        # What one point of one lever in one month does to the return of the window.
        steps = np.eye(h * 3).reshape(-1, h, 3)
        weights = [
            window_inputs(np.vstack([np.zeros((1, 3)), step]), h)[0] @ equation.slopes
            for step in steps
        ]
        effects = unknown[:, :h].reshape(len(unknown), -1) @ weights
        added = math.sqrt(one[h - 1] ** 2 - other[h - 1] ** 2)
        assert added == pytest.approx(Z_95 * np.std(effects), rel=0.03)


def test_the_band_of_a_difference_holds_how_levers_follow():
    """By plain loops over the draws of the coefficients, their gains computed again."""
    found = run(LABOUR, spec=LEAST_SQUARES)
    model, whole = found.completion, found.macro.whole
    conditions = whole.response.conditions
    everything = gains(model.spread.until(24), conditions, np.arange(len(model.names)))
    columns = [model.names.index(lever) for lever in EQUATION_DRIVERS]
    by_draw = (everything @ whole.change).reshape(len(everything), 24, -1)[..., columns]
    start = found.setting.history.to_numpy()[-1:]
    path = found.path(RETURN)
    for h in (1, 2, 7, 12, 24):
        equation = found.fit.returns[h - 1]
        base, moved = (
            window_inputs(np.vstack([start, levels[:h]]), h)[0]
            for levels in (found.levers.baseline, found.levers.scenario)
        )
        of_equation = (moved - base) @ equation.band_cov[1:, 1:] @ (moved - base)
        still = np.zeros((1, 3))
        effects = [
            window_inputs(np.vstack([still, draw[:h]]), h)[0] @ equation.slopes for draw in by_draw
        ]
        expected = math.sqrt(of_equation + np.var(effects))
        assert path.difference_sd[h - 1] == pytest.approx(expected, rel=1e-4)
        if h >= 12:
            assert expected > 1.0005 * math.sqrt(of_equation)


@pytest.mark.parametrize("as_of", [None, JANUARY])
def test_the_model_baseline_is_the_forecast_given_nothing(as_of):
    found = run(Scenario(baseline="model", as_of=as_of))
    own = found.completion.complete({}, {}, horizon_months=24)
    whole = found.macro.whole
    assert_allclose(whole.baseline, own.baseline, rtol=0, atol=1e-8)
    known = found.setting.known
    published = np.isfinite(known)
    assert published.any() == (as_of is None)
    assert_array_equal(found.levers.baseline[published], known[published])
    assert_array_equal(found.levers.scenario[published], known[published])
    moved = run(Scenario(baseline="model", as_of=as_of, labour=MODERATE["labour"]))
    assert_allclose(moved.levers.baseline, found.levers.baseline, rtol=0, atol=1e-12)
    assert_array_equal(moved.levers.scenario[published], known[published])


def test_unpublished_months_are_completed_and_the_note_says_so():
    found = run(Scenario(as_of=JANUARY), 12)
    edge = found.completion.completed_edge()["fiscal_impulse"]
    (note,) = [note for note in found.notes if "are estimated" in note]
    assert note.startswith("The fiscal impulse is published up to Sep 2025")
    history = found.setting.history["fiscal_impulse"]
    assert_array_equal(history["2025-10":"2025-12"], edge["2025-10":"2025-12"])
    # Growth of a quarter that lies behind looks back on them: taking zero gives another number.
    world = shipped_world(as_of=JANUARY)
    drivers = world.drivers.copy()
    assert_array_equal(
        drivers.loc["2025-10":"2025-12", "fiscal_impulse"], edge["2025-10":"2025-12"]
    )
    drivers.loc["2025-10":, "fiscal_impulse"] = 0.0
    other = evaluate(found.request, replace(world, drivers=drivers))
    path = found.path(EPS)
    assert path.periods[0].end_time < found.setting.months[0].start_time
    assert abs(path.baseline[0] - other.path(EPS).baseline[0]) > 1e-3


BEYOND = [
    Scenario(labour=LabourLever(peak_rise_pp=6.0, months_to_peak=1)),
    Scenario(fed=FedLever(direction="cut", moves=12, size_pp=0.5, floor_pct=1, why="weakness")),
]


@pytest.mark.parametrize("scenario", BEYOND)
@pytest.mark.parametrize("otherwise", ["follow", "hold"])
def test_beyond_five_sd_the_equations_still_answer_and_the_whole_economy_does_not(
    scenario, otherwise
):
    found = run(scenario.with_others(dict.fromkeys(VARIABLE_OF, otherwise)))
    assert found.macro.whole.largest_shock.size_sd > 5
    assert found.whole_economy is None
    for path in found.paths:
        for of in ("baseline", "scenario", "difference"):
            assert all(np.isfinite(values).all() for values in path.statistics(of).values())
        assert np.abs(path.difference).max() > 0.1
    (note,) = [note for note in found.notes if "standard deviations" in note]
    assert note.startswith("Beyond history: the scenario needs a shock to ")
    assert found.macro.refusal[1:] in note
    assert found.notes[0].startswith("Beyond history: ")
    rows = found.table[found.table["model"] == "bvar"]
    assert RETURN not in set(rows["variable"])
    assert set(EQUATION_DRIVERS) < set(rows["variable"])


def test_within_five_sd_nothing_is_refused():
    found = run(Scenario(**MODERATE))
    assert 0 < found.macro.whole.largest_shock.size_sd <= 5
    assert found.macro.refusal == ""
    assert found.whole_economy
    assert not any("standard deviations" in note for note in found.notes)


@pytest.mark.parametrize("scenario", SOME)
def test_the_bands_of_the_charts_are_those_of_the_table(scenario):
    found = run(scenario, horizon=9)
    table = found.table.query("model == 'bvar' and variable != @RETURN").set_index(
        ["variable", "scenario", "statistic"]
    )["value"]
    of = {
        "baseline": ("baseline", "mean"),
        "scenario": ("scenario", "mean"),
        "low": ("scenario", "q05"),
        "high": ("scenario", "q95"),
    }
    bands = macro_bands(found.macro, 9)
    for variable in table.index.unique("variable"):
        for name, (which, statistic) in of.items():
            assert_allclose(bands[variable][name], table[variable, which, statistic], atol=1e-11)


def test_paths_do_not_depend_on_the_equations():
    found, plain = run(LABOUR, spec=ModelSpec(estimator="ridge")), run(LABOUR)
    assert found.completion is plain.completion  # made once for all choices
    assert_array_equal(found.levers.scenario, plain.levers.scenario)
