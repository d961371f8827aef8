"""Outcomes in words: what a scenario means. The screen and the shell say the same."""

import numpy as np

from models.common.bands import SHOWN, SHOWN_ODDS
from models.common.text import month, months, percent, signed
from models.equations.fitted_equation import PERIODS
from models.equations.outcomes import OUTCOMES, RETURN
from models.outcome.combination import CombinedPath
from models.outcome.growth_words import odds_words
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.return_words import centre_words, effect_words
from models.scenario.levers import LEVERS
from models.scenario.scenario import Scenario
from models.scenario.setting import Setting


def lever_words(scenario: Scenario, setting: Setting) -> dict[str, str]:
    """Return each lever's setting in words."""
    parts = scenario.parts
    return {lever.id: lever.words(parts[lever.id], setting) for lever in LEVERS.values()}


def words_in_play(scenario: Scenario, setting: Setting) -> dict[str, str]:
    """Return the words of the levers worth one: not those that are off unless moved."""
    return {
        lever: LEVERS[lever].words(scenario.parts[lever], setting) for lever in scenario.in_play
    }


def scenario_words(scenario: Scenario, setting: Setting) -> str:
    """Return name, date and every moved lever's setting in words, for what leaves the screen."""
    said = lever_words(scenario, setting)
    moved = "; ".join(f"{LEVERS[lever].label}: {said[lever]}" for lever in scenario.moved)
    return (
        f"{scenario.name}, from {month(setting.origin)}, data as of {setting.dated}. "
        f"{moved or 'No lever is moved'}."
    )


def band(path: OutcomePath, side: str, row: int) -> str:
    """Return the shown band such as "-0.3 to +5.8"."""
    low, high = path.band(side)
    return f"{signed(low[row])} to {signed(high[row])}"


def _given(outcome: Outcome) -> str:
    """Say on what a level band of a scenario that moves nothing rests."""
    if any(lever.otherwise == "follow" for lever in outcome.scenario.parts.values()):
        return "wherever history may take the levers"
    return "if the levers stay on this path"


def headline(outcome: Outcome) -> str:
    """Say in one sentence what the scenario has meant for small minus large."""
    path = outcome.path(RETURN)
    row = path.at(outcome.horizon_months)
    if isinstance(path, CombinedPath):
        if outcome.scenario.moved:
            return effect_words(path, outcome.horizon_months, outcome.scenario.moved)
        return centre_words(path, row, _given(outcome))
    span, until = months(outcome.horizon_months), month(path.periods[row])
    if not outcome.scenario.moved:
        return (
            f"No lever is moved: over {span} to {until} small caps minus large caps start from their "
            f"shrunk historical drift, {signed(path.baseline[row])} pp; {_given(outcome)}, "
            f"{SHOWN_ODDS} the outcome lies between "
            f"{band(path, 'baseline', row).replace(' to ', ' and ')} pp."
        )
    low, high = (end[row] for end in path.band("difference"))
    if low <= 0 <= high:
        verdict = "which includes zero"
    elif outcome.equation_of(RETURN).record["rsquared_levers"] > 0:
        verdict = "which excludes zero"
    else:
        verdict = "though out of sample the levers have explained nothing"
    return (
        f"Moves like these, from such a start, have come with small caps "
        f"{signed(path.difference[row])} pp against the baseline after {span}, to {until} ({SHOWN} band "
        f"{band(path, 'difference', row)} pp, {verdict}). With everything else that can "
        f"happen: {band(path, 'scenario', row)} pp."
    )


def by_period(outcome: Outcome, variable: str) -> str:
    """Say the effect at the horizon by the slopes of each stretch of history alone."""
    path = outcome.path(variable)
    effects = zip(PERIODS, path.by_period[path.at(outcome.horizon_months)], strict=True)
    return ", ".join(f"{name} {signed(effect)}" for name, effect in effects if np.isfinite(effect))


def growth_sentence(outcome: Outcome, variable: str) -> str:
    """Say in one sentence what the scenario has meant for a growth rate: percent, its effect in logs."""
    path = outcome.growth_path(variable)
    row = path.at(outcome.horizon_months)
    label = OUTCOMES[variable].title
    if row < 0 or path.horizon_months[row] < 1:
        return f"{label}: no quarter ends within the horizon."
    return (
        f"{label}, four quarters to {month(path.periods[row])}: "
        f"{signed(percent(path.scenario[row]))}% ({signed(path.difference[row])} pp in logs against "
        f"the baseline, {SHOWN} range {band(path, 'difference', row)} pp); "
        f"{odds_words(path, row, bool(outcome.scenario.moved))}."
    )
