"""The completion model at one origin: takes paths, returns completed paths and the relative return."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from models.common.cache import SingleFlightCache
from models.common.errors import ModelError
from models.common.progress import Progress, silent
from models.completion.answer import Answer, make_answer
from models.completion.completed import LARGEST_RESIDUAL, Completed, Shock, missed_value
from models.completion.conditions import check_months, fixed_cells, fixed_values
from models.completion.data import MAX_MONTHS, POLICY, TARGET, CompletionData, completion_data
from models.completion.edge import Edge, complete_edge, edge_given
from models.completion.fit import CompletionFit, fit_completion
from models.completion.floor import floor_lift
from models.completion.gain import Conditions, Why
from models.completion.mean_path import ConditionalMean
from models.completion.pattern import Pattern, make_pattern
from models.completion.projection import Horizon, project
from models.completion.response import Response, make_response
from models.completion.shocks import return_shocks, standardised_errors
from models.completion.stored import load_completion
from models.completion.system import System, draw_systems, mean_system
from models.panel import Panel

MOST_MODELS = 8  # each 3 to 20 MB, by what has been asked of it
MOST_RESPONSES = 16  # 6 MB each at most, most of them below 1; shared by all sessions
MOST_PATTERNS = 3  # 15 MB each at most, at 1,000 draws, 24 months and 3 levers
MOST_DRAWN = 2  # models whose draws are kept, 23 MB each and their patterns
N_SPREAD_DRAWS = 100  # behind the spread of completed paths: 7% error of an sd


@dataclass(frozen=True, eq=False)
class Completion:
    """One fitted model at one origin; safe to share between sessions, since it only caches gains.

    Completed paths need the posterior mean and `spread` (100 draws); fans need all draws, which are
    made when first asked for and kept for the last two models of the process.
    """

    fit: CompletionFit
    data: CompletionData
    mean_system: System
    past: np.ndarray  # the months before the horizon, oldest first, completed at the mean
    mean: Horizon
    spread: Horizon
    edge: Edge
    _responses: SingleFlightCache = field(default_factory=lambda: SingleFlightCache(MOST_RESPONSES))
    _edges: SingleFlightCache = field(default_factory=lambda: SingleFlightCache(MOST_RESPONSES))
    _unknowns: SingleFlightCache = field(default_factory=lambda: SingleFlightCache(MOST_RESPONSES))

    @property
    def names(self) -> tuple[str, ...]:
        """Variables in the model's order."""
        return self.fit.layout.names

    @property
    def draws(self) -> Horizon:
        """The horizon of every draw."""
        return self._drawn().horizon

    def completed_edge(self) -> pd.DataFrame:
        """Months between the complete sample and the origin; unpublished cells at their mean."""
        return pd.DataFrame(self.edge.mean[0], index=self.data.edge.index, columns=list(self.names))

    def edge_given(self, levers: frozenset[str], horizon_months: int) -> ConditionalMean:
        """Return the edge given also set paths of some levers after it; computed once.

        It is taken at the fixed cells' values, such as `Completed.baseline_values`.
        """
        return self._edges.get(
            (levers, horizon_months),
            lambda: edge_given(
                self.edge,
                self.mean.until(horizon_months),
                self._conditions(levers, horizon_months, "history"),
            ),
        )

    def response(
        self, levers: frozenset[str], horizon_months: int, why: Why = "history"
    ) -> Response:
        """Return the gains on every cell for a set of fixed paths; computed once.

        Without a path of the policy rate there is nothing that `why` could explain: one answer for all.
        """
        why = _reason(levers, why)
        return self._responses.get(
            (levers, horizon_months, why),
            lambda: make_response(
                self.mean.until(horizon_months),
                self.spread.until(horizon_months),
                self._conditions(levers, horizon_months, why),
            ),
        )

    def unknown(
        self,
        levers: frozenset[str],
        others: frozenset[str],
        horizon_months: int,
        why: Why = "history",
    ) -> np.ndarray:
        """Return what all cells do per unknown of some `others` once `levers` are set, (q, H, n).

        The unknowns are the q independent standard normals of `Response.factor`; a cell that is not
        among `others` does what it does given these. Where all `others` are set too, q is 0. Computed
        once.
        """
        why = _reason(levers, why)
        return self._unknowns.get(
            (levers, others, horizon_months, why),
            lambda: _given(
                self.response(levers, horizon_months, why),
                self.response(levers | others, horizon_months),
            ),
        )

    def pattern(self, levers: frozenset[str], horizon_months: int, why: Why = "history") -> Pattern:
        """Return the gains on the relative return for a set of fixed paths; computed once."""
        why = _reason(levers, why)
        return self._drawn().patterns.get(
            (levers, horizon_months, why),
            lambda: make_pattern(
                self.draws.until(horizon_months),
                self._conditions(levers, horizon_months, why),
                self.names.index(TARGET),
                return_shocks(self.mean_system, self.data.sample),
                self.fit.seed + 1,
            ),
        )

    def _drawn(self) -> "_Drawn":
        return _drawn.get(self, lambda: _Drawn(draw_horizon(self.data, self.fit)))

    def _conditions(self, levers: frozenset[str], horizon_months: int, why: Why) -> Conditions:
        fixed, set_months = fixed_cells(levers, self.data, horizon_months)
        return Conditions(fixed, self.names.index(POLICY), set_months, why)

    def complete(
        self,
        baseline: dict[str, np.ndarray],
        scenario: dict[str, np.ndarray],
        *,
        why: Why = "history",
        horizon_months: int | None = None,
        around: np.ndarray | None = None,
    ) -> Completed:
        """Complete both paths; however large the shocks they need, which `largest_shock` tells.

        Parameters
        ----------
        baseline, scenario : dict of ndarray of shape (H,)
            The paths that are set, months 1 to H, the same variables in both: active levers and
            those held at baseline. Every other variable follows history.
        why : {"history", "policy", "weakness"}
            Which shocks may bring about the policy rate, where that is among them.
        horizon_months : int, optional
            H, needed only when no path is set.
        around : ndarray of shape (H, n), optional
            The path all variables take where nothing is moved, in which the set ones have their
            baseline; the model's own forecast given those if left out.
        """
        if baseline.keys() != scenario.keys():
            odd = ", ".join(sorted(baseline.keys() ^ scenario.keys()))
            raise ModelError(
                f"{odd} is set in only one of baseline and scenario; both must set the same paths: add "
                "it to the other at its baseline."
            )
        if horizon_months is None:
            horizon_months = len(next(iter(baseline.values()))) if baseline else 0
        months = check_months(horizon_months)
        response = self.response(frozenset(baseline), months, why)
        fixed = response.conditions.fixed
        c0, c1 = (
            fixed_values(paths, self.data, fixed, which)
            for which, paths in (("baseline", baseline), ("scenario", scenario))
        )
        own = response.start + response.gains @ c0
        centre = own if around is None else np.array(around, dtype=float).ravel()
        base, base_lift = _with_floor(response, centre, c0)
        moved, moved_lift = _with_floor(response, centre + response.gains @ (c1 - c0), c1)
        base, moved, base_lift, moved_lift = (
            cells.reshape(fixed.shape) for cells in (base, moved, base_lift, moved_lift)
        )
        shocks = (self.largest_shock(base, "baseline"), self.largest_shock(moved, "scenario"))
        return Completed(
            months=self.data.ahead.index[:months],
            names=self.names,
            levers=tuple(name for name in self.names if name in baseline),
            response=response,
            baseline_values=c0,
            scenario_values=c1,
            baseline=base,
            scenario=moved,
            baseline_floor=base_lift,
            scenario_floor=moved_lift,
            largest_shock=max(shocks, key=lambda shock: shock.size_sd),
        )

    def largest_shock(self, path: np.ndarray, which: str) -> Shock:
        """Return the largest shock behind a path (H, n), after what is published."""
        shocks = np.abs(standardised_errors(self.mean_system, np.vstack([self.past, path])))
        shocks[self.published_months(len(path))] = 0.0
        month, column = np.unravel_index(shocks.argmax(), shocks.shape)
        return Shock(
            float(shocks[month, column]), self.names[column], self.data.ahead.index[month], which
        )

    def published_months(self, horizon_months: int) -> np.ndarray:
        """Whether anything is already published for each month after the origin, (H,)."""
        return np.isfinite(self.data.published[:horizon_months]).any(axis=1)

    def answer(
        self,
        baseline: dict[str, np.ndarray],
        scenario: dict[str, np.ndarray],
        *,
        why: Why = "history",
        horizon_months: int | None = None,
        around: np.ndarray | None = None,
    ) -> Answer:
        """Complete both paths and say what they mean for the relative return; see `complete`.

        Raises ModelError where the paths ask for a shock of more than five standard deviations.
        """
        completed = self.complete(
            baseline, scenario, why=why, horizon_months=horizon_months, around=around
        )
        return self.fans(completed, recentre=around is not None)

    def fans(self, completed: Completed, *, recentre: bool) -> Answer:
        """Return the fans of completed paths, refused above five standard deviations."""
        if refusal := completed.largest_shock.refusal:
            raise ModelError(refusal)
        conditions = completed.response.conditions
        pattern = self.pattern(frozenset(completed.levers), len(completed.months), conditions.why)
        return make_answer(completed, pattern, recentre=recentre)


