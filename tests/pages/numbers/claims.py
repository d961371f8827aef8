"""The claims of the January 2026 note at both dates, from the panels' columns and scenarios' paths."""

from functools import lru_cache

import numpy as np
import pandas as pd

from models.common.bands import SHOWN
from models.outcome.run import run_scenario
from models.outcome.world import shipped_world
from models.overview.claim import NOTE_DATE
from models.scenario.presets import presets
from tests.pages.numbers.claims_response import good_news, technology
from tests.pages.numbers.closes import NASDAQ, SP500, ratio, runs, years
from tests.pages.numbers.figures import NORMAL, date, measured, period, plus
from tests.pages.numbers.matching import Says, Stated
from tests.pages.numbers.view import RETURN, View

BASE, NO_CUTS = "january-2026-base-case", "no-cuts"
LATE, LABOUR = "delayed-fed", "labour-slowdown-january-2026"
HORIZONS = (3, 6, 12)


def entries(view: View) -> list:
    panels = (shipped_world(as_of=NOTE_DATE).panel, view.world.panel)
    found, verdicts = [], ([], [])
    for claim in _CLAIMS:
        for place, panel in enumerate(panels):
            day, figure, verdict = claim(panel, place == 1)
            verdicts[place].append(verdict)
            found.append(
                Says(
                    ("Then", "Now")[place] + ", {day} {verdict} {figure}",
                    day=date(day),
                    verdict=verdict,
                    figure=figure,
                )
            )
    order = ("true", "false", "undecided", "cannot be computed")
    then, now = (", ".join(f"{of.count(v)} {v}" for v in order if v in of) for of in verdicts)
    return [
        Says(
            "At the close of {day}: {then}. At the end of the data: {now}.",
            day=date(NOTE_DATE),
            then=then,
            now=now,
        ),
        *found,
        *map(Stated, _WORDS),
    ]


_WORDS = (
    "The January 2026 note, claim by claim",
    "Small caps have beaten the S&P 500 nine days in a row. *",
    "It is the longest such streak since 2017. The newest earlier streak of 9 days or more.",
    "A longer one has not been seen since 2008. The newest earlier streak of more than 9 days.",
    "Small caps lagged the S&P 500 in each of the five years 2021 to 2025. 100 x log change *",
    "Relative to the S&P 500 they are at their best since early 2025. *",
    "Relative to the Nasdaq-100 they are at their best since early 2025. *",
    "Fiscal policy is loosening. * The tax refunds of 2026 were still ahead at the note's date.",
    "The economy is robust. Four readings: real GDP up 2% or more on a year; unemployment, * "
    "less than 0.5 pp "
    "above its low of the twelve months before; *",
    "The AI theme is fading. *",
    "Relative EPS growth has driven small caps most, more than margins or multiples. *",
    "Good news of the economy helps small caps more than large ones. * over the last 60 months and over "
    f"all; true if both {SHOWN} bands *",
    "A fading AI theme helps small caps. * in three eras (standard error, Newey-West, 3 lags). * True "
    f"if the {SHOWN} band of the last era *",
    f"Looser policy lifts small caps. Preset January 2026 base case, * its {SHOWN} band, * Judged at 3 "
    "months, *",
    f"A delayed Fed is the obvious risk. * its {SHOWN} band, * Judged at 3 months, *",
    f"A labour-market slowdown is the bigger risk. Preset Labour slowdown in 2026, * its {SHOWN} band, * "
    "Judged at 3 months, *",
)


def _agreed(passed: list[bool]) -> str:
    return {len(passed): "true", 0: "false"}.get(sum(passed), "undecided")


def _run(run) -> str:
    days, first, last = run
    return f"1 day, {date(last)}" if days == 1 else f"{days} days, {date(first)} to {date(last)}"


def _earlier_run(of: pd.Series, days: int):
    past = [r for r in runs(of) if r[0] >= days and r[2] != of.index[-1]]
    return past[-1] if past else None


def streak(panel, _now):
    of = ratio(panel, SP500)
    run = runs(of)[-1]
    assert run[2] == of.index[-1]
    figure = _run(run)
    if run[0] < 9:
        figure += f"; the last of 9 days or more: {_run(_earlier_run(of, 9))}"
    return of.index[-1], figure, "true" if run[0] >= 9 else "false"


def _newest(panel, days: int, year: int):
    of = ratio(panel, SP500)
    found = _earlier_run(of, days)
    return of.index[-1], _run(found), "true" if found[2].year == year else "false"


def longest(panel, _now):
    return _newest(panel, 9, 2017)


