"""What the charts of the Scenario page draw, and what is said around them."""

import numpy as np

from models.common.bands import ALL_SHOWN, SHOWN
from models.outcome.world import shipped_world
from tests.pages.numbers import pictures
from tests.pages.numbers import scenario_combined as combined
from tests.pages.numbers.figures import (
    firsts,
    period,
    plus,
    row,
    rows,
    with_one_before,
)
from tests.pages.numbers.matching import Draws, Says
from tests.pages.numbers.view import EPS, OUTCOMES, PROFITS, RETURN, View

QUANTILES = {"q05": -90, "q10": -80, "q25": -50, "q75": 50, "q90": 80, "q95": 90}


_SOURCE = "our estimates. Data as of {as_of}."


def source(view: View, before: str, after: str = "", **values: str) -> Says:
    return Says(before + _SOURCE + after, as_of=view.as_of, **values)


def fan(view: View) -> list:
    effect = view.chosen.get("view") != "Full range of outcomes" and not view.idle
    of = "difference" if effect else "scenario"
    path = view.path(RETURN)
    all_rows = rows(path)
    ahead = {"mean": [getattr(each, of) for each in all_rows]}
    ahead["q50"] = ahead["mean"]
    for name, level in QUANTILES.items():
        ahead[name] = [each.ends(of, abs(level))[level > 0] for each in all_rows]
    ahead["baseline"] = [0.0 if effect else each.baseline for each in all_rows]
    hidden = view.withheld(RETURN)
    paths = {
        name: [0.0, *(np.nan if out else v for v, out in zip(values, hidden, strict=True))]
        for name, values in ahead.items()
    }
    paths["month"] = with_one_before(path.periods)
    target = view.request.spec.target
    known = view.world.panel.monthly[target].loc[view.origin - 11 : view.origin].dropna()
    levels = np.concatenate([[0.0], np.cumsum(known.to_numpy())])
    past = {
        "month": with_one_before(known.index)
        if len(known) == 12
        else [
            (view.origin - 12).start_time,
            *firsts(known.index),
        ],
        "value": levels - levels[-1],
    }
    if view.scenario.as_of:  # what has come since lies over the ranges
        newest = shipped_world(view.request.spec).panel.monthly[target]
        later = newest.loc[view.origin + 1 :].dropna()
        past["month"] = [*past["month"], *with_one_before(later.index)]
        past["value"] = [*past["value"], 0.0, *np.cumsum(later.to_numpy())]
    if effect:
        past = {"month": [], "value": []}
    late = known.index[-1] < view.origin and not effect
    before = "before 1987 " if target == RETURN else ""
    words = f"Chart: Bands: {ALL_SHOWN}, *Source: *{before}*"
    if late:
        words = f"Chart: Bands: {ALL_SHOWN}, *Published to {{last}}. Source: *" + f"{before}*"
    return [
        _fan_title(view, of),
        source(view, words, **({"last": period(known.index[-1])} if late else {})),
        Draws(
            "Cumulative relative return with bands", {"paths": paths, "past": past}, pictures.FAN
        ),
    ]


def growth_chart(view: View, variable: str, alt: str) -> Draws:
    path, known = view.path(variable), view.published(variable).iloc[-12:]
    start = float(known.iloc[-1])
    each = rows(path)
    paths = {
        "month": with_one_before(path.periods),
        "baseline": [start, *(r.baseline for r in each)],
        "scenario": [start, *(r.scenario for r in each)],
        "low": [start, *(r.ends("scenario")[0] for r in each)],
        "high": [start, *(r.ends("scenario")[1] for r in each)],
        **families(path, start),
    }
    past = {"month": firsts(known.index), "value": known.to_numpy()}
    return Draws(
        alt,
        {"paths": paths, "past": past},
        pictures.path("+.0f", "Four-quarter growth (%, log)", families=True),
    )


def families(path, start: float) -> dict[str, list[float]]:
    """The level under the scenario by each of the two sets of inputs."""
    levels = path.member_baselines + path.members
    return {
        name: [start, *map(float, row)] for name, row in zip(pictures.FAMILIES, levels, strict=True)
    }


