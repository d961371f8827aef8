"""Where levers stand: beside the chart of the Scenario page, or in the sidebar of other pages."""

from dataclasses import replace

import streamlit as st

from models.live import provider
from models.outcome.run import preset_request
from models.outcome.words import lever_words
from models.scenario.levers import LEVERS, PINNED
from models.scenario.link import as_of_choices
from models.scenario.moves import Replay
from models.scenario.part import MAX_NAME
from models.scenario.past import past_sentence
from models.scenario.presets import Preset, presets
from models.scenario.request import Request
from models.scenario.setting import Setting
from pages.parts.comparison import pin_button
from pages.parts.draw import plain
from pages.parts.lever_controls import (
    DEFAULTS,
    beside_chart,
    choice,
    menu,
    numbers_of,
    settings_of,
    slider,
)
from pages.parts.levers import (
    NOTHING_MOVED,
    current_request,
    load,
    own_path_fault,
    read_levers,
)
from pages.parts.load_file import load_from_file
from pages.parts.notes import show_notes
from pages.parts.typed_paths import ask_of_odd
from pages.parts.world import world_of

_SLIDERS_REST = ". The sliders rest until it is cleared, under own path."
_NOTHING = "nothing-moved"
_WIDE = 340  # pixels of a choice about the equations, whose words are long


def sidebar_levers() -> None:
    """Draw every lever in the sidebar, and read them."""
    setting = world_of(current_request()).setting
    said, asked = {}, {}
    with st.sidebar:
        preset_menu()
        pinned = st.container()
        slider("horizon_months", "Horizon, months", "How far ahead the paths run.")
        for lever in LEVERS.values():
            with st.container(border=True, gap="small"):
                st.markdown(f"**{lever.label}**")
                said[lever.id] = st.empty()
                beside_chart(lever, setting)
                with st.expander(f"More settings: {lever.label}"):
                    settings_of(lever, setting)
                _unread(lever.id)
                asked[lever.id] = st.container(gap="small")
        with st.expander("Start and model"):
            _start_and_model()
        ask_of_odd(current_request(), setting, asked)
        request = read_levers()
        words = words_of(request)
        for name, place in said.items():
            place.caption(plain(words[LEVERS[name].label]))
        with pinned:
            pin_button(request)
        with st.expander("Load a file or table"):
            load_from_file()


def lever_strip(setting: Setting) -> None:
    """Draw what of each lever is moved most, small enough to stand beside a chart."""
    for lever in PINNED:
        with st.container(gap=None):
            st.subheader(lever.label, anchor=False)
            beside_chart(lever, setting)


def lever_settings(setting: Setting) -> None:
    """Draw the rest of every lever, start and model; ask what own paths leave open."""
    asked = {}
    titles = [*(lever.label for lever in LEVERS.values()), "Start and model", "Load a file"]
    *of_levers, of_model, of_files = st.tabs(titles)
    for place, lever in zip(of_levers, LEVERS.values(), strict=True):
        with place:
            if lever not in PINNED:  # a lever that few ask for: none of it stands beside the chart
                numbers_of(lever, setting)
            settings_of(lever, setting)
            _unread(lever.id)
            asked[lever.id] = st.container(gap="small")
    with of_model:
        _start_and_model()
    with of_files:
        load_from_file()
    ask_of_odd(current_request(), setting, asked)


def preset_menu() -> None:
    """Offer the presets, by where they start; the one that was loaded stays named."""
    options = [*sorted(presets(), key=lambda name: _group(presets()[name])[0]), _NOTHING]
    st.session_state["preset"] = _loaded(current_request())
    st.selectbox(
        "Scenario",
        options,
        index=None,
        format_func=_preset_words,
        placeholder="Load a scenario",
        key="preset",
        on_change=_load_chosen,
        label_visibility="collapsed",
    )


def way_back(request: Request) -> None:
    """Say that a preset has been changed, and offer it again."""
    name = _loaded(request)
    if name is None or request.scenario == _as_loaded(name, request).scenario:
        return
    st.button(
        "Changed: back to it",
        on_click=load,
        args=(_as_loaded(name, request),),
        key="way_back",
        icon=":material/undo:",
        help="Puts every lever back to where the scenario of this name has it.",
    )


