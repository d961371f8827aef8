"""What the Compare page shows: levels from plain runs, differences from the table that is downloaded."""

import datetime as dt
import math
from dataclasses import replace

from models.comparison.batch import evaluate_many
from models.comparison.mixture import Mixture, mixture
from models.outcome.run import preset_request
from models.scenario.presets import presets
from tests.pages.numbers.compare_chart import IDEAS, NAMES, clear, overlay
from tests.pages.numbers.compare_events import events
from tests.pages.numbers.compared import LETTERS, Asked
from tests.pages.numbers.equal_odds import WORSE_FOR, at_equal_odds, odds
from tests.pages.numbers.figures import (
    date,
    measured,
    months,
    period,
    plus,
    to,
)
from tests.pages.numbers.matching import Draws, Holds, Says
from tests.pages.numbers.sidebar import lever_words
from tests.pages.numbers.technology import technology_note
from tests.pages.numbers.view import EPS, OUTCOMES, RETURN, View

BY = {RETURN: "small vs large", EPS: "S&P 500 EPS"}
OPENS_ON = ("january-2026-base-case", "delayed-fed", "labour-slowdown-january-2026")


def asked_of(view: View) -> Asked:
    given = view.chosen.get("asked")
    return given or Asked(tuple(preset_request(presets()[name]) for name in OPENS_ON))


def entries(view: View) -> list:
    asked = asked_of(view)
    if asked.one_in:
        at = (asked.world, asked.variable, asked.one_in)
        return [*shared(asked), *at_equal_odds(*at)]
    return [
        *controls(asked),
        *finding(asked),
        *overlay(asked),
        table(asked),
        *bars(asked),
        *mix(asked),
        *(events(asked) if view.evidence else []),
    ]


def shared(asked: Asked) -> list:
    start = asked.requests[0].scenario.as_of
    found = [
        Says("All start from: {day}", day=start or "latest data"),
        Says("Horizon, months: {h}", h=asked.horizon),
        Says("Compare by: {name}", name=BY[asked.variable]),
    ]
    return [*found, *([Says("Likelihood: 1 in {n}", n=asked.one_in)] if asked.one_in else [])]


def controls(asked: Asked) -> list:
    cards = [words for request in asked.requests for words in _moves(request)]
    return [
        *shared(asked),
        *(Says("{words}", words=words) for words in cards),
        *(Says("{label}", label=label) for label in asked.labels),
    ]


def _moves(request) -> list[str]:
    """What the levers that are moved do, as the sidebar would say it."""
    said = lever_words(View(request=request, today=dt.date.max, chosen={}))
    parts = request.scenario.parts.values()
    moved = [words for words, part in zip(said.values(), parts, strict=True) if part.active]
    return [f"{w[0].upper()}{w[1:]}." for w in moved] or ["No lever is moved."]


def finding(asked: Asked) -> list:
    rows = [row for row in asked.rows if not asked.hidden(row)]
    spans = [months(asked.months_of(row)) for row in rows]
    worse_for = WORSE_FOR[asked.variable]
    if len(asked.requests) == 2:
        line, until = asked.minus(1, asked.last), period(asked.paths[0].periods[asked.last])
        return [
            Says(
                "{b} against {a}: * {mean} pp by {until} (90% range {range} pp, which {verdict} zero). "
                f"Odds that it is the worse for {worse_for}: {{odds}}.",
                b=asked.labels[1],
                a=asked.labels[0],
                mean=plus(line.minus_first),
                until=until,
                range=to(line.minus_first_q05, line.minus_first_q95),
                verdict="excludes" if clear(line) else "includes",
                odds=odds(line.odds_below_first),
            )
        ]
    found, never = [], True
    for place in range(2, len(asked.requests)):
        lines = [asked.minus(place, row, versus=1) for row in rows]
        listed = ", ".join(
            f"{odds(line.odds_below_first)} over {span}"
            for line, span in zip(lines, spans, strict=True)
        )
        sure = [span for line, span in zip(lines, spans, strict=True) if clear(line)]
        never, verdict = never and not sure, ""
        if sure:
            verdict = " The 90% range of this difference excludes zero over {sure}."
        found.append(
            Says(
                f"Odds that {{c}} is worse for {worse_for} than {{b}}: {{listed}}.{verdict}",
                c=asked.labels[place],
                b=asked.labels[1],
                listed=listed,
                **({"sure": " and ".join(sure)} if sure else {}),
            )
        )
    if never:
        found.append(
            Says("At none of these horizons does the 90% range of *difference exclude zero: *")
        )
    return found


