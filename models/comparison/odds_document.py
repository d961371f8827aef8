"""Equal odds as plain numbers and words, ready for JSON."""

from itertools import combinations

import numpy as np

from models.common.bands import NORMAL_QUANTILES, SHOWN_COLUMN, SHOWN_PCT, ends
from models.comparison.equal_odds import AT_MONTH
from models.comparison.odds_effects import HORIZONS_MONTHS, OUTCOMES_OF_ODDS, EqualOdds
from models.comparison.pairwise import Gap
from models.equations.outcomes import OUTCOMES
from models.outcome.tidy import EXPORT_DECIMALS
from models.scenario.levers import LEVERS


def odds_document(found: EqualOdds) -> dict:
    """Return the moves, their effects on every outcome and each pair's difference.

    Of a difference of one lever's move minus another's: mean, shown band, the odds that the other is
    the worse, and what the specifications say of that, each by itself.
    """
    names = found.world.completion.names
    return {
        "as_of": str(found.world.setting.as_of),
        "one_in": found.one_in,
        "levers": {
            lever: {
                "variable": (variable := LEVERS[lever].variable),
                "at_month": AT_MONTH,
                "months_averaged": LEVERS[lever].averaged_months,
                "size": _number(move.size),
                "path": [_number(value) for value in move.path[:, names.index(variable)]],
            }
            for lever, move in found.moves.items()
        },
        "outcomes": [
            _outcome(found, variable, horizon)
            for variable in OUTCOMES_OF_ODDS
            for horizon in HORIZONS_MONTHS
            if found.period(variable, horizon) is not None
        ],
    }


def _outcome(found: EqualOdds, variable: str, horizon: int) -> dict:
    return {
        "variable": variable,
        "unit": OUTCOMES[variable].unit,
        "horizon_months": horizon,
        "period": str(found.period(variable, horizon)),
        "effects": {lever: _band(found.effect(variable, lever, horizon)) for lever in found.moves},
        "differences": [
            _difference(found, variable, one, other, horizon)
            for one, other in combinations(found.moves, 2)
        ],
    }


def _difference(found: EqualOdds, variable: str, one: str, other: str, horizon: int) -> dict:
    apart = found.difference(variable, one, other, horizon)
    each = found.specifications(variable, one, other, horizon)
    odds = [said.odds_other_worse for said in each]
    return {
        "one": one,
        "other": other,
        **_band(apart),
        "odds_other_worse": _number(1 - apart.odds_below),
        "specifications": {
            "count": len(each),
            "share_other_worse": _number(found.share_other_worse(variable, one, other, horizon)),
            "lowest_odds": _number(min(odds)),
            "highest_odds": _number(max(odds)),
            "each": [
                {
                    "name": said.name,
                    "mean": _number(said.difference),
                    "odds_other_worse": _number(said.odds_other_worse),
                }
                for said in each
            ],
        },
    }


def _band(apart: Gap) -> dict[str, float]:
    low, high = ends(SHOWN_PCT)
    half = apart.sd * NORMAL_QUANTILES[SHOWN_COLUMN]
    return {
        "mean": _number(apart.mean),
        low: _number(apart.mean - half),
        high: _number(apart.mean + half),
    }


def _number(value: float) -> float:
    return float(np.round(value, EXPORT_DECIMALS) + 0.0)
