"""Vega-Lite specs of charts: without data for drawing, or with data for export.

A *picture* is a pure function that returns an Altair chart built on ``alt.NamedData(name)``, with
explicit types and sorts. It knows the columns, never the rows, so its spec is the same at every
rerun and is built once for each set of options. The title and the source are text around the
picture: a title inside it would neither wrap on a phone nor follow the dark theme.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from pages.charts.rows import Rows
from pages.charts.theme import CONFIG

Picture = Callable[..., alt.Chart | alt.LayerChart | alt.VConcatChart]
Datasets = Mapping[str, Rows]


@lru_cache(maxsize=256)
def _spec_and_names(
    picture: Picture, options: tuple[tuple[str, Any], ...]
) -> tuple[dict[str, Any], frozenset[str]]:
    spec = picture(**dict(options)).to_dict()
    spec["config"] = CONFIG  # in place of Altair's own look; colours are the app's theme's
    return spec, frozenset(_names(spec))


def _names(node: Any) -> Iterator[str]:
    """Yield the name of every dataset that a part of a spec reads."""
    if isinstance(node, dict):
        data = node.get("data")
        if isinstance(data, dict) and "name" in data:
            yield data["name"]
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _names(part)


def spec_of(picture: Picture, datasets: Datasets, **options: Any) -> dict[str, Any]:
    """Return the picture's spec, without data, after checking that the data it names are there.

    The dict is shared between calls: copy it before changing it.
    """
    spec, names = _spec_and_names(picture, tuple(sorted(options.items())))
    if names != set(datasets):
        raise ValueError(
            f"{picture.__name__} reads the datasets {sorted(names)}, was given {sorted(datasets)}. "
            "Pass one table for each name."
        )
    return spec


def standalone_spec(
    picture: Picture,
    datasets: Datasets,
    *,
    title: str | list[str],
    source: str | list[str],
    **options: Any,
) -> dict[str, Any]:
    """Return the spec with data, title and source inside, by line: any Vega-Lite viewer draws it."""
    rows = {
        name: json.loads(
            pd.DataFrame(table).to_json(orient="records", date_format="iso", double_precision=15)
        )
        for name, table in datasets.items()
    }
    words = {"text": title, "subtitle": source, "anchor": "start"}
    return {**spec_of(picture, datasets, **options), "title": words, "datasets": rows}
