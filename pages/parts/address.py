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
from streamlit.runtime.state.query_params import QueryParams, _coerce_value_for_query_url


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
    if ours.keys() != changed.keys() or not all(same_value(ours[k], changed[k]) for k in changed):
        others = {key: text for key, text in said.items() if key not in defaults}
        st.query_params.from_dict(others | changed)  # one entry of the browser's history
    with _params() as params:
        if params is not None:
            brought = params._initial_query_params
            kept = {key: texts for key, texts in brought.items() if key not in defaults}
            params._initial_query_params = kept | {k: [text] for k, text in changed.items()}


def spelt_as_drawn(key: str) -> tuple[str, list[str]] | None:
    """Return how an address spells what a bound widget shows, and what else it may be asked for.

    The list is empty for a slider. None if no bound widget of that key has been drawn.
    """
    context = get_script_run_ctx()
    with _params() as params:
        binding = params._bindings_by_param.get(key) if params is not None else None
        if context is None or binding is None:
            return None
        state = context.session_state._state
        widget = state._new_widget_state.widget_metadata[binding.widget_id]
        sent = widget.serializer(st.session_state[key])
        spelt = _coerce_value_for_query_url(sent, widget.value_type)
    options = widget.formatted_options or []
    return spelt if isinstance(spelt, str) else ",".join(spelt), [*options]


def _spelt(value: object) -> str:
    """Return a value as the browser spells that of a widget: 1.0 is "1"."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def same_value(one: str, other: str) -> bool:
    """Whether two spellings mean one value: "1.0" and "1"."""
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other
