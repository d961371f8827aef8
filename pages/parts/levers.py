"""The levers of the scenario, in the sidebar, bound to the address: grouped, each said in words."""

import streamlit as st

from models.common.errors import ScenarioError
from models.outcome.preset_request import preset_request
from models.outcome.words import LEVER_LABELS, lever_words
from models.scenario.link import (
    CHOICES,
    OWN_PATHS,
    STEPS,
    Request,
    as_of_choices,
    assemble,
    bounds,
    clean,
    flatten,
    read_query,
)
from models.scenario.own_path import parse_values
from models.scenario.presets import presets
from models.scenario.scenario import MAX_NAME
from pages.parts.draw import plain
from pages.parts.load_file import load_from_file
from pages.parts.notes import leave_notes, show_notes
from pages.parts.world import world_of

_DEFAULTS = flatten(Request())
_OWN_PATH_EXAMPLES = {
    "fed_own_path": "3.8, 3.6, 3.4",
    "fiscal_own_path": "0.5, 0.5, 0.2",
    "labour_own_path": "4.3, 4.6, 5.0",
}
_SLIDERS_REST = ". The sliders rest until it is cleared, under own path."
_MOVING = {CHOICES["fed_direction"]["cut"], CHOICES["fed_direction"]["hike"]}


def scenario_sidebar() -> Request:
    """Draw the levers and return what the reader asks for; the address restores it."""
    _adopt_link()
    with st.sidebar:
        _preset_menu()
        _slider("horizon_months", "Horizon, months", "How far ahead the paths run.")
        said = {}
        for lever, controls in (("fed", _fed), ("fiscal", _fiscal), ("labour", _labour)):
            with st.container(border=True, gap="small"):
                st.markdown(f"**{LEVER_LABELS[lever]}**")
                said[lever] = st.empty()
                controls()
                _unread_own_path(f"{lever}_own_path")
        _start_and_model()
        request = assemble({key: _value(key) for key in _DEFAULTS})
        words = lever_words(request.scenario, world_of(request).setting)
        load_from_file(request, _load)
        for lever, place in said.items():
            rest = _SLIDERS_REST if getattr(request.scenario, lever).own_path else ""
            place.caption(plain(words[lever][0].upper() + words[lever][1:] + rest))
    show_notes(request)
    st.session_state["request"] = request
    return request


def current_request() -> Request:
    """Return what the sidebar of this run asks for."""
    return st.session_state["request"]


def _value(key: str) -> object:
    """Return a widget's value, cleaned like a link's: a client may send anything it likes."""
    try:
        return clean(key, str(st.session_state[key]))[0]
    except (
        ScenarioError
    ):  # of an own path its lever says why; no other widget lets one come to this
        return _DEFAULTS[key]


def _unread_own_path(key: str) -> None:
    """Say below a lever, folded or not, why its own path is not used."""
    try:
        clean(key, str(st.session_state[key]))
    except ScenarioError as error:
        st.error(plain(f"{error} The lever is used without it."))


def _preset_menu() -> None:
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.selectbox(
        "Preset",
        list(presets()),
        index=None,
        format_func=lambda preset_id: presets()[preset_id].stated.name,
        placeholder="Load a preset",
        key="preset",
        on_change=_load_preset,
        help="A starting point; every lever can be changed afterwards.",
    )
    right.button("Reset", on_click=_load, args=(Request(),), width="stretch")


def _load_preset() -> None:
    chosen = st.session_state["preset"]
    st.session_state["preset"] = None  # the menu loads; it does not claim to describe the levers
    if preset := presets().get(chosen):
        spec = current_request().spec  # how things are measured stays as it is
        _load(preset_request(preset, spec))


def _load(request: Request) -> None:
    for key, value in flatten(request).items():
        st.session_state[key] = value


