"""What the Scenario page shows: sentences, cards, table and notes."""

from tests.pages.numbers import scenario_combined as combined
from tests.pages.numbers.figures import (
    date,
    measured,
    months,
    period,
    plus,
    row,
    rows,
    simple,
    whole,
)
from tests.pages.numbers.growth import chosen, help_of_card, odds
from tests.pages.numbers.matching import Holds, Says, Stated
from tests.pages.numbers.scenario_charts import bars, fan, growth, macro
from tests.pages.numbers.scenario_evidence import evidence
from tests.pages.numbers.technology import technology_note
from tests.pages.numbers.view import EPS, OUTCOMES, PROFITS, RETURN, View

STRETCHES = ("1969 to 1989", "1990 to 2008", "since 2009")


def entries(view: View) -> list:
    return [
        *top(view),
        *cards(view),
        *record_line(view),
        *fan(view),
        *combined.models(view),
        *growth(view),
        *bars(view),
        *([*macro(view), *evidence(view)] if view.evidence else []),
        table(view),
        *notes(view),
        *map(Stated, _STATED),
    ]


_STATED = (
    "Scenario minus baseline, 100 x log return, cumulative. *",
    "Scenario minus baseline, 100 x log return, cumulative: the average of *",
    "Cumulative return small minus large, 100 x log, market noise included: *",
    "100 x log return, cumulative, if the levers follow this path, market noise included: *",
    "Solid line: your assumption. Shaded: what the model expects to follow, 90% range*",
)


def top(view: View) -> list:
    """Title, start, headline."""
    here = row(view.path(RETURN), -1)
    low, high = here.ends("difference")
    span, until = months(view.horizon), period(view.origin + view.horizon)
    if view.outcome.combined:
        headline = combined.headline(view, view.path(RETURN))
    elif view.idle:
        follow = any(part.otherwise == "follow" for part in view.parts.values())
        a, b = (plus(end) for end in here.ends("baseline"))
        headline = Says(
            "No lever is moved: over {span} to {until} small caps minus large caps start from "
            "their shrunk "
            "historical drift, {drift} pp; {given}, nine times in ten the outcome lies between "
            "{low} and "
            "{high} pp.",
            span=span,
            until=until,
            drift=plus(here.baseline),
            given="wherever history may take the levers"
            if follow
            else "if the levers stay on this path",
            low=a,
            high=b,
        )
    else:
        verdict = "which excludes zero"
        if low <= 0 <= high:
            verdict = "which includes zero"
        elif view.record(RETURN)["rsquared_levers"] <= 0:
            verdict = "though out of sample the levers have explained nothing"
        a, b = (plus(end) for end in here.ends("scenario"))
        headline = Says(
            "Moves like these, from such a start, have come with small caps {effect} pp against "
            "the "
            "baseline after {span}, to {until} (90% band {low} to {high} pp, {verdict}). With "
            "everything "
            "else that can happen: {a} to {b} pp.",
            effect=plus(here.difference),
            span=span,
            until=until,
            low=plus(low),
            high=plus(high),
            verdict=verdict,
            a=a,
            b=b,
        )
    return [
        Says("{name}", name=view.scenario.name),
        Says(
            "Starts after {origin}, as known on {day}.{note}",
            origin=period(view.origin),
            day=date(view.world.panel.vintage),
            note=f" {view.preset_note}" if view.preset_note else "",
        ),
        headline,
        *combined.course(view),
        *[Says("{n}", n=n) for n in combined.LATER],  # each on its button
    ]


