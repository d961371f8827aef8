"""The average of the models in words: the path and not the end alone, with its odds."""

from collections.abc import Iterable

import numpy as np

from models.common.bands import SHOWN
from models.common.text import month, months, signed
from models.outcome.combination import HORIZONS_MONTHS, CombinedPath
from models.scenario.levers import LEVERS

_VISIBLE_PP = 0.05  # what rounds to 0.0 is not seen


def odds(probability: float) -> str:
    """Return a probability as "48%", never as a certainty that no record gives."""
    return f"{100 * min(max(probability, 0.01), 0.99):.0f}%"


def centre_words(path: CombinedPath, row: int, given: str) -> str:
    """Say where small minus large stands with no lever moved."""
    low, high = path.band("baseline")
    return (
        f"No lever is moved: over {months(row + 1)} to {month(path.periods[row])}, small caps "
        f"{_lead(path.baseline[row])} large caps by {_size(path.baseline[row])} pp on average; {given}, "
        f"the {SHOWN} range is {signed(low[row])} to {signed(high[row])} pp. Odds that small beats "
        f"large: {odds(path.odds_baseline[row])}."
    )


def effect_words(path: CombinedPath, horizon_months: int, moved: Iterable[str]) -> str:
    """Say the effect of the `moved` levers along its path, whether its sign is known, and the odds.

    No episodes stand behind levers beside the model alone.
    """
    row, last = path.at(horizon_months), path.stated(horizon_months)
    if path.withheld[row]:
        return f"{_withheld(path, row)} {_at_early_months(path, last)}".strip()
    low, high = path.band("difference")
    level_low, level_high = path.band("scenario")
    until = month(path.periods[row])
    beside = all(LEVERS[x].beside for x in moved)
    known = "By the slope of single months" if beside else "In past episodes like this"
    return (
        f"{known}, small caps {_along(path, row)} ({SHOWN} range of the effect "
        f"{signed(low[row])} to {signed(high[row])} pp; {sign_words(path, row)}). Odds that small "
        f"beats large by {until}: {odds(path.odds_scenario[row])} with these moves, "
        f"{odds(path.odds_baseline[row])} without. Including market noise, the {SHOWN} range is "
        f"{signed(level_low[row])} to {signed(level_high[row])} pp."
    )


def finding(path: CombinedPath, row: int, *, moved: bool) -> str:
    """Say the odds in a month, with the scenario and without it."""
    until = month(path.periods[row])
    if path.withheld[row]:
        return f"The answer for {until} is withheld: {path.withheld[row]}"
    if not moved:
        return (
            f"{odds(path.odds_baseline[row])} odds that small caps lead by {until}, nothing moved"
        )
    return (
        f"{odds(path.odds_scenario[row])} odds that small caps lead by {until}, "
        f"{odds(path.odds_baseline[row])} without your scenario"
    )


def course(path: CombinedPath, row: int, moved: Iterable[str]) -> str:
    """Say which way the effect goes up to a month, and how far the models are apart in that month.

    Of the levers `moved`, those beside the model do the same in every model, which is said.
    """
    effect, end = path.difference[: row + 1], path.difference[row]
    before = effect[effect * np.sign(end) < -_VISIBLE_PP]
    way = "ahead" if end > 0 else "behind"
    if abs(end) < _VISIBLE_PP:
        way = "No visible effect at the end"
    elif len(before):
        way = f"{'Behind' if end > 0 else 'Ahead'} at first, {way} later"
    else:
        way = f"{way.capitalize()} throughout"
    each = np.array([model[row] for model in path.models.values()])
    said = "models disagree" if each.min() < 0 < each.max() else "models agree on the sign"
    shared = " and ".join(LEVERS[x].label.lower() for x in moved if LEVERS[x].beside)
    alike = f", {shared} alike in all" if shared else ""
    return f"{way}; {said}{alike}: {signed(each.min())} to {signed(each.max())} pp"


def sign_words(path: CombinedPath, row: int) -> str:
    """Say whether models and eras agree on the sign of a month's effect."""
    if abs(path.difference[row]) < _VISIBLE_PP:
        return "no visible effect"
    agree = "models and eras agree on the sign"
    return agree if path.established[row] else "models and eras do not settle the sign"


def model_words(path: CombinedPath, row: int, names: dict[str, str]) -> str:
    """List each model's effect in a month."""
    return ", ".join(f"{names[name]} {signed(effect[row])}" for name, effect in path.models.items())


def horizon_words(path: CombinedPath) -> str:
    """List the effect at 3, 6, 12 and 24 months, as far as the path goes, or why it is withheld."""
    said = []
    for horizon in HORIZONS_MONTHS:
        row = horizon - 1
        if row < len(path.periods):
            figure = path.withheld[row] and f"withheld ({path.withheld[row]})"
            said.append(f"{horizon} months {figure or f'{signed(path.difference[row])} pp'}")
    return "; ".join(said)


def _along(path: CombinedPath, row: int) -> str:
    """Return "lagged the no-change case by 0.9 pp into Jan 2027 and led by 0.5 pp in Aug 2027"."""
    effect, end = path.difference[: row + 1], path.difference[row]
    other_way = np.where(effect * np.sign(end) < 0, np.abs(effect), 0.0)
    turn = int(other_way.argmax())
    until = month(path.periods[row])
    if abs(end) < _VISIBLE_PP and other_way[turn] < _VISIBLE_PP:
        return f"stood where they would have without these moves in {until}"
    if other_way[turn] < _VISIBLE_PP:
        return f"{_led(end)} the no-change case by {_size(end)} pp in {until}"
    return (
        f"{_led(effect[turn])} the no-change case by {_size(effect[turn])} pp into "
        f"{month(path.periods[turn])} and {_led(end)} it by {_size(end)} pp in {until}"
    )


def _withheld(path: CombinedPath, row: int) -> str:
    return (
        f"The figure for {month(path.periods[row])}, {months(row + 1)} ahead, is withheld: "
        f"{path.withheld[row]}."
    )


def _at_early_months(path: CombinedPath, last: int) -> str:
    """Say the figures at the usual horizons and the low point among the months that are stated."""
    if last < 0:
        return ""
    stated = np.array([not reason for reason in path.withheld[: last + 1]])
    early = [h - 1 for h in HORIZONS_MONTHS if h - 1 <= last and stated[h - 1]]
    low = int(np.where(stated, path.difference[: last + 1], np.inf).argmin())
    figures = "; ".join(
        f"{signed(path.difference[r])} pp after {months(r + 1)}, odds that small beats large "
        f"{odds(path.odds_scenario[r])} ({odds(path.odds_baseline[r])} without these moves)"
        for r in early
    )
    settled = " and ".join(months(r + 1) for r in early if path.established[r])
    return (
        f"Before that, small vs large against the no-change case: {f'{figures}; ' if figures else ''}"
        f"lowest at {signed(path.difference[low])} pp in {month(path.periods[low])}. Models and eras "
        f"{f'agree on the sign after {settled}' if settled else 'settle no sign'}."
    )


def _led(effect: float) -> str:
    return "led" if effect > 0 else "lagged"


def _lead(level: float) -> str:
    return "lead" if level > 0 else "lag"


def _size(value: float) -> str:
    return f"{abs(value):.1f}"
