"""The split by lever, and earnings on an edge that knows the baseline, against a second computation."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import FedLever, LabourLever, Scenario, run_scenario
from models.outcome.run import preset_request
from models.outcome.world import shipped_world
from models.scenario.levers import LEVERS, VARIABLE_OF
from models.scenario.paths import lever_paths
from models.scenario.presets import preset
from models.scenario.spec import ModelSpec
from tests.cases import EPS, JANUARY, MODERATE, RETURN
from tests.outcome import completed_by_hand as by_hand

DRIVERS = ("policy_rate", "fiscal_impulse", "unemployment_rate", "credit_spread")
SCENARIOS = {
    "mild slowdown": preset_request(preset("mild-slowdown")).scenario,
    "late Fed": preset_request(preset("slump-fed-late")).scenario,
    "three levers": Scenario(**MODERATE, baseline="sep"),
    "January": Scenario(**MODERATE, baseline="supervisory", as_of=JANUARY),
    "a hold that does not count, one that does": Scenario(
        fed=FedLever(direction="hike", moves=2, otherwise="hold"),
        labour=LabourLever(peak_rise_pp=1.0, otherwise="hold"),
    ).with_others({"fiscal": "hold"}),
}


def economy(world):
    fit, data = world.completion.fit, world.completion.data
    return by_hand.Economy(
        names=list(fit.layout.names),
        lags=fit.layout.lags,
        persistent=fit.layout.persistent,
        by_surprise=fit.layout.by_surprise,
        centre=fit.layout.centre,
        thetas=[one.mean for one in fit.posteriors],
        error_sds=[(one.scale / (one.df - 2)) ** 0.5 for one in fit.posteriors],
        before=data.sample.to_numpy()[-fit.layout.lags :],
        known=np.vstack([data.edge.to_numpy(), data.ahead.to_numpy()]),
        n_edge=len(data.edge),
    )


def test_the_second_computation_uses_nothing_of_the_project():
    tree = ast.parse(Path(by_hand.__file__).read_text())
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported == {"dataclasses", "numpy"}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_paths_split_and_earnings_equal_the_second_computation(scenario):
    found = run_scenario(scenario, horizon_months=24, spec=ModelSpec(estimator="ols"))
    world = shipped_world(as_of=scenario.as_of)
    of = economy(world)
    asked = lever_paths(scenario, world.setting, 24)
    base = {name: asked.baseline[:, k] for k, name in enumerate(asked.variables)}
    ahead = {name: asked.scenario[:, k] for k, name in enumerate(asked.variables)}
    parts = {name: getattr(scenario, name) for name in VARIABLE_OF}
    moved = [name for name, part in parts.items() if part.active]
    held = [n for n, part in parts.items() if not part.active and part.otherwise == "hold"]
    for completed in found.macro.joined.values():
        assert not completed.scenario_floor.any()
        assert completed.response.conditions.why == "history"

    baseline = of.baseline(base)
    n_edge = of.n_edge
    assert_allclose(found.macro.whole.baseline, baseline[n_edge:], rtol=0, atol=1e-8)

    def cells(joined):
        changes = {VARIABLE_OF[name]: np.zeros(24) for name in held}
        for name in joined:
            changes[VARIABLE_OF[name]] = ahead[VARIABLE_OF[name]] - base[VARIABLE_OF[name]]
        return of.answer(baseline, changes)

    paths = {tuple(joined): cells(joined) for joined in by_hand_chain(moved)}
    assert_allclose(found.macro.whole.scenario, paths[tuple(paths)[-1]][n_edge:], atol=1e-8)

    # The whole economy's own answer.
    target = of.names.index(RETURN)

    def own(joined):
        return paths[tuple(joined)][n_edge:, target].cumsum()

    compare(found.whole_economy.contributions, by_hand.split(own, moved))

    # Small minus large by the equations.
    columns = [of.names.index(name) for name in DRIVERS]
    at_origin = world.setting.history.iloc[-1]

    def relative(joined):
        rate, impulse, unemployment = (
            [at_origin[name], *paths[tuple(joined)][n_edge:, of.names.index(name)]]
            for name in DRIVERS[:3]
        )
        return np.array(
            [
                by_hand.through(
                    equation.slopes,
                    equation.low,
                    equation.high,
                    by_hand.return_inputs(rate, impulse, unemployment, h),
                )
                for h, equation in enumerate(world.fit.returns, start=1)
            ]
        )

    compare(found.path(RETURN).contributions, by_hand.split(relative, moved))

    # Earnings: published months, then the completed ones before the origin, then the horizon.
    model = world.fit.growth_model(EPS)
    published = world.panel.monthly[list(DRIVERS)].loc[: world.completion.data.sample.index[-1]]
    published = published.loc["1990-01":].to_numpy()
    first_ahead = len(published) + n_edge

    def earnings(joined):
        series = np.vstack([published, paths[tuple(joined)][:, columns]]).T.tolist()
        halves = []
        for equation, residual, (span, n) in zip(
            model.members, model.residuals, ((4, 4), (1, 3)), strict=True
        ):
            for place, months in enumerate(found.path(EPS).horizon_months):
                x = by_hand.earnings_inputs(series[:n], first_ahead - 1 + months, span)
                level = by_hand.through(equation.slopes, equation.low, equation.high, x)
                carried = (40 / 44, 31 / 44)[place] if place < 2 else 0.0
                halves.append((equation.start + level + carried * residual) / 2)
        return np.sum(np.split(np.array(halves), 2), axis=0)

    assert_allclose(found.path(EPS).baseline, earnings([]), rtol=0, atol=1e-8)
    assert_allclose(found.path(EPS).scenario, earnings(tuple(paths)[-1]), rtol=0, atol=1e-8)
    compare(found.path(EPS).contributions, by_hand.split(earnings, moved))


def by_hand_chain(moved):
    order = [name for name in by_hand.ORDER if name in moved]
    return [order[:turn] for turn in range(len(order) + 1)]


def compare(contributions, parts):
    for column, lever in enumerate(LEVERS):
        expected = parts.get(lever, np.zeros(len(contributions)))
        assert_allclose(contributions[:, column], expected, rtol=0, atol=1e-8)
    assert_allclose(contributions.sum(axis=1), sum(parts.values()), rtol=0, atol=1e-9)
    assert max(np.abs(part).max() for part in parts.values()) > 0.1


@pytest.mark.parametrize("as_of", [None, JANUARY])
@pytest.mark.parametrize("baseline", ["flat", "sep", "supervisory"])
def test_the_edge_knows_the_baseline_and_keeps_what_is_published(as_of, baseline):
    """A level of the impulse that was chosen says where its last unpublished months were."""
    found = run_scenario(Scenario(baseline=baseline, as_of=as_of, labour=MODERATE["labour"]))
    change = found.macro.edge_change
    known = found.completion.data.edge.notna().to_numpy()
    assert_allclose(change[known], 0, atol=1e-12)
    of = economy(shipped_world(as_of=as_of))
    paths = {name: found.macro.baseline((name,))[:, 0] for name in DRIVERS[:3]}
    before = of.known.copy()
    before[of.n_edge :] = np.nan  # what is known of the edge without the months after it
    expected = (of.baseline(paths) - replace(of, known=before).baseline({}))[: of.n_edge]
    assert_allclose(change, expected, rtol=0, atol=1e-8)
    assert np.abs(change[~known]).max() > 0.01
    still = run_scenario(Scenario(baseline=baseline, as_of=as_of))
    assert (still.macro.edge_change == change).all()


def test_nothing_more_is_known_of_the_edge_where_the_baseline_is_the_model_s_own():
    found = run_scenario(Scenario(baseline="model", as_of=JANUARY))
    assert found.completion.data.ahead.isna().all(axis=None)
    assert_allclose(found.macro.edge_change, 0, atol=1e-8)
