"""The yardstick: the Scenario page's screen from constant data, with Streamlit and nothing else.

The same widgets, charts, metrics, captions and tables, recorded from the page; no model. The
neighbouring steps of the slider show two recorded takes in turn, so that as much changes on screen
as on the page.
"""

from typing import Any

import altair as alt  # noqa: F401  the page imports it too, and so it counts at start
import streamlit as st

from benchmarks.reference_app.recording import recording

SLIDER = "labour_peak_rise_pp"
STEP = 0.1


def show(nodes: list[dict[str, Any]]) -> None:
    """Draw blocks and elements in their order."""
    for node in nodes:
        kind = node["kind"]
        if kind == "columns":
            children = node["children"]
            for column, child in zip(
                st.columns([child["weight"] for child in children]), children, strict=True
            ):
                with column:
                    show(child["children"])
        elif kind == "tabs":
            tabs = st.tabs([child["label"] for child in node["children"]])
            for tab, child in zip(tabs, node["children"], strict=True):
                with tab:
                    show(child["children"])
        elif kind == "container":
            laid = {name: node[name] for name in ("border", "horizontal", "width")}
            with st.container(**laid):
                show(node["children"])
        elif kind == "expander":
            with st.expander(node["label"]):
                show(node["children"])
        elif kind == "vega_lite_chart":
            spec = {**specs[node["alt"]], "datasets": dict(node["datasets"])}
            st.vega_lite_chart(spec, key=node["alt"], alt=node["alt"], width="stretch")
        elif kind == "dataframe":
            st.dataframe(node["table"], hide_index=True, height="content", key=node["key"])
        else:
            _show_element(kind, {name: given for name, given in node.items() if name != "kind"})


def _show_element(kind: str, given: dict[str, Any]) -> None:
    if kind == "button_group" and given.pop("pills"):
        st.pills(**given)
    elif kind == "button_group":
        st.segmented_control(**given, bind="query-params", required=True)
    elif kind in {"slider", "text_input"} or (kind == "selectbox" and given["index"] is not None):
        getattr(st, kind)(**given, bind="query-params")
    elif kind == "download_button":
        st.download_button(**given, data=lambda: b"nothing", on_click="ignore", width="stretch")
    else:
        getattr(st, kind)(**given)


st.set_page_config(page_title="Reference", layout="wide", initial_sidebar_state=340)
specs, takes = recording()["specs"], recording()["takes"]
with st.sidebar:
    show(takes[0]["sidebar"])
at = st.session_state.get(SLIDER) or st.query_params.get(SLIDER, 0.0)  # the address, in a first run
which = round(float(at) / STEP) % len(takes)
show(takes[which]["main"])