def growth(view: View) -> list:
    found = []
    for variable in (EPS, PROFITS):
        label = OUTCOMES[variable]
        found += [
            Says(f"{{label}}, {SHOWN} range", label=label[0].upper() + label[1:]),
            source(
                view,
                "Source: *; ",
                " Published to {last}; later quarters are estimates. Triangles: each set of inputs "
                "alone.",
                last=period(view.published(variable).index[-1]),
            ),
            growth_chart(view, variable, f"Path of {label}"),
        ]
    return found


def _fan_title(view: View, of: str):
    path, at = view.path(RETURN), view.last_stated(RETURN)
    if view.outcome.combined:
        return combined.finding(view, path)
    return Says(
        "Small vs large: {level} pp {against}by {until}",
        level=plus(getattr(row(path, at), of)),
        against="against the baseline " if of == "difference" else "",
        until=period(path.periods[at]),
    )


def bars(view: View) -> list:
    found = []
    if view.idle:
        return found
    ends = []
    for variable, words in (
        (RETURN, "small vs large"),
        (EPS, "S&P 500 EPS"),
        (PROFITS, "profits"),
    ):
        i, path = view.last_stated(variable), view.path(variable)
        found.append(Says(f"What moves {words}"))
        if i is None:
            continue
        fed, fiscal, labour, credit, inflation, tech = map(float, path.contributions[i])
        joined = {"Labour market": labour, "Fiscal": fiscal}
        if view.scenario.credit.active:
            joined["Credit"] = credit
        if view.scenario.inflation.active:
            joined["Inflation"] = inflation
        if view.scenario.tech.active:
            joined["Technology"] = tech
        joined["Fed"] = fed
        ends.append(period(path.periods[i]))
        found.append(
            Draws(
                f"Contributions to {OUTCOMES[variable]}",
                {
                    "contributions": {
                        "lever": [*joined, "All levers"],
                        "contribution": [*joined.values(), sum(joined.values())],
                    }
                },
                pictures.BARS,
            )
        )
    optional = [name for name in ("Credit", "Inflation", "Technology") if view.parts[name].active]
    found.append(
        Says(
            "Scenario minus baseline in {ends}. Each bar is what changes when its lever joins: Labour "
            f"market, then {', then '.join(['Fiscal', *optional])}, each with those after it left to the "
            "model, then Fed against what it would do by itself.",
            ends=", ".join(ends),
        )
    )
    return found


_MACRO = {
    "policy_rate": ("Federal funds rate", "%", ".2f", False),
    "fiscal_impulse": ("Fiscal impulse", "% of GDP", "+.1f", True),
    "unemployment_rate": ("Unemployment rate", "%", ".1f", False),
    "core_pce_inflation": ("Core PCE inflation", "% a year", ".1f", True),
    "treasury_10y": ("10-year Treasury yield", "%", ".1f", False),
    "credit_spread": ("Baa credit spread", "pp", ".1f", False),
}


def macro(view: View) -> list:
    """The same figures from the table that is downloaded."""
    found = []
    stored = view.outcome.table
    stored = stored[stored["model"] == "bvar"].set_index(["variable", "scenario", "statistic"])[
        "value"
    ]
    stored = stored.sort_index(level=[0, 1, 2], sort_remaining=False, kind="stable")
    monthly = view.world.panel.monthly
    ahead = view.origin + np.arange(1, view.horizon + 1)
    for variable, (title, unit, number, zero) in _MACRO.items():
        if variable == "core_pce_inflation":
            known = 1200 * np.log(monthly["core_pce_price_index"]).diff()
        else:
            known = monthly[variable]
        known = known.dropna().loc[view.origin - 36 : ahead[-1]]
        at = {
            name: np.atleast_1d(stored.loc[(variable, *of)])
            for name, of in {
                "baseline": ("baseline", "mean"),
                "scenario": ("scenario", "mean"),
                "low": ("scenario", "q05"),
                "high": ("scenario", "q95"),
            }.items()
        }
        paths = {"month": [m.start_time for m in ahead]} | at
        past = {"month": firsts(known.index), "value": known.to_numpy()}
        found += [
            Says(f"{title} ({unit})"),
            source(view, "Source: *; "),
            Draws(
                f"Path of {title.lower()}",
                {"paths": paths, "past": past},
                pictures.path(number, unit, zero=zero),
            ),
        ]
    return found
