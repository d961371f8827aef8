"""What the Data page shows on the snapshot."""

import pandas as pd

from tests.pages.numbers.figures import date
from tests.pages.numbers.freshness import age_days, last_text, periods_behind, provenance, status
from tests.pages.numbers.matching import Holds, Says, Stated
from tests.pages.numbers.pictures import FAMILIES
from tests.pages.numbers.view import OUTCOMES, RETURN, View

_FREQUENCY = {"D": "daily", "M": "monthly", "Q": "quarterly"}


def entries(view: View) -> list:
    panel = view.world.panel
    return [
        *top(view, panel),
        *register(panel, view.chosen.get("series_filter", "")),
        one_series(panel, view.chosen.get("series_name", panel.catalog.index[0])),
        *fills(panel),
        limits(view, panel),
        samples(view),
        *map(Stated, _STATED),
    ]


_STATED = (
    "32 letters and digits",
    "The relative-return equations begin in January 1969, *",
    "One series in full: {name}",
    "Show series that mention: {words}",
)


def top(view: View, panel) -> list:
    age = (view.today - panel.vintage).days
    names = list(panel.catalog.index)
    found = [
        Says(
            "{n} series in one committed snapshot of {day}{age} (fingerprint {hash}); {behind} "
            "were behind *",
            n=len(names),
            day=date(panel.vintage),
            age=f", {age} day{'s' * (age != 1)} old" if age > 0 else "",
            hash=panel.snapshot_hash,
            behind=sum(status(panel, name) != "up to date" for name in names),
        )
    ]
    overdue = sum(periods_behind(panel, name, max(view.today, panel.vintage)) > 0 for name in names)
    if overdue:
        found.append(
            Says(
                "By today's release calendars {late} of {n} series should have newer figures than "
                "these of "
                "{day}. *",
                late=overdue,
                n=len(names),
                day=date(panel.vintage),
            )
        )
    return found


def _first_text(panel, name: str) -> str:
    first = provenance(panel, name).first
    return str(first.date()) if isinstance(first, pd.Timestamp) else str(first)


def _measured(panel, name: str) -> str:
    known = provenance(panel, name)
    measured, shown = _FREQUENCY[known.native_frequency], _FREQUENCY[known.frequency]
    return shown if measured == shown else f"{measured}, held {shown}"


def _filled(panel, name: str) -> int:
    return int((panel.fills["series"] == name).sum())


def register(panel, words: str) -> list:
    catalog, names = panel.catalog, list(panel.catalog.index)
    if words:
        names = [
            n for n in names if words.lower() in str(catalog.loc[n].to_dict() | {"n": n}).lower()
        ]
    known = {name: provenance(panel, name) for name in names}
    columns = {
        "Series": [known[n].label for n in names],
        "First": [_first_text(panel, n) for n in names],
        "Last": [last_text(panel, n) for n in names],
        f"On {date(panel.vintage)}": [
            *(status(panel, n) for n in names),
            "Against its own release calendar, at the figures' date.",
        ],
        "Unit": [known[n].unit for n in names],
        "Frequency": [_measured(panel, n) for n in names],
        "Publisher": [known[n].publisher for n in names],
        "Publisher's series": [known[n].publisher_id for n in names],
        "Age, days": [*(str(age_days(panel, n)) for n in names), "At the figures' date."],
        "Release lag, days": [
            *(str(known[n].release_lag_days) for n in names),
            "From the end of the period to publication, typical.",
        ],
        "Vintage": [str(known[n].vintage) for n in names],
        "Filled": [*(str(_filled(panel, n)) for n in names), "Values nobody published."],
        "How it is made": [known[n].transform for n in names],
        "Licence note": [known[n].licence_note for n in names],
        "Publisher's page": [known[n].url for n in names],
        "Name in files": names,
    }
    return [Holds(columns), Says("{n} of {all} series.", n=len(names), all=len(panel.catalog))]


