"""What the Evidence page shows: every figure from the stored windows by plain sums."""

import json
from functools import cache

import numpy as np
import pandas as pd

from models.common.text import day
from models.panel import load_panel
from tests.conftest import ROOT
from tests.pages.numbers import scenario_combined as combined
from tests.pages.numbers.figures import period, plus, whole
from tests.pages.numbers.growth import AHEAD, inputs_words, spread_words
from tests.pages.numbers.matching import Draws, Holds, Says, Stated
from tests.pages.numbers.scenario_evidence import as_a_whole, coefficients, equations_of
from tests.pages.numbers.view import ESTIMATORS, OUTCOMES, RETURN, View

HORIZONS = (3, 6, 12, 24)
STRETCHES = {
    "All since 1995": (1995, 2999),
    "1995 to 2003": (1995, 2003),
    "2004 to 2012": (2004, 2012),
    "2013 to 2019": (2013, 2019),
    "since 2020": (2020, 2999),
}
AVERAGE, STATE = "Average of the models", "Where the economy stands, no levers"
EFFECT = "Long-run average, effect by "
LEAST_SQUARES = EFFECT + "least squares"
MODELS = {
    LEAST_SQUARES: "ols",
    EFFECT + "ridge": "ridge",
    EFFECT + "elastic net": "elastic_net",
    EFFECT + "the Bayesian VAR": "bvar",
}


def stored(kind: str) -> list | dict:
    (file,) = (ROOT / "models" / "equations" / "fits" / kind).glob("*.json")
    return json.loads(file.read_text())["content"]


@cache
def windows(horizon: int) -> pd.DataFrame:
    """Every judged window of a horizon with what each answer said of it."""
    rows = pd.DataFrame(stored("level_record"))
    rows = rows[(rows["horizon"] == horizon) & (rows["end"] >= "1995-01")]
    rows = rows[rows[[*MODELS.values(), "effect_variance"]].notna().all(axis=1)].copy()
    rows["end"] = pd.PeriodIndex(rows["end"], freq="M")
    all_models = sum(rows[name] for name in MODELS.values()) / 4
    rows[AVERAGE], rows[STATE] = rows["state"] + all_models, rows["state"]
    rows["The same, signs restricted"] = rows["state_signed"]
    rows[EFFECT + "all models"] = rows["drift"] + all_models
    for words, name in MODELS.items():
        rows[words] = rows["drift"] + rows[name]
    return rows.sort_values("end").set_index("end")


ANSWERS = (AVERAGE, STATE, "The same, signs restricted", EFFECT + "all models", *MODELS)


def losses(rows: pd.DataFrame, of: str) -> np.ndarray:
    return ((rows["actual"] - rows[of]) ** 2).to_numpy()


def rsquared(rows: pd.DataFrame, answer: str, against: str = "mean") -> float:
    return 1 - losses(rows, answer).sum() / losses(rows, against).sum()


