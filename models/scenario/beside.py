r"""Levers beside the completion model: small minus large moves with each by a slope of its own.

With T(h) how far such a variable is from its baseline after h months, b its slope in the era that runs,
s the standard error of b and :math:`\omega` the variance of slopes between eras,

.. math:: e(h) = b\,T(h), \quad V(h) = T(h)^2 (s^2 + \omega)

Every model of small minus large gets the same, and nothing else moves: the variable follows nothing and
nothing follows it. Its baseline stays at the last published value.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.scenario.levers import LEVERS
from models.scenario.levers.lever import Lever
from models.scenario.part import MAX_HORIZON_MONTHS, LeverPart
from models.scenario.paths import moved_path
from models.scenario.scenario import Scenario
from models.scenario.setting import Setting

BESIDE = tuple(lever for lever in LEVERS.values() if lever.beside)


@dataclass(frozen=True, eq=False)
class Aside:
    """What the levers beside the model add to small minus large over P months, pp.

    `by_lever` (P, n) in the order of `LEVERS`; `within` and `era` (P,) are the variances by the slope's
    error and between eras; `by_period` (P, 3) the effect by slopes of single stretches of history.
    """

    by_lever: np.ndarray
    within: np.ndarray
    era: np.ndarray
    by_period: np.ndarray

    @property
    def effect(self) -> np.ndarray:
        """The effect of all together, (P,)."""
        return self.by_lever.sum(axis=1)

    @property
    def sd(self) -> np.ndarray:
        """Standard deviation of the effect, (P,)."""
        return np.sqrt(self.within + self.era)

    def first(self, months: int) -> "Aside":
        """Return the first months."""
        return Aside(**{name: value[:months] for name, value in vars(self).items()})


def baseline_beside(lever: Lever, setting: Setting) -> np.ndarray:
    """Return where a lever beside the model stays, (24,): published months, then the last of them."""
    known = setting.known_of(lever.variable)
    return np.where(np.isfinite(known), known, setting.last_published(lever.variable))


def scenario_beside(lever: Lever, part: LeverPart, setting: Setting) -> np.ndarray:
    """Return the path (24,) of a lever beside the model."""
    return moved_path(lever, part, setting, baseline_beside(lever, setting))


def aside(scenario: Scenario, setting: Setting) -> Aside:
    """Return what a scenario's levers beside the model add, over 24 months; zeros while none is moved."""
    parts = tuple(getattr(scenario, lever.id) for lever in BESIDE)
    return _aside(parts, setting) if any(part.active for part in parts) else _NOTHING


@lru_cache(maxsize=2000)
def _aside(parts: tuple[LeverPart, ...], setting: Setting) -> Aside:
    by_lever = _NOTHING.by_lever.copy()
    within, era, by_period = _NOTHING.within, _NOTHING.era, _NOTHING.by_period
    for lever, part in zip(BESIDE, parts, strict=True):
        if part.active:
            slope = setting.own_slopes[lever.id]
            change = scenario_beside(lever, part, setting) - baseline_beside(lever, setting)
            by_lever[:, list(LEVERS).index(lever.id)] = slope.now.value * change
            within = within + (slope.now.std_error * change) ** 2
            era = era + slope.between * change**2
            by_period = by_period + change[:, None] * np.array(slope.by_period)
    return Aside(by_lever, within, era, by_period)


_NOTHING = Aside(
    by_lever=np.zeros((MAX_HORIZON_MONTHS, len(LEVERS))),
    within=np.zeros(MAX_HORIZON_MONTHS),
    era=np.zeros(MAX_HORIZON_MONTHS),
    by_period=np.zeros((MAX_HORIZON_MONTHS, 1)),
)
