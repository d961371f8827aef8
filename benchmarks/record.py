"""Record what the Scenario page draws, for the reference app: ``python -m benchmarks.record``.

The page runs without a browser at two values of one slider. Each run becomes a *take*: a tree of
blocks and elements, every element with the arguments of the Streamlit call that draws it. Specs
and data are on file as they were sent, so that the reference app draws the same screen without a
model. Run it again when the page has other widgets, charts or words.
"""

import io
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
from streamlit.testing.v1 import AppTest

RECORDING = Path(__file__).with_name("reference_app") / "page.json"
ROOT = Path(__file__).parents[1]
PAGE = "pages/scenario.py"
SLIDER = "labour_peak_rise_pp"
TAKES = (1.0, 1.1)  # two neighbouring steps of the slider

# What draws nothing: it listens to the sliders, or keeps a place for a word that is not said.
UNSEEN = {"bidi_component", "empty"}

Node = dict[str, Any]


def run_page(value: float) -> AppTest:
    """Run the Scenario page with the slider at a value."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params[SLIDER] = f"{value:g}"
    app.switch_page(PAGE)
    return app.run()


def record() -> dict[str, Any]:
    """Return both takes, and the chart specs that they share."""
    specs: dict[str, Any] = {}
    takes = []
    for value in TAKES:
        app, number = run_page(value), count()
        takes.append(
            {
                place: _children(block, specs, number)
                for place, block in (("sidebar", app.sidebar), ("main", app.main))
            }
        )
    return {"specs": specs, "takes": takes}


def _children(block: Any, specs: dict[str, Any], number: Iterator[int]) -> list[Node]:
    seen = (child for child in block.children.values() if child.type not in UNSEEN)
    return [_node(child, specs, number) for child in seen]


def _node(element: Any, specs: dict[str, Any], number: Iterator[int]) -> Node:
    if hasattr(element, "children"):
        return _block(element, specs, number)
    proto, kind = element.proto, element.type
    key = getattr(element, "key", None) or f"{kind}_{next(number)}"
    if kind in {"title", "header", "subheader", "markdown", "caption"}:
        return {"kind": kind, "body": proto.body}
    if kind == "vega_lite_chart":
        specs[proto.alt] = json.loads(proto.spec)
        data = {one.name: _columns(one.data.data) for one in proto.datasets}
        return {"kind": kind, "alt": proto.alt, "datasets": data}
    if kind == "dataframe":
        return {"kind": kind, "key": key, "columns": _columns(proto.arrow_data.data)}
    if kind == "metric":
        return {"kind": kind, "label": proto.label, "value": proto.body, "help": proto.help}
    common = {"kind": kind, "key": key, "label": proto.label, "help": proto.help or None}
    return common | _widget(kind, proto)


def _widget(kind: str, proto: Any) -> Node:
    if kind == "slider":
        number = int if proto.data_type == proto.INT else float
        names = {"min_value": proto.min, "max_value": proto.max, "step": proto.step}
        value = {"value": proto.default[0]} | names
        return {name: number(given) for name, given in value.items()} | {
            "format": proto.format,
            "disabled": proto.disabled,
        }
    if kind == "button_group":
        options = [option.content for option in proto.options]
        default = options[proto.default[0]] if proto.default else None
        pills = proto.style == proto.PILLS
        return {"options": options, "default": default, "disabled": proto.disabled, "pills": pills}
    if kind == "selectbox":
        index = proto.default if proto.HasField("default") else None
        return {"options": list(proto.options), "index": index, "placeholder": proto.placeholder}
    if kind in {"text_input", "text_area"}:
        return {"value": proto.default, "placeholder": proto.placeholder}
    if kind == "file_uploader":
        return {"type": [ending.removeprefix(".") for ending in proto.type]}
    if kind in {"button", "download_button"}:
        return {"icon": proto.icon or None}
    raise ValueError(f"The page draws a {kind}, which the recording does not know: teach it here.")


def _block(block: Any, specs: dict[str, Any], number: Iterator[int]) -> Node:
    children = _children(block, specs, number)
    kind = block.type
    if kind == "flex_container":
        columns = [child for child in children if child["kind"] == "column"]
        if columns:
            return {"kind": "columns", "children": columns}
        laid = block.proto.flex_container
        return {
            "kind": "container",
            "border": laid.border,
            "horizontal": laid.direction == laid.Direction.HORIZONTAL,
            "width": block.proto.width_config.pixel_width or "stretch",
            "children": children,
        }
    if kind == "transparent":  # what a part that is rerun alone writes outside of itself
        return {"kind": "container", "border": False, "horizontal": False} | {
            "width": "stretch",
            "children": children,
        }
    if kind == "tab_container":
        return {"kind": "tabs", "children": children}
    if kind == "tab":
        return {"kind": kind, "label": block.label, "children": children}
    if kind == "column":
        return {"kind": kind, "weight": block.proto.weight, "children": children}
    if kind == "expander":
        return {"kind": kind, "label": block.proto.label, "children": children}
    raise ValueError(f"The page draws a {kind}, which the recording does not know: teach it here.")


def _columns(arrow: bytes) -> dict[str, list]:
    table = pa.ipc.open_stream(io.BytesIO(arrow)).read_all()
    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        values = column.to_pylist()
        if pa.types.is_timestamp(column.type):
            values = [value.isoformat() for value in values]
        columns[name] = values
    return columns


if __name__ == "__main__":
    RECORDING.write_text(json.dumps(record(), separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{RECORDING.relative_to(ROOT)}: {RECORDING.stat().st_size:,} bytes")