def longer(panel, _now):
    return _newest(panel, 10, 2008)


def losing_years(panel, _now):
    of = ratio(panel, SP500)
    by_year = years(of)
    figure = ", ".join(f"{year} {plus(by_year[year])}" for year in range(2021, 2026)) + " pp"
    if by_year.index[-1] > 2025:
        figure += f"; {by_year.index[-1]} so far {plus(by_year.iloc[-1])} pp"
    return of.index[-1], figure, "true" if (by_year.loc[2021:2025] < 0).all() else "false"


def _best(panel, series: str):
    of = ratio(panel, series)
    higher = of.iloc[:-1][of.iloc[:-1] >= of.iloc[-1]].index
    figure = f"{of.iloc[-1]:.2f} (end of 1987 = 100), as high on {date(higher[-1])}"
    return of.index[-1], figure, "true" if higher[-1] < pd.Timestamp("2025-05-01") else "false"


def best_sp500(panel, _now):
    return _best(panel, SP500)


def best_nasdaq(panel, _now):
    return _best(panel, NASDAQ)


def fed(panel, _now):
    target = panel.monthly["policy_rate_target_upper"].dropna()
    half_year = target.iloc[-1] - target.iloc[-7]
    before = target[target != target.iloc[-1]].index[-1]
    move = target[before + 1] - target[before]
    figure = (
        f"{plus(half_year, 2)} pp over six months to {target.iloc[-1]:.2f}%; last move "
        f"{plus(move, 2)} in "
        f"{period(before + 1)}"
    )
    return panel.vintage, figure, _agreed([half_year < 0, move < 0])


def fiscal(panel, _now):
    said, loose = [], []
    for series, words, unit in (
        ("fiscal_impulse_quarterly", "fiscal impulse", "% of GDP"),
        ("hutchins_fiscal_impact", "Hutchins", "pp of growth"),
    ):
        known = panel.quarterly[series].dropna()
        mean = (known.iloc[-1] + known.iloc[-2]) / 2
        said.append(f"{words} {measured(plus(mean), unit)} to {period(known.index[-1])}")
        loose.append(mean > 0)
    return panel.vintage, "; ".join(said), _agreed(loose)


def economy(panel, _now):
    def known(name: str) -> pd.Series:
        return (panel.quarterly if name == "gdp_real" else panel.monthly)[name].dropna()

    gdp, jobs, output = known("gdp_real"), known("payrolls"), known("industrial_production")
    u = known("unemployment_rate").to_numpy()
    means = [np.mean(u[len(u) - k - 3 : len(u) - k]) for k in range(13)]
    rise = means[0] - min(means[1:])
    growth = 100 * (gdp.iloc[-1] / gdp.iloc[-5] - 1)
    hired = (jobs.iloc[-1] - jobs.iloc[-4]) / 3
    made = 100 * (output.iloc[-1] / output.iloc[-13] - 1)
    figure = (
        f"GDP {plus(growth)}% ({period(gdp.index[-1])}); unemployment {plus(rise, 2)} pp above "
        f"its low; "
        f"payrolls {plus(hired, 0)} thousand a month ({period(jobs.index[-1])}); production "
        f"{plus(made)}% "
        f"({period(output.index[-1])})"
    )
    return panel.vintage, figure, _agreed([growth >= 2, rise < 0.5, hired > 0, made > 0])


def theme(panel, _now):
    both = panel.daily[[SP500, NASDAQ]].dropna()
    of = 100 * np.log(both[SP500] / both[NASDAQ])
    end = of.index[-1]
    start = of[: end - pd.DateOffset(months=3)].index[-1]
    change = of[end] - of[start]
    month_ends = of.groupby(of.index.to_period("M")).last()
    usual = month_ends.diff(3).std()
    sector = panel.monthly["sector_xlk"].dropna()
    sums = sector + sector.shift(1) + sector.shift(2)
    figure = (
        f"Nasdaq-100 {plus(change)} pp from {date(start)} to {date(end)} (one sd {usual:.1f}); "
        f"technology sector "
        f"{plus(sums.iloc[-1])} pp to {period(sums.index[-1])} (one sd {sums.std():.1f})"
    )
    fell = [change < -usual, sums.iloc[-1] < -sums.std()]
    verdict = _agreed(fell)
    if verdict == "false" and min(change, sums.iloc[-1]) < 0:
        verdict = "undecided"
    return panel.vintage, figure, verdict


