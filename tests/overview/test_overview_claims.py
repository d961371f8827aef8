"""The note's claims: known figures, a second calculation, and the rules of a verdict."""

import datetime as dt
import math
import statistics

import numpy as np
import pytest

from models import Scenario, run_scenario
from models.common.errors import ModelError
from models.common.text import signed
from models.equations import relative_return
from models.overview.claim import decide
from models.overview.claims_scenario import (
    BASE,
    LABOUR,
    LATE,
    Effect,
    above_zero,
    below_zero,
    effect,
    gap,
)
from models.scenario.levers import EQUATION_DRIVERS, LEVERS
from models.scenario.presets import preset
from models.scenario.spec import ModelSpec

NOTE = dt.date(2026, 1, 14)


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
    "policy-lifts": ("undecided", "undecided"),
    "delayed-fed": ("undecided", "undecided"),
    "labour-risk": ("undecided", "undecided"),
}


def test_every_verdict(claims):
    found = {name: (claim.then.verdict, claim.now.verdict) for name, claim in claims.items()}
    assert found == VERDICTS


def test_the_fed(claims, column):
    target = column("monthly", "policy_rate_target_upper")
    then = f"{said(target['2025-12'] - target['2025-06'], 2)} pp over six months to 3.75 %"
    now = f"{said(target['2026-09'] - target['2026-03'], 2)} pp over six months to 4.00 %"
    assert claims["fed-looser"].then.figure.startswith(then)
    assert claims["fed-looser"].now.figure.startswith(now)


def test_the_budget(claims, column):
    impulse = column("quarterly", "fiscal_impulse_quarterly")
    hutchins = column("quarterly", "hutchins_fiscal_impact")
    for finding, quarters, label in (
        (claims["fiscal-looser"].then, ("2025Q2", "2025Q3"), "2025 Q3"),
        (claims["fiscal-looser"].now, ("2026Q1", "2026Q2"), "2026 Q2"),
    ):
        first, second = (sum(s[q] for q in quarters) / 2 for s in (impulse, hutchins))
        assert finding.figure == (
            f"fiscal impulse {said(first)} % of GDP to {label}; "
            f"Hutchins {said(second)} pp of growth to {label}"
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
        f"GDP {said(100 * (gdp['2025Q3'] / gdp['2024Q3'] - 1))} % (2025 Q3); "
        f"unemployment {said(rise, 2)} pp above its low; "
        f"payrolls {said((jobs['2025-12'] - jobs['2025-09']) / 3, 0)} thousand a month (Dec 2025); "
        f"production {said(100 * (output['2025-11'] / output['2024-11'] - 1))} % (Nov 2025)"
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
@pytest.mark.slow
def test_scenario_figures_are_those_of_the_scenario_table(claims, when):
    tables = {}
    for name in (BASE, LATE, LABOUR):
        scenario = preset(name).scenario
        if when == "now":
            scenario = scenario.model_copy(update={"as_of": None})
        table = run_scenario(scenario, horizon_months=12).table
        for model, variable in (
            ("combined", "small_cap_relative_return"),
            ("bvar", "unemployment_rate"),
        ):
            mine = table[
                (table["model"] == model)
                & (table["scenario"] == "difference")
                & (table["variable"] == variable)
            ]
            tables[name, variable] = mine.set_index(["horizon_months", "statistic"])["value"]

    def listed(name):
        rows = (
            f"{h}m {signed(t[h, 'mean'], 2)} ({signed(t[h, 'q05'], 2)} to {signed(t[h, 'q95'], 2)})"
            for h in (3, 6, 12)
            for t in [tables[name, "small_cap_relative_return"]]
        )
        return "; ".join(rows)

    rows = tables[BASE, "unemployment_rate"]
    follows = signed(rows[12, "mean"], 2)
    figure = f"{listed(BASE)} pp, with unemployment {follows} pp at 12m"
    assert getattr(claims["policy-lifts"], when).figure == figure
    assert rows[12, "mean"] > 0.05  # cuts have come with weakness, not with its opposite
    late, labour = (getattr(claims[name], when).figure for name in ("delayed-fed", "labour-risk"))
    assert late.endswith(f"Delay against unchanged policy: {listed(LATE)} pp")
    assert labour.endswith(f"Slowdown against unchanged policy: {listed(LABOUR)} pp")


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
def test_the_band_of_a_gap_holds_how_levers_follow_in_both(horizon):
    """Draw by draw and month by month: what both share cancels, what follows differently stays."""
    late, labour = (
        run_scenario(preset(n).scenario, horizon_months=12, spec=ModelSpec(estimator="ols"))
        for n in (LATE, LABOUR)
    )
    equation = late.fit.returns[horizon - 1]
    start = late.setting.history.to_numpy()[-1:]

    def window(path, before):
        return relative_return.window_inputs(np.vstack([before, path[:horizon]]), horizon)[0]

    change = np.subtract(
        *(
            np.clip(window(each.levers.scenario, start), equation.low, equation.high)
            for each in (labour, late)
        )
    )
    assert (
        len(late.macro.responses(EQUATION_DRIVERS))
        == len(labour.macro.responses(EQUATION_DRIVERS))
        > 50
    )
    still = np.zeros((1, 3))
    by_draw = [
        (window(one, still) - window(other, still)) @ equation.slopes
        for one, other in zip(
            labour.macro.responses(EQUATION_DRIVERS),
            late.macro.responses(EQUATION_DRIVERS),
            strict=True,
        )
    ]
    of_equation = change @ equation.band_cov[1:, 1:] @ change
    expected = 1.6448536269514722 * math.sqrt(of_equation + statistics.pvariance(by_draw))
    found = gap(labour, late, horizon)
    assert found.mean_pp == pytest.approx(change @ equation.slopes, abs=1e-12)
    assert found.high_pp - found.mean_pp == pytest.approx(expected, rel=1e-6)
    assert expected > 1.0005 * 1.6448536269514722 * math.sqrt(of_equation)


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
        ([(-2, -1), (-3, -0.1)], "true", "false"),
        ([(1, 2), (0.1, 3)], "false", "true"),
        ([(-2, -1), (-3, 0.1)], "undecided", "undecided"),
        ([(-2, -1), (1, 2)], "undecided", "undecided"),
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
