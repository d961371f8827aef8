"""The controls of each lever, bound to the address; keys are those of links.

Each lever has a few controls that stand beside the chart and settings that stand further down. All of
them are switched off by the same rules, which `idle_keys` states for both.
"""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.common.errors import ScenarioError
from models.common.text import month
from models.scenario.levers import LEVERS
from models.scenario.levers.lever import Lever
from models.scenario.link import CHOICES, STEPS, bounds, flatten, lever_of
from models.scenario.own_path import parse_values
from models.scenario.request import Request
from models.scenario.setting import Setting
from pages.parts.exact import exact
from pages.parts.record_mark import RecordMark, record_mark
from pages.parts.typed_paths import remember_typed

Width = Literal["stretch"] | int

DEFAULTS = flatten(Request())
BESIDE = frozenset(
    {
        "horizon_months",
        "fed_direction",
        "fed_moves",
        "fed_first_meeting",
        "fed_why",
        "fiscal_size_pct_gdp",
        "fiscal_start_month",
        "labour_peak_rise_pp",
        "labour_months_to_peak",
    }
)  # keys of the controls that stand beside the chart
_WHY_IN_SHORT = {
    "history": "As in history: cuts with weak growth, hikes with strong.",
    "policy": "A decision of its own; the economy does not force it.",
    "weakness": "Weak growth comes first and forces the Fed's hand.",
}
# Dates stand in the label; the number behind them, which links keep, would say nothing.
_WIDE = 260  # pixels of a setting: a row on a phone and in the sidebar, four to a row on a screen
_NO_NUMBER = "\N{ZERO WIDTH SPACE}"


def beside_chart(lever: Lever, setting: Setting) -> None:
    """Draw what of a lever is moved most, each date in words."""
    _BESIDE.get(lever.id, numbers_of)(lever, setting)


def settings_of(lever: Lever, setting: Setting) -> None:
    """Draw the rest of a lever, as many controls to a row as there is room for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _SETTINGS.get(lever.id, _any_settings)(lever, setting)
        _own_path(lever)
        _otherwise(lever)


def is_idle(key: str) -> bool:
    """Whether what is set elsewhere switches a control off."""
    lever = LEVERS.get(lever_of(key) or "")
    if lever is None:
        return False
    field = key.removeprefix(f"{lever.id}_")
    if field in (*lever.steps, *lever.choices) and field not in _NEVER_IDLE:
        return _follows_own_path(lever) or (key in _IDLE_WHILE and _IDLE_WHILE[key]())
    return False


def idle_keys() -> frozenset[str]:
    """Return the keys of all controls that are switched off."""
    return frozenset(filter(is_idle, DEFAULTS))


def elsewhere() -> tuple[object, ...]:
    """Return what of the controls that stand away from the chart can be seen: values, on or off.

    The part of a page that a lever reruns does not draw them: it has the whole page drawn anew where
    this is no longer what it was.
    """
    values = tuple(_now(key) for key in DEFAULTS if key not in BESIDE)
    return values, idle_keys() - BESIDE


def _now(key: str) -> object:
    """Return a control's value: of this run, of the link before it is drawn, or its default."""
    return st.session_state.get(key, DEFAULTS[key])


def _meant(key: str) -> Any:
    """Return a control's value as a scenario has it, its spelling undone."""
    now = _now(key)
    return next((v for v, spelt in CHOICES.get(key, {}).items() if spelt == now), now)


def _is(key: str, *values: str) -> bool:
    """Whether a choice is one of these."""
    return _now(key) in [CHOICES[key][value] for value in values]


_NEVER_IDLE = ("why", "otherwise")
_IDLE_WHILE: dict[str, Callable[[], bool]] = {
    **dict.fromkeys(
        ("fed_moves", "fed_first_meeting", "fed_size_pp", "fed_every"),
        lambda: not _is("fed_direction", "cut", "hike"),
    ),
    "fed_floor_pct": lambda: not _is("fed_direction", "cut"),
    **dict.fromkeys(
        ("fiscal_start_month", "fiscal_shape", "fiscal_ramp_months"),
        lambda: _now("fiscal_size_pct_gdp") == 0,
    ),
    **dict.fromkeys(
        ("fiscal_duration_months", "fiscal_fade_months"),
        lambda: _now("fiscal_size_pct_gdp") == 0 or not _is("fiscal_shape", "pulse"),
    ),
    "labour_peak_rise_pp": lambda: _is("labour_measure", "payrolls"),
    "labour_peak_payroll_loss_pct": lambda: not _is("labour_measure", "payrolls"),
}


