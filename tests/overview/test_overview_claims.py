"""The note's claims: known figures, a second calculation, and the rules of a verdict."""

import datetime as dt
import math
import statistics

import numpy as np
import pandas as pd
import pytest

from models import Scenario, run_scenario
from models.common.errors import ModelError
from models.common.text import signed
from models.equations import relative_return
from models.overview.claim import decide
from models.overview.claims_scenario import (
    BASE,
    HORIZONS_MONTHS,
    JUDGED_MONTHS,
    LABOUR,
    LATE,
    NO_CUTS,
    Effect,
    above_zero,
    below_zero,
    gap,
)
from models.scenario.levers import EQUATION_DRIVERS, LEVERS
from models.scenario.presets import preset

NOTE = dt.date(2026, 1, 14)


def effect(outcome, horizon):
    """One scenario against its own baseline, with the band shown on the Scenario page."""
    path = outcome.path("small_cap_relative_return")
    low, high = path.band("difference")
    row = path.at(horizon)
    return Effect(horizon, path.difference[row], low[row], high[row])


def said(value, digits=1):
    return f"{value:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


@pytest.mark.parametrize(
    ("claim", "verdict", "figure"),
    [
        ("streak", "true", "9 days, 2 Jan 2026 to 14 Jan 2026"),
        ("longest-since-2017", "true", "9 days, 22 Aug 2017 to 1 Sep 2017"),
        ("longer-in-2008", "true", "13 days, 20 May 2008 to 6 Jun 2008"),
        ("best-against-sp500", "true", "78.58 (end of 1987 = 100), as high on 21 Jan 2025"),
        ("best-against-nasdaq", "true", "13.52 (end of 1987 = 100), as high on 4 Apr 2025"),
    ],
)
def test_figures_known_at_the_note_s_close(claims, claim, verdict, figure):
    then = claims[claim].then
    assert (then.as_of, then.verdict, then.figure) == (NOTE, verdict, figure)


def test_the_streak_ended_at_fourteen_days(claims):
    now = claims["streak"].now
    assert now.verdict == "false"
    assert now.figure.endswith("the last of 9 days or more: 14 days, 2 Jan 2026 to 22 Jan 2026")
    for claim in ("longest-since-2017", "longer-in-2008"):
        assert claims[claim].now.figure == "14 days, 2 Jan 2026 to 22 Jan 2026"


def test_five_losing_years(claims, days, log_pp):
    ends = {day.year: level for day, level in days("relative_price_sp500", "2026-01-14")}
    changes = {year: log_pp(ends[year], ends[year - 1]) for year in range(2021, 2027)}
    assert all(changes[year] < 0 for year in range(2021, 2026))
    listed = ", ".join(f"{year} {said(changes[year])}" for year in range(2021, 2026))
    expected = f"{listed} pp; 2026 so far {said(changes[2026])} pp"
    assert (claims["five-losing-years"].then.figure) == expected
    assert claims["five-losing-years"].then.verdict == "true"


VERDICTS = {
    "streak": ("true", "false"),
    "longest-since-2017": ("true", "false"),
    "longer-in-2008": ("true", "false"),
    "five-losing-years": ("true", "true"),
    "best-against-sp500": ("true", "false"),
    "best-against-nasdaq": ("true", "false"),
    "fed-looser": ("true", "false"),
    "fiscal-looser": ("false", "undecided"),
    "economy-robust": ("undecided", "true"),
    "ai-fading": ("undecided", "undecided"),
    "relative-eps": ("cannot be computed", "cannot be computed"),
    "good-news": ("undecided", "undecided"),
    "ai-fading-helps": ("undecided", "undecided"),
    "policy-lifts": ("undecided", "undecided"),
    "delayed-fed": ("undecided", "undecided"),
    "labour-risk": ("undecided", "undecided"),
}


@pytest.mark.finding
def test_every_verdict(claims):
    found = {name: (claim.then.verdict, claim.now.verdict) for name, claim in claims.items()}
    assert found == VERDICTS


def test_the_fed(claims, column):
    target = column("monthly", "policy_rate_target_upper")
    then = f"{said(target['2025-12'] - target['2025-06'], 2)} pp over six months to 3.75%"
    last = max(target)
    earlier = str(pd.Period(last, "M") - 6)
    now = f"{said(target[last] - target[earlier], 2)} pp over six months to {target[last]:.2f}%"
    assert claims["fed-looser"].then.figure.startswith(then)
    assert claims["fed-looser"].now.figure.startswith(now)


def test_the_budget(claims, column):
    impulse = column("quarterly", "fiscal_impulse_quarterly")
    hutchins = column("quarterly", "hutchins_fiscal_impact")
    for finding, last in (
        (claims["fiscal-looser"].then, ("2025Q3", "2025Q3")),
        (claims["fiscal-looser"].now, (max(impulse), max(hutchins))),
    ):
        first, second = (
            (s[q] + s[str(pd.Period(q, "Q") - 1)]) / 2
            for s, q in zip((impulse, hutchins), last, strict=True)
        )
        to = [q.replace("Q", " Q") for q in last]
        assert finding.figure == (
            f"fiscal impulse {said(first)}% of GDP to {to[0]}; "
            f"Hutchins {said(second)} pp of growth to {to[1]}"
        )


