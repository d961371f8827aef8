"""A scenario or lever paths from a file or a pasted table, into the levers."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from models.common.errors import ExplorerError, ScenarioError
from models.scenario.link import STEPS, as_of_choices, assemble, flatten, own_path_text, to_step
from models.scenario.own_path import parse_table
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from pages.parts.draw import plain
from pages.parts.notes import leave_notes
from pages.parts.world import world_of


def load_from_file(request: Request, load: Callable[[Request], None]) -> None:
    """Offer an upload and a text field; `load` puts a request into the levers."""
    with st.expander("Load a file or table"):
        st.file_uploader(
            "Scenario (JSON) or lever paths (CSV)", type=["json", "csv", "txt"], key=_upload_key()
        )
        st.text_area(
            "Or paste a table of lever paths",
            key="pasted",
            placeholder="month, policy_rate, unemployment_rate\n2026-09, 3.75, 4.3",
            help="Columns: month (optional), policy_rate (%), fiscal_impulse (% of GDP), "
            "unemployment_rate (%); one row a month from the first after the data.",
        )
        st.button("Load", on_click=_take, args=(request, load), width="stretch")
        if message := st.session_state.pop("load_error", None):
            st.error(plain(message))


def _upload_key() -> str:
    """Name the uploader: one that has been used up gives way to an empty one of the next name."""
    return f"upload_{st.session_state.get('uploads_taken', 0)}"


def _take(request: Request, load: Callable[[Request], None]) -> None:
    """Fill the levers and clear what was given, or keep both and leave one sentence why not."""
    upload, pasted = st.session_state.get(_upload_key()), st.session_state.get("pasted") or ""
    try:
        if upload is not None and pasted.strip():
            raise ScenarioError(
                f"Both {upload.name} and a pasted table were given; one is allowed: remove the file "
                "or empty the text field, then press Load."
            )
        if upload is not None and upload.name.lower().endswith(".json"):
            stepped, notes = _on_steps(_from_json(request, upload.getvalue()))
            load(stepped)
            leave_notes(
                "The levers of this screen move in steps; the command line does not:", notes
            )
        elif upload is not None:
            _load_table(request, _decoded(upload.getvalue()))
        elif pasted.strip():
            _load_table(request, pasted)
        else:
            raise ScenarioError(
                "Nothing was given: upload a file or paste a table, then press Load."
            )
    except ExplorerError as error:
        st.session_state["load_error"] = str(error)
    else:
        st.session_state["pasted"] = ""
        st.session_state["uploads_taken"] = st.session_state.get("uploads_taken", 0) + 1


def _from_json(request: Request, content: bytes) -> Request:
    asked = replace(request, scenario=Scenario.from_json(content))
    start = flatten(asked)["as_of"]
    if start not in as_of_choices():
        raise ScenarioError(
            f"The scenario starts on {start}; this screen offers {', '.join(as_of_choices())}: "
            "the command line takes any date."
        )
    return asked


def _on_steps(asked: Request) -> tuple[Request, list[str]]:
    """Return the nearest request that the levers can show, and a sentence for each rounding."""
    values, notes = flatten(asked), []
    for key in STEPS:
        given, values[key] = values[key], to_step(key, values[key])
        if abs(given - values[key]) > 1e-9:
            notes.append(
                f"{key} was {given:.10g}; steps are {STEPS[key]:g}; using {values[key]:g}."
            )
    return assemble(values), notes


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError(
            "The file is not UTF-8 text; save it as CSV (UTF-8) and load it again."
        ) from None


def _load_table(request: Request, text: str) -> None:
    first_month = world_of(request).setting.months[0]
    for lever, values in parse_table(text, first_month).items():
        st.session_state[f"{lever}_own_path"] = own_path_text(values)
