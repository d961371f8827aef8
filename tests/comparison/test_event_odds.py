"""Odds of an event: the simulation against closed forms, history by plain loops, calibration."""

import itertools
import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models import FedLever, LabourLever, Request, Scenario
from models.__main__ import main
from models.common.errors import ScenarioError
from models.comparison.analogues import analogues
from models.comparison.event_odds import (
    Event,
    event_odds,
    events_of,
    nominal_share,
    reaches,
    simulated_paths,
)
from models.equations.outcomes import EPS
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.levers import LEVERS
from models.scenario.levers.inflation import InflationLever
from models.scenario.presets import preset

Z_90 = 1.2815515655446004
SLUMP = Request(scenario=Scenario(labour=LabourLever(peak_rise_pp=2.0)), horizon_months=12)


def test_simulated_paths_have_the_model_s_own_mean_and_spread():
    """The spread is that of the shocks at the posterior mean and of the coefficients."""
    world = shipped_world()
    model, paths = world.completion, simulated_paths(world.completion)
    own = model.complete({}, {}, horizon_months=24)
    spread = own.level_sd(own.scenario_values)
    for name in ("unemployment_rate", "treasury_10y", "credit_spread"):
        column = model.names.index(name)
        for month in (5, 11, 23):
            sd = spread[month, column]
            drawn = paths[:, month, column]
            assert drawn.mean() == pytest.approx(own.scenario[month, column], abs=0.1 * sd)
            assert drawn.std() == pytest.approx(sd, rel=0.1)


def test_what_is_published_stays_in_every_simulated_path():
    model = shipped_world().completion
    known = np.isfinite(model.data.published)
    assert known.any()
    paths = simulated_paths(model)
    assert np.abs(paths[:, known] - model.data.published[known]).max() < 1e-4


def test_an_event_is_reached_in_any_month():
    changes = np.array([[0.2, 1.0, 0.1], [0.2, 0.9, -1.0]])
    assert reaches(changes, 1.0).tolist() == [True, False]
    assert reaches(changes, -1.0).tolist() == [False, True]


def test_the_frequency_in_history_by_plain_loops():
    world = shipped_world()
    event = Event("labour", 1.0, 12)
    rate = world.panel.monthly["unemployment_rate"].loc[: world.panel.origin].dropna()
    found = event_odds(event, world)
    assert [str(each.first) for each in found.history] == ["1985-01", "1948-01"]
    for each in found.history:
        late = rate.loc[each.first :].tolist()
        starts = range(len(late) - 12)
        came = [max(late[t + 1 : t + 13]) - late[t] >= 1.0 - 1e-9 for t in starts]
        assert each.windows == len(came)
        assert each.share == pytest.approx(sum(came) / len(came))
        episodes, last = 0, -99
        for t in starts:
            if came[t]:
                episodes += t - last > 12
                last = t
        assert each.episodes == episodes
    assert 0 < found.standard_error < 0.01
    assert found.probability < found.history[0].share  # the slump of the model is rarer


def test_odds_fall_with_the_size_of_an_event_and_rise_with_its_time():
    world = shipped_world()
    by_size = [event_odds(Event("labour", x, 12), world).probability for x in (0.2, 0.6, 1.2)]
    assert sorted(by_size, reverse=True) == by_size
    by_time = [event_odds(Event("labour", 0.6, months), world).probability for months in (3, 9, 24)]
    assert sorted(by_time) == by_time


@pytest.mark.parametrize("lever", [row.id for row in LEVERS.values() if row.pinned_in_baseline])
@pytest.mark.parametrize("at_month", [6, 12])
@pytest.mark.parametrize("z", [Z_90, -Z_90])
def test_what_happens_one_time_in_ten_by_the_model_came_in_5_to_20_percent(lever, at_month, z):
    model = shipped_world().completion
    share, windows = nominal_share(model, lever, at_month, z, pd.Period("1985-01", "M"))
    assert windows > 450
    assert 0.05 <= share <= 0.20


def test_a_scenario_is_an_event_of_each_lever_it_moves():
    world = shipped_world()
    labour, fed = (LabourLever(peak_rise_pp=1.0), FedLever(direction="cut", moves=2))
    request = Request(scenario=Scenario(labour=labour, fed=fed))
    events = {event.lever: event for event in events_of(request, world)}
    published = int(np.isfinite(world.setting.known_of("unemployment_rate")).sum())
    assert events["labour"].change == pytest.approx(1.0)
    assert events["labour"].within_months == 9 + published
    assert events["fed"].change == pytest.approx(-0.5, abs=0.2)
    assert events["labour"].words.startswith("unemployment up by 1.0 pp within")
    assert Event("fiscal", -0.8, 1).words.endswith("down by 0.8% of GDP within 1 month")
    assert events_of(Request(), world) == ()


