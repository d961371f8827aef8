"""A figure: a picture with its data, title and source, as a screen draws it and a file holds it."""

import textwrap
from dataclasses import dataclass, field
from typing import Any

from pages.charts.spec import Datasets, Picture, standalone_spec

# Characters that fit across a saved picture.
_TITLE_WIDTH, _WORDS_WIDTH = 80, 122


@dataclass(frozen=True, eq=False, slots=True)
class Figure:
    """What is drawn and what is said about it.

    `title` is the finding or the question, `source` names publishers and vintage, `alt` says what kind
    of chart it is, `options` are keyword arguments of the picture, `of_history` says
    that no scenario is in it; `words` say which scenarios are, where it is not the reader's one.
    """

    picture: Picture
    datasets: Datasets
    title: str
    source: str
    alt: str
    options: dict[str, Any] = field(default_factory=dict)
    of_history: bool = False
    words: str = ""

    def alone(self, *words: str) -> dict[str, Any]:
        """Return a spec that stands by itself: title inside, below it `words` and source by paragraph."""
        return standalone_spec(
            self.picture,
            self.datasets,
            title=textwrap.wrap(self.title, _TITLE_WIDTH),
            source=[
                line for text in (*words, self.source) for line in textwrap.wrap(text, _WORDS_WIDTH)
            ],
            **self.options,
        )

    def bare(self, *, height: int) -> dict[str, Any]:
        """Return a spec with data but without words, for a page that sets title and source itself."""
        spec = standalone_spec(self.picture, self.datasets, title="", source="", **self.options)
        return {name: part for name, part in spec.items() if name != "title"} | {"height": height}
