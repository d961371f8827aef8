"""How likely an event is: by simulation of the completion model, and how often it came in history.

An event is a lever's variable at least so far above (or below) its last published value in some month
within a span. Simulated paths hold future shocks, coefficients and what is unpublished; what is published
after the origin stays; the floor of the rate is not applied. History counts every window of that length,
overlapping ones too.
"""

from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral, Real

import numpy as np
import pandas as pd

from models.common.errors import ScenarioError
from models.common.text import in_unit, months, signed
from models.comparison.averaged import averaged_changes, averaged_history
from models.comparison.equal_odds import published_gain
from models.completion.completion import Completion
from models.completion.data import MAX_MONTHS
from models.completion.projection import noise
from models.completion.shocks import return_shocks
from models.outcome.macro import complete_scenario
from models.outcome.world import World
from models.scenario.levers import LEVERS
from models.scenario.request import Request

SINCE = (pd.Period("1985-01", "M"), pd.Period("1948-01", "M"))
PATHS_A_DRAW = 4  # of the thousand draws: a probability of a tenth has a standard error of .5%
FEWEST_WINDOWS = 24


@dataclass(frozen=True)
class Event:
    """A lever's variable changes by at least `change` (its sign the direction) within some months.

    Measured from what is last published; see models.comparison.averaged for variables that are averaged.
    """

    lever: str
    change: float
    within_months: int

    def __post_init__(self) -> None:
        """Refuse what is no event."""
        if self.lever not in LEVERS:
            raise ScenarioError(
                f"There is no lever {str(self.lever)[:40]!r}; levers are {', '.join(LEVERS)}."
            )
        if not isinstance(self.change, Real) or not np.isfinite(self.change) or self.change == 0:
            raise ScenarioError(
                f"The change of an event is {self.change!r}; give a number above or below zero."
            )
        whole = isinstance(self.within_months, Integral)
        if not whole or not 1 <= self.within_months <= MAX_MONTHS:
            raise ScenarioError(
                f"An event has {self.within_months!r} months; allowed are whole months from 1 to "
                f"{MAX_MONTHS}."
            )

    @property
    def words(self) -> str:
        """Say the event: "unemployment up by 1.0 within 9 months"."""
        row = LEVERS[self.lever]
        way = "up" if self.change > 0 else "down"
        unit = "pp" if row.unit == "%" else row.unit
        size = in_unit(signed(abs(self.change)).removeprefix("+"), unit)
        return f"{row.measured_noun} {way} by {size} within {months(self.within_months)}"


@dataclass(frozen=True)
class Frequency:
    """How often an event came in windows that began in or after `first`: of `windows`, a `share`.

    `episodes` counts stretches of such windows apart by at least their length.
    """

    first: pd.Period
    windows: int
    share: float
    episodes: int


@dataclass(frozen=True)
class EventOdds:
    """The probability of an event by the model, with its simulation error, and in history."""

    event: Event
    probability: float
    standard_error: float
    history: tuple[Frequency, ...]


def event_odds(event: Event, world: World) -> EventOdds:
    """Return the odds of an event from where a world stands, and its frequency since 1985 and 1948."""
    model, lever = world.completion, LEVERS[event.lever]
    if lever.beside:
        paths = redrawn_paths(world, lever.variable)[:, : event.within_months]
    else:
        column = model.names.index(lever.variable)
        paths = simulated_paths(model)[:, : event.within_months, column]
    happened = reaches(averaged_changes(paths, lever, world), event.change)
    probability = float(happened.mean())
    by_draw = happened.reshape(PATHS_A_DRAW, -1).mean(axis=0)
    return EventOdds(
        event=event,
        probability=probability,
        standard_error=float(by_draw.std() / np.sqrt(len(by_draw))),
        history=tuple(
            found for since in SINCE if (found := frequency(event, world, since)) is not None
        ),
    )


def reaches(changes: np.ndarray, change: float) -> np.ndarray:
    """Whether paths of changes (P, H) reach a change in some month, (P,)."""
    return (changes * np.sign(change)).max(axis=1) >= abs(change) - 1e-9