def _pair() -> DeltaGenerator:
    """Return a row for two controls, side by side on a phone too, and a number to be typed."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def _fed_beside(lever: Lever, setting: Setting) -> None:
    with _pair():
        menu("fed_direction", "What the Fed does", "Baseline: see Start and model.")
        record = _record(lever, setting)
        help_text = record.help("moves", "How many times the target changes.")
        slider("fed_moves", "Number of moves", help_text)
        exact("fed_moves", "Number of moves")
    first = setting.meetings[min(int(str(_now("fed_first_meeting"))), len(setting.meetings)) - 1]
    with _pair():
        slider("fed_first_meeting", f"First: {first} FOMC", "", number=False)
        menu(
            "fed_why",
            "Why the Fed moves",
            "Which shocks bring the path about, and so what the levers left alone do meanwhile. "
            "History's mix: whatever used to come with such moves, weak growth before cuts among it. "
            "Policy choice: a decision of its own. Response to weakness: the economy forces it.",
        )
    st.caption(_WHY_IN_SHORT[_meant("fed_why")])
    record.say_if_beyond()


def _fed_settings(_lever: Lever, _setting: Setting) -> None:
    choice("fed_size_pp", "Size of each move", "100 bp is one percentage point.", width=_WIDE)
    menu("fed_every", "Rhythm", "A move at every meeting or at every other.", width=_WIDE)
    _number(
        "fed_floor_pct",
        "Cuts stop at (%)",
        "Lowest upper bound of the target range that cuts may reach.",
    )


def _fiscal_beside(lever: Lever, setting: Setting) -> None:
    start = setting.month_of(lever.variable, int(str(_now("fiscal_start_month"))))
    with _pair():
        record = _record(lever, setting)
        text = "Positive is stimulus, at an annual rate, cyclically adjusted, against the baseline."
        help_text = record.help("size_pct_gdp", text)
        slider("fiscal_size_pct_gdp", "Extra deficit, % of GDP", help_text)
        exact("fiscal_size_pct_gdp", "Extra deficit, % of GDP")
        slider("fiscal_start_month", f"From {month(start)}", "The first month of it.", number=False)
    record.say_if_beyond()


def _fiscal_settings(_lever: Lever, _setting: Setting) -> None:
    choice("fiscal_shape", "Shape", "A pulse ends, such as tax refunds; or it stays.", width=_WIDE)
    _number("fiscal_ramp_months", "Ramp, months", "From nothing to full size.")
    _number("fiscal_duration_months", "Held, months", "At full size, after the ramp.")
    _number("fiscal_fade_months", "Fade, months", "From full size to nothing.")


def _labour_beside(lever: Lever, setting: Setting) -> None:
    peak = int(str(_now("labour_start_month"))) + int(str(_now("labour_months_to_peak"))) - 1
    until = month(setting.month_of(lever.variable, peak))
    with _pair():
        record = _record(lever, setting)
        text = "The peak of the rise against the baseline; positive is a slowdown."
        help_text = record.help("peak_rise_pp", text)
        slider("labour_peak_rise_pp", "Unemployment up, pp", help_text)
        exact("labour_peak_rise_pp", "Unemployment up, pp")
        slider("labour_months_to_peak", f"Peak in {until}", "After a straight rise.", number=False)
    record.say_if_beyond()


def _labour_settings(lever: Lever, setting: Setting) -> None:
    choice("labour_measure", "Set the peak by", "The unemployment rate, or jobs lost.", width=_WIDE)
    _number(
        "labour_peak_payroll_loss_pct",
        "Payrolls lost at peak, %",
        "Turned into unemployment by a link estimated on payrolls since 1969.",
    )
    start = month(setting.month_of(lever.variable, int(str(_now("labour_start_month")))))
    slider(
        "labour_start_month",
        f"The rise begins in {start}",
        "The first month of it.",
        number=False,
        width=_WIDE,
    )
    _number(
        "labour_recovery_half_life_months",
        "Recovery half-life, months",
        "Months for half the rise to go away after the peak; 0 is no recovery.",
    )


def numbers_of(lever: Lever, setting: Setting) -> None:
    """Draw the numbers of a lever that has no layout of its own, labelled by their descriptions."""
    record = _record(lever, setting)
    with st.container(horizontal=True, gap="small"):
        for name in lever.steps:
            label = lever.part.model_fields[name].title or name
            _number(f"{lever.id}_{name}", label, record.help(name, ""))
    record.say_if_beyond()


def _any_settings(lever: Lever, _setting: Setting) -> None:
    for name in lever.choices:
        if name != "otherwise":
            menu(f"{lever.id}_{name}", lever.part.model_fields[name].title or name, "", width=_WIDE)


_BESIDE = {"fed": _fed_beside, "fiscal": _fiscal_beside, "labour": _labour_beside}
_SETTINGS = {"fed": _fed_settings, "fiscal": _fiscal_settings, "labour": _labour_settings}


def _record(lever: Lever, setting: Setting) -> RecordMark:
    """Mark the widest move on record of a lever that stands where its controls are."""
    names = (*lever.steps, *lever.choices)
    return record_mark(lever, {name: _meant(f"{lever.id}_{name}") for name in names}, setting)


def _number(key: str, label: str, help_text: str) -> None:
    """Offer a number on a slider and, beside it, to be typed."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width=_WIDE):
        slider(key, label, help_text)
        exact(key, label)


