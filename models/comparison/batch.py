"""Many requests of one world evaluated at once: arrays of scenarios x horizons x statistics.

    world = shipped_world(request.spec, request.scenario.as_of)
    batch = evaluate_many(requests, world, months=(3, 6, 12, 24))
    batch[RETURN].of("difference")          # (S, H), pp
    low, high = ends(SHOWN_PCT)
    batch[RETURN].of(f"difference_{low}")   # lower end of the band that is shown
    batch[EPS].of("odds_scenario")          # probability that EPS grows
    batch.refused                           # a sentence by request, empty where there is an answer

Numbers are those of `models.outcome.run.evaluate`. Means, effects and what rests on them agree to 1e-12;
what holds draws of the coefficients (bands, and odds through them) agrees to the single precision in
which `evaluate` multiplies these draws, 1e-5 pp, since here they are folded in double. A split by lever
is left to `evaluate`.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import product
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT, QUANTILES
from models.common.errors import ExplorerError, ScenarioError
from models.comparison.many_growth import many_growth
from models.comparison.many_returns import Added, Arrays, many_returns
from models.comparison.pattern_maps import (
    PatternKey,
    PatternMaps,
    growth_windows,
    pattern_maps,
)
from models.completion.many import complete_many
from models.equations.outcomes import EPS, OUTCOMES, RETURN
from models.outcome.world import World
from models.scenario.attribution import JOINING_ORDER
from models.scenario.beside import aside
from models.scenario.levers import LEVERS
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.request import Request

SIDES = ("baseline", "scenario", "difference")
_ENDS = tuple(name for name, level in QUANTILES.items() if level)
ODDS = ("odds_baseline", "odds_scenario")
STATISTICS = (
    *(f"{side}{end}" for side in SIDES for end in ("", *(f"_{name}" for name in _ENDS))),
    *ODDS,
)
BLOCK = 256  # scenarios at once: bounds the memory to some 50 MB whatever is asked


@dataclass(frozen=True, eq=False)
class ManyPaths:
    """One outcome under S scenarios at H horizons: `numbers` (S, H, K), the last axis `STATISTICS`.

    `baseline`, `scenario` and `difference` are means as in OutcomePath, with the names of `QUANTILES`
    behind them the ends of their bands; `odds_scenario` and `odds_baseline` probabilities that small
    beats large, or that growth is positive (NaN by a single estimator of returns). All are NaN where
    a request is refused.
    `beyond` (S, H) marks moves larger than any on record, `established` signs on which models and band
    agree, `recorded` (H,) horizons with a record. `horizon_months` of growth are ends of quarters.
    """

    variable: str
    unit: str
    periods: pd.PeriodIndex
    horizon_months: np.ndarray
    numbers: np.ndarray
    beyond: np.ndarray
    established: np.ndarray
    recorded: np.ndarray

    def of(self, statistic: str) -> np.ndarray:
        """Return one of `STATISTICS`, (S, H)."""
        return self.numbers[:, :, STATISTICS.index(statistic)]

    def at(self, horizon_months: int) -> int:
        """Row of the last period that ends within a horizon, -1 where none does."""
        return int(np.searchsorted(self.horizon_months, horizon_months, side="right")) - 1

    @property
    def stated(self) -> np.ndarray:
        """Whether a figure may be stated, (S, H): inside history, with a record."""
        return ~self.beyond & self.recorded


@dataclass(frozen=True, eq=False)
class Batch:
    """The answers to S requests, in their order, by outcome.

    `refused` says in a sentence why a request has no answer, empty where it has one; `bvar_refused` why
    the completion model is not among the models behind small minus large.
    """

    requests: tuple[Request, ...]
    refused: tuple[str, ...]
    bvar_refused: tuple[str, ...]
    outcomes: dict[str, ManyPaths]

    def __getitem__(self, variable: str) -> ManyPaths:
        """Return one outcome."""
        return self.outcomes[variable]

    def __len__(self) -> int:
        """How many requests were made."""
        return len(self.requests)


def evaluate_many(
    requests: Sequence[Request],
    world: World,
    months: Sequence[int] | None = None,
    variables: Sequence[str] = (RETURN, EPS),
) -> Batch:
    """Evaluate requests that share start, horizon and choices about the equations.

    Parameters
    ----------
    requests : sequence of Request
        One or many; a request that has no answer has its reason in `refused`, and the others go on.
    world : World
        Of that start and these choices, as `shipped_world` returns it.
    months : sequence of int, optional
        At which horizons, 1 to 24; every month up to the requests' horizon if left out. Of growth, the
        quarters that end last within each.
    variables : sequence of str
        Outcomes wanted: small minus large and growth rates of the fit.

    Raises
    ------
    ScenarioError
        With one sentence where requests differ in what they must share.
    """
    requests = tuple(requests)
    rows = _rows(requests, world, months)
    offered = (RETURN, *(model.variable for model in world.fit.growth))
    if odd := [name for name in variables if name not in offered]:
        raise ScenarioError(
            f"There is no outcome {str(odd[0])[:40]!r}; outcomes are {', '.join(offered)}."
        )
    into = {name: _empty(name, world, rows, len(requests)) for name in variables}
    refused, bvar_refused = [""] * len(requests), [""] * len(requests)
    for key, members in _by_pattern(requests).items():
        try:
            maps = pattern_maps(world, key)
        except ExplorerError as error:
            for place in members:
                refused[place] = str(error)
            continue
        asked, values = _values(maps, requests, members, refused)
        for first in range(0, len(asked), BLOCK):
            block = slice(first, first + BLOCK)
            _fill(maps, requests, asked[block], values[block], rows, into, refused, bvar_refused)
    return Batch(requests, tuple(refused), tuple(bvar_refused), into)


def _rows(requests: tuple[Request, ...], world: World, months: Sequence[int] | None) -> np.ndarray:
    """Rows of the months asked for, from 0; refuses requests that do not belong together."""
    shared: tuple[tuple[str, set[Any]], ...] = (
        ("start", {str(r.scenario.as_of or "latest data") for r in requests}),
        ("horizon", {r.horizon_months for r in requests}),
        ("choices about the equations", {r.spec for r in requests}),
    )
    for what, found in shared:
        if len(found) > 1:
            given = " and ".join(sorted(str(each)[:60] for each in found)[:2])
            raise ScenarioError(
                f"The scenarios differ in their {what} ({given}); those evaluated together share it: "
                "give all the same."
            )
    if requests and requests[0].spec != world.fit.spec:
        raise ScenarioError(
            "The scenarios ask for other equations than those of the world they are evaluated in; "
            "prepare the world by their choices."
        )
    if months is None:
        months = range(1, (requests[0].horizon_months if requests else 0) + 1)
    for month in months:
        if not isinstance(month, Integral) or not 1 <= month <= MAX_HORIZON_MONTHS:
            raise ScenarioError(
                f"A horizon is {month!r} months; allowed are whole months from 1 to "
                f"{MAX_HORIZON_MONTHS}."
            )
    return np.array(sorted(set(months)), dtype=int) - 1


def _empty(variable: str, world: World, rows: np.ndarray, count: int) -> ManyPaths:
    setting = world.setting
    if OUTCOMES[variable].kind == "return":
        periods, horizons = setting.months[rows], rows + 1
        unit = world.fit.returns[0].unit
        recorded = world.level.recorded[rows] if world.level else np.ones(len(rows), dtype=bool)
    else:
        model = world.fit.growth_model(variable)
        window = growth_windows(world, variable)[0]
        ends = window.horizon_months
        kept = np.unique(np.searchsorted(ends, rows + 1, side="right") - 1)
        kept = kept[(kept >= 0) & (ends[kept] >= 1)]
        periods, horizons, unit = window.quarters[kept], ends[kept], model.unit
        recorded = np.ones(len(kept), dtype=bool)
    shape = (count, len(horizons))
    return ManyPaths(
        variable=variable,
        unit=unit,
        periods=periods,
        horizon_months=horizons,
        numbers=np.full((*shape, len(STATISTICS)), np.nan),
        beyond=np.zeros(shape, dtype=bool),
        established=np.zeros(shape, dtype=bool),
        recorded=recorded,
    )


def _by_pattern(requests: tuple[Request, ...]) -> dict[PatternKey, list[int]]:
    """Sort requests by what they set and why."""
    found: dict[tuple, list[int]] = {}
    for place, request in enumerate(requests):
        scenario, parts = request.scenario, request.scenario.parts
        levers = tuple(
            lever
            for lever in JOINING_ORDER
            if not LEVERS[lever].beside
            and ((part := parts[lever]).active or part.otherwise == "hold")
        )
        why = scenario.fed.why if "fed" in levers else "history"  # nothing to explain
        found.setdefault((scenario.baseline, levers, why), []).append(place)
    return {PatternKey(*key): members for key, members in found.items()}


def _values(
    maps: PatternMaps, requests: tuple[Request, ...], members: list[int], refused: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return who has an answer so far and the values (S, m) of their set cells.

    The others' reasons go to `refused`. A part that several share becomes a path once.
    """
    table = np.tile(maps.still.baseline_values, (len(members), 1))
    for lever in maps.key.levers:
        cells = maps.cells_of(lever)
        numbers: dict[Hashable, int] = {}
        paths: list[np.ndarray | str] = []
        which = np.zeros(len(members), dtype=int)
        for row, place in enumerate(members):
            part: Any = getattr(requests[place].scenario, lever)
            number = numbers.setdefault(part, len(paths))
            if number == len(paths):
                paths.append(maps.set_values(lever, part))
            which[row] = number
        nothing = np.zeros(int(cells.sum()))
        table[:, cells] = np.array([nothing if isinstance(p, str) else p for p in paths])[which]
        for row, place in enumerate(members):
            reason = paths[which[row]]
            if isinstance(reason, str):
                refused[place] = refused[place] or reason
    kept = np.array([not refused[place] for place in members], dtype=bool)
    return np.array(members)[kept], table[kept]


