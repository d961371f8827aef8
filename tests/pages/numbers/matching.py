"""Explanations of what a page shows, and the check that they explain all of it, once and in order.

A template's `{name}` stands for a value, its `*` for words without a figure; all else, figures
included, stands for itself. `Says` is used up by one text and has to be shown; `Stated` may stand
anywhere, any number of times: figures that are settings, dates in history or names, never results.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tests.pages.numbers.elements import Chart, Table, Text

# Names with figures in them, which the walk reads as words.
NAMES = ("S&P 500", "Russell 2000", "Russell 1000", "Nasdaq-100", "10-year", "2-year", "3-month")
_WORDS = "(?:" + "|".join(re.escape(name) for name in NAMES) + r"|[^\d])*?"


_FIGURE = r"[+\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?"


def _pattern(template: str, group: Callable[[str], str]) -> re.Pattern:
    """Compile a template; `group` gives the pattern of a value by its name."""
    pieces, seen = [], set()
    for piece in re.split(r"(\{\w+\}|\*)", template):
        if piece == "*":
            pieces.append(_WORDS)
        elif not re.fullmatch(r"\{\w+\}", piece):
            pieces.append(re.escape(piece))
        elif (name := piece[1:-1]) in seen:
            pieces.append(f"(?P={name})")
        else:
            pieces.append(f"(?P<{name}>{group(name)})")
            seen.add(name)
    return re.compile("".join(pieces))


class Says:
    """One text and the values in it, as they should be spelt."""

    def __init__(self, template: str, **values: object) -> None:
        self.template, self.spelt = template, {n: str(v) for n, v in values.items()}
        self.right = _pattern(template, lambda name: re.escape(self.spelt[name]))
        self.shape = _pattern(template, self._any)

    def _any(self, name: str) -> str:
        """One figure where the value is one, else any words."""
        return _FIGURE if re.fullmatch(_FIGURE, self.spelt[name]) else ".*?"

    @property
    def has_figures(self) -> bool:
        """Whether the text it stands for can be told from words, which the walk passes over."""
        return bool(re.search(r"\d", self.template + "".join(self.spelt.values())))

    def wrong(self, text: str) -> str | None:
        """What is wrong about a text that has this shape, empty if nothing; None if it has another."""
        if self.right.fullmatch(text):
            return ""
        found = self.shape.fullmatch(text)
        if not found or re.fullmatch(r"\{\w+\}", self.template):  # the shape of every text
            return None
        bad = [
            f"{n} is {said!r}, should be {self.spelt[n]!r}"
            for n, said in found.groupdict().items()
            if said != self.spelt[n]
        ]
        return f"{'; '.join(bad)} in {text!r}"


@dataclass(frozen=True)
class Stated:
    """A text whose figures are no results, as a template without values."""

    template: str


@dataclass(frozen=True)
class Holds:
    """A table: cells by the words over the column."""

    columns: dict[str, list]

    @classmethod
    def rows(cls, names: tuple[str, ...], lines: list[list]) -> "Holds":
        """A table by its rows."""
        columns = zip(*lines, strict=True)
        return cls({name: list(column) for name, column in zip(names, columns, strict=True)})


@dataclass(frozen=True)
class Draws:
    """A chart: its columns by dataset, how they are drawn and what the tooltip names."""

    alt: str
    data: dict[str, dict]
    picture: Callable[[], tuple[set[str], dict[str, str]]] | tuple[set[str], dict[str, str]]


@dataclass
class _Left:
    """What has not been used up yet."""

    says: list[Says] = field(default_factory=list)
    holds: list[Holds] = field(default_factory=list)
    draws: list[Draws] = field(default_factory=list)
    stated: list[re.Pattern] = field(default_factory=list)


def unexplained(elements: list, entries: list) -> list[str]:
    """Return a sentence for each element that nothing explains, is wrong, or is missing."""
    left = _Left(
        [e for e in entries if isinstance(e, Says) and e.has_figures],
        *([e for e in entries if isinstance(e, kind)] for kind in (Holds, Draws)),
        [_pattern(e.template, lambda _: ".*") for e in entries if isinstance(e, Stated)],
    )
    problems = []
    for element in elements:
        problem = {Text: _text, Table: _table, Chart: _chart}[type(element)](element, left)
        if problem:
            problems.append(problem)
    problems += [f"Not shown: {e.template!r} with {e.spelt}" for e in left.says]
    problems += [f"Not shown: the table {list(e.columns)}" for e in left.holds]
    problems += [f"Not shown: the chart {e.alt!r}" for e in left.draws]
    return problems


def _text(element: Text, left: _Left) -> str | None:
    tried, first_wrong = set(), None
    for entry in left.says:
        if entry.template in tried:  # of texts of one shape the first shown is the first listed
            continue
        wrong = entry.wrong(element.text)
        if wrong == "":
            left.says.remove(entry)
            return None
        if wrong:
            tried.add(entry.template)
            first_wrong = first_wrong or (entry, wrong)
    if any(pattern.fullmatch(element.text) for pattern in left.stated):
        return None
    if first_wrong:
        left.says.remove(first_wrong[0])
        return first_wrong[1]
    return f"Nothing explains the text {element.text!r}"


def _table(element: Table, left: _Left) -> str | None:
    names = list(element.columns)
    for entry in left.holds:
        if list(entry.columns) == names:
            left.holds.remove(entry)
            bad = [w for n in names if (w := _differs(element.columns[n], entry.columns[n], n))]
            return f"Table {names}: {'; '.join(bad)}" if bad else None
    return f"Nothing explains the table {names}"


def _chart(element: Chart, left: _Left) -> str | None:
    entry = next((e for e in left.draws if e.alt == element.alt), None)
    if entry is None:
        return f"Nothing explains the chart {element.alt!r}"
    left.draws.remove(entry)
    marks, tips = entry.picture
    bad = []
    if set(element.data) != set(entry.data):
        bad.append(f"datasets {set(element.data)}, should be {set(entry.data)}")
    for name in set(element.data) & set(entry.data):
        sent, should = element.data[name], entry.data[name]
        if set(sent) != set(should):
            bad.append(f"{name} has {set(sent)}, should have {set(should)}")
        bad += [w for n in set(sent) & set(should) if (w := _differs(list(sent[n]), should[n], n))]
    if element.marks != set(marks):
        bad.append(
            f"draws {set(element.marks) - set(marks)}, should draw {set(marks) - element.marks}"
        )
    if element.tips != tips:
        bad.append(f"tooltip {element.tips}, should be {tips}")
    return f"Chart {element.alt!r}: {'; '.join(bad)}" if bad else None


def _differs(sent: list, should, name: str) -> str:
    sent, should = list(sent), list(should)
    if len(sent) != len(should):
        return f"{name!r} has {len(sent)} rows, should have {len(should)}"
    for row, (one, other) in enumerate(zip(sent, should, strict=True)):
        if not _same(one, other):
            return f"{name!r} in row {row} is {one!r}, should be {other!r}"
    return ""


def _same(one, other) -> bool:
    if isinstance(other, tuple):
        return len(one) == len(other) and np.allclose(one, other, rtol=0, atol=1e-9)
    if isinstance(other, bool | np.bool_ | str):
        return one == other
    if isinstance(other, pd.Timestamp | np.datetime64):
        return pd.Timestamp(one) == pd.Timestamp(other)
    if one is None or other is None or pd.isna(other):
        return bool(pd.isna(one)) and bool(pd.isna(other))
    return bool(np.isclose(one, other, rtol=0, atol=1e-9))