def _fed() -> None:
    own = _follows_own_path("fed_own_path")
    _choice("fed_direction", "What the Fed does", "Baseline: see Start and model, below.", own)
    idle = own or st.session_state["fed_direction"] not in _MOVING
    _slider("fed_moves", "Number of moves", "How many times the target changes.", disabled=idle)
    _slider(
        "fed_first_meeting",
        "First move, meeting number",
        "1 is the next scheduled FOMC meeting; the date is in the line above.",
        disabled=idle,
    )
    with st.expander("Size, rhythm, floor, own path, why"):
        _choice("fed_size_pp", "Size of each move", "100 bp is one percentage point.", idle)
        _menu("fed_every", "Rhythm", "A move at every meeting or at every other.", idle)
        _slider(
            "fed_floor_pct",
            "Cuts stop at (%)",
            "Lowest upper bound of the target range that cuts may reach.",
            disabled=own or st.session_state["fed_direction"] != CHOICES["fed_direction"]["cut"],
        )
        _own_path("fed_own_path", "effective rate, %")
        _menu(
            "fed_why",
            "Why the Fed moves",
            "Which shocks bring the path about, and so what the levers left alone do meanwhile. "
            "History's mix: whatever used to come with such moves, weak growth before cuts among it. "
            "Policy choice: a decision of its own. Response to weakness: the economy forces it.",
        )
        _otherwise("fed")


def _fiscal() -> None:
    own = _follows_own_path("fiscal_own_path")
    _slider(
        "fiscal_size_pct_gdp",
        "Extra deficit, % of GDP",
        "Positive is stimulus, at an annual rate, cyclically adjusted, against the baseline.",
        disabled=own,
    )
    idle = own or st.session_state["fiscal_size_pct_gdp"] == 0
    _slider("fiscal_start_month", "Starts in month", "Counted from the last published one.", idle)
    with st.expander("Ramp, duration, own path"):
        _choice("fiscal_shape", "Shape", "A pulse ends, such as tax refunds; or it stays.", idle)
        _slider("fiscal_ramp_months", "Ramp, months", "From nothing to full size.", idle)
        pulse = st.session_state["fiscal_shape"] == CHOICES["fiscal_shape"]["pulse"]
        over = idle or not pulse
        _slider("fiscal_duration_months", "Held, months", "At full size, after the ramp.", over)
        _slider("fiscal_fade_months", "Fade, months", "From full size to nothing.", over)
        _own_path("fiscal_own_path", "fiscal impulse, % of GDP")
        _otherwise("fiscal")


def _labour() -> None:
    own = _follows_own_path("labour_own_path")
    measure = st.session_state.get("labour_measure", _DEFAULTS["labour_measure"])
    by_payrolls = measure == CHOICES["labour_measure"]["payrolls"]
    _slider(
        "labour_peak_rise_pp",
        "Peak rise in unemployment, pp",
        "Against the baseline; positive is a slowdown.",
        disabled=own or by_payrolls,
    )
    _slider("labour_months_to_peak", "Months to the peak", "A straight rise.", own)
    with st.expander("Payrolls, recovery, own path"):
        _choice("labour_measure", "Set the peak by", "The unemployment rate, or jobs lost.", own)
        _slider(
            "labour_peak_payroll_loss_pct",
            "Loss of payrolls at the peak, %",
            "Turned into unemployment by a link estimated on payrolls since 1969.",
            disabled=own or not by_payrolls,
        )
        _slider(
            "labour_start_month", "Starts in month", "Counted from the last published one.", own
        )
        _slider(
            "labour_recovery_half_life_months",
            "Recovery half-life, months",
            "Months for half the rise to go away after the peak; 0 is no recovery.",
            disabled=own,
        )
        _own_path("labour_own_path", "unemployment rate, %")
        _otherwise("labour")