def earnings(panel, _now):
    eps = panel.quarterly["eps_growth_large_cap"].dropna()
    margin = panel.quarterly["operating_margin_change_large_cap"].dropna()
    figure = (
        f"S&P 500 only: operating EPS {plus(eps.iloc[-1])}%, of it margins "
        f"{plus(margin.iloc[-1])}%, four "
        f"quarters to {period(eps.index[-1])}"
    )
    return panel.vintage, figure, "cannot be computed"


@lru_cache(maxsize=8)
def outcome(name: str, now: bool):
    scenario = presets()[name].scenario
    if now:
        scenario = scenario.model_copy(update={"as_of": None})
    return run_scenario(scenario, horizon_months=12)


def less(name: str, other: str, now: bool) -> list[tuple[float, float, float]]:
    """One preset less another, by the average of four models; what both share cancels."""
    pair = [outcome(each, now) for each in (name, other)]
    return [_averaged(pair, h) for h in HORIZONS]


def _averaged(pair, h: int) -> tuple[float, float, float]:
    """Spread within models, between them and between eras, of the difference of two outcomes."""
    means, within, eras = [], [], []
    for equations in pair[0].fit.returns_by.values():
        equation = equations[h - 1]
        moved, answers = [], []
        for each in pair:
            start = each.setting.history.to_numpy()[-1]
            levels = np.vstack([start, each.levers.scenario[:h]])
            moved.append(np.clip(_halves(levels), equation.low, equation.high))
            draws = each.macro.responses(("policy_rate", "fiscal_impulse", "unemployment_rate"))[
                :, :h
            ]
            with_start = np.concatenate([np.zeros((len(draws), 1, 3)), draws], axis=1)
            answers.append(np.array([_halves(draw) @ equation.slopes for draw in with_start]))
        gap = moved[0] - moved[1]
        means.append(gap @ equation.slopes)
        within.append(gap @ equation.band_cov[1:, 1:] @ gap + np.var(answers[0] - answers[1]))
        eras.append(gap @ equation.era_cov @ gap)
    at = pair[0].macro.whole.names.index(RETURN)
    ends = [each.macro.whole.scenario[:h, at].sum() for each in pair]
    drawn = [each.macro.responses((RETURN,))[:, :h, 0].sum(axis=1) for each in pair]
    means.append(ends[0] - ends[1])
    within.append(np.var(drawn[0] - drawn[1]))
    half = NORMAL[90] * np.sqrt(np.mean(within) + np.var(means) + np.mean(eras))
    return np.mean(means), np.mean(means) - half, np.mean(means) + half


def _halves(levels: np.ndarray) -> np.ndarray:
    """Changes of rate and unemployment and mean impulse, in each half of a window."""
    last = len(levels) - 1
    middle = max(last // 2, 1)
    first, second = levels[1 : middle + 1, 1].mean(), levels[middle + 1 :, 1].mean()
    change = levels[[middle, last]] - levels[[0, middle]]
    return np.array([change[0, 0], change[1, 0], first, second, change[0, 2], change[1, 2]])


def _listed(effects) -> str:
    said = [
        f"{h}m {plus(mean, 2)} ({plus(low, 2)} to {plus(high, 2)})"
        for h, (mean, low, high) in zip(HORIZONS, effects, strict=True)
    ]
    return "; ".join(said) + " pp"


def _judged(effects, *, hurts: bool) -> str:
    _, low, high = effects[0]
    if low <= 0 <= high:
        return "undecided"
    return "true" if (high < 0) == hurts else "false"


def policy(panel, now):
    gaps = less(BASE, NO_CUTS, now)
    with_cuts, without = (outcome(name, now).levers.scenario[11, 2] for name in (BASE, NO_CUTS))
    figure = (
        f"base case minus no cuts: {_listed(gaps)}, with unemployment "
        f"{plus(with_cuts - without, 2)} pp at 12m"
    )
    return panel.vintage, figure, _judged(gaps, hurts=False)


def late(panel, now):
    gaps = less(LATE, BASE, now)
    return panel.vintage, f"delay minus base case: {_listed(gaps)}", _judged(gaps, hurts=True)


def labour(panel, now):
    gaps = less(LABOUR, LATE, now)
    figure = (
        f"slowdown minus delay: {_listed(gaps)}. Slowdown minus base case: "
        f"{_listed(less(LABOUR, BASE, now))}"
    )
    return panel.vintage, figure, _judged(gaps, hurts=True)


_CLAIMS = (
    streak,
    longest,
    longer,
    losing_years,
    best_sp500,
    best_nasdaq,
    fed,
    fiscal,
    economy,
    theme,
    earnings,
    good_news,
    technology,
    policy,
    late,
    labour,
)
