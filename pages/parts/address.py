"""The address of a scenario: it outlives the widgets that are bound to it.

Streamlit takes a bound parameter out of the address when its widget is not drawn. On this screen
levers stand only where they act, yet every page's address keeps the scenario, so that the menu,
reload and Back restore it. After the levers are drawn their parameters are therefore let go on the
server's side; in the browser they stay bound, and the next run binds them again.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.query_params import QueryParams


@contextmanager
def _params() -> Iterator[QueryParams | None]:
    context = get_script_run_ctx()
    if context is None:
        yield None
        return
    with context.session_state.query_params() as params:
        yield params


def came_by_history() -> bool:
    """Whether this run answers the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def page_asked_for() -> str:
    """Return what tells the pages apart, known before the menu is drawn."""
    context = get_script_run_ctx()
    return context.page_script_hash if context else ""


def let_go(keys: Iterable[str]) -> None:
    """Let parameters stay in the address whether or not their widgets are drawn again."""
    with _params() as params:
        if params is not None:
            for key in keys:
                if binding := params._bindings_by_param.get(key):
                    params.unbind_widget(binding.widget_id)


def write_address(values: Mapping[str, object], defaults: Mapping[str, object]) -> None:
    """Put values that differ from their defaults into the address, in place of what it says of them.

    Widgets drawn afterwards take them as what a link has brought.
    """
    changed = {key: _spelt(value) for key, value in values.items() if value != defaults[key]}
    said = st.query_params.to_dict()
    ours = {key: text for key, text in said.items() if key in defaults}
    let_go({*defaults, *said})
    if ours.keys() != changed.keys() or not all(_same(ours[k], changed[k]) for k in changed):
        others = {key: text for key, text in said.items() if key not in defaults}
        st.query_params.from_dict(others | changed)  # one entry of the browser's history
    with _params() as params:
        if params is not None:
            brought = params._initial_query_params
            kept = {key: texts for key, texts in brought.items() if key not in defaults}
            params._initial_query_params = kept | {k: [text] for k, text in changed.items()}


def _spelt(value: object) -> str:
    """Return a value as the browser spells that of a widget: 1.0 is "1"."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _same(one: str, other: str) -> bool:
    """Whether two spellings mean one value: "1.0" and "1"."""
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other