def _fill(
    maps: PatternMaps,
    requests: tuple[Request, ...],
    places: np.ndarray,
    values: np.ndarray,
    rows: np.ndarray,
    into: dict[str, ManyPaths],
    refused: list[str],
    bvar_refused: list[str],
) -> None:
    """Evaluate a block of scenarios of one pattern and put their numbers where they belong."""
    completed = complete_many(maps.world.completion, maps.still, maps.baseline.paths, values)
    for place, reason, no_bvar in zip(
        places, completed.refused, completed.shock_refused, strict=True
    ):
        refused[place], bvar_refused[place] = reason, no_bvar
    answered = np.array([not reason for reason in completed.refused], dtype=bool)
    has_bvar = np.array([not reason for reason in completed.shock_refused], dtype=bool)
    change = values - maps.still.baseline_values
    for variable, result in into.items():
        if OUTCOMES[variable].kind == "return":
            moves = np.array([bool(requests[place].scenario.moved) for place in places])
            for moved, bvar in product((True, False), repeat=2):
                some = answered & (moves == moved) & (has_bvar == bvar)
                if some.any():
                    paths, of_cells = completed.paths[some], change[some]
                    added = _added([requests[place] for place in places[some]], maps.world, rows)
                    found = many_returns(maps, paths, of_cells, added, rows, moved=moved, bvar=bvar)
                    _put(result, places[some], found)
        elif answered.any() and len(result.horizon_months):
            ends = growth_windows(maps.world, variable)[0].horizon_months
            quarters = np.searchsorted(ends, result.horizon_months)
            paths = completed.paths[answered]
            found = many_growth(maps, variable, paths, change[answered], quarters)
            _put(result, places[answered], found)


def _added(requests: list[Request], world: World, rows: np.ndarray) -> Added:
    """Return what levers beside the model add to small minus large, (S, H) each."""
    every = [aside(request.scenario, world.setting) for request in requests]
    return Added(
        *(
            np.stack([getattr(each, name)[rows] for each in every])
            for name in ("effect", "within", "era")
        )
    )


def _put(result: ManyPaths, places: np.ndarray, found: Arrays) -> None:
    columns = [found[name] for name in ODDS]
    sides = []
    for side in SIDES:
        mean, half = found[side], found[f"{side}_half"]
        sides.append(mean)
        for level in QUANTILES.values():
            if level:
                sides.append(mean + np.sign(level) * half[..., LEVELS_PCT.index(abs(level))])
    result.numbers[places] = np.stack([*sides, *columns], axis=-1)
    result.beyond[places] = found["beyond"]
    if "established" in found:
        result.established[places] = found["established"]
