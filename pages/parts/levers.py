"""What a run is asked: taken from the address, from the session, and from the levers once drawn."""

from collections.abc import Callable

import streamlit as st

from models.common.errors import ScenarioError
from models.comparison.comparison_link import KEYS as COMPARE_KEYS
from models.outcome.run import preset_request
from models.scenario.link import (
    OWN_PATHS,
    PRESET,
    assemble,
    clean,
    flatten,
    linked_preset,
    mended,
    read_query,
)
from models.scenario.link_repair import of_others, plain_key
from models.scenario.presets import presets
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from pages.parts.address import came_by_history, let_go, page_asked_for, write_address
from pages.parts.lever_controls import DEFAULTS
from pages.parts.notes import OF_A_LINK, leave_notes
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
    "compare_odds",
    *(f"compare_weight_{letter}" for letter in "ABCD"),
    *(f"stress_{name}" for name in ("x", "y", "outcome", "show", "months", "lever", "side")),
} | {*COMPARE_KEYS}
OPENS_ON = "mild-slowdown"  # what an address without a scenario shows
# All levers at zero, by a name of its own: an address without a scenario is none.
NOTHING_MOVED = Request(scenario=Scenario(name="Nothing moved"))
_REQUEST, _LAST, _VALUES = "request", "last_request", "lever_values"
_PAGE, _PLACE, _ADOPTED = "levers_page", "levers_place", "link_adopted"


def carry_address() -> None:
    """Give a page reached by the menu the scenario's address; to be called before the menu is drawn.

    The browser forgets parameters whose widgets it has not seen. Told before the menu, it enters the
    page with them, one entry of its history; told later, it may enter the page twice.
    """
    here = page_asked_for()
    arrived = st.session_state.get(_PLACE, here) != here
    st.session_state[_PLACE] = here
    says_nothing = not mended(st.query_params.to_dict()).keys() & {*DEFAULTS, PRESET}
    if arrived and says_nothing and _VALUES in st.session_state and not came_by_history():
        write_address(st.session_state[_VALUES], DEFAULTS)


def take_request(page: str, *, levers_follow: bool) -> None:
    """Settle what a run of the whole page starts from, before any lever is drawn.

    The address counts when a reader arrives by a link, asks for a preset or goes back to it; else what
    this session has asked last, on whichever page. With `levers_follow` the page draws levers:
    they and the address are set to it.
    """
    _mend_page_keys()
    arrived = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    given = {k: v for k, v in st.query_params.to_dict().items() if k not in PAGE_KEYS}
    asked = mended(given).keys()
    if _ADOPTED not in st.session_state or PRESET in asked:
        st.session_state[_ADOPTED] = True
        values = _adopt(given)
        if PRESET in asked:
            write_address(values, DEFAULTS)
    elif came_by_history() and asked & DEFAULTS.keys():
        values, _ = _read(given)
    elif arrived or came_by_history():
        values = st.session_state[_VALUES]
    else:  # a setting was changed
        values = {k: st.session_state.get(k, v) for k, v in st.session_state[_VALUES].items()}
        levers_follow = False
    st.session_state[_VALUES] = values
    _ask(assemble({key: _cleaned(key, values[key]) for key in DEFAULTS}))
    if levers_follow:
        for key, value in values.items():
            st.session_state[key] = value
        write_address(values, DEFAULTS)


def _mend_page_keys() -> None:
    """Give parameters of single pages the names they were written with, before a link was mangled."""
    known, given = {key: key for key in PAGE_KEYS}, st.query_params.to_dict()
    for key, value in given.items():
        ours = plain_key(key, known)
        if ours and ours not in given:
            st.query_params[ours] = value
            del st.query_params[key]


def current_request() -> Request:
    """Return what this run asks: of the levers where they have been drawn, else of the session."""
    return st.session_state[_REQUEST]


def latest_request() -> Callable[[], Request]:
    """Return what tells the request that this session asked last, in a thread without a session too."""
    last: list[Request] = st.session_state[_LAST]
    return lambda: last[0]


def _ask(request: Request) -> None:
    st.session_state[_REQUEST] = request
    st.session_state.setdefault(_LAST, [])[:] = [request]


def read_levers() -> Request:
    """Return what the levers of this run ask for, without paths whose questions are open.

    The last step of drawing levers: the address keeps their parameters from here on.
    """
    request = assemble({key: _value(key) for key in DEFAULTS})
    request = hold_back_odd(request, world_of(request).setting)
    st.session_state[_VALUES] = {key: st.session_state[key] for key in DEFAULTS}
    _ask(request)
    let_go(DEFAULTS)
    return request


def levers_unread() -> bool:
    """Whether a lever has been moved that no run has read yet."""
    values = st.session_state[_VALUES]
    return any(st.session_state.get(key, value) != value for key, value in values.items())


def load(request: Request) -> None:
    """Set every lever to a request, on this page or the next that draws levers; for callbacks."""
    st.session_state[_VALUES] = flatten(request)
    _ask(request)
    for key, value in flatten(request).items():
        st.session_state[key] = value
    write_address(flatten(request), DEFAULTS)


def load_preset(preset_id: str) -> None:
    """Set every lever to a preset; how things are measured stays as it is. For callbacks."""
    load(preset_request(presets()[preset_id], current_request().spec))


def own_path_fault(key: str, text: str) -> str | None:
    """Return why a text cannot be used as an own path, None where it can."""
    try:
        clean(key, text)
    except ScenarioError as error:
        return f"{error} The lever is used without it."
    return None


def _value(key: str) -> object:
    """Return a widget's value, cleaned like a link's: a client may send anything it likes."""
    return _cleaned(key, st.session_state[key])


def _cleaned(key: str, value: object) -> object:
    try:
        return clean(key, str(value))[0]
    except (
        ScenarioError
    ):  # of an own path its lever says why; no other widget lets one come to this
        return DEFAULTS[key]


def _adopt(given: dict[str, str]) -> dict[str, object]:
    """Return the values that a link asks for, and leave a sentence for each one replaced."""
    values, notes = _read(given)
    leave_notes(OF_A_LINK, notes)
    for key in given.keys() - DEFAULTS.keys():
        if not of_others(key):  # taken in or named above; it would stay in the address for ever
            del st.query_params[key]
    return values


def _read(given: dict[str, str]) -> tuple[dict[str, object], list[str]]:
    """Return what an address asks for, and what of it had to be replaced.

    One that says nothing of a scenario opens on one. An own path stays in its text field as it came;
    what is wrong with it is said there.
    """
    whole = mended(given)
    preset, no_preset = linked_preset(given)
    if preset is None and not whole.keys() & DEFAULTS.keys():
        preset = presets()[OPENS_ON]
    base = flatten(preset_request(preset)) if preset else DEFAULTS
    cleaned, notes = read_query({k: v for k, v in whole.items() if k not in OWN_PATHS})
    paths = {
        k: text if own_path_fault(k, text) is None else given.get(k, text)
        for k, text in whole.items()
        if k in OWN_PATHS
    }
    return {**base, **cleaned, **paths}, [*filter(None, [no_preset]), *notes]