def ends(loss: np.ndarray, benchmark: np.ndarray, horizon: int) -> tuple[float, float]:
    """Five and ninety-five percent points over blocks drawn with the declared seed, block by block."""
    n, block = len(loss), max(24, 2 * horizon)
    starts = np.random.default_rng(19950101).integers(n, size=(2000, -(-n // block)))
    at = (starts[:, :, None] + np.arange(block)).reshape(2000, -1)[:, :n] % n
    drawn = 1 - loss[at].sum(axis=1) / benchmark[at].sum(axis=1)
    return tuple(np.quantile(drawn, [0.05, 0.95]))


def with_ends(rows: pd.DataFrame, answer: str, against: str, horizon: int) -> str:
    low, high = ends(losses(rows, answer), losses(rows, against), horizon)
    return f"{plus(rsquared(rows, answer, against), 2)} ({plus(low, 2)} to {plus(high, 2)})"


def off(rows: pd.DataFrame, answer: str) -> tuple[float, int]:
    """Worst tenth with thirty windows, and how many windows such tenths hold."""
    name = {AVERAGE: "odds_combined", STATE: "odds_state"}[answer]
    odds, worst, counted = rows[name], 0.0, 0
    for tenth in range(10):
        mine = (odds >= tenth / 10) & (odds < tenth / 10 + 0.1)
        if mine.sum() >= 30:
            counted += int(mine.sum())
            gap = odds[mine].mean() - (rows["actual"][mine] > 0).mean()
            worst = max(worst, abs(gap))
    return worst, counted


def pct(share: float) -> str:
    """Whole percent, a loss with a true minus."""
    return plus(100 * share, 0).lstrip("+")


def joined(words: list[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]


def entries(view: View) -> list:
    by = {h: windows(h) for h in HORIZONS}
    year = by[12]
    growth = pd.DataFrame(stored("growth_record"))
    return [
        *can(by, year, growth, view.request.spec.growth_estimator),
        *cannot(by, year),
        eras(year),
        *combined.models(view),
        chart(view, year),
        Says(
            "Over 12 months the average of the models saved {share}% of the historical mean's squared "
            "error, {first} to {last}",
            share=pct(rsquared(year, AVERAGE)),
            first=period(year.index[0]),
            last=period(year.index[-1]),
        ),
        recessions(view, year),
        in_short(by),
        in_full(),
        growth_table(growth),
        *(coefficients(view, equation) for equation in equations_of(view).values()),
        as_a_whole(view),
        *map(Says, equations_of(view)),
        Stated(f"Computed from the stored record on data as of {day(load_panel().vintage)}. *"),
        Stated(f"A rising line did better * data as of {day(load_panel().vintage)}."),
        Stated("R² over 12 months *"),
        Stated("R² with its 90% interval * over tenths with 30 windows or more."),
    ]


def can(by, year, growth, estimator: str) -> list:
    low, high = ends(losses(year, AVERAGE), losses(year, "mean"), 12)
    mine = growth[(growth["estimator"] == estimator) & (growth["span"] == "all")]
    far = mine[(mine["inputs"] == "average") & (mine["ahead"].astype(str) == "3")]
    first = far.set_index("equation")
    eps = first.loc["eps_growth_large_cap"]
    shares = [f"{pct(first.loc[v, 'rsquared'])}% of {OUTCOMES[v]}" for v in OUTCOMES if v != RETURN]
    text = " ".join(
        (
            "Small vs large, a little: 3, 6, 12 and 24 months ahead the average of the models explained "
            "{explained}% of the variance on data it had not seen since 1995 (90% interval after 12 "
            "months: {low} to {high}%).",
            "* How wide the doubt is: 3, 6, 12 and 24 months ahead the 90% range contained the outcome "
            "{held}% of the time.",
            "* Earnings, far better than prices: given what Fed, budget and jobs did, the equations "
            "explained {shares} (S&P 500 operating EPS growth: 95% interval {e_low} to {e_high}%, "
            "{n} quarters).",
        )
    )
    return [
        Says(
            "* " + text,
            explained=joined([pct(rsquared(rows, AVERAGE)) for rows in by.values()]),
            low=pct(low),
            high=pct(high),
            held=joined([whole(rows["inside_90"].mean()) for rows in by.values()]),
            shares=joined(shares),
            e_low=pct(eps["rsquared_low"]),
            e_high=pct(eps["rsquared_high"]),
            n=eps["n"],
        )
    ]


def cannot(by, year) -> list:
    added = [plus(100 * (rsquared(rows, AVERAGE) - rsquared(rows, STATE))) for rows in by.values()]
    alone = [f"{pct(rsquared(year, words))}% by {words.removeprefix(EFFECT)}" for words in MODELS]
    parts = [
        f"{pct(rsquared(within(year, span), AVERAGE))}% {'' if name[0] == 's' else 'in '}{name}"
        for name, span in list(STRETCHES.items())[1:]
    ]
    worst, counted = off(year, AVERAGE)
    worse = [
        f"{h} months"
        for h, rows in by.items()
        if rows["crps_combined"].sum() > rows["crps_drift"].sum()
    ]
    text = [
        "What the levers do to small vs large: knowing in advance what Fed, budget and jobs did would "
        "have changed the variance explained by {added} points 3, 6, 12 and 24 months ahead.",
        "* Which model is right: added to the long-run average, the effect by one model explained over "
        "12 months: {alone} (below zero is worse than the historical mean).",
        "* That the skill lasts: over 12 months the average of the models explained {parts}.",
        "* Odds to the point: over 12 months what came true lay up to {worst} points from the odds said, "
        "by tenths of the odds. The {counted} windows overlap: some {apart} do not.",
        "* Small vs large {worse} ahead: no better than the long-run average, so the figure is withheld.",
        "* What causes what: the Fed cuts because the economy weakens, and no figure here tells the two "
        "apart.",
    ]
    return [
        Says(
            "* " + " ".join(text),
            added=joined(added),
            alone=joined(alone),
            parts=joined(parts),
            worst=whole(worst),
            counted=counted,
            apart=f"{counted / 12:.0f}",
            worse=joined(worse),
        )
    ]


def within(rows: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    return rows[(rows.index.year >= span[0]) & (rows.index.year <= span[1])]


def eras(year) -> Holds:
    columns = {"Small vs large by": list(ANSWERS)}
    for name, span in STRETCHES.items():
        rows = within(year, span)
        columns[name] = [plus(rsquared(rows, answer), 2) for answer in ANSWERS]
    return Holds(columns)


def chart(view: View, year) -> Draws:
    benchmark, running = losses(year, "mean"), {}
    for answer in (AVERAGE, STATE, LEAST_SQUARES):
        total, running[answer] = 0.0, []
        for mean, own in zip(benchmark, losses(year, answer), strict=True):
            total += mean - own
            running[answer].append(total)
    dates = [month.start_time for month in year.index]
    shades = [
        (peak.start_time, trough.start_time)
        for peak, trough in view.world.panel.recessions[["peak", "trough"]].to_numpy()
        if trough >= year.index[0]
    ]
    data = {
        "series": running | {"date": dates},
        "recessions": {"peak": [s[0] for s in shades], "trough": [s[1] for s in shades]},
    }
    folded = f"folds {AVERAGE}, {STATE}, {LEAST_SQUARES}"
    marks = {
        "rect recessions x peak x2 trough 'baseline'",
        "rule y 0 'baseline'",
        f"line series x date y value strokeDash line {folded} 'small caps'",
    }
    tips = {
        "Date": "date %b %Y",
        "Line": "line",
        "Cumulative saving (squared pp)": "value +.1f",
    }
    return Draws("Squared error saved", data, (marks, tips))


def recessions(view: View, year) -> Holds:
    shown = (AVERAGE, STATE, LEAST_SQUARES)
    lines = [["nothing", str(len(year)), *(plus(rsquared(year, a), 3) for a in shown)]]
    for peak, trough in view.world.panel.recessions[["peak", "trough"]].to_numpy():
        inside = set(pd.period_range(peak + 1, trough, freq="M"))
        touched = [bool(inside & set(pd.period_range(e - 11, e, freq="M"))) for e in year.index]
        if any(touched):
            rest = year[~np.array(touched)]
            name = f"{period(peak)} to {period(trough)}"
            lines.append([name, str(len(rest)), *(plus(rsquared(rest, a), 3) for a in shown)])
    return Holds.rows(("Left out", "Windows", *shown), lines)


def in_short(by) -> Holds:
    lines = []
    for horizon, rows in by.items():
        for answer, own in ((AVERAGE, "combined"), (STATE, "state")):
            skill = 1 - rows[f"crps_{own}"].sum() / rows["crps_naive"].sum()
            held = [whole(rows[f"inside_{level}"].mean()) for level in (50, 80, 90)]
            lines.append(
                [
                    str(horizon),
                    answer,
                    with_ends(rows, answer, "mean", horizon),
                    plus(rsquared(rows, answer) - rsquared(rows, STATE), 3),
                    plus(100 * skill),
                    "/".join(held) if own == "combined" else "",
                    whole(off(rows, answer)[0]),
                    "yes" if rows[f"crps_{own}"].sum() <= rows["crps_drift"].sum() else "no",
                ]
            )
    names = (
        "Months",
        "Answer",
        "R² v. mean",
        "Levers add",
        "CRPS, %",
        "50/80/90% held",
        "Odds off",
        "Stated",
    )
    return Holds.rows(names, lines)


@cache
def in_full() -> Holds:
    lines = []
    for horizon, rows in ((months, windows(months)) for months in HORIZONS):
        up = (rows["actual"] > 0).mean()
        for answer in ANSWERS:
            hit = ((rows[answer] > 0) == (rows["actual"] > 0)).mean()
            lines.append(
                [
                    str(horizon),
                    answer,
                    str(len(rows)),
                    *(with_ends(rows, answer, of, horizon) for of in ("mean", "drift", "state")),
                    f"{whole(hit)} ({whole(max(up, 1 - up))})",
                ]
            )
    names = (
        "Months",
        "Answer",
        "Windows",
        "R² v. mean",
        "R² v. long-run average",
        "R² v. state",
        "Hit (base), %",
    )
    return Holds.rows(names, lines)


def growth_table(growth: pd.DataFrame) -> Holds:
    lines = [
        [
            OUTCOMES[row.equation],
            ESTIMATORS["growth_estimator"].get(row.estimator, "chosen at the time"),
            inputs_words(row.inputs)
            + (f"; credit spread {spread_words(row.spread)}" if row.spread else "")
            + f"; quarters ahead: {AHEAD[row.ahead]}",
            f"{row.n}, {row.first} to {row.last}",
            f"{plus(row.rsquared, 2)} ({plus(row.rsquared_low, 2)} to {plus(row.rsquared_high, 2)})",
            *(whole(share) for share in (row.coverage_50, row.coverage_80, row.coverage_90)),
        ]
        for row in growth.itertuples()
        if row.span == "all"
    ]
    names = (
        "Growth of",
        "Coefficients by",
        "Inputs",
        "Targets",
        "R² v. mean",
        "50% held",
        "80% held",
        "90% held",
    )
    return Holds.rows(names, lines)