def table(asked: Asked) -> Holds:
    lines = []
    for row in asked.rows:
        when = f"{months(asked.months_of(row))}, {period(asked.paths[0].periods[row])}"
        for place, path in enumerate(asked.paths):
            level = plus(path.baseline[row] + float(path.contributions[row].sum()))
            figures = [level, "", "", ""]
            if asked.hidden(row):
                figures = ["withheld"] * 4
            elif place:
                line = asked.minus(place, row)
                figures = [
                    level,
                    plus(line.minus_first),
                    to(line.minus_first_q05, line.minus_first_q95),
                    odds(line.odds_below_first),
                ]
            lines.append([when, asked.labels[place], *figures])
    name = NAMES[asked.variable]
    unit = "pp" if asked.variable == RETURN else "%"
    return Holds.rows(
        (
            "Horizon",
            "Scenario",
            f"{name[0].upper()}{name[1:]}, {unit}",
            "Minus A, pp",
            "90% range of the difference",
            "Odds worse than A",
        ),
        lines,
    )


def bars(asked: Asked) -> list:
    last, count = asked.last, len(asked.paths)
    by_lever = {
        "Labour market": [float(path.contributions[last][2]) for path in asked.paths],
        "Fiscal": [float(path.contributions[last][1]) for path in asked.paths],
    }
    scenarios = [request.scenario for request in asked.requests]
    if any(scenario.credit.active for scenario in scenarios):
        by_lever["Credit"] = [float(path.contributions[last][3]) for path in asked.paths]
    if any(scenario.inflation.active for scenario in scenarios):
        by_lever["Inflation"] = [float(path.contributions[last][4]) for path in asked.paths]
    if any(scenario.tech.active for scenario in scenarios):
        by_lever["Technology"] = [float(path.contributions[last][5]) for path in asked.paths]
    by_lever |= {
        "Fed": [float(path.contributions[last][0]) for path in asked.paths],
        "All levers": [float(sum(path.contributions[last])) for path in asked.paths],
    }
    names = [request.scenario.name for request in asked.requests]
    return [
        _largest(asked, by_lever),
        *([technology_note(asked.world)] if "Technology" in by_lever else []),
        Says(
            "Each scenario against its own case with nothing moved. Source: our estimates. Data as of "
            "{as_of}.",
            as_of=date(asked.world.setting.as_of),
        ),
        Draws(
            f"Contributions compared: {OUTCOMES[asked.variable]}",
            {
                "contributions": {
                    "lever": [lever for lever in by_lever for _ in range(count)],
                    "scenario": names * len(by_lever),
                    "idea": list(IDEAS[:count]) * len(by_lever),
                    "contribution": [v for values in by_lever.values() for v in values],
                }
            },
            (
                {
                    "bar contributions x contribution y lever yOffset idea idea",
                    "rule x 0 'baseline'",
                },
                {
                    "Lever": "lever",
                    "Scenario": "scenario",
                    "Contribution (pp)": "contribution +.2f",
                    "legend": "".join(
                        f"datum.label === '{idea}' ? '{letter}' : "
                        for idea, letter in zip(IDEAS[:count], LETTERS, strict=False)
                    )
                    + "datum.label",
                },
            ),
        ),
    ]


def _largest(asked: Asked, by_lever: dict[str, list[float]]) -> Says:
    """The widest bar of a single lever, the first of equals by scenario."""
    until = period(asked.paths[0].periods[asked.last])
    single = {lever: parts for lever, parts in by_lever.items() if lever != "All levers"}
    wide = max(abs(part) for parts in single.values() for part in parts)
    for place, label in enumerate(asked.labels):
        for lever, parts in single.items():
            if wide and abs(parts[place]) == wide:
                return Says(
                    f"{lever} moves {NAMES[asked.variable]} most: {{part}} pp in {{label}} by {{until}}",
                    part=plus(parts[place]),
                    label=label,
                    until=until,
                )
    return Says(f"No lever moves {NAMES[asked.variable]} in any, by {{until}}", until=until)