def slider(
    key: str, label: str, help_text: str, *, number: bool = True, width: Width = "stretch"
) -> None:
    """Offer a number within the bounds of its key, at its step; without `number` the label says it."""
    low, high = bounds(key)
    kind = type(STEPS[key])
    form = "%d" if kind is int else "%.2f" if STEPS[key] == 0.25 else "%.1f"
    st.slider(
        label,
        kind(low),
        kind(high),
        kind(DEFAULTS[key]),
        STEPS[key],
        key=key,
        bind="query-params",
        help=help_text or None,
        disabled=is_idle(key),
        format=form if number else _NO_NUMBER,
        width=width,
    )


def _follows_own_path(lever: Lever) -> bool:
    """Whether a text field further down holds a path that takes the place of the lever's sliders."""
    key = f"{lever.id}_own_path"
    text = st.session_state.get(key, st.query_params.get(key, ""))  # of a link, before it is drawn
    try:
        return bool(parse_values(lever.id, text))
    except ScenarioError:
        return False


def _own_path(lever: Lever) -> None:
    st.text_input(
        f"Own path: {lever.own_path_unit}",
        "",  # of any length: a field that cuts would lose months without a word
        key=f"{lever.id}_own_path",
        bind="query-params",
        on_change=remember_typed,
        args=(f"{lever.id}_own_path",),
        placeholder=lever.own_path_example,
        help="Monthly values from the first month after the data, at most 24; the last one holds on. "
        "Takes the place of the sliders; clear it to have them back. Months already published "
        "stay as they are.",
        width=_WIDE,
    )


def _otherwise(lever: Lever) -> None:
    menu(
        f"{lever.id}_otherwise",
        "If left alone",
        "Nothing else moves it: it stays where it is."
        if lever.beside
        else "Follows history: it goes where it went when the levers that are moved went as they do "
        "here. Or it stays at its baseline.",
        width=_WIDE,
    )


def menu(key: str, label: str, help_text: str, *, width: Width = "stretch") -> None:
    """Offer values whose words are too long to stand side by side; the first is the default."""
    st.selectbox(
        label,
        list(CHOICES[key].values()),
        key=key,
        bind="query-params",
        help=help_text or None,
        disabled=is_idle(key),
        width=width,
    )


def choice(key: str, label: str, help_text: str, *, width: Width = "stretch") -> None:
    """Offer values that stand side by side."""
    st.segmented_control(
        label,
        list(CHOICES[key].values()),
        default=DEFAULTS[key],
        key=key,
        bind="query-params",
        help=help_text,
        disabled=is_idle(key),
        required=True,
        width=width,
    )
