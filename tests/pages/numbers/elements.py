"""Everything a page shows, in reading order: texts, tables as the reader sees them, charts."""

import io
import json
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from streamlit.testing.v1.element_tree import Block

TEXTS = {"title", "header", "subheader", "caption", "markdown"} | {
    "info",
    "warning",
    "error",
    "success",
}
CONTROLS = {"slider", "selectbox", "button_group", "text_input", "text_area", "checkbox"} | {
    "button",
    "download_button",
    "date_input",
    "file_uploader",
    "page_link",
}
# Indices of a formula are none, nor is a style sheet; a strip, sent on request, says what the page would.
WITHOUT_FIGURES = {"latex", "empty", "html", "bidi_component"}
_PRINTF = {"d", "f"}


@dataclass(frozen=True)
class Text:
    """A text with neither Markdown nor line breaks."""

    text: str


@dataclass(frozen=True)
class Table:
    """Cells as shown, by the words over their column; a sparkline is a tuple of numbers."""

    columns: dict[str, list]


@dataclass(frozen=True)
class Chart:
    """What a chart was sent and how it draws it: one line a mark, one entry a line of the tooltip."""

    alt: str
    data: dict[str, pd.DataFrame]
    marks: frozenset[str]
    tips: dict[str, str]


def shown(app) -> list[Text | Table | Chart]:
    """Return what has figures on a page and its sidebar; an element of an unknown kind is an error."""
    return [
        each
        for each in everything(app)
        if not isinstance(each, Text) or re.search(r"\d", each.text)
    ]


def everything(app) -> list[Text | Table | Chart]:
    """Return every element of a page and its sidebar."""
    found: list[Text | Table | Chart] = []
    for place in app._tree.children.values():
        _walk(place, found)
    return found


def _walk(node, found: list) -> None:
    if isinstance(node, Block):
        for words in (getattr(node, "label", ""), getattr(node.proto, "label", "")):
            found.append(Text(plain(str(words or ""))))
        for child in node.children.values():
            _walk(child, found)
    elif node.type in TEXTS:
        found += [Text(plain(node.value)), Text(plain(getattr(node.proto, "help", "")))]
    elif node.type == "metric":
        card = f"{node.label}: {node.value}{f' ({node.delta})' * bool(node.delta)}"
        found += [Text(plain(card)), Text(plain(node.proto.help))]
        if node.proto.chart_data:
            found.append(Table({plain(node.label): [tuple(node.proto.chart_data)]}))
    elif node.type == "dataframe":
        found.append(_table(node))
    elif node.type == "vega_lite_chart":
        found.append(_chart(node.proto))
    elif node.type in CONTROLS:
        found += [Text(plain(text)) for text in _control(node)]
    elif node.type not in WITHOUT_FIGURES:
        raise AssertionError(f"The walk does not know elements of the kind {node.type!r}.")


def _calculations(layer: dict) -> list[dict]:
    """What a layer calculates, but for columns that are themselves unless a thumb is moved."""
    steps = [step for step in layer.get("transform", []) if "calculate" in step or "fold" in step]
    given = [step["calculate"] for step in steps if step.get("as") == "given"]
    columns = given[0].strip("[]").split(", ") if given else []
    itself = {
        (f"thumb ? thumb[{place}][datum.row - 1] : datum.given[{place}]", column)
        for place, column in enumerate(columns)
    }
    return [
        step
        for step in steps
        if step.get("as") != "given"
        and (step.get("calculate"), f"datum.{step.get('as')}") not in itself
    ]


def plain(text: str) -> str:
    """Return what a reader sees of a Markdown text, on one line."""
    text = re.sub(r":(small|gray|\w+-badge)\[", "", re.sub(r":material/\w+:", "", text))
    text = re.sub(r"\\(.)", r"\1", text).replace("\N{NO-BREAK SPACE}", " ")
    text = text.replace("\N{WORD JOINER}", "").replace("**", "").replace("]", "")
    return " ".join(text.split())


def _control(node) -> list[str]:
    """Words around a control, and what it is set to."""
    proto = node.proto
    words = [getattr(proto, name, "") for name in ("label", "help", "placeholder")]
    if node.type in ("selectbox", "button_group"):
        return [*words, f"{proto.label}: {node.value}" if node.value is not None else ""]
    if node.type == "slider" and not proto.format.isprintable():
        return words  # its label says the date that the number stands for
    if node.type == "slider":
        return [*words, f"{proto.label}: {_printf(proto.format, node.value)}"]
    if node.type == "text_input" and node.value:
        return [*words, f"{proto.label}: {node.value}"]
    return words


def _printf(form: str, value: float) -> str:
    assert form[-1] in _PRINTF, form
    return form % value


def _table(node) -> Table:
    proto, frame = node.proto, node.value
    config = json.loads(proto.columns or "{}")
    hidden = config.get("_index", {}).get("hidden", False)
    columns = {} if hidden else {"": [str(label) for label in frame.index]}
    for name in list(proto.column_order) or list(frame):
        of = config.get(name, {})
        kind = of.get("type_config") or {}
        label = of.get("label") or name
        columns[label] = [_cell(value, kind) for value in frame[name]]
        if of.get("help"):
            columns[label].append(plain(of["help"]))
    return Table(columns)


def _cell(value, kind: dict) -> object:
    if kind.get("type") == "line_chart":
        return tuple(value)
    if value is None or value != value:
        return ""
    form = kind.get("format")
    if isinstance(value, float | np.floating) and not form:
        return float(value)
    return form % value if form else str(value)


def _chart(proto) -> Chart:
    sent = {
        dataset.name: pa.ipc.open_stream(io.BytesIO(dataset.data.data)).read_pandas()
        for dataset in proto.datasets
    }
    spec = json.loads(proto.spec)
    marks, tips = set(), {}
    for layer in spec["layer"]:
        read = layer["encoding"]
        fields = [
            f"{channel} {read[channel].get('field', read[channel].get('datum'))}"
            for channel in ("x", "x2", "y", "y2", "yOffset", "strokeDash")
            if channel in read
        ]
        idea = [
            step.get("calculate", "folds " + ", ".join(step.get("fold", [])))
            for step in _calculations(layer)
        ]
        own = "color" in read and not (idea and "'" in idea[-1])  # a label at a line's end has none
        colour = [read["color"]["field"]] if own else []
        of = layer["data"].get("name", "")
        marks.add(" ".join([layer["mark"]["type"], of, *fields, *idea, *colour]).replace("  ", " "))
        named = (read.get("color", {}).get("legend") or {}).get("labelExpr", "datum.label")
        if named != "datum.label":
            tips["legend"] = named
        for tip in read.get("tooltip", []):
            line = f"{tip['field']} {tip.get('format', '')}".strip()
            assert tips.setdefault(tip["title"], line) == line, (tip["title"], line)
    return Chart(proto.alt, sent, frozenset(marks), tips)