@lru_cache(maxsize=4)
def simulated_paths(model: Completion) -> np.ndarray:
    """Return simulated paths of every variable, (P, 24, n), four for each draw of the coefficients.

    Shocks of returns are redrawn from the past as in the fans of models.completion.pattern.
    """
    draws, rng = model.draws, np.random.default_rng(model.fit.seed + 2)
    future = return_shocks(model.mean_system, model.data.sample)
    published = np.isfinite(model.data.published)
    gain = published_gain(draws, published) if published.any() else None
    found = []
    for _ in range(PATHS_A_DRAW):
        shocks = future.draw(rng, (len(draws), MAX_MONTHS, len(model.names)))
        unknowns = rng.standard_normal((len(draws), draws.edge.shape[-1]))
        path = draws.forecast + noise(draws, shocks, unknowns)
        if gain is not None:
            missed = model.data.published[published] - path[:, published]
            path = path + (gain @ missed[:, None, :, None])[..., 0]
        found.append(path.astype(np.float32))
    return np.concatenate(found)


@lru_cache(maxsize=4)
def redrawn_paths(world: World, variable: str) -> np.ndarray:
    """Return as many paths (P, 24) of a variable beside the model as there are simulated ones.

    A random walk from its last published value: its changes are redrawn from all past ones, less
    their mean.
    """
    past = world.panel.measured[variable].loc[: world.panel.origin].dropna()
    changes = past.diff().dropna().to_numpy()
    draws, rng = world.completion.draws, np.random.default_rng(world.completion.fit.seed + 3)
    shape = (PATHS_A_DRAW * len(draws), MAX_MONTHS)
    redrawn = rng.choice(changes - changes.mean(), size=shape).cumsum(axis=1)
    return world.setting.last_published(variable) + redrawn


def frequency(event: Event, world: World, since: pd.Period) -> Frequency | None:
    """Return how often an event came in the windows since a month, None where they are few."""
    lever = LEVERS[event.lever]
    published = world.panel.measured[lever.variable].dropna()
    series = averaged_history(published, lever).loc[since : world.panel.origin]
    values, span = series.to_numpy(), event.within_months
    if len(values) - span < FEWEST_WINDOWS:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(values, span + 1)
    happened = reaches(windows[:, 1:] - windows[:, :1], event.change)
    starts = np.flatnonzero(happened)
    apart = np.diff(starts, prepend=-span - 1) > span
    return Frequency(series.index[0], len(windows), float(happened.mean()), int(apart.sum()))


def events_of(request: Request, world: World) -> tuple[Event, ...]:
    """Return the event each moved lever of a request amounts to: its widest change and when it is there.

    Measured from the last published value over 24 months; levers that stay there make none.
    """
    macro = complete_scenario(request.scenario, world.setting, world.completion)
    found = []
    for lever in request.scenario.moved:
        row = LEVERS[lever]
        apart = averaged_changes(macro.scenario((row.variable,))[:, 0], row, world)
        at = int(np.abs(apart).argmax())
        if (change := round(float(apart[at]), 9)) != 0:
            found.append(Event(lever, change, at + 1))
    return tuple(found)


def nominal_share(
    model: Completion, lever: str, at_month: int, z: float, since: pd.Period
) -> tuple[float, int]:
    """Return how often a lever ended further above its forecast than z standard deviations.

    In windows since a month, by the coefficients of today: the share and the number of windows. Where
    the model's odds are right, it is that of a standard normal above z; negative z count the other way.
    """
    system, sample = model.mean_system, model.data.sample
    column, lags = model.names.index(LEVERS[lever].variable), len(model.past)
    values = sample.to_numpy()
    newest_first = np.stack(
        [values[lags - 1 - lag : len(values) - at_month - lag] for lag in range(lags)], axis=1
    )
    states = newest_first.reshape(len(newest_first), -1)
    for _ in range(at_month):
        ahead = states @ system.phi[0].T + system.constant[0]
        states = np.hstack([ahead, states[:, : -ahead.shape[1]]])
    actual = values[lags - 1 + at_month :, column]
    responses = model.mean.responses[0, :at_month, column]
    error = (actual - states[:, column]) / np.sqrt((responses**2).sum())
    late = sample.index[lags - 1 : len(values) - at_month] >= since
    beyond = error[late] > z if z > 0 else error[late] < z
    return float(beyond.mean()), int(late.sum())