def test_the_economy_on_what_was_published_by_the_note(claims, column):
    gdp, jobs = column("quarterly", "gdp_real"), column("monthly", "payrolls")
    rate, output = (
        column("monthly", "unemployment_rate"),
        column("monthly", "industrial_production"),
    )
    months = [month for month in rate if month <= "2025-12"]
    means = [
        statistics.mean(rate[month] for month in months[i - 2 : i + 1])
        for i in range(len(months) - 13, len(months))
    ]
    rise = means[-1] - min(means[:-1])
    assert claims["economy-robust"].then.figure == (
        f"GDP {said(100 * (gdp['2025Q3'] / gdp['2024Q3'] - 1))}% (2025 Q3); "
        f"unemployment {said(rise, 2)} pp above its low; "
        f"payrolls {said((jobs['2025-12'] - jobs['2025-09']) / 3, 0)} thousand a month (Dec 2025); "
        f"production {said(100 * (output['2025-11'] / output['2024-11'] - 1))}% (Nov 2025)"
    )


def test_the_ai_theme(claims, column):
    sp500, nasdaq = (column("daily", f"relative_price_{n}") for n in ("sp500", "nasdaq"))

    def technology(day):
        return 100 * math.log(sp500[day] / nasdaq[day])

    change = technology("2026-01-14") - technology("2025-10-14")
    sector = column("monthly", "sector_xlk")
    sums = sum(sector[month] for month in ("2025-10", "2025-11", "2025-12"))
    figure = claims["ai-fading"].then.figure
    assert figure.startswith(f"Nasdaq-100 {said(change)} pp from 14 Oct 2025 to 14 Jan 2026")
    assert f"technology sector {said(sums)} pp to Dec 2025" in figure


@pytest.mark.parametrize("when", ["then", "now"])
def test_scenario_figures_are_differences_of_what_the_scenarios_say(claims, when):
    """Presets on one baseline: one effect minus another, by the average of the models."""

    def effects(name):
        scenario = preset(name).scenario
        if when == "now":
            scenario = scenario.model_copy(update={"as_of": None})
        return run_scenario(scenario, horizon_months=12).combined.difference

    of = {name: effects(name) for name in (BASE, LATE, LABOUR)}

    def said_of(claim):
        return getattr(claims[claim], when).figure

    for claim, words, one, other in (
        ("delayed-fed", "delay minus base case", LATE, BASE),
        ("labour-risk", "slowdown minus delay", LABOUR, LATE),
        ("labour-risk", "Slowdown minus base case", LABOUR, BASE),
    ):
        _, of_it = said_of(claim).split(f"{words}: ")
        for h in (3, 6, 12):
            gap_pp = of[one][h - 1] - of[other][h - 1]
            assert f"{h}m {signed(gap_pp, 2)} (" in of_it.split(" pp")[0]


def test_policy_is_judged_against_no_cuts_and_not_against_nothing(claims):
    with_cuts, without = (
        run_scenario(preset(name).scenario, horizon_months=12) for name in (BASE, NO_CUTS)
    )
    figure = claims["policy-lifts"].then.figure
    for h in HORIZONS_MONTHS:
        assert str(gap(with_cuts, without, h)) in figure
    frames = [each.levers.frame("unemployment_rate")["scenario"] for each in (with_cuts, without)]
    more = frames[0].iloc[11] - frames[1].iloc[11]
    assert figure.endswith(f"with unemployment {signed(more, 2)} pp at 12m")
    assert more > 0.05  # cuts have come with weakness, not with its opposite


def test_what_the_claims_say_of_their_presets_is_so(claims):
    """Each leaves a lever unset, which follows; the Fed moves for history's mix of reasons."""
    for name in (BASE, LATE, LABOUR):
        scenario = preset(name).scenario
        unset = [part for part in (scenario.fiscal, scenario.labour) if not part.active]
        assert scenario.fed.active
        assert scenario.fed.why == "history"
        assert [part.otherwise for part in unset] == ["follow"]
    for claim in ("policy-lifts", "delayed-fed", "labour-risk"):
        assert "What a preset does not set follows history" in claims[claim].computation


def test_a_gap_is_the_difference_of_two_effects_and_its_band_is_narrower_than_their_sum():
    late, labour = (run_scenario(preset(n).scenario, horizon_months=12) for n in (LATE, LABOUR))
    for horizon in (1, 3, 6, 12):
        a, b, both = effect(labour, horizon), effect(late, horizon), gap(labour, late, horizon)
        assert both.mean_pp == pytest.approx(a.mean_pp - b.mean_pp, abs=1e-12)
        width = both.high_pp - both.low_pp
        assert width <= (a.high_pp - a.low_pp) + (b.high_pp - b.low_pp) + 1e-12
    nothing = gap(late, late, 6)
    assert (nothing.mean_pp, nothing.low_pp, nothing.high_pp) == (0, 0, 0)


