"""The levers, beside the chart or in the sidebar: what they are set to, and what they say they do."""

from models.scenario.levers import LEVERS
from models.scenario.presets import presets
from tests.pages.numbers.figures import bare, date, measured, months, period, plus
from tests.pages.numbers.matching import Says, Stated
from tests.pages.numbers.most_on_record import records
from tests.pages.numbers.view import View

_REST = {
    "follow": "not set, follows history",
    "hold": "not set, stays at its baseline",
    "tech": "not set, no change",
}
_WHY = {"history": "", "policy": ", as a policy choice", "weakness": ", in response to weakness"}


def lever_words(view: View) -> dict[str, str]:
    """Say each lever, worked out from the scenario, the calendar and what is published."""
    own = {
        "fed": _fed,
        "fiscal": _fiscal,
        "labour": _labour,
        "credit": _credit,
        "inflation": _inflation,
        "tech": _tech,
    }
    return {
        LEVERS[name].label: own[name](view)
        if part.active
        else _REST["hold" if part.otherwise == "hold" else name if name == "tech" else "follow"]
        for name, part in view.scenario.parts.items()
    }


def _own(values: tuple[float, ...], unit: str) -> str:
    last = measured(bare(values[-1], 2), unit)
    return f"own path of {months(len(values))}, from {bare(values[0], 2)} to {last}, then unchanged"


def _range(upper: float) -> str:
    return f"{upper - 0.25:.2f} to {upper:.2f}%"


