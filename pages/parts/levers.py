"""The levers of the scenario, in the sidebar, bound to the address: grouped, each said in words."""

import datetime as dt

import streamlit as st

from models.common.errors import ScenarioError
from models.comparison.comparison_link import KEYS as COMPARE_KEYS
from models.outcome.run import preset_request
from models.outcome.words import lever_words
from models.scenario.levers import LEVERS
from models.scenario.link import (
    OWN_PATHS,
    PRESET,
    as_of_choices,
    assemble,
    clean,
    flatten,
    linked_preset,
    mended,
    read_query,
)
from models.scenario.link_repair import of_others
from models.scenario.part import MAX_NAME
from models.scenario.past import past_sentence
from models.scenario.presets import presets
from models.scenario.request import Request
from pages.parts.draw import plain
from pages.parts.lever_controls import DEFAULTS, choice, draw_lever, menu, slider
from pages.parts.load_file import load_from_file
from pages.parts.notes import leave_notes, show_notes
from pages.parts.typed_paths import hold_back_odd
from pages.parts.world import world_of

# Parameters that single pages keep in the address.
PAGE_KEYS = {
    "overview_window",
    "series",
    "small_eps_multiplier",
    "small_eps_sensitivity",
    "view",
    "compare_by",
} | {*COMPARE_KEYS}
_SLIDERS_REST = ". The sliders rest until it is cleared, under own path."


def scenario_sidebar() -> Request:
    """Draw the levers and return what the reader asks for; the address restores it."""
    _adopt_link()
    with st.sidebar:
        _preset_menu()
        slider("horizon_months", "Horizon, months", "How far ahead the paths run.")
        said, asked = {}, {}
        for lever in LEVERS.values():
            with st.container(border=True, gap="small"):
                st.markdown(f"**{lever.label}**")
                said[lever.id] = st.empty()
                draw_lever(lever)
                _unread_own_path(f"{lever.id}_own_path")
                asked[lever.id] = st.container(gap="small")
        _start_and_model()
        request = assemble({key: _value(key) for key in DEFAULTS})
        setting = world_of(request).setting
        request = hold_back_odd(request, setting, asked)
        words = lever_words(request.scenario, setting)
        load_from_file(request, load)
        for lever, place in said.items():
            rest = _SLIDERS_REST if request.scenario.parts[lever].own_path else ""
            place.caption(plain(words[lever][0].upper() + words[lever][1:] + rest))
    show_notes(request)
    if past := past_sentence(request, setting, dt.datetime.now(dt.UTC).date()):
        st.info(plain(past), icon=":material/schedule:")
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
        return DEFAULTS[key]


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
    right.button("Reset", on_click=load, args=(Request(),), width="stretch")


def _load_preset() -> None:
    chosen = st.session_state["preset"]
    st.session_state["preset"] = None  # the menu loads; it does not claim to describe the levers
    if preset := presets().get(chosen):
        spec = current_request().spec  # how things are measured stays as it is
        load(preset_request(preset, spec))


def load(request: Request) -> None:
    """Set every lever to a request; for callbacks."""
    for key, value in flatten(request).items():
        st.session_state[key] = value


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
        menu(
            "baseline",
            "Baseline of the levers",
            "Flat: the last rate and unemployment, no new fiscal impulse. Model forecast: where history "
            "says they go from here. FOMC medians: the committee's own projections. Supervisory: the "
            "Federal Reserve Board's baseline for its stress tests.",
        )
        menu(
            "target",
            "Small minus large",
            "Russell 2000 minus S&P 500, price only, with French's size portfolios mapped to it "
            "before 1987; iShares Russell 2000 minus SPDR S&P 500 with dividends, from 2000; or "
            "French's smallest 30% minus largest 30% of companies, in their own units.",
        )
        choice(
            "pandemic",
            "March to December 2020",
            "How windows touching those months count in the estimates: a tenth, not at all, in full.",
        )
        choice(
            "cap_inputs",
            "Beyond the range seen",
            "Cut levers back to the widest move in the sample, or let straight lines run on.",
        )
        menu(
            "growth_estimator",
            "Coefficients of earnings and profits by",
            "The first is a ridge with a penalty fixed beforehand; the page Earnings shows each one's "
            "record. Median and Huber regression count "
            "extreme quarters less; the tuned ones choose their penalty on later blocks of the sample.",
        )
        choice(
            "centre",
            "Small vs large starts from",
            "The forecast from where the economy stands, the average of four; or the long-run average, "
            "trimmed towards zero. For the average of the models.",
        )
        menu(
            "estimator",
            "Coefficients of small minus large by",
            "The average of all models, with its record; or one alone: least squares, or with a penalty "
            "on large coefficients, chosen on later blocks of the sample: ridge shrinks them all, the "
            "elastic net also sets some to zero.",
        )
        st.text_input(
            "Name of the scenario",
            DEFAULTS["name"],
            max_chars=MAX_NAME,
            key="name",
            bind="query-params",
        )


def _adopt_link() -> None:
    """Clean what arrived by link, once a session or with a preset; say what was replaced.

    An own path stays in its text field as it came; what is wrong with it is said there.
    """
    if "link_adopted" in st.session_state and PRESET not in st.query_params:
        return
    st.session_state["link_adopted"] = True
    given = {k: v for k, v in st.query_params.to_dict().items() if k not in PAGE_KEYS}
    preset, no_preset = linked_preset(given)
    cleaned, notes = read_query({k: v for k, v in mended(given).items() if k not in OWN_PATHS})
    if preset is not None:
        cleaned = flatten(preset_request(preset)) | cleaned
    cleaned |= {k: v for k, v in mended(given).items() if k in OWN_PATHS and given.get(k, "") != v}
    leave_notes("Not everything in the link could be used:", [*filter(None, [no_preset]), *notes])
    for key, value in cleaned.items():
        st.session_state[key] = value
    for key in given.keys() - DEFAULTS.keys():
        if not of_others(key):  # taken in or named above; it would stay in the address for ever
            del st.query_params[key]
