"""Stored equations applied by hand: the files read with json and csv alone, plain sums and loops."""

import csv
import json
import math
import operator
import statistics
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import Scenario, run_scenario
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.spec import ModelSpec
from tests.cases import EPS, HELD, MODERATE, RETURN, SLUMP, followers, modelled

ROOT = Path(__file__).parents[1]
Z_95 = 1.6448536269514722


def stored(part):
    """The equations of the default choices, as they stand in their file."""
    manifest = json.loads((ROOT / "models/panel/snapshot/manifest.json").read_text())
    name = {
        "returns": "small_cap_relative_return-downweight-capped-ols",
        "growth": "downweight-capped-fixed_ridge",
    }[part]
    path = ROOT / "models/equations/fits" / part / f"{name}-{manifest['vintage']}.json"
    return json.loads(path.read_text())["content"]


def history(column):
    with (ROOT / "models/panel/snapshot/monthly.csv").open(newline="") as file:
        return {row["month"]: float(row[column]) for row in csv.DictReader(file) if row[column]}


def slopes_of(equation):
    terms = equation["estimates"]["terms"]
    return [equation["estimates"]["params"][terms.index(name)] for name in equation["lever_terms"]]


def clipped(equation, inputs):
    edges = zip(inputs, equation["low"], equation["high"], strict=True)
    return [min(max(value, low), high) for value, low, high in edges]


def leverage(equation, inputs):
    x, v = [1.0, *inputs], equation["band_cov"]
    return sum(x[i] * v[i][j] * x[j] for i in range(len(x)) for j in range(len(x)))


def half_width_90(equation, inputs):
    extra = (leverage(equation, inputs) - equation["mean_leverage"]) / equation["error_variance"]
    return equation["half_widths"][2] * (1 + extra) ** 0.5