def _reason(levers: frozenset[str], why: Why) -> Why:
    """Return the reason for the policy rate's path, the same for all where none is set."""
    return why if POLICY in levers else "history"


def _given(response: Response, others: Response) -> np.ndarray:
    """Return the unknowns (q, H, n) of a response as far as `others` fixes their cells."""
    fixed = others.conditions.fixed
    if np.array_equal(response.conditions.fixed, fixed):
        return np.zeros((0, *fixed.shape))
    cells = response.factor.T
    return (cells[:, fixed.ravel()] @ others.gains.T).reshape(len(cells), *fixed.shape)


def _with_floor(
    response: Response, path: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the path (H n,) with the rate's floor, and what the floor adds to it."""
    fixed, policy = response.conditions.fixed, response.conditions.policy
    of_rate = slice(policy, None, fixed.shape[1])
    lift = response.lifts @ floor_lift(path[of_rate], response.lifts[of_rate], fixed[:, policy])
    path = path + lift
    cells = fixed.ravel()
    residual = np.abs(path[cells] - values).max(initial=0.0)
    if not residual < LARGEST_RESIDUAL:
        raise ModelError(missed_value(residual))
    path[cells] = values
    return path, lift


@dataclass(frozen=True, eq=False)
class _Drawn:
    """All draws of a model, and the gains computed from them."""

    horizon: Horizon
    patterns: SingleFlightCache = field(default_factory=lambda: SingleFlightCache(MOST_PATTERNS))


_drawn: SingleFlightCache[_Drawn] = SingleFlightCache(MOST_DRAWN)


def make_completion(data: CompletionData, fit: CompletionFit) -> Completion:
    """Complete the edge of a fit and project the horizon, at the posterior mean and for some draws."""
    at_mean = mean_system(fit.posteriors, fit.layout)
    mean_start, completed = complete_edge(at_mean, data.sample.to_numpy(), data.edge.to_numpy())
    return Completion(
        fit=fit,
        data=data,
        mean_system=at_mean,
        past=mean_start.mean[0, ::-1],
        mean=project(at_mean, mean_start, MAX_MONTHS),
        spread=draw_horizon(data, replace(fit, n_draws=min(fit.n_draws, N_SPREAD_DRAWS))),
        edge=completed,
    )


def draw_horizon(data: CompletionData, fit: CompletionFit) -> Horizon:
    """Draw the systems of a fit and project each; too many explosive ones raise ModelError."""
    system, _ = draw_systems(fit.posteriors, fit.layout, fit.n_draws, fit.seed)
    start, _ = complete_edge(system, data.sample.to_numpy(), data.edge.to_numpy())
    return project(system, start, MAX_MONTHS)


_models: SingleFlightCache[Completion] = SingleFlightCache(MOST_MODELS)


def completion_of(panel: Panel, progress: Progress = silent) -> Completion:
    """Return the model of a panel, stored or estimated in a second; the process keeps the last eight."""

    def make() -> Completion:
        data = completion_data(panel)
        return make_completion(data, load_completion(panel) or fit_completion(data))

    return _models.get(panel.snapshot_hash, make, progress)
