"""What the Scenario page says of small minus large by the average of the models, from its path alone."""

from tests.pages.numbers.figures import months, period, plus, row, to, whole
from tests.pages.numbers.matching import Holds, Says
from tests.pages.numbers.view import RETURN, View

LATER = (3, 6, 12, 24)
NAMES = {
    "ols": "least squares",
    "ridge": "ridge",
    "elastic_net": "elastic net",
    "bvar": "Bayesian VAR",
}


def size(value: float) -> str:
    return f"{abs(value):.1f}"


def share(odds: float) -> str:
    return whole(min(max(odds, 0.01), 0.99))


def led(value: float) -> str:
    return "led" if value > 0 else "lagged"


def sign(path, i: int) -> str:
    """Whether all models and the band of the average say one sign."""
    if abs(path.difference[i]) < 0.05:
        return "no visible effect"
    each, (low, high) = [e[i] for e in path.models.values()], row(path, i).ends("difference")
    agree = all(e > 0 for e in each) or all(e < 0 for e in each)
    if agree and (low > 0 or high < 0):
        return "models and eras agree on the sign"
    return "models and eras do not settle the sign"


def along(path, i: int) -> str:
    """The largest move the other way before the end, and the end."""
    end, until = path.difference[i], period(path.periods[i])
    against = [(abs(e), n) for n, e in enumerate(path.difference[: i + 1]) if e * end < 0]
    most, at = max(against, key=lambda pair: (pair[0], -pair[1]), default=(0.0, 0))
    if most < 0.05:
        if abs(end) < 0.05:
            return f"stood where they would have without these moves in {until}"
        return f"{led(end)} the no-change case by {size(end)} pp in {until}"
    return (
        f"{led(path.difference[at])} the no-change case by {size(most)} pp into "
        f"{period(path.periods[at])} and {led(end)} it by {size(end)} pp in {until}"
    )


def headline(view: View, path) -> Says:
    i = len(path.periods) - 1
    here, until = row(path, i), period(path.periods[i])
    if view.idle:
        follow = any(part.otherwise == "follow" for part in view.parts.values())
        return Says(
            "No lever is moved: over {span} to {until}, small caps {lead} large caps by {size} pp on "
            "average; {given}, the 90% range is {low} to {high} pp. Odds that small beats large: "
            "{odds}%.",
            span=months(view.horizon),
            until=until,
            lead="lead" if here.baseline > 0 else "lag",
            size=size(here.baseline),
            given="wherever history may take the levers"
            if follow
            else "if the levers stay on this path",
            low=plus(here.ends("baseline")[0]),
            high=plus(here.ends("baseline")[1]),
            odds=share(path.odds_baseline[i]),
        )
    if path.withheld[i]:
        return _without_the_end(view, path, i)
    low, high = here.ends("difference")
    a, b = here.ends("scenario")
    others = [part for name, part in view.scenario.parts.items() if name != "tech" and part.active]
    known = "In past episodes like this" if others else "By the slope of single months"
    return Says(
        known + ", small caps {along} (90% range of the effect {low} to {high} pp; "
        "{sign}). Odds that small beats large by {until}: {odds}% with these moves, {without}% "
        "without. Including market noise, the 90% range is {a} to {b} pp.",
        along=along(path, i),
        low=plus(low),
        high=plus(high),
        sign=sign(path, i),
        until=until,
        odds=share(path.odds_scenario[i]),
        without=share(path.odds_baseline[i]),
        a=plus(a),
        b=plus(b),
    )


def finding(view: View, path) -> Says:
    """The title over the watched chart."""
    i, until = len(path.periods) - 1, period(path.periods[-1])
    if path.withheld[i]:
        return Says("The answer for {until} is withheld: {why}", until=until, why=path.withheld[i])
    if view.idle:
        return Says(
            "{odds}% odds that small caps lead by {until}, nothing moved",
            odds=share(path.odds_baseline[i]),
            until=until,
        )
    return Says(
        "{odds}% odds that small caps lead by {until}, {without}% without your scenario",
        odds=share(path.odds_scenario[i]),
        until=until,
        without=share(path.odds_baseline[i]),
    )


def course(view: View) -> list:
    """Which way the effect went, and the models furthest apart."""
    path = view.outcome.combined and view.path(RETURN)
    if not path or view.idle or path.withheld[-1]:
        return []
    end, way = path.difference[-1], "No visible effect at the end"
    if abs(end) >= 0.05:
        turned = any(abs(e) > 0.05 and (e > 0) != (end > 0) for e in path.difference)
        first, last = ("Behind", "ahead") if end > 0 else ("Ahead", "behind")
        way = f"{first} at first, {last} later" if turned else f"{last.capitalize()} throughout"
    each = sorted(e[-1] for e in path.models.values())
    agree = "models disagree" if each[0] < 0 < each[-1] else "models agree on the sign"
    agree += ", technology alike in all" * view.scenario.tech.active
    return [
        Says(
            "{way}; {agree}: {low} to {high} pp",
            way=way,
            agree=agree,
            low=plus(each[0]),
            high=plus(each[-1]),
        )
    ]


