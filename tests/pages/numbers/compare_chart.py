"""The chart of Compare: levels from plain runs, and what the newest data say of the same months."""

import numpy as np

from models.outcome.world import shipped_world
from tests.pages.numbers.compared import LETTERS, Asked
from tests.pages.numbers.figures import (
    date,
    firsts,
    measured,
    period,
    plus,
    to,
    with_one_before,
)
from tests.pages.numbers.matching import Draws, Says
from tests.pages.numbers.view import EPS, OUTCOMES, RETURN

IDEAS = ("history", "scenario", "large caps", "small caps")
NAMES = {RETURN: "small vs large", EPS: "S&P 500 EPS growth"}
AXES = {RETURN: "Small vs large, cumulative (pp)", EPS: "Four-quarter growth (%, log)"}


def clear(line) -> bool:
    return line.minus_first_q05 > 0 or line.minus_first_q95 < 0


def overlay(asked: Asked) -> list:
    first, from_zero = asked.paths[0], asked.variable == RETURN
    rows = [r for r, end in enumerate(first.horizon_months) if 1 <= end <= asked.horizon]
    days = with_one_before(first.periods[rows]) if from_zero else firsts(first.periods[rows])
    drawn = []
    for path in asked.paths:
        levels = [
            np.nan if asked.hidden(r) else path.baseline[r] + float(path.contributions[r].sum())
            for r in rows
        ]
        drawn.append([0.0, *levels] if from_zero else levels)
    count, n = len(drawn), len(days)
    ends = [max(i for i, v in enumerate(line) if v == v) for line in drawn]
    levels = [line[end] for line, end in zip(drawn, ends, strict=True)]
    low, high = first.band("scenario")
    last = asked.last
    lines = [asked.minus(place, last) for place in range(1, count)]
    names = [request.scenario.name for request in asked.requests]
    since = _since(asked, first.periods[rows])
    named, letters, ideas = asked.labels, list(LETTERS[:count]), list(IDEAS[:count])
    at_ends = [days[end] for end in ends]
    if since["value"]:
        named, letters, ideas = [*named, "Actual"], [*letters, "Actual"], [*ideas, "baseline"]
        at_ends, levels = [*at_ends, since["month"][-1]], [*levels, since["value"][-1]]
    listed = ", ".join(
        f"{label} {plus(line.minus_first)} pp"
        for label, line in zip(asked.labels[1:], lines, strict=True)
    )
    until = period(first.periods[last])
    return [
        Says(
            "{name} by {until}, against {a}: {listed}{unsettled}",
            name=NAMES[asked.variable][0].upper() + NAMES[asked.variable][1:],
            until=until,
            a=asked.labels[0],
            listed=listed,
            unsettled="" if any(map(clear, lines)) else "; no sign is settled",
        ),
        Says(
            "Lines are averages; the full 90% range of outcomes for A by {until} is "
            "{range}. {since}Source: our estimates. Data as of {as_of}.",
            until=until,
            since=since["words"],
            range=measured(to(low[last], high[last]), "pp" if from_zero else "%"),
            as_of=date(asked.world.setting.as_of),
        ),
        Draws(
            f"Scenarios compared: {OUTCOMES[asked.variable]}",
            {
                "paths": {
                    "month": [*days] * count,
                    "scenario": [name for name in names for _ in days],
                    "letter": [letter for letter in LETTERS[:count] for _ in days],
                    "idea": [idea for idea in IDEAS[:count] for _ in days],
                    "value": [value for line in drawn for value in line],
                },
                "since": {name: since[name] for name in ("month", "value")},
                "ends": {
                    "month": at_ends,
                    "at": _apart(levels, [*drawn, since["value"]]),
                    "letter": letters,
                    "words": [f"{label} {plus(v)}" for label, v in zip(named, levels, strict=True)],
                    "idea": ideas,
                },
                "room": {"month": [days[-1] + int(0.35 * (days[n - 1] - days[0]).days) * _DAY]},
            },
            (
                {
                    "rule y 0 'baseline'",
                    "point room x month y 0 'baseline'",
                    "line paths x month y value strokeDash letter idea",
                    "line since x month y value 'baseline'",
                    "text ends x month y at idea",
                },
                {
                    "Month": "month %b %Y",
                    "Scenario": "scenario",
                    AXES[asked.variable]: "value +.2f",
                    "Actual": "value +.2f",
                },
            ),
        ),
    ]


def _since(asked: Asked, periods) -> dict:
    """What the newest data say of the drawn periods, month by month; nothing from the latest data."""
    drawn = {"month": [], "value": [], "words": ""}
    if asked.requests[0].scenario.as_of is None:
        return drawn
    newest, level, last = shipped_world().panel, 0.0, None
    name = asked.world.fit.spec.target if asked.variable == RETURN else asked.variable
    of = newest.monthly[name] if asked.variable == RETURN else newest.quarterly[name]
    for each in periods:
        if each in of.index and of[each] == of[each]:
            level, last = (level + of[each] if asked.variable == RETURN else of[each]), each
            drawn["month"].append(each.start_time.normalize())
            drawn["value"].append(level)
    if last is not None:
        drawn["words"] = (
            f"Grey: what came, to {period(last)} ({newest.provenance(name).publisher}). "
        )
        if asked.variable == RETURN:
            drawn["month"].insert(0, (periods[0] - 1).start_time.normalize())
            drawn["value"].insert(0, 0.0)
    return drawn


_DAY = np.timedelta64(1, "D")


def _apart(levels: list[float], drawn: list[list[float]]) -> list[float]:
    """Names at the ends of lines, from below upwards, each a twentieth or so above the one before."""
    known = [v for line in drawn for v in line if v == v] + [0.0]
    least = 0.055 * max(max(known) - min(known), 0.1)
    places, before = {}, None
    for i in sorted(range(len(levels)), key=lambda i: levels[i]):
        before = levels[i] if before is None else max(levels[i], before + least)
        places[i] = before
    shift = sum(levels[i] - places[i] for i in places) / len(places)
    return [places[i] + shift for i in range(len(levels))]
