"""Many requests at once say what each says alone; what cannot be answered does not stop the others."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import FedLever, LabourLever, Request, Scenario
from models.common.errors import ExplorerError, ScenarioError
from models.comparison import batch as batch_module
from models.comparison.batch import ODDS, SIDES, STATISTICS, evaluate_many
from models.completion.floor import FLOOR_PCT, floor_lift, floor_lifts
from models.completion.response import Response
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.presets import preset
from models.scenario.spec import ModelSpec
from tests.cases import EPS, JANUARY, PROFITS, RETURN
from tests.comparison.random_requests import impossible, random_request, slump

SIZE = 200
IMPOSSIBLE = range(7, SIZE, 40)
SINGLE_PRECISION = 1e-5  # pp: what draws of the coefficients are multiplied in by `evaluate`


@pytest.fixture(scope="module")
def asked():
    rng = np.random.default_rng(13)
    requests = [random_request(rng) for _ in range(SIZE)]
    for place in range(3, SIZE, 15):
        requests[place] = slump(rng)
    for place in IMPOSSIBLE:
        requests[place] = impossible(requests[place], rng)
    return requests


@pytest.fixture(scope="module")
def found(asked):
    return evaluate_many(asked, shipped_world())


def in_double(response, values):
    """The draws' products as `Response.by_draw`, in double precision."""
    return response.gains_by_draw.astype(float) @ values


def answer(request):
    """The outcome of a single evaluation, or why there is none."""
    try:
        return evaluate(request, shipped_world()), ""
    except ExplorerError as error:
        return None, str(error)


def differences(batch, place, outcome):
    """Largest difference by outcome and statistic between a batch and a single evaluation."""
    for variable, many in batch.outcomes.items():
        path = outcome.path(variable)
        rows = [path.horizon_months.tolist().index(month) for month in many.horizon_months]
        for name in STATISTICS:
            if name in ODDS:
                expected = getattr(path, name)
            else:
                side, _, end = name.partition("_")
                expected = path.statistics(side)[end or "mean"]
            yield variable, name, np.abs(many.of(name)[place] - expected[rows]).max(initial=0.0)
        assert_allclose(many.beyond[place], path.beyond_history.any(axis=1)[rows])
        if variable == RETURN:
            assert_allclose(many.established[place], path.established[rows])
            assert many.stated[place].tolist() == [not reason for reason in path.withheld]


def test_two_hundred_requests_say_what_each_says_alone(asked, found, monkeypatch):
    monkeypatch.setattr(Response, "by_draw", in_double)
    assert all(found.refused[place] for place in IMPOSSIBLE)
    refused = withheld = lifted = beyond = 0
    for place, request in enumerate(asked):
        outcome, reason = answer(request)
        assert found.refused[place] == reason
        if outcome is None:
            assert np.isnan(found[RETURN].of("scenario")[place]).all()
            refused += 1
            continue
        assert found.bvar_refused[place] == outcome.macro.refusal
        withheld += bool(outcome.macro.refusal)
        lifted += bool(outcome.macro.whole.scenario_floor.any())
        beyond += found[RETURN].beyond[place].any()
        for variable, name, apart in differences(found, place, outcome):
            assert apart < 1e-12, (place, variable, name)
    assert refused < SIZE / 10  # the rest has answers to compare
    assert min(withheld, lifted, beyond) > 5  # so that these kinds are among them


def test_as_it_is_a_single_evaluation_differs_by_single_precision_in_bands_alone(asked, found):
    for place, request in enumerate(asked[:40]):
        if found.refused[place]:
            continue
        for variable, name, apart in differences(found, place, evaluate(request, shipped_world())):
            if name in SIDES:
                assert apart < 1e-12, (place, variable, name)
            elif name not in ODDS:
                assert apart < SINGLE_PRECISION, (place, variable, name)


@pytest.mark.parametrize(
    "spec",
    [
        ModelSpec(estimator="ols"),
        ModelSpec(cap_inputs=False),
        ModelSpec(target="small_cap_relative_return_french"),
        ModelSpec(centre="average", growth_estimator="huber"),
    ],
    ids=str,
)
def test_other_choices_about_the_equations(spec, monkeypatch):
    monkeypatch.setattr(Response, "by_draw", in_double)
    rng, world = np.random.default_rng(5), shipped_world(spec)
    requests = [replace(random_request(rng, 12), spec=spec) for _ in range(6)]
    batch = evaluate_many(requests, world, variables=(RETURN, EPS, PROFITS))
    for place, request in enumerate(requests):
        outcome = evaluate(request, world)
        for side in (*SIDES, "scenario_q05", "difference_q90"):
            mean, _, end = side.partition("_")
            expected = outcome.paths[0].statistics(mean)[end or "mean"]
            assert_allclose(batch[RETURN].of(side)[place], expected, atol=1e-12)
            growth = batch[PROFITS]
            path = outcome.path(PROFITS)
            rows = [path.at(month) for month in growth.horizon_months]
            expected = path.statistics(mean)[end or "mean"][rows]
            assert_allclose(growth.of(side)[place], expected, atol=1e-12)
    if not spec.combines:
        assert np.isnan(batch[RETURN].of("odds_scenario")).all()