def words_of(request: Request) -> dict[str, str]:
    """Return by its label what each lever is set to, in a sentence without its full stop."""
    setting = world_of(request).setting
    return {
        LEVERS[lever].label: words[0].upper()
        + words[1:]
        + (_SLIDERS_REST if request.scenario.parts[lever].own_path else "")
        for lever, words in lever_words(request.scenario, setting).items()
    }


def notes_on_arrival(request: Request) -> None:
    """Say what of a link could not be used, and what of a scenario has been overtaken by time."""
    show_notes(request)
    setting = world_of(request).setting
    if past := past_sentence(request, setting, provider.utc_now().date()):
        st.info(plain(past), icon=":material/schedule:")


def _unread(lever: str) -> None:
    key = f"{lever}_own_path"
    if why := own_path_fault(key, str(st.session_state[key])):
        st.error(plain(why))


def _loaded(request: Request) -> str | None:
    """Return the id of the preset whose name a request has."""
    name = request.scenario.name
    if name == NOTHING_MOVED.scenario.name:
        return _NOTHING
    return next((id for id, preset in presets().items() if preset.stated.name == name), None)


def _as_loaded(name: str, request: Request) -> Request:
    if name == _NOTHING:
        return replace(NOTHING_MOVED, spec=request.spec)
    return preset_request(presets()[name], request.spec)


def _load_chosen() -> None:
    if chosen := st.session_state["preset"]:  # how things are measured stays as it is
        load(_as_loaded(chosen, current_request()))


def _group(preset: Preset) -> tuple[int, str]:
    """Return the place of a preset's group in the menu, and what the menu calls it."""
    if preset.move is not None:
        return (3, "history again") if isinstance(preset.move, Replay) else (2, "Fed stress test")
    if preset.stated.as_of is not None:
        return 1, f"January note, starts {preset.stated.as_of:%b %Y}"
    return 0, "newest data"


def _preset_words(preset_id: str) -> str:
    if preset_id == _NOTHING:
        return "Nothing moved: every lever at zero"
    preset = presets()[preset_id]
    return f"{preset.stated.name} ({_group(preset)[1]})"


def _start_and_model() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choices_about_the_equations()


def _choices_about_the_equations() -> None:
    st.selectbox(
        "Starting from",
        as_of_choices(),
        key="as_of",
        bind="query-params",
        help="What is known when the scenario begins. An earlier date uses today's data vintage, "
        "cut where it was not yet published, and equations estimated on it.",
        width=_WIDE,
    )
    menu(
        "baseline",
        "Baseline of the levers",
        "Flat: the last rate and unemployment, no new fiscal impulse. Model forecast: where history "
        "says they go from here. FOMC medians: the committee's own projections. Supervisory: the "
        "Federal Reserve Board's baseline for its stress tests.",
        width=_WIDE,
    )
    menu(
        "target",
        "Small vs large measured by",
        "Russell 2000 minus S&P 500, price only, with French's size portfolios mapped to it "
        "before 1987; iShares Russell 2000 minus SPDR S&P 500 with dividends, from 2000; or "
        "French's smallest 30% minus largest 30% of companies, in their own units.",
        width=_WIDE,
    )
    choice(
        "pandemic",
        "Pandemic months",
        "How windows that touch March to December 2020 count in the estimates: a tenth, not at all, in "
        "full.",
        width=_WIDE,
    )
    choice(
        "cap_inputs",
        "Moves larger than any on record",
        "Cut levers back to the widest move in the sample, or let straight lines run on.",
        width=_WIDE,
    )
    menu(
        "growth_estimator",
        "Earnings and profits estimated by",
        "The first is a ridge with a penalty fixed beforehand; the Earnings page shows each one's "
        "record. Median and Huber regression count "
        "extreme quarters less; the tuned ones choose their penalty on later blocks of the sample.",
        width=_WIDE,
    )
    choice(
        "centre",
        "Small vs large starts from",
        "The forecast from where the economy stands, the average of four; or the long-run average, "
        "trimmed towards zero. For the average of the models.",
        width=_WIDE,
    )
    menu(
        "estimator",
        "Small vs large estimated by",
        "The average of all models, with its record; or one alone: least squares, or with a penalty "
        "on large coefficients, chosen on later blocks of the sample: ridge shrinks them all, the "
        "elastic net also sets some to zero.",
        width=_WIDE,
    )
    st.text_input(
        "Name of the scenario",
        DEFAULTS["name"],
        max_chars=MAX_NAME,
        key="name",
        bind="query-params",
        width=_WIDE,
    )