def test_a_gap_to_nothing_is_the_effect_itself():
    late = run_scenario(preset(LATE).scenario, horizon_months=12)
    idle = run_scenario(Scenario(as_of=NOTE), horizon_months=12)
    found, expected = gap(late, idle, 12), effect(late, 12)
    for name in ("mean_pp", "low_pp", "high_pp"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-9)


@pytest.mark.parametrize("horizon", [1, 6, 12])
def test_the_band_of_a_gap_by_hand(horizon):
    """Model by model and draw by draw: what both scenarios share cancels, the rest is in the band."""
    late, labour = (run_scenario(preset(n).scenario, horizon_months=12) for n in (LATE, LABOUR))
    start, still = late.setting.history.to_numpy()[-1:], np.zeros((1, 3))

    def window(path, before):
        return relative_return.window_inputs(np.vstack([before, path[:horizon]]), horizon)[0]

    means, variances, eras = [], [], []
    for equations in late.fit.returns_by.values():
        equation = equations[horizon - 1]
        ends = [
            np.clip(window(each.levers.scenario, start), equation.low, equation.high)
            for each in (labour, late)
        ]
        change = ends[0] - ends[1]
        by_draw = [
            (window(one, still) - window(other, still)) @ equation.slopes
            for one, other in zip(
                labour.macro.responses(EQUATION_DRIVERS),
                late.macro.responses(EQUATION_DRIVERS),
                strict=True,
            )
        ]
        assert len(by_draw) > 50
        means.append(change @ equation.slopes)
        of_equation = change @ equation.band_cov[1:, 1:] @ change
        variances.append(of_equation + statistics.pvariance(by_draw))
        eras.append(change @ equation.era_cov @ change)
    whole, drawn = [], []
    for each in (labour, late):
        at = each.macro.whole.names.index("small_cap_relative_return")
        whole.append(each.macro.whole.scenario[:horizon, at].sum())
        drawn.append(
            each.macro.responses(("small_cap_relative_return",))[:, :horizon].sum(axis=(1, 2))
        )
    means.append(whole[0] - whole[1])
    variances.append(statistics.pvariance(drawn[0] - drawn[1]))
    assert (len(means), len(eras)) == (4, 3)
    total = statistics.mean(variances) + statistics.pvariance(means) + statistics.mean(eras)
    found = gap(labour, late, horizon)
    assert found.mean_pp == pytest.approx(statistics.mean(means), abs=1e-12)
    half = 1.6448536269514722 * math.sqrt(total)
    assert found.high_pp - found.mean_pp == pytest.approx(half, rel=1e-6)


def test_a_gap_of_levers_all_set_rests_on_the_equation_alone():
    held = dict.fromkeys(LEVERS, "hold")
    late, labour = (
        run_scenario(preset(n).scenario.with_others(held), horizon_months=12)
        for n in (LATE, LABOUR)
    )
    idle = run_scenario(Scenario(as_of=NOTE).with_others(held), horizon_months=12)
    for outcome in (late, labour):
        found, expected = gap(outcome, idle, 12), effect(outcome, 12)
        assert found.low_pp == pytest.approx(expected.low_pp, abs=1e-9)
    assert gap(labour, late, 12).mean_pp == pytest.approx(
        effect(labour, 12).mean_pp - effect(late, 12).mean_pp, abs=1e-12
    )


def test_a_gap_between_two_dates_is_refused():
    late = preset(LATE).scenario
    then, now = (
        run_scenario(s, horizon_months=3) for s in (late, late.model_copy(update={"as_of": None}))
    )
    with pytest.raises(ModelError, match="rest on different equations"):
        gap(then, now, 3)


@pytest.mark.parametrize(
    ("bands", "hurts", "helps"),
    [
        ([(-2, -1), (-3, 0.1)], "true", "false"),  # the first horizon decides
        ([(1, 2), (-0.1, 3)], "false", "true"),
        ([(-2, 0.1), (-3, -1)], "undecided", "undecided"),
        ([(-2, 0.0)], "undecided", "undecided"),
    ],
)
def test_a_band_that_includes_zero_decides_nothing(bands, hurts, helps):
    effects = [Effect(3, (low + high) / 2, low, high) for low, high in bands]
    assert below_zero(effects) == hurts
    assert above_zero(effects) == helps


def test_readings_that_disagree_are_undecided():
    assert [decide([True, True]), decide([True, False]), decide([False])] == [
        "true",
        "undecided",
        "false",
    ]


def test_scenario_claims_are_judged_at_three_months(claims):
    assert HORIZONS_MONTHS[0] == JUDGED_MONTHS == 3
    for claim in ("policy-lifts", "delayed-fed", "labour-risk"):
        assert "Judged at 3 months" in claims[claim].computation
