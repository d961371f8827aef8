"""The controls of each lever, bound to the address; keys are those of links."""

import streamlit as st

from models.common.errors import ScenarioError
from models.scenario.levers import Lever
from models.scenario.link import CHOICES, STEPS, bounds, flatten
from models.scenario.own_path import parse_values
from models.scenario.request import Request
from pages.parts.typed_paths import remember_typed

DEFAULTS = flatten(Request())
_MOVING = {CHOICES["fed_direction"]["cut"], CHOICES["fed_direction"]["hike"]}


def draw_lever(lever: Lever) -> None:
    """Draw the controls of a lever: its own layout, or its fields in their order."""
    _CONTROLS.get(lever.id, _any_lever)(lever)


def _fed(lever: Lever) -> None:
    own = _follows_own_path(lever)
    choice("fed_direction", "What the Fed does", "Baseline: see Start and model, below.", own)
    idle = own or st.session_state["fed_direction"] not in _MOVING
    slider("fed_moves", "Number of moves", "How many times the target changes.", disabled=idle)
    slider(
        "fed_first_meeting",
        "First move, meeting number",
        "1 is the next scheduled FOMC meeting; the date is in the line above.",
        disabled=idle,
    )
    with st.expander("Size, rhythm, floor, own path, why"):
        choice("fed_size_pp", "Size of each move", "100 bp is one percentage point.", idle)
        menu("fed_every", "Rhythm", "A move at every meeting or at every other.", idle)
        slider(
            "fed_floor_pct",
            "Cuts stop at (%)",
            "Lowest upper bound of the target range that cuts may reach.",
            disabled=own or st.session_state["fed_direction"] != CHOICES["fed_direction"]["cut"],
        )
        _own_path(lever)
        menu(
            "fed_why",
            "Why the Fed moves",
            "Which shocks bring the path about, and so what the levers left alone do meanwhile. "
            "History's mix: whatever used to come with such moves, weak growth before cuts among it. "
            "Policy choice: a decision of its own. Response to weakness: the economy forces it.",
        )
        _otherwise(lever)


def _fiscal(lever: Lever) -> None:
    own = _follows_own_path(lever)
    slider(
        "fiscal_size_pct_gdp",
        "Extra deficit, % of GDP",
        "Positive is stimulus, at an annual rate, cyclically adjusted, against the baseline.",
        disabled=own,
    )
    idle = own or st.session_state["fiscal_size_pct_gdp"] == 0
    slider("fiscal_start_month", "Starts in month", "Counted from the last published one.", idle)
    with st.expander("Ramp, duration, own path"):
        choice("fiscal_shape", "Shape", "A pulse ends, such as tax refunds; or it stays.", idle)
        slider("fiscal_ramp_months", "Ramp, months", "From nothing to full size.", idle)
        pulse = st.session_state["fiscal_shape"] == CHOICES["fiscal_shape"]["pulse"]
        over = idle or not pulse
        slider("fiscal_duration_months", "Held, months", "At full size, after the ramp.", over)
        slider("fiscal_fade_months", "Fade, months", "From full size to nothing.", over)
        _own_path(lever)
        _otherwise(lever)


def _labour(lever: Lever) -> None:
    own = _follows_own_path(lever)
    measure = st.session_state.get("labour_measure", DEFAULTS["labour_measure"])
    by_payrolls = measure == CHOICES["labour_measure"]["payrolls"]
    slider(
        "labour_peak_rise_pp",
        "Peak rise in unemployment, pp",
        "Against the baseline; positive is a slowdown.",
        disabled=own or by_payrolls,
    )
    slider("labour_months_to_peak", "Months to the peak", "A straight rise.", own)
    with st.expander("Payrolls, recovery, own path"):
        choice("labour_measure", "Set the peak by", "The unemployment rate, or jobs lost.", own)
        slider(
            "labour_peak_payroll_loss_pct",
            "Loss of payrolls at the peak, %",
            "Turned into unemployment by a link estimated on payrolls since 1969.",
            disabled=own or not by_payrolls,
        )
        slider("labour_start_month", "Starts in month", "Counted from the last published one.", own)
        slider(
            "labour_recovery_half_life_months",
            "Recovery half-life, months",
            "Months for half the rise to go away after the peak; 0 is no recovery.",
            disabled=own,
        )
        _own_path(lever)
        _otherwise(lever)


def _any_lever(lever: Lever) -> None:
    """Draw the fields of a lever that has no layout of its own, labelled by their descriptions."""
    own, described = _follows_own_path(lever), lever.part.model_fields
    for name in lever.steps:
        slider(f"{lever.id}_{name}", described[name].title or name, "", own)
    for name in lever.choices:
        if name != "otherwise":
            menu(f"{lever.id}_{name}", described[name].title or name, "", own)
    _own_path(lever)
    _otherwise(lever)


_CONTROLS = {"fed": _fed, "fiscal": _fiscal, "labour": _labour}


def slider(key: str, label: str, help_text: str, disabled: bool = False) -> None:
    """Offer a number within the bounds of its key, at its step."""
    low, high = bounds(key)
    kind = type(STEPS[key])
    st.slider(
        label,
        kind(low),
        kind(high),
        kind(DEFAULTS[key]),
        STEPS[key],
        key=key,
        bind="query-params",
        help=help_text,
        disabled=disabled,
        format="%d" if kind is int else "%.2f" if STEPS[key] == 0.25 else "%.1f",
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
        "Takes the place of the sliders above; clear it to have them back. Months already published "
        "stay as they are.",
    )


def _otherwise(lever: Lever) -> None:
    menu(
        f"{lever.id}_otherwise",
        "While it is not moved, this lever",
        "Follows history: it goes where it went when the levers that are moved went as they do here. "
        "Or it stays at its baseline.",
    )


def menu(key: str, label: str, help_text: str, disabled: bool = False) -> None:
    """Offer values whose words are too long to stand side by side; the first is the default."""
    st.selectbox(
        label,
        list(CHOICES[key].values()),
        key=key,
        bind="query-params",
        help=help_text,
        disabled=disabled,
    )


def choice(key: str, label: str, help_text: str, disabled: bool = False) -> None:
    """Offer values that stand side by side."""
    st.segmented_control(
        label,
        list(CHOICES[key].values()),
        default=DEFAULTS[key],
        key=key,
        bind="query-params",
        help=help_text,
        disabled=disabled,
        required=True,
        width="stretch",
    )