@pytest.mark.parametrize(
    ("scenario", "h"),
    [
        (Scenario(**MODERATE), 9),
        (SLUMP.with_others(HELD), 12),
        (SLUMP.with_others(HELD), 1),
        (Scenario(labour=MODERATE["labour"], baseline="model").with_others({"fed": "hold"}), 9),
        (SLUMP, 12),
        (SLUMP, 1),
    ],
)
def test_a_return_is_the_stored_equation_applied_by_hand(scenario, h):
    """On the paths of `levers`, whether set or following; these add their own spread to the bands."""
    found = run_scenario(scenario, horizon_months=h, spec=ModelSpec(estimator="ols"))
    equation = stored("returns")[h - 1]
    assert equation["horizon_months"] == h
    origin = [
        history(name)[str(found.setting.origin)] for name in ("policy_rate", "unemployment_rate")
    ]

    def inputs(which):
        return inputs_of(
            [origin[0], *found.levers.frame("policy_rate")[which]],
            [0.0, *found.levers.frame("fiscal_impulse")[which]],
            [origin[1], *found.levers.frame("unemployment_rate")[which]],
        )

    def inputs_of(rate, impulse, unemployment):
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
    slopes = slopes_of(equation)

    def through(deviations):  # from a month of none
        return [
            sum(map(operator.mul, slopes, inputs_of(*np.vstack([np.zeros(3), d[:h]]).T.tolist())))
            for d in deviations
        ]

    unknown = sum(x * x for x in through(found.macro.unknown(EQUATION_DRIVERS)))
    following = through(found.macro.responses(EQUATION_DRIVERS))
    open_months = any(np.isnan(found.setting.known_of(of)[:h]).any() for of in followers(scenario))
    assert (np.ptp(following) > 1e-12) == (unknown > 1e-24) == open_months
    values = modelled(found)[modelled(found)["variable"] == RETURN].set_index(
        ["horizon_months", "scenario", "statistic"]
    )["value"][h]
    assert values["baseline", "mean"] == pytest.approx(equation["start"], rel=1e-9)
    assert values["difference", "mean"] == pytest.approx(difference, rel=1e-7, abs=1e-9)
    assert values["scenario", "mean"] == pytest.approx(equation["start"] + difference, rel=1e-7)
    width = math.hypot(half_width_90(equation, change), Z_95 * unknown**0.5)
    assert values["scenario", "q95"] - values["scenario", "mean"] == pytest.approx(width, rel=1e-7)
    k = range(len(change))
    variance = sum(change[i] * equation["band_cov"][i + 1][j + 1] * change[j] for i in k for j in k)
    variance += statistics.pvariance(following)
    half = values["difference", "q95"] - values["difference", "mean"]
    assert half == pytest.approx(Z_95 * variance**0.5, rel=1e-7, abs=1e-9)
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
    for h, equation in enumerate(stored("returns"), start=1):
        assert equation["start"] == pytest.approx(h * drift, rel=1e-8)
        posterior = 1 / (len(returns) / variance + 1 / 0.1**2)
        assert equation["band_cov"][0][0] == pytest.approx(h * h * posterior, rel=1e-8)


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(**MODERATE),
        SLUMP.with_others(HELD),
        Scenario(labour=MODERATE["labour"], baseline="model").with_others({"fed": "hold"}),
        SLUMP,
    ],
)
def test_earnings_growth_is_the_stored_average_applied_by_hand(scenario):
    found = run_scenario(scenario, horizon_months=20)
    end = found.path(EPS).periods[-1]
    model = next(m for m in stored("growth") if m["variable"] == EPS)
    names = ("policy_rate", "fiscal_impulse", "unemployment_rate", "credit_spread")
    # That of the edge given the baseline is computed again in tests/outcome/completed_by_hand.py.
    edge = found.completion.completed_edge() + found.macro.edge_change

    def average(path, name, quarter):
        months = [f"{quarter.year}-{3 * quarter.quarter - k:02d}" for k in (2, 1, 0)]
        return sum(path(name, month) for month in months) / 3

    def inputs_of(path, family):
        """Four-quarter changes of this year and the last; the means of four quarters, or not."""
        row, span = [], 4 if family == "means" else 1
        for name in names[: 3 if family == "levels" else 4]:
            for lag in (0, 4):
                changes = []
                for quarter in (end - lag - back for back in range(span)):
                    now = average(path, name, quarter)
                    if name != "fiscal_impulse":
                        now -= average(path, name, quarter - 4)
                    changes.append(now)
                row.append(sum(changes) / span)
        return row

    past = {name: history(name) for name in names}

    def inputs(which, family):
        ahead = {name: found.macro.whole.frame(name)[which] for name in names}

        def path(name, month):
            if month in ahead[name].index:
                return ahead[name][month]
            return past[name][month] if month in past[name] else edge.loc[month, name]

        return inputs_of(path, family)

    def through(equation, deviations):  # of the months ahead; what lies behind is known
        found_by_draw = []
        for cells in deviations:
            ahead = {
                str(month): row for month, row in zip(found.levers.months, cells, strict=False)
            }
            row = inputs_of(
                lambda name, month, ahead=ahead: (
                    ahead[month][names.index(name)] if month in ahead else 0.0
                ),
                equation["family"],
            )
            found_by_draw.append(sum(map(operator.mul, slopes_of(equation), row)))
        return found_by_draw

    levels = {"baseline": 0.0, "scenario": 0.0}
    extra, unknown, within = dict(levels), 0.0, 0.0
    for equation in model["members"]:
        const = equation["estimates"]["params"][0]
        rows = {which: clipped(equation, inputs(which, equation["family"])) for which in levels}
        for which, row in rows.items():
            level = const + sum(s * x for s, x in zip(slopes_of(equation), row, strict=True))
            levels[which] += level / 2
            extra[which] += (leverage(equation, row) - equation["mean_leverage"]) / 2
        unknown += sum(x * x for x in through(equation, found.macro.unknown(names))) / 2
        change = [m - b for m, b in zip(rows["scenario"], rows["baseline"], strict=True)]
        k, v = range(len(change)), equation["band_cov"]
        within += sum(change[i] * v[i + 1][j + 1] * change[j] for i in k for j in k) / 2
        # What follows the levers does so by coefficients that have a spread of their own.
        within += statistics.pvariance(through(equation, found.macro.responses(names))) / 2
    assert (unknown > 0) == bool(followers(scenario))
    table = modelled(found)
    table = table[(table["variable"] == EPS) & (table["period"] == str(end))]
    values = table.set_index(["scenario", "statistic"])["value"]
    assert set(table["horizon_months"]) == {(end.asfreq("M", how="end") - found.setting.origin).n}
    errors = model["errors"][2]  # the quarter is more than two after the last published one
    square, widest = sum(e * e for e in errors) / len(errors), sorted(abs(e) for e in errors)
    half = widest[math.ceil((len(errors) + 1) * 0.9) - 1]
    path = found.growth_path(EPS)
    for which, mean in levels.items():
        assert values[which, "mean"] == pytest.approx(mean, rel=1e-7)
        scale = math.sqrt(1 + extra[which] / square + unknown / square)
        width = values[which, "q95"] - values[which, "mean"]
        assert width == pytest.approx(scale * half, rel=1e-7)
        above = sum(int(mean + scale * e > 0) + int(mean - scale * e > 0) for e in errors)
        odds = (above + 0.5) / (2 * len(errors) + 1)
        assert path.odds(which)[-1] == pytest.approx(odds, abs=1e-9)
    effect, alternatives, apart = (
        levels["scenario"] - levels["baseline"],
        model["alternatives"],
        0.0,
    )
    for at, family in enumerate(["means"] * 9 + ["levels"] * 9 + ["levels_with_spread"] * 9):
        one = {name: alternatives[name][at] for name in ("slopes", "low", "high")}
        total = 0.0
        for sign, which in ((1, "scenario"), (-1, "baseline")):
            for i, x in enumerate(inputs(which, family)):
                cut = min(max(x, one["low"][i]), one["high"][i]) if i < 6 else x
                total += sign * one["slopes"][i] * cut
        apart += (total - effect) ** 2 / 27
    variance = within + apart
    half = values["difference", "q95"] - values["difference", "mean"]
    assert half == pytest.approx(Z_95 * variance**0.5, rel=1e-7)