def mix(asked: Asked) -> list:
    """Equal shares: the mean and the odds are means; the range holds its share of the mixed errors."""
    last, count = asked.last, len(asked.paths)
    levels = [float(path.scenario[last]) for path in asked.paths]
    far = [replace(request, horizon_months=24) for request in asked.requests]
    batch = evaluate_many(far, asked.world, (asked.months_of(last),), (asked.variable,))
    mixed = mixture(batch, [1] * count, asked.world, asked.variable, asked.months_of(last))
    inside = (mixed.points >= mixed.quantiles["q05"]) & (mixed.points <= mixed.quantiles["q95"])
    assert 0.89 <= mixed.weights[inside].sum() <= 0.94
    by_path = [float(path.odds_scenario[last]) for path in asked.paths]
    unit = "pp" if asked.variable == RETURN else "%"
    shares = ", ".join(f"{letter} {100 / count:.0f}%" for letter in LETTERS[:count])
    return [
        *(Says("Weight of {letter}: 50", letter=letter) for letter in LETTERS[:count]),
        *_distribution(asked, mixed, sum(levels) / count),
        Says(
            f"With weights {{shares}}: {NAMES[asked.variable]} {{mean}} by {{until}} on average; the "
            "full 90% range of outcomes is {range}. Odds that *: {odds}.",
            shares=shares,
            mean=measured(plus(sum(levels) / count), unit),
            until=period(asked.paths[0].periods[last]),
            range=measured(to(mixed.quantiles["q05"], mixed.quantiles["q95"]), unit),
            odds=odds(sum(by_path) / count),
        ),
    ]


def _distribution(asked: Asked, mixed: Mixture, mean: float) -> list:
    """Bars by plain counting: every mixed outcome falls into one of them, zero is where two meet."""
    unit, name = ("pp", "Small vs large") if asked.variable == RETURN else ("%", NAMES[EPS])
    reach = mixed.points.max() - mixed.points.min()
    width = min(w for w in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if reach <= 64 * w)
    places = [math.floor(point / width) for point in mixed.points]
    bins = range(places[0], places[-1] + 1)
    odds_of = dict.fromkeys(bins, 0.0)
    for place, weight in zip(places, mixed.weights, strict=True):
        odds_of[place] += 100 * weight
    half, most = (
        (mixed.quantiles["q25"], mixed.quantiles["q75"]),
        (
            mixed.quantiles["q05"],
            mixed.quantiles["q95"],
        ),
    )
    inside = (mixed.points >= half[0]) & (mixed.points <= half[1])
    assert 0.48 <= mixed.weights[inside].sum() <= 0.56
    return [
        Says(
            f"{name} by {{until}}, mixed: {{range}} in 50% of outcomes",
            until=period(asked.paths[0].periods[asked.last]),
            range=measured(to(*half), unit),
        ),
        Says(
            "Bars: odds by {width}. Shaded: 50 and 90% range. Dashed: the average. Source: our "
            "estimates. Data as of {as_of}.",
            width=measured(f"{width:g}", unit),
            as_of=date(asked.world.setting.as_of),
        ),
        Draws(
            f"Distribution of the mix: {OUTCOMES[asked.variable]}",
            {
                "bins": {
                    "low": [width * place for place in bins],
                    "high": [width * (place + 1) for place in bins],
                    "odds": list(odds_of.values()),
                },
                "ranges": {
                    "range": ["50%", "90%"],
                    "low": [half[0], most[0]],
                    "high": [half[1], most[1]],
                },
                "average": {"at": [mean]},
            },
            (
                {
                    "rect ranges x low x2 high 'scenario'",
                    "bar bins x low x2 high y odds 'scenario'",
                    "rule x 0 'baseline'",
                    "rule average x at 'history'",
                },
                {
                    "Range": "range",
                    "from": "low +.1f",
                    "From": "low +.1f",
                    "to": "high +.1f",
                    "Odds (%)": "odds .1f",
                    "Average": "at +.1f",
                },
            ),
        ),
    ]