def cards(view: View) -> list:
    here, span = row(view.path(RETURN), -1), months(view.horizon)
    low, high = here.ends("difference")
    a, b = here.ends("scenario")
    found = [
        Says("Impact on small vs large: {effect} pp", effect=plus(here.difference)),
        Says("{span}, 90% range {low} to {high} pp", span=span, low=plus(low), high=plus(high)),
        Says("Small vs large: {level} pp", level=plus(here.scenario)),
        Says("{span}, 90% range {low} to {high} pp", span=span, low=plus(a), high=plus(b)),
    ]
    if view.outcome.combined:
        found = combined.cards(view, view.path(RETURN))
    for variable, label in ((EPS, "S&P 500 EPS"), (PROFITS, "Profit growth")):
        i, path = view.last(variable), view.path(variable)
        if i is None:
            found.append(Says(f"{label}: -"))
            continue
        here = row(path, i)
        low, high = here.ends("scenario")
        said, values = odds(view, path, i)
        found += [
            Says(
                label + ", {quarter}: {level}%",
                quarter=period(path.periods[i]),
                level=plus(simple(here.scenario)),
            ),
            Says(
                "{effect} pp impact; 90% range {low} to {high}%; " + said,
                effect=plus(here.difference),
                low=plus(simple(low)),
                high=plus(simple(high)),
                **values,
            ),
            help_of_card(path, i),
        ]
    return found


def record_line(view: View) -> list:
    found = []
    for key, variable, label in (("r", RETURN, "small minus large"), ("e", EPS, "S&P 500 EPS")):
        if variable == RETURN and view.outcome.combined:
            words, values = combined.record(view, view.path(RETURN))
            found.append(Says("Track record," + words, **values))
            continue
        record, values = view.record(variable), {}
        share = record["rsquared_levers"]
        reach, of, bands = "explained nothing", "equation", "its"
        if share > 0:
            reach = f"explained {{{key}_share}}% of the variance"
            values[f"{key}_share"] = whole(share)
        if variable == EPS:
            of, bands = "equations", "their"
        said = f"Track record, {label}: given the levers, the {of} {reach} out of sample since "
        said += f"{{{key}_since}}"
        values[f"{key}_since"] = str(record["first_judged"])[:4]
        if variable == EPS:
            more, of_choice = chosen(view)
            said += more
            values |= of_choice
        if "coverage_80" in record:
            said += f"; {bands} 80 and 90% bands held {{{key}_80}}% and {{{key}_90}}% of outcomes"
            values |= {f"{key}_{n}": whole(record[f"coverage_{n}"]) for n in (80, 90)}
        found.append(Says(said + ".", **values))
    if not view.idle:
        said = (
            "Same scenario, estimated on each era: small vs large {r_by} pp; S&P 500 EPS {e_by} pp."
        )
        values = {"r_by": _by_stretch(view, RETURN), "e_by": _by_stretch(view, EPS)}
        path = view.path(EPS)
        i = [n for n, h in enumerate(path.horizon_months) if h <= view.horizon]
        if i:
            said += (
                " S&P 500 EPS by each set of inputs {first} and {second} pp; by 27 specifications "
                "{lowest} to {highest} pp."
            )
            first, second = sorted(map(float, path.members[:, i[-1]]))
            every = path.specifications[i[-1]]
            values |= {"first": plus(first), "second": plus(second)}
            values |= {"lowest": plus(min(every)), "highest": plus(max(every))}
        found.append(Says(said, **values))
    return found


def _by_stretch(view: View, variable: str) -> str:
    path = view.path(variable)
    i = max(n for n, h in enumerate(path.horizon_months) if h <= view.horizon)
    found = zip(STRETCHES, path.by_period[i], strict=True)
    return ", ".join(f"{name} {plus(effect)}" for name, effect in found if effect == effect)


def table(view: View) -> Holds:
    lines = []
    for path in view.outcome.paths:
        for i, here in enumerate(rows(path)):
            month = int(path.horizon_months[i])
            monthly = path.periods.freqstr[0] == "M"
            if month < 1 or monthly and month not in {1, 3, 6, 12, 18, 24, view.horizon}:
                continue
            figures = [
                plus(here.baseline),
                plus(here.scenario),
                plus(here.difference),
                here.band("difference"),
                here.band("scenario"),
                plus(simple(here.scenario)),
            ]
            if view.withheld(path.variable)[i]:
                figures = ["withheld"] * len(figures)
            lines.append([OUTCOMES[path.variable], period(path.periods[i]), str(month), *figures])
    names = (
        "Outcome",
        "Period",
        "Months",
        "Baseline",
        "Scenario",
        "Difference",
        "Difference, 90%",
        "Scenario, 90%",
        "Scenario, percent",
    )
    return Holds.rows(names, lines)


