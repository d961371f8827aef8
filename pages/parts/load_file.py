"""A scenario or lever paths from a file or a pasted table, into the levers."""

import streamlit as st

from models.common.errors import ExplorerError, ScenarioError
from models.common.tables.header import WhichSheet
from models.scenario.file_kind import refuse_other_files
from models.scenario.lever_table import LeverTable, read_lever_table, template
from models.scenario.levers import LEVERS
from models.scenario.link import STEPS, as_of_choices, assemble, flatten, own_path_text, to_step
from models.scenario.own_path_meaning import PathStart
from models.scenario.request import Request
from pages.parts.draw import plain
from pages.parts.levers import current_request, load
from pages.parts.notes import leave_notes
from pages.parts.world import setting_maker, world_of

_COLUMNS = [f"{lever.variable} ({lever.unit})" for lever in LEVERS.values()]
_TABLE, _ASKED, _SHEET = "load_table", "load_asked", "load_sheet"


def load_from_file() -> None:
    """Offer an upload and a text field for what goes into the levers."""
    setting = setting_maker(current_request())
    st.file_uploader(
        "Scenario (JSON) or lever paths (CSV or XLSX)",
        type=["json", "csv", "tsv", "txt", "xlsx"],
        key=_upload_key(),
    )
    st.text_area(
        "Or paste a table of lever paths",
        key="pasted",
        placeholder="month, policy_rate, unemployment_rate\n2026-09, 3.75, 4.3",
        help=f"Columns: month (optional), {', '.join(_COLUMNS)}; one row a month from the first "
        "after the data.",
    )
    st.button("Load", on_click=_take, width="stretch")
    if message := st.session_state.pop("load_error", None):
        st.error(plain(message))
    _sheet_menu()
    _open_questions()
    st.download_button(
        "Template of lever paths (CSV)",
        lambda: template(PathStart.of(setting())),
        file_name="lever_paths_template.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def _upload_key() -> str:
    """Name the uploader: one that has been used up gives way to an empty one of the next name."""
    return f"upload_{st.session_state.get('uploads_taken', 0)}"


def _take() -> None:
    """Fill the levers and clear what was given, or keep both and leave one sentence why not."""
    upload, pasted = st.session_state.get(_upload_key()), st.session_state.get("pasted") or ""
    for key in (_TABLE, _ASKED, _SHEET):
        st.session_state.pop(key, None)
    try:
        if upload is not None and pasted.strip():
            raise ScenarioError(
                f"Both {upload.name} and a pasted table were given; one is allowed: remove the file "
                "or empty the text field, then press Load."
            )
        if upload is not None and _is_json(upload.name, upload.getvalue()):
            stepped, notes = _on_steps(_from_json(current_request(), upload.getvalue()))
            load(stepped)
            leave_notes(
                "The levers of this screen move in steps; the command line does not:", notes
            )
        elif upload is not None or pasted.strip():
            _take_table(upload.getvalue() if upload is not None else pasted)
        else:
            raise ScenarioError(
                "Nothing was given: upload a file or paste a table, then press Load."
            )
    except ExplorerError as error:
        st.session_state["load_error"] = str(error)
    else:
        st.session_state["pasted"] = ""
        st.session_state["uploads_taken"] = st.session_state.get("uploads_taken", 0) + 1


def _take_table(given: bytes | str, sheet: str = "") -> None:
    """Put a table of lever paths into the levers, or leave what is to be asked first."""
    refuse_other_files(given, "scenario.json or a table of lever paths")
    try:
        table = read_lever_table(given, PathStart.of(world_of(current_request()).setting), sheet)
    except WhichSheet as choice:
        st.session_state[_TABLE] = (given, choice.sheets, "")
        return
    if len(table.sheets) > 1:
        st.session_state[_TABLE] = (given, table.sheets, table.sheet)
    if table.questions:
        st.session_state[_ASKED] = table
    else:
        _put(table, table.paths)


def _sheet_menu() -> None:
    """Offer the sheets of a workbook that fit, where there are several."""
    given, sheets, read = st.session_state.get(_TABLE, ("", (), ""))
    if not sheets:
        return

    def reread() -> None:
        st.session_state.pop(_ASKED, None)
        try:
            _take_table(given, st.session_state[_SHEET])
        except ExplorerError as error:
            st.session_state["load_error"] = str(error)

    st.selectbox(
        "Sheet",
        sheets,
        index=sheets.index(read) if read else None,
        key=_SHEET,
        on_change=reread,
        placeholder="Several sheets fit: choose one",
    )


def _open_questions() -> None:
    """Ask what a table leaves open; nothing of it is used before an answer."""
    table: LeverTable | None = st.session_state.get(_ASKED)
    if table is None:
        return
    st.warning("\n\n".join(map(plain, table.questions)), icon=":material/help:")
    for label, paths in table.choices.items():
        st.button(label, on_click=_put, args=(table, paths), key=f"load_{label}", width="stretch")
    st.button("Do not load", on_click=_drop, key="load_none", width="stretch")


def _drop() -> None:
    st.session_state.pop(_ASKED, None)


def _put(table: LeverTable, paths: dict[str, tuple[float, ...]]) -> None:
    _drop()
    for lever, values in paths.items():
        st.session_state[f"{lever}_own_path"] = own_path_text(values)
    leave_notes("Lever paths read:", [table.said, *table.notes])


def _is_json(name: str, content: bytes) -> bool:
    """Whether a file is a scenario: by its content, or by its name where that says nothing."""
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"{", b"[")) or name.lower().endswith(".json")


def _from_json(request: Request, content: bytes) -> Request:
    asked = Request.from_json(content, default=request)
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