def test_a_past_start_and_some_horizons():
    request = preset_request(preset("labour-slowdown-january-2026"))
    world = shipped_world(as_of=JANUARY)
    batch = evaluate_many([request], world, months=(12, 3, 3))
    path = evaluate(request, world).combined
    assert batch[RETURN].horizon_months.tolist() == [3, 12]
    assert_allclose(batch[RETURN].of("scenario")[0], path.scenario[[2, 11]], atol=1e-12)
    assert batch[RETURN].at(11) == 0
    growth = evaluate(request, world).path(EPS)
    rows = [growth.at(3), growth.at(12)]
    assert batch[EPS].periods.tolist() == growth.periods[rows].tolist()
    assert_allclose(batch[EPS].of("odds_scenario")[0], growth.odds_scenario[rows])


def test_blocks_and_order_do_not_matter(asked, found, monkeypatch):
    monkeypatch.setattr(batch_module, "BLOCK", 3)
    order = np.random.default_rng(0).permutation(60)
    again = evaluate_many([asked[place] for place in order], shipped_world())
    for variable in again.outcomes:
        expected = found[variable].numbers[order]
        assert_allclose(again[variable].numbers, expected, atol=1e-12)


def test_a_large_grid_needs_little_memory():
    peaks = [LabourLever(peak_rise_pp=round(0.1 * i, 1)) for i in range(1, 42)]
    cuts = [FedLever(direction="cut", first_meeting=1 + i % 8, moves=1 + i // 8) for i in range(41)]
    requests = [
        Request(scenario=Scenario(fed=fed, labour=labour)) for fed in cuts for labour in peaks
    ]
    evaluate_many(requests[:1], shipped_world())
    tracemalloc.start()
    batch = evaluate_many(requests, shipped_world(), months=(3, 6, 12, 24))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.isfinite(batch[RETURN].numbers).all()
    assert peak < 150e6


def test_no_request_is_an_empty_answer():
    batch = evaluate_many([], shipped_world(), months=(3,))
    assert len(batch) == 0
    assert batch[RETURN].numbers.shape == (0, 1, len(STATISTICS))


@pytest.mark.parametrize(
    ("requests", "options", "said"),
    [
        ([Request(), Request(scenario=Scenario(as_of=JANUARY))], {}, "differ in their start"),
        ([Request(), Request(horizon_months=3)], {}, "differ in their horizon"),
        ([Request(), Request(spec=ModelSpec(estimator="ols"))], {}, "choices about the equations"),
        ([Request(spec=ModelSpec(estimator="ols"))], {}, "other equations than"),
        ([Request()], {"months": (0,)}, "A horizon is 0 months"),
        ([Request()], {"months": (2.5,)}, "A horizon is 2.5 months"),
        ([Request()], {"variables": ("gdp",)}, "There is no outcome 'gdp'"),
    ],
)
def test_what_cannot_be_asked_together_is_refused_in_a_sentence(requests, options, said):
    with pytest.raises(ScenarioError, match=said):
        evaluate_many(requests, shipped_world(), **options)


def test_a_baseline_without_an_answer_refuses_its_requests_alone():
    old = shipped_world(as_of=JANUARY)
    world = replace(old, setting=replace(old.setting, as_of=JANUARY.replace(year=1995)))
    requests = [Request(scenario=Scenario(baseline=name)) for name in ("sep", "flat")]
    batch = evaluate_many(requests, world, months=(12,))
    assert "the first projections on file" in batch.refused[0]
    assert batch.refused[1] == ""


def test_the_floor_of_many_paths_is_that_of_each():
    rng = np.random.default_rng(1)
    lifts = np.tril(0.9 ** np.abs(np.subtract.outer(np.arange(6), np.arange(6))))
    lifts += 0.05 * np.triu(np.ones((6, 6)), 1)
    rates = rng.uniform(-1.0, 1.5, size=(40, 6))
    set_months = np.array([False, True, False, False, False, False])
    rates[:, 1] = 1.0
    shocks, refused = floor_lifts(rates, lifts, set_months)
    assert not refused.any()
    assert not shocks[:, 1].any()
    for path, shock in zip(rates, shocks, strict=True):
        assert_allclose(floor_lift(path, lifts, set_months), shock, atol=1e-12)
        lifted = path + lifts @ shock
        assert (lifted[~set_months] > FLOOR_PCT - 1e-8).all()