_UNPUBLISHED = {
    "policy_rate": ("policy rate", "%"),
    "fiscal_impulse": ("fiscal impulse", "% of GDP"),
    "unemployment_rate": ("unemployment rate", "%"),
}


def notes(view: View) -> list:
    """What was completed, when the Fed moves, which baseline; the rest of the notes hold no figure."""
    found = []
    monthly, setting = view.world.panel.monthly, view.world.setting
    for variable, (name, unit) in _UNPUBLISHED.items():
        known = monthly[variable].loc[: view.origin].dropna()
        if known.index[-1] == view.origin:
            continue
        first = known.index[-1] + 1
        until = (
            f"{period(first)} to {period(view.origin)} are"
            if first < view.origin
            else f"{period(first)} is"
        )
        found.append(
            Says(
                f"The {name} is published up to {{last}} ({{value}}); {{until}} estimated "
                "({end} at the end; earnings also take what the baseline says of it), the same in "
                "baseline and scenario.",
                last=period(known.index[-1]),
                value=measured(_plain_plus(known.iloc[-1]), unit),
                until=until,
                end=_plain_plus(setting.history[variable].iloc[-1]),
            )
        )
    refusal = view.outcome.macro.whole.largest_shock
    if refusal.refusal:
        found.append(
            Says(
                "Beyond history: *a shock to * of {size} standard deviations in {month}; the "
                "completion "
                "model answers up to 5: *",
                size=f"{refusal.size_sd:.1f}",
                month=str(refusal.month),
            )
        )
    if view.outcome.combined and refusal.refusal:
        found.append(Says("The average is over the {n} equations, without the Bayesian VAR.", n=3))
    if view.request.spec.estimator == "combined" and not view.outcome.combined:
        found.append(
            Says(
                "The average of the models has a record for Russell minus S&P 500 with the pandemic and "
                "the cap at their defaults only; small minus large is by least squares alone here."
            )
        )
    fed = view.scenario.fed
    if not fed.own_path and fed.direction in ("cut", "hike"):
        first = setting.meetings[fed.first_meeting - 1]
        end = (view.origin + view.horizon).end_time.date()
        if first.effective_day > end:
            found.append(
                Says(
                    "The first move of the Fed, on {day}, lies beyond the horizon: *",
                    day=date(first.decision_day) + " (assumed)" * first.assumed,
                )
            )
    if view.scenario.tech.active:
        found.append(technology_note(view.world))
    found += _baseline_note(view)
    return found


def _plain_plus(value: float) -> str:
    return plus(value) if plus(value)[0] in "+\N{MINUS SIGN}" else f"+{plus(value)}"


def _baseline_note(view: View) -> list:
    from models.scenario.calendar import latest_projection
    from models.scenario.supervisory import latest_baseline

    setting = view.world.setting
    if view.scenario.baseline == "sep":
        day = latest_projection(setting.as_of).published
        return [
            Says(
                "The baseline runs through the medians that the FOMC published on {day}, *",
                day=date(day),
            )
        ]
    if view.scenario.baseline == "supervisory":
        path, gap = latest_baseline(setting.as_of), setting.policy_rate_minus_bill_pp
        return [
            Says(
                "The baseline is the supervisory baseline of the Federal Reserve Board, * for "
                "{year}, "
                "published on {day}, the last on file; the funds rate is its 3-month bill rate "
                "{sign} "
                "{gap} pp, the median gap since {since}.",
                year=path.vintage[:4],
                day=date(path.published),
                sign="plus" if gap >= 0 else "minus",
                gap=f"{abs(gap):.2f}",
                since=2009,
            )
        ]
    return []