def test_inflation_is_measured_over_twelve_months():
    """One month at an annual rate is mostly noise: both sides of an event are twelve-month means."""
    world = shipped_world()
    prices = world.panel.monthly["core_pce_price_index"].loc[: world.panel.origin].dropna()
    monthly = [1200 * math.log(b / a) for a, b in itertools.pairwise(prices)]
    lever = InflationLever(peak_rise_pp=3.0, months_to_peak=1)
    request = Request(scenario=Scenario(inflation=lever))
    (event,) = events_of(request, world)
    path = evaluate(request, world).macro.scenario(("core_pce_inflation",))[:, 0].tolist()
    whole = [*monthly[-12:], *path]
    means = [sum(whole[t : t + 12]) / 12 for t in range(len(path) + 1)]
    published = int(np.isfinite(world.setting.known_of("core_pce_inflation")).sum())
    start = means[published]  # the newest known, which months after the origin may be
    furthest = max(range(1, 25), key=lambda t: abs(means[t] - start))
    assert event.within_months == furthest
    assert event.change == pytest.approx(means[furthest] - start, abs=1e-8)
    assert event.words.startswith("core inflation over 12 months up by ")
    averages = [sum(monthly[t : t + 12]) / 12 for t in range(len(monthly) - 11)]
    came = [max(averages[t + 1 : t + 13]) - averages[t] >= 1.0 for t in range(len(averages) - 12)]
    found = event_odds(Event("inflation", 1.0, 12), world)
    assert found.history[-1].share == pytest.approx(sum(came) / len(came))
    assert 0 < found.probability < 0.5
    near = analogues(replace(request, horizon_months=12), world).table.iloc[0]
    at = list(prices.index[1:]).index(near["last"])
    change = (sum(monthly[at - 11 : at + 1]) - sum(monthly[at - 23 : at - 11])) / 12
    assert near["inflation_change"] == pytest.approx(change)


@pytest.mark.parametrize(
    ("lever", "change", "within", "said"),
    [
        ("gdp", 1.0, 12, "There is no lever 'gdp'"),
        ("labour", float("nan"), 12, "change of an event is nan"),
        ("labour", 0.0, 12, "change of an event is 0.0"),
        ("labour", float("inf"), 12, "change of an event is inf"),
        ("labour", 1.0, 0, "An event has 0 months"),
        ("labour", 1.0, 25, "An event has 25 months"),
        ("labour", 1.0, 2.5, "An event has 2.5 months"),
    ],
)
def test_what_is_no_event_is_refused(lever, change, within, said):
    with pytest.raises(ScenarioError, match=said):
        Event(lever, change, within)


def test_the_nearest_windows_by_plain_loops():
    world = shipped_world()
    found = analogues(SLUMP, world)
    rate = world.panel.monthly["unemployment_rate"].loc["1948-01" : world.panel.origin].dropna()
    start = world.setting.last_published("unemployment_rate")
    asked = evaluate(SLUMP, world).macro.scenario(("unemployment_rate",))[:12, 0] - start
    months, values = rate.index, rate.to_numpy()
    changes = np.array([values[t + 1 : t + 13] - values[t] for t in range(len(values) - 12)])
    calm = [
        str(months[t + 12]) < "2020-03" or str(months[t]) >= "2020-12" for t in range(len(changes))
    ]
    scale = changes[calm].std(axis=0)
    distance = [float(np.sqrt(np.mean(((row - asked) / scale) ** 2))) for row in changes]
    nearest = int(np.argmin(distance))
    first = found.table.iloc[0]
    assert first["distance"] == pytest.approx(distance[nearest])
    assert first["first"] == months[nearest] + 1
    assert first["last"] == months[nearest + 12]
    assert first["labour_change"] == pytest.approx(changes[nearest][-1])
    returns = world.panel.monthly["small_cap_relative_return"]
    window = returns.loc[first["first"] : first["last"]]
    assert first["small_minus_large"] == pytest.approx(window.sum())
    assert found.windows == len(changes)
    assert found.table["distance"].is_monotonic_increasing
    starts = found.table["first"].map(lambda month: month.ordinal).to_numpy()
    apart = np.abs(np.subtract.outer(starts, starts))[np.triu_indices(len(starts), 1)]
    assert (apart > 12).all()


def test_windows_since_the_fiscal_impulse_is_known():
    found = analogues(preset_request(preset("fiscal-boost")), shipped_world())
    assert (found.table["first"] >= pd.Period("1969-01", "M")).all()
    assert EPS in found.table


def test_where_nothing_is_moved_no_window_is_like_it():
    with pytest.raises(ScenarioError, match="No lever is moved"):
        analogues(Request(), shipped_world())


def test_the_shell_prints_the_same_odds_and_windows(capsys):
    assert main(["events", "--preset", "delayed-fed", "--horizon", "12"]) == 0
    said = json.loads(capsys.readouterr().out)
    request = replace(preset_request(preset("delayed-fed")), horizon_months=12)
    world = shipped_world(request.spec, request.scenario.as_of)
    expected = [event_odds(event, world) for event in events_of(request, world)]
    assert [each["event"] for each in said["events"]] == [each.event.words for each in expected]
    for each, of in zip(said["events"], expected, strict=True):
        assert each["probability"] == pytest.approx(of.probability)
        assert [past["episodes"] for past in each["history"]] == [p.episodes for p in of.history]
    near = analogues(request, world)
    assert said["windows_compared"] == near.windows
    assert [row["last"] for row in said["windows"]] == near.table["last"].astype(str).tolist()
    after = [row["small_minus_large_after"] for row in said["windows"]]
    assert after == pytest.approx(near.table["small_minus_large_after"].tolist())


def test_what_is_not_known_of_a_window_is_null(capsys):
    assert main(["events", "--preset", "mild-slowdown", "--horizon", "24"]) == 0
    said = json.loads(capsys.readouterr().out)  # the nearest window ends in the last year
    assert said["windows"][0]["small_minus_large_after"] is None


def test_the_shell_needs_a_moved_lever(capsys, tmp_path):
    file = tmp_path / "scenario.json"
    file.write_text('{"schema": 2, "name": "Still"}')
    assert main(["events", "--scenario", str(file)]) == 2
    assert "No lever is moved" in capsys.readouterr().err