def _without_the_end(view: View, path, i: int) -> Says:
    stated = [n for n in range(i + 1) if not path.withheld[n]]
    said = "The figure for {until}, {span} ahead, is withheld: {why}."
    values = {"until": period(path.periods[i]), "span": months(i + 1), "why": path.withheld[i]}
    if stated:
        early = [h - 1 for h in LATER if h - 1 in stated]
        low = min(stated, key=lambda n: (path.difference[n], n))
        figures = [
            f"{plus(path.difference[n])} pp after {months(n + 1)}, odds that small beats large "
            f"{share(path.odds_scenario[n])}% ({share(path.odds_baseline[n])}% without these moves)"
            for n in early
        ]
        settled = [months(n + 1) for n in early if path.established[n]]
        said += " Before that, small vs large against the no-change case: {early}. "
        said += "Models and eras {sign}."
        values |= {
            "early": "; ".join(
                [
                    *figures,
                    f"lowest at {plus(path.difference[low])} pp in {period(path.periods[low])}",
                ]
            ),
            "sign": f"agree on the sign after {' and '.join(settled)}"
            if settled
            else "settle no sign",
        }
    return Says(said, **values)


def cards(view: View, path) -> list:
    i = len(path.periods) - 1
    here = row(path, i)
    effect, level = "Impact on small vs large", "Small vs large"
    if path.withheld[i]:
        early = [
            f"{plus(path.difference[h - 1])} pp after {months(h)}"
            for h in LATER
            if h - 1 < i and not path.withheld[h - 1]
        ]
        return [
            Says(f"{effect}: withheld"),
            Says("{said}", said="; ".join([path.withheld[i], *early])),
            Says(f"{level}: withheld"),
            Says("{said}", said=path.withheld[i]),
        ]
    return [
        Says(effect + ": {effect} pp", effect=plus(here.difference)),
        Says(
            "{span}, 90% range {range} pp; {sign}",
            span=months(view.horizon),
            range=here.band("difference"),
            sign=sign(path, i),
        ),
        Says(level + ": {level} pp", level=plus(here.scenario)),
        Says(
            "{odds}% odds that small beats large, {without}% with nothing moved; 90% range {range} pp",
            odds=share(path.odds_scenario[i]),
            without=share(path.odds_baseline[i]),
            range=here.band("scenario"),
        ),
    ]


def record(view: View, path) -> tuple[str, dict]:
    """The sentence on the record, with its values."""
    i, level = len(path.periods) - 1, path.level
    explained, added = level.rsquared[i], level.increment[i]
    values = {"r_span": months(view.horizon)}
    reach = "nothing"
    if explained >= 0.005:
        reach, values["r_share"] = "{r_share}% of the variance", whole(explained)
    levers = "would have added nothing"
    if added >= 0.005:
        levers, values["r_added"] = "added {r_added} points of it", whole(added)
    values |= {"r_80": whole(level.held[i][1]), "r_90": whole(level.held[i][2])}
    return (
        f" small vs large: over {{r_span}} the forecast explained {reach} out of sample since 1995; "
        f"knowing Fed, fiscal and jobs {levers}. The 80% and 90% ranges held {{r_80}}% and {{r_90}}% "
        "of outcomes.",
        values,
    )


def models(view: View) -> list:
    """The table of models beside their average, over all months whatever the horizon."""
    path = view.outcome.combined
    if path is None or view.idle:
        return []
    at = [h - 1 for h in LATER]
    lines = [
        [
            "Average of the models",
            *(
                "withheld"
                if path.withheld[i]
                else f"{plus(path.difference[i])} ({to(*row(path, i).ends('difference'))})"
                for i in at
            ),
        ],
        *([NAMES[name], *(plus(e[i]) for i in at)] for name, e in path.models.items()),
        [
            "Sign",
            *("settled" if path.established[i] else "not settled" for i in at),
        ],
        [
            "Odds small beats large (nothing moved)",
            *(
                "withheld"
                if path.withheld[i]
                else f"{share(path.odds_scenario[i])}% ({share(path.odds_baseline[i])}%)"
                for i in at
            ),
        ],
    ]
    names = (
        "Impact on small vs large, pp",
        *(f"{months(i + 1)}, {period(path.periods[i])}" for i in at),
    )
    why = "; ".join(f"{months(i + 1)}: {path.withheld[i]}" for i in at if path.withheld[i])
    said = (
        "A sign is settled where every model has it and the range of the average, eras included, "
        "excludes zero."
    )
    found = [Holds.rows(names, lines)]
    return [*found, Says(f"{said} Withheld, {{why}}.", why=why)] if why else found
