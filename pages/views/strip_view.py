"""What the first view of the Scenario page says at every step of one slider."""

import base64
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.comparison.at_steps import at_steps
from models.comparison.axis import axis_of
from models.comparison.batch import evaluate_many
from models.equations.outcomes import EPS, PROFITS, RETURN
from models.outcome.outcome import Outcome
from models.outcome.world import World
from models.scenario.link import STEPS, flatten, lever_of
from pages.charts.fan import FAN_COLUMNS
from pages.parts.draw import unbroken
from pages.parts.thumb import WATCHED, keep_strip, tell_drawn
from pages.parts.world import world_of
from pages.views.scenario_downloads import Shown
from pages.views.scenario_view import cards, fan_columns, finding_of, shows_effect

KEYS = tuple(key for key in STEPS if lever_of(key))  # sliders that the chart follows
TITLE = f".st-key-{WATCHED} h2"
CARD = ".st-key-card_"
_VALUE, _BELOW = "[data-testid=stMetricValue]", "[data-testid=stCaptionContainer]"
_LARGEST = np.iinfo(np.int16).max
_HIDDEN = np.iinfo(np.int16).min  # a figure that is withheld


@dataclass(frozen=True, eq=False)
class Strip:
    """What is shown at each of S steps of a slider.

    `cells` (S, 8, H + 1) are the columns of the watched chart, NaN where a figure is withheld; `words`
    what stands where, by CSS selector, a text a step, None where it stays as it is; `refused` why a
    step has no answer, else empty. The chart stays as it is there, and the title is that sentence.
    """

    steps: tuple[float, ...]
    cells: np.ndarray
    words: dict[str, list[str | None]]
    refused: tuple[str, ...]

    def packed(self) -> dict[str, Any]:
        """Return the strip as JSON, its cells as int16 in units of `unit` pp."""
        largest = float(np.nanmax(np.abs(self.cells), initial=1.0))
        unit = largest / _LARGEST
        whole = np.where(np.isnan(self.cells), _HIDDEN, np.round(self.cells / unit)).astype("<i2")
        return {
            "first": self.steps[0],
            "step": self.steps[1] - self.steps[0],
            "shape": whole.shape,
            "unit": unit,
            "cells": base64.b64encode(whole.tobytes()).decode(),
            "words": self.words,
            "refused": self.refused,
        }


def strip_of(outcome: Outcome, world: World, key: str, *, effect: bool) -> Strip:
    """Return what is shown at every step of a slider, the others where the outcome has them."""
    axis = axis_of(key)
    steps = axis.steps()
    requests = axis.requests(outcome.request, steps, hold=False)
    batch = evaluate_many(requests, world, variables=(RETURN, EPS, PROFITS))
    cells = np.full((len(steps), len(FAN_COLUMNS), outcome.horizon_months + 1), np.nan)
    words: dict[str, list[str | None]] = {where: [] for where in _texts(outcome, effect=effect)}
    for place, found in enumerate(at_steps(outcome, batch)):
        if found is not None:
            columns = fan_columns(found.path(RETURN), effect=effect)
            cells[place] = [columns[name] for name in FAN_COLUMNS]
            texts: dict[str, str] = _texts(found, effect=effect)
        else:
            texts = {TITLE: batch.refused[place]}
        for where, each in words.items():
            each.append(texts.get(where))
    return Strip(steps, cells, words, batch.refused)


def _texts(outcome: Outcome, *, effect: bool) -> dict[str, str]:
    """Return finding and cards by where they stand, as the page writes them."""
    said = {TITLE: unbroken(finding_of(outcome, effect=effect))}
    for number, (_, value, below, _) in enumerate(cards(outcome)):
        said[f"{CARD}{number} {_VALUE}"] = value
        said[f"{CARD}{number} {_BELOW}"] = unbroken(below)
    return said


def follow_thumb(shown: Shown) -> None:
    """Have the first view follow the thumb of the slider that is touched."""

    def context(key: str) -> str:
        return _context(shown.outcome, key)

    def strip(key: str) -> dict[str, Any]:
        outcome = shown.outcome
        world = world_of(outcome.request)
        return strip_of(outcome, world, key, effect=shows_effect(outcome)).packed()

    keep_strip(KEYS, context, strip)


def drawn(outcome: Outcome) -> None:
    """Tell that a run has drawn this; the last thing it does."""
    values = flatten(outcome.request)
    tell_drawn(lambda key: {"context": _context(outcome, key), "now": values[key]})


def _context(outcome: Outcome, key: str) -> str:
    """Return what a slider's strip depends on, its own position left out, as one short word."""
    others = {name: value for name, value in flatten(outcome.request).items() if name != key}
    rest = (others, shows_effect(outcome), id(outcome.completion))
    return f"{key}-{zlib.crc32(repr(rest).encode()):x}"