def _fed(view: View) -> str:
    fed = view.scenario.fed
    if fed.own_path:
        return _own(fed.own_path, "%") + _WHY[fed.why]
    upper = float(view.published("policy_rate_target_upper").iloc[-1])
    if fed.direction == "hold":
        return f"held at {_range(upper)}{_WHY[fed.why]}"
    meetings = view.world.setting.meetings[fed.first_meeting - 1 :: fed.every][: fed.moves]
    if fed.direction == "hike":
        count, end = len(meetings), upper + len(meetings) * fed.size_pp
    else:
        room = max(upper - fed.floor_pct, 0.0)
        count = min(len(meetings), int(-(-room // fed.size_pp)))
        end = max(upper - count * fed.size_pp, min(fed.floor_pct, upper))
    if not count:
        return f"no room to cut: {_range(upper)} is at the floor of {fed.floor_pct:.2f}%{_WHY[fed.why]}"
    first = meetings[0]
    named = fed.direction + "s" * (fed.moves > 1)
    of_asked, why_fewer = "", ""
    if count < fed.moves:
        of_asked = f" of {fed.moves}"
        why_fewer = (
            f" (the others lie beyond the {len(view.world.setting.meetings)} meetings ahead)"
        )
        if count < len(meetings):
            why_fewer = f" (the floor of {fed.floor_pct:.2f}% stops the others)"
    rhythm = ", every other meeting," if count > 1 and fed.every == 2 else ""
    return (
        f"{count}{of_asked} {named} of {fed.size_pp * 100:.0f} bp from {date(first.decision_day)}"
        f"{' (assumed)' if first.assumed else ''}{rhythm} to a target of {_range(end)}{why_fewer}"
        f"{_WHY[fed.why]}"
    )


def _over(view: View) -> list[Says]:
    """Say what of a scenario that starts from the latest figures is over by the day of the test."""
    scenario, fed = view.scenario, view.scenario.fed
    end = view.world.setting.months[view.horizon - 1]
    if scenario.as_of:
        return []
    figures = f"The figures are those of {date(view.world.panel.vintage)}, and "
    then = "newer ones can be fetched on the Data page."
    if end.end_time.date() < view.today:
        return [
            Says("{all}", all=f"{figures}the horizon ends in {period(end)}, before today: {then}")
        ]
    meetings = view.world.setting.meetings[fed.first_meeting - 1 :: fed.every][: fed.moves]
    if fed.direction == "cut":
        upper = float(view.published("policy_rate_target_upper").iloc[-1])
        meetings = meetings[: int(-(-max(upper - fed.floor_pct, 0.0) // fed.size_pp))]
    over = [m.decision_day for m in meetings if m.decision_day < view.today]
    if not over or fed.direction not in {"cut", "hike"} or fed.own_path:
        return []
    which = f"the first move of the Fed, on {date(over[0])}, lies"
    if len(over) > 1:
        which = f"the first {len(over)} moves of the Fed, {date(over[0])} to {date(over[-1])}, lie"
    return [Says("{all}", all=f"{figures}{which} in the past, whatever was decided then: {then}")]


def _month(view: View, variable: str, number: int) -> str:
    return period(max(view.published(variable).index[-1], view.origin) + number)


def _fiscal(view: View) -> str:
    of = view.scenario.fiscal
    if of.own_path:
        return _own(of.own_path, "% of GDP")
    ramp = f" over {months(of.ramp_months)}" if of.ramp_months else ""
    end = ", then sustained"
    if of.shape == "pulse":
        end = f", held {months(of.duration_months)}, then faded over {months(of.fade_months)}"
    start = _month(view, "fiscal_impulse", of.start_month)
    return f"{plus(of.size_pct_gdp)}% of GDP from {start}{ramp}{end}"


def _labour(view: View) -> str:
    of = view.scenario.labour
    if of.own_path:
        return _own(of.own_path, "%")
    size = f"unemployment {plus(of.peak_rise_pp)} pp"
    if of.measure == "payrolls":
        link = view.world.fit.okun
        per_pct = dict(zip(link.terms, link.params, strict=True))["payroll_growth_12m"]
        size = (
            f"payrolls {plus(-of.peak_payroll_loss_pct)}% "
            f"(unemployment {plus(-per_pct * of.peak_payroll_loss_pct)} pp)"
        )
    peak = _peak(view)
    return f"{size} by {peak}, {_after(of)}"


def _credit(view: View) -> str:
    of = view.scenario.credit
    return _rise(view, of, f"spread {plus(of.peak_rise_pp)} pp", "credit_spread", "pp")


def _inflation(view: View) -> str:
    of = view.scenario.inflation
    return _rise(view, of, f"core PCE {plus(of.peak_rise_pp)} pp", "core_pce_inflation", "%")


def _tech(view: View) -> str:
    of, variable = view.scenario.tech, "small_cap_relative_return_nasdaq"
    size = f"Nasdaq-100 {plus(of.peak_move_pp)} pp against the S&P 500"
    return _rise(view, of, size, variable, "pp")


def _rise(view: View, of: object, size: str, variable: str, unit: str) -> str:
    if of.own_path:
        return _own(of.own_path, unit)
    peak = _month(view, variable, of.start_month + of.months_to_peak - 1)
    return f"{size} by {peak}, {_after(of)}"


def _after(of: object) -> str:
    half = of.recovery_half_life_months
    return f"half recovered {months(half)} later" if half else "no recovery"


def _peak(view: View) -> str:
    of = view.scenario.labour
    return _month(view, "unemployment_rate", of.start_month + of.months_to_peak - 1)


def _meeting(meeting) -> str:
    return date(meeting.decision_day) + " (assumed)" * meeting.assumed


def _scenario_menu(view: View) -> list[Says]:
    """The menu of scenarios names the one that was loaded by its id, of which some hold years."""
    name = view.scenario.name
    loaded = [key for key, preset in presets().items() if preset.stated.name == name]
    return [Says("Scenario: {id}", id=loaded[0])] if loaded else []


def entries(view: View) -> list:
    """Explain the levers, wherever they stand."""
    said, scenario = lever_words(view), view.scenario
    fed, fiscal, labour = scenario.fed, scenario.fiscal, scenario.labour
    sentences = [
        text[0].upper()
        + text[1:]
        + ". The sliders rest until it is cleared, under own path."
        * bool(view.parts[lever].own_path)
        for lever, text in said.items()
    ]
    of_all = " ".join(  # levers that the baseline leaves to the model only where they are touched
        f"{label}: {said}."
        for (label, part), said in zip(view.parts.items(), sentences, strict=True)
        if label in ("Fed", "Fiscal", "Labour market") or part.active or part.otherwise == "hold"
    )
    words = [Says("{levers}", levers=of_all)]
    if not view.beside_chart:
        words = [Says("{lever}", lever=sentence) for sentence in sentences]
    first = view.world.setting.meetings[fed.first_meeting - 1]
    own = [
        Says("Own path: *: {values}", values=", ".join(f"{v:.10g}" for v in part.own_path))
        for part in scenario.parts.values()
        if part.own_path
    ]
    others = [  # levers without a layout of their own: each field by its title
        Says(f"{type(part).model_fields[field].title}: {{n}}", n=_shown(getattr(part, field), step))
        for name, part in scenario.parts.items()
        if name not in ("fed", "fiscal", "labour")
        for field, step in LEVERS[name].steps.items()
    ]
    return [
        *words,
        *_over(view),
        *own,
        *others,
        *_published(view),
        *_scenario_menu(view),
        Says("Horizon, months: {n}", n=view.horizon),
        Says("Number of moves: {n}", n=fed.moves),
        Says("First: {meeting} FOMC", meeting=_meeting(first)),
        Says("Size of each move: {n} bp", n=int(fed.size_pp * 100)),
        Says("Cuts stop at (%): {n}", n=f"{fed.floor_pct:.2f}"),
        Says("Extra deficit, % of GDP: {n}", n=f"{fiscal.size_pct_gdp:.1f}"),
        Says("From {month}", month=_month(view, "fiscal_impulse", fiscal.start_month)),
        Says("Ramp, months: {n}", n=fiscal.ramp_months),
        Says("Held, months: {n}", n=fiscal.duration_months),
        Says("Fade, months: {n}", n=fiscal.fade_months),
        Says("Unemployment up, pp: {n}", n=f"{labour.peak_rise_pp:.1f}"),
        Says("Peak in {month}", month=_peak(view)),
        Says("Payrolls lost at peak, %: {n}", n=f"{labour.peak_payroll_loss_pct:.1f}"),
        Says(
            "The rise begins in {month}",
            month=_month(view, "unemployment_rate", labour.start_month),
        ),
        *records(view),
        Says("Recovery half-life, months: {n}", n=labour.recovery_half_life_months),
        Says("Starting from: {day}", day=str(scenario.as_of or "latest data")),
        Says("Name of the scenario: {name}", name=scenario.name),
        *map(Stated, _CONTROLS),
    ]


def _shown(value: float, step: float) -> str:
    """A slider's value by its step: whole, or with the decimals of the step."""
    return str(value) if isinstance(step, int) else f"{value:.{2 if step == 0.25 else 1}f}"


def _published(view: View) -> list[Says]:
    """Own paths begin in the first month after the origin, of which some may be published."""
    found = []
    for lever in LEVERS.values():
        name = lever.series[0].upper() + lever.series[1:]
        series, unit = lever.variable, lever.unit
        part = getattr(view.scenario, lever.id)
        known = view.published(series)[view.origin + 1 :].iloc[: len(part.own_path)]
        if len(known):
            until = f" to {period(known.index[-1])} are" if len(known) > 1 else " is"
            stay = "stay as they are" if len(known) > 1 else "stays as it is"
            found.append(
                Says(
                    f"{name}: {{first}}{{until}} published and {stay} ({{value}}).",
                    first=period(known.index[0]),
                    until=until,
                    value=measured(f"{known.iloc[-1]:.4g}", unit),
                )
            )
    return found


_CONTROLS = (
    "Nasdaq-100 minus S&P 500, pp",
    "Own path: Nasdaq-100 minus S&P 500 since the last month, pp",
    "Chart: *",
    "100 bp is one percentage point.",
    "Monthly values from the first month after the data, at most 24; *",
    "Turned into unemployment by a link estimated on payrolls since 1969.",
    "Months for half the rise to go away after the peak; 0 is no recovery.",
    "Small vs large measured by: Russell minus S&P 500",
    "Russell 2000 minus S&P 500, price only, with French's size portfolios mapped to it before 1987; * "
    "from 2000; or French's smallest 30% minus largest 30% of companies, in their own units.",
    "How windows that touch March to December 2020 count in the estimates: *",
    "Columns: month (optional), *",
    *(lever.own_path_example for lever in LEVERS.values()),
    "month, policy_rate, unemployment_rate 2026-09, 3.75, 4.3",
)