def _start_and_model() -> None:
    with st.expander("Start and model"):
        st.selectbox(
            "Starting from",
            as_of_choices(),
            key="as_of",
            bind="query-params",
            help="What is known when the scenario begins. An earlier date uses today's data vintage, "
            "cut where it was not yet published, and equations estimated on it.",
        )
        _menu(
            "baseline",
            "Baseline of the levers",
            "Flat: the last rate and unemployment, no new fiscal impulse. Model forecast: where history "
            "says they go from here. FOMC medians: the committee's own projections. Supervisory: the "
            "Federal Reserve Board's baseline for its stress tests.",
        )
        _menu(
            "target",
            "Small minus large",
            "Russell 2000 minus S&P 500, price only, with French's size portfolios mapped to it "
            "before 1987; iShares Russell 2000 minus SPDR S&P 500 with dividends, from 2000; or "
            "French's smallest 30 % minus largest 30 % of companies, in their own units.",
        )
        _choice(
            "pandemic",
            "March to December 2020",
            "How windows touching those months count in the estimates: a tenth, not at all, in full.",
        )
        _choice(
            "cap_inputs",
            "Beyond the range seen",
            "Cut levers back to the widest move in the sample, or let straight lines run on.",
        )
        _menu(
            "growth_estimator",
            "Coefficients of earnings and profits by",
            "A ridge of penalty 0.1 does best out of sample. Median and Huber regression count "
            "extreme quarters less; the tuned ones choose their penalty on later blocks of the sample.",
        )
        _choice(
            "estimator",
            "Coefficients of small minus large by",
            "Least squares; or with a penalty on large coefficients, chosen on later blocks of the "
            "sample: ridge shrinks them all, the elastic net also sets some to zero.",
        )
        st.text_input(
            "Name of the scenario",
            _DEFAULTS["name"],
            max_chars=MAX_NAME,
            key="name",
            bind="query-params",
        )


def _slider(key: str, label: str, help_text: str, disabled: bool = False) -> None:
    low, high = bounds(key)
    kind = type(STEPS[key])
    st.slider(
        label,
        kind(low),
        kind(high),
        kind(_DEFAULTS[key]),
        STEPS[key],
        key=key,
        bind="query-params",
        help=help_text,
        disabled=disabled,
        format="%d" if kind is int else "%.2f" if STEPS[key] == 0.25 else "%.1f",
    )


def _follows_own_path(key: str) -> bool:
    """Whether a text field further down holds a path that takes the place of its lever's sliders."""
    text = st.session_state.get(key, st.query_params.get(key, ""))  # of a link, before it is drawn
    try:
        return bool(parse_values(OWN_PATHS[key], text))
    except ScenarioError:
        return False


def _own_path(key: str, unit: str) -> None:
    st.text_input(
        f"Own path: {unit}",
        "",  # of any length: a field that cuts would lose months without a word
        key=key,
        bind="query-params",
        placeholder=_OWN_PATH_EXAMPLES[key],
        help="Monthly values from the first month after the data, at most 24; the last one holds on. "
        "Takes the place of the sliders above; clear it to have them back. Months already published "
        "stay as they are.",
    )


def _otherwise(lever: str) -> None:
    _menu(
        f"{lever}_otherwise",
        "While it is not moved, this lever",
        "Follows history: it goes where it went when the levers that are moved went as they do here. "
        "Or it stays at its baseline.",
    )


def _menu(key: str, label: str, help_text: str, disabled: bool = False) -> None:
    """Offer values whose words are too long to stand side by side; the first is the default."""
    st.selectbox(
        label,
        list(CHOICES[key].values()),
        key=key,
        bind="query-params",
        help=help_text,
        disabled=disabled,
    )


def _choice(key: str, label: str, help_text: str, disabled: bool = False) -> None:
    st.segmented_control(
        label,
        list(CHOICES[key].values()),
        default=_DEFAULTS[key],
        key=key,
        bind="query-params",
        help=help_text,
        disabled=disabled,
        required=True,
        width="stretch",
    )


def _adopt_link() -> None:
    """Clean what arrived by link, once a session, and leave a sentence for each value replaced.

    An own path stays in its text field as it came; what is wrong with it is said there.
    """
    if "link_adopted" not in st.session_state:
        st.session_state["link_adopted"] = True
        given = st.query_params.to_dict()
        cleaned, notes = read_query({k: v for k, v in given.items() if k not in OWN_PATHS})
        leave_notes("Not everything in the link could be used:", notes)
        for key, value in cleaned.items():
            st.session_state[key] = value