def one_series(panel, name: str) -> Says:
    known = provenance(panel, name)
    filled = panel.fills[panel.fills["series"] == name]
    said = []
    for (rule, reason), group in filled.groupby(["rule", "reason"], sort=False):
        periods = [str(p) for p in group["period"]]
        reach = periods[0] + f" to {periods[-1]}" * (len(periods) > 1)
        said.append(f"{reach}: {rule}. {reason}")
    return Says(
        "* Source: {publisher}, {id} * Unit: {unit} * Span: {first} to {last}, {frequency}; "
        "{status} on {day} * "
        "Release lag: {lag} days after the period ends * Vintage: {vintage} * How it is made: "
        "{made} * Filled: "
        "{filled} * Licence: {licence} * Name in the files: {name} * Publisher's page: <{url}>",
        publisher=known.publisher,
        id=known.publisher_id,
        unit=known.unit,
        first=_first_text(panel, name),
        last=last_text(panel, name),
        frequency=_measured(panel, name),
        status=status(panel, name),
        day=date(panel.vintage),
        lag=known.release_lag_days,
        vintage=known.vintage,
        made=known.transform,
        filled=" ".join(said) or "nothing",
        licence=known.licence_note,
        name=name,
        url=known.url,
    )


def fills(panel) -> list:
    of = panel.fills
    return [
        Says(
            "{values} values in {n} series are computed here and marked. *",
            values=len(of),
            n=len(set(of["series"])),
        ),
        Holds(
            {
                "Series": [panel.catalog.loc[name, "label"] for name in of["series"]],
                "Period": [str(p) for p in of["period"]],
                "Rule": list(of["rule"]),
                "Why": list(of["reason"]),
                "Known from": [f"{day:%Y-%m-%d}" for day in of["known_from"]],
            }
        ),
    ]


def limits(view: View, panel) -> Holds:
    """A part begins with its latest first month and ends with its earliest last one."""
    levers = ("policy_rate", "fiscal_impulse", "unemployment_rate")
    target = view.request.spec.target
    parts = {
        "Time origin of a scenario": ("policy_rate", "unemployment_rate", RETURN),
        "Relative return: return and levers inside the window": (target, *levers),
        "Relative return: state when the window begins": (
            "unemployment_rate",
            "credit_spread",
            "treasury_10y",
            "policy_rate",
            target,
        ),
        "Growth equations: levers, by month": levers,
        **{
            f"{words[0].upper()}{words[1:]}: what is explained": (name,)
            for name, words in OUTCOMES.items()
            if name != RETURN
        },
        "Link of payrolls and unemployment": ("payrolls", "unemployment_rate"),
        "Good-news sensitivity": (
            "small_cap_relative_return_russell",
            "initial_claims",
            "industrial_production",
        ),
        "Cyclical minus defensive sectors": tuple(
            f"sector_{s}" for s in ("xlb", "xlf", "xli", "xly", "xlp", "xlu", "xlv")
        ),
        "Daily ratios, both": ("relative_price_sp500", "relative_price_nasdaq"),
    }
    label = panel.catalog["label"]
    lines = []
    for part, names in parts.items():
        known = {n: _values(panel, n) for n in names}
        starts = max(names, key=lambda n: known[n].index[0])
        ends = min(names, key=lambda n: known[n].index[-1])
        first, last = known[starts].index[0], known[ends].index[-1]
        as_text = [str(p.date()) if isinstance(p, pd.Timestamp) else str(p) for p in (first, last)]
        lines.append([part, as_text[0], label[starts], as_text[1], label[ends]])
    names = ("Sample", "All known from", "Starts with", "To", "Ends with")
    return Holds.rows(names, lines)


def _values(panel, name: str) -> pd.Series:
    for frame in (panel.monthly, panel.quarterly, panel.daily):
        if name in frame:
            return frame[name].dropna()
    raise KeyError(name)


def samples(view: View) -> Holds:
    fit = view.world.fit
    equations = [fit.returns[h - 1] for h in (1, 3, 6, 12, 24)] + [
        member for model in fit.growth for member in model.members
    ]
    return Holds(
        {
            "Explained": [OUTCOMES.get(e.variable, OUTCOMES[RETURN]) for e in equations],
            "Inputs": [FAMILIES.get(e.family, "") for e in equations],
            "Window, months": [str(e.horizon_months) for e in equations],
            "First window ends": [e.estimates.first for e in equations],
            "Last window ends": [e.estimates.last for e in equations],
            "Observations": [str(e.estimates.nobs) for e in equations],
        }
    )
