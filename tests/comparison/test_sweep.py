"""Sweeps, break-evens, grids and tornados: each value is a plain evaluation, each crossing is one."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import FedLever, FiscalLever, LabourLever, Request, Scenario
from models.common.errors import ScenarioError
from models.comparison.axis import MOST_STEPS, axis_of
from models.comparison.break_even import NONE_WITHIN, break_even, crossings, spans
from models.comparison.lever_grid import grid, zero_line
from models.comparison.sweep import sweep
from models.comparison.tornado import nothing_moved, tornado
from models.comparison.usual_moves import MOVE_MONTHS, usual_moves, yearly_moves
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from models.scenario.levers import LEVERS
from tests.cases import EPS, RETURN

CUTS = Request(scenario=Scenario(fed=FedLever(direction="cut", moves=3)))
AND_JOBS = Request(scenario=Scenario(fed=CUTS.scenario.fed, labour=LabourLever(peak_rise_pp=1.0)))


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_has_an_axis_whose_steps_are_requests(lever):
    axis = axis_of(lever)
    steps = axis.steps()
    assert (steps[0], steps[-1]) == (axis.size.low, axis.size.high)
    assert 0 in axis.steps(MOST_STEPS)
    assert len(axis.steps(MOST_STEPS)) <= MOST_STEPS
    for value, request in zip(steps, axis.requests(CUTS, steps), strict=True):
        assert axis.now(request) == value
        assert request.scenario.parts[lever].active or value == 0


def test_the_fed_is_swept_from_cuts_to_hikes():
    axis = axis_of("fed")
    assert axis.now(CUTS) == -3
    assert axis.moved(CUTS, 2).scenario.fed == FedLever(direction="hike", moves=2)
    assert axis.moved(CUTS, 0).scenario.fed.direction == "hold"
    assert axis.now(Request(scenario=Scenario(fed=FedLever(own_path=(4.0,))))) is None


def test_a_field_of_a_lever_is_an_axis_too():
    axis = axis_of("labour_months_to_peak")
    assert axis.steps() == tuple(range(1, 25))
    assert axis.moved(AND_JOBS, 3).scenario.labour.months_to_peak == 3
    assert axis.label == "Labour market, months to peak"


def test_by_payrolls_a_sweep_of_unemployment_has_no_position():
    payrolls = LabourLever(measure="payrolls", peak_payroll_loss_pct=2.0)
    request = Request(scenario=Scenario(labour=payrolls))
    axis = axis_of("labour")
    assert axis.now(request) is None
    assert axis.moved(request, 1.0).scenario.labour.measure == "unemployment"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 6.2, -3, "1", None, True])
def test_a_value_that_no_lever_takes_is_refused(value):
    with pytest.raises(ScenarioError, match=r"labour.*\[-2, 6\]|labour.*from -2 to 6"):
        axis_of("labour").moved(CUTS, value)


@pytest.mark.parametrize("name", ["gdp", "", "horizon_months", "labour_", "fed_why"])
def test_an_unknown_lever_is_refused_by_name(name):
    with pytest.raises(ScenarioError, match="There is no lever") as error:
        axis_of(name)
    assert "labour" in str(error.value)


def test_a_sweep_is_a_row_of_plain_evaluations():
    found = sweep(CUTS, shipped_world(), "labour", values=(-0.5, 0.0, 1.0), months=(3, 12))
    assert found.now == 0
    for place, value in ((0, -0.5), (2, 1.0)):
        labour = LabourLever(peak_rise_pp=value)
        scenario = CUTS.scenario.model_copy(update={"labour": labour})
        path = evaluate(Request(scenario=scenario), shipped_world()).combined
        assert_allclose(
            found.batch[RETURN].of("difference")[place], path.difference[[2, 11]], atol=1e-12
        )
    assert set(found.table["value"]) == {-0.5, 0.0, 1.0}
    assert found.table["lever"].eq("labour").all()


def test_a_sweep_does_not_jump_at_zero():
    """At zero the lever is held, and so means what the values around it mean."""
    world = shipped_world()
    curve = sweep(CUTS, world, "labour", values=(-0.1, 0.0, 0.1), months=(12,)).batch[RETURN]
    below, at, above = curve.of("difference")[:, 0]
    assert at == pytest.approx((below + above) / 2, abs=1e-9)
    slider = sweep(CUTS, world, "labour", values=(0.0,), months=(12,), hold=False).batch[RETURN]
    alone = evaluate(CUTS, world).combined.difference[11]
    assert slider.of("difference")[0, 0] == pytest.approx(alone, abs=1e-12)
    assert abs(alone - at) > 0.01


def test_crossings_of_a_curve():
    values = np.arange(6.0)
    curve = np.array([-1.0, 1.0, np.nan, 1.0, 0.0, -2.0])
    stated = np.array([True, True, True, True, False, True])
    nowhere = np.zeros(6, dtype=bool)
    found = crossings(values, curve, stated, nowhere)
    assert [(point.value, point.stated) for point in found] == [(0.5, True), (4.0, False)]
    by_construction = values == 4.0
    assert [p.value for p in crossings(values, curve, stated, by_construction)] == [0.5]


def test_runs_of_values_around_zero():
    found = spans(np.arange(5.0), np.array([True, True, False, True, False]))
    assert [(s.low, s.high, s.open_low, s.open_high) for s in found] == [
        (0.0, 1.0, True, False),
        (3.0, 3.0, False, False),
    ]
    assert spans(np.arange(3.0), np.zeros(3, dtype=bool)) == ()


def test_a_break_even_is_a_zero_of_the_plain_evaluation():
    world = shipped_world()
    found = sweep(AND_JOBS, world, "labour")
    level = break_even(found, RETURN, 12, "difference")
    (point,) = level.points
    labour = LabourLever(peak_rise_pp=point.value)
    scenario = AND_JOBS.scenario.model_copy(update={"labour": labour})
    effect = evaluate(Request(scenario=scenario), world).combined.difference[11]
    assert effect == pytest.approx(0.0, abs=1e-3)
    assert level.spans[0].open_low
    assert level.spans[0].open_high  # unbounded: no value within bounds has a settled sign


def test_where_nothing_is_moved_no_difference_breaks_even():
    found = sweep(Request(), shipped_world(), "labour", months=(12,))
    assert (found.batch[EPS].of("difference")[found.values == 0] == 0).all()
    effect = break_even(found, EPS, 12, "difference")
    assert effect.points == ()
    assert effect.words == NONE_WITHIN
    assert 0.0 in [span.low for span in effect.spans] + [span.high for span in effect.spans]


def test_the_zero_line_of_a_plane_and_a_circle():
    xs, ys = np.linspace(-2, 2, 21), np.linspace(-1.5, 1.5, 16)
    x, y = np.meshgrid(xs, ys, indexing="ij")
    plane = zero_line(xs, ys, x + 2 * y - 0.3)
    assert plane
    for start, end in plane:
        for across, up in (start, end):
            assert across + 2 * up == pytest.approx(0.3, abs=1e-12)
    circle = zero_line(xs, ys, x**2 + y**2 - 1)
    ends = np.array([point for segment in circle for point in segment])
    assert_allclose(np.hypot(*ends.T), 1.0, atol=0.02)
    _, counts = np.unique(ends.round(9), axis=0, return_counts=True)
    assert (counts == 2).all()  # a closed line


@pytest.mark.parametrize(("centre", "isolated"), [(1.0, (1, 0)), (-1.0, (0, 0))])
def test_a_saddle_is_cut_by_its_mean(centre, isolated):
    cells = np.array([[1.0, -1.0], [-1.0, 1.0]]) + 0.5 * centre
    lines = zero_line(np.arange(2.0), np.arange(2.0), cells)
    assert len(lines) == 2
    nearest = min(np.hypot(*(np.mean(line, axis=0) - isolated)) for line in lines)
    assert nearest < 0.5
    assert zero_line(np.arange(2.0), np.arange(2.0), np.full((2, 2), np.nan)) == []


def test_a_grid_is_a_table_of_plain_evaluations():
    world = shipped_world()
    xs, ys = (0.5, 1.0, 2.0), (-4, 3)
    found = grid(Request(), world, "labour", "fed", x_values=xs, y_values=ys, months=(6, 12))
    scenario = Scenario(labour=LabourLever(peak_rise_pp=2.0), fed=FedLever(direction="hike"))
    outcome = evaluate(Request(scenario=scenario), world)
    cells = found.of(RETURN, "difference", 12)
    assert cells.shape == (3, 2)
    assert cells[2, 1] == pytest.approx(outcome.combined.difference[11], abs=1e-12)
    path = outcome.path(EPS)
    odds = found.of(EPS, "odds_scenario", 12)[2, 1]
    assert odds == pytest.approx(path.odds_scenario[path.at(12)], abs=1e-12)
    rows = found.table[(found.table["labour"] == 2.0) & (found.table["fed"] == 3)]
    of_return = rows[(rows["variable"] == RETURN) & (rows["horizon_months"] == 12)]
    assert of_return["difference"].item() == pytest.approx(cells[2, 1], abs=1e-11)


def test_a_grid_of_two_fields_of_one_lever():
    found = grid(
        AND_JOBS,
        shipped_world(),
        "labour",
        "labour_months_to_peak",
        x_values=(1.0, 2.0),
        y_values=(3, 12),
        months=(12,),
    )
    part = found.batch.requests[3].scenario.labour
    assert (part.peak_rise_pp, part.months_to_peak) == (2.0, 12)


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [("labour", "labour", "two different levers"), ("labour", "gdp", "There is no lever 'gdp'")],
)
def test_a_grid_without_two_levers_is_refused(x, y, said):
    with pytest.raises(ScenarioError, match=said):
        grid(Request(), shipped_world(), x, y)


def test_usual_moves_are_those_of_history():
    world = shipped_world()
    rate = world.panel.monthly["unemployment_rate"].loc["1984-01":]
    by_hand = [
        rate.iloc[i] - rate.iloc[i - 12]
        for i in range(12, len(rate))
        if rate.index[i] <= world.completion.data.sample.index[-1]
        and str(rate.index[i - 12]) >= "1985-01"
        and not ("2020-03" <= str(rate.index[i]) <= "2021-11")
    ]
    moves = yearly_moves(world, LEVERS["labour"])
    assert_allclose(moves.to_numpy(), by_hand, atol=1e-12)
    down, up = usual_moves(world, LEVERS["labour"], 10)
    each = np.array(by_hand)
    assert np.mean(each > up + 1e-9) <= 0.1 <= np.mean(each >= up - 1e-9)
    assert np.mean(each < down - 1e-9) <= 0.1 <= np.mean(each <= down + 1e-9)
    assert usual_moves(world, LEVERS["labour"], None)[1] == pytest.approx(np.std(by_hand, ddof=1))


def test_a_tornado_moves_each_lever_alone_and_sorts_by_size():
    world = shipped_world()
    found = tornado(AND_JOBS, world, months=(12,))
    for number, lever in enumerate(LEVERS):
        for side in (0, 1):
            request = found.batch.requests[2 * number + side]
            assert request.scenario.moved == (lever,)
            path = evaluate(request, world)
            effect = found.batch[RETURN].of("difference")[2 * number + side, 0]
            assert effect == pytest.approx(path.combined.difference[11], abs=1e-12)
            moved = path.macro.scenario((LEVERS[lever].variable,))[MOVE_MONTHS - 1, 0]
            start = path.macro.baseline((LEVERS[lever].variable,))[MOVE_MONTHS - 1, 0]
            assert moved - start == pytest.approx(found.moves[number, side], abs=1e-9)
    largest = found.effects(EPS, 12)[["effect_down", "effect_up"]].abs().max(axis=1)
    assert largest.is_monotonic_decreasing
    assert set(found.table["lever"]) == set(LEVERS)


def test_with_nothing_moved_what_levers_do_meanwhile_stays():
    fed = FedLever(direction="cut", why="policy", otherwise="hold")
    request = Request(scenario=Scenario(fed=fed, fiscal=FiscalLever(size_pct_gdp=1.0)))
    bare = nothing_moved(request).scenario
    assert bare.moved == ()
    assert (bare.fed.why, bare.fed.otherwise) == ("policy", "hold")
