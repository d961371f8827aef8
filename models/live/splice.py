"""Join live figures to the snapshot by one of four rules, and report what changed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.errors import PanelError
from models.live.chains import Rule
from models.live.validate import UNCOLLECTED
from models.panel.builder.fills import SHUTDOWN_SERIES
from models.panel.register import period_text

OVERLAP = 24  # common observations that are compared
FEWEST_COMMON = 6
BASE_FACTORS = (0.2, 5.0)  # a new base year; anything else is another unit
_SAME = 1e-6  # relative: the snapshot keeps ten digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What live figures did to one series."""

    series: str
    join: str
    n_new: int  # periods after the snapshot's last, or that the snapshot lacked
    last: str
    n_revised: int
    largest_revision: float  # in the series' unit, signed
    revised_period: str  # of the largest revision; empty if there is none
    factor: float  # by which an index was brought onto the snapshot's base; 1 otherwise


def spliced(
    rule: Rule, snapshot: pd.Series, live: pd.Series, *, past: bool = False
) -> tuple[pd.Series, Change]:
    """Join `live` to the snapshot's published values (no fills among them).

    With `past` the live figures are those of a past date, and what the snapshot has after their last
    is dropped under "revise" and "rebase": it was not known.

    Let s be the snapshot, l the live series and c their last 24 common periods.

    * revise: l where it exists, else s, if median over c of ``|l - s|`` is within the tolerance.
    * rebase: the same with ``l / k``, k the median over c of ``l / s``, if ``|log(l / k s)|`` is within
      the tolerance; k is set to 1 where it is within the tolerance of 1: then it is a revision.
    * extend: s, and l after the last period of s, if median over c of ``|l - s|`` is within it.
    * chain: as extend, with l scaled to equal s in their last common period.

    Raises PanelError when the overlap is too short or too far apart, when the units cannot be the
    same, or when a hole would be left.
    """
    before, live = snapshot.dropna(), live.dropna()
    common = before.index.intersection(live.index)[-OVERLAP:]
    if len(common) < FEWEST_COMMON:
        raise PanelError(
            f"{rule.series}: live and snapshot share {len(common)} periods, {FEWEST_COMMON} are "
            "needed to compare them: the snapshot stands."
        )
    factor = _factor(rule, before[common], live[common])
    live = live / factor
    gap = _gap(rule, before[common], live[common])
    if not gap <= rule.tolerance:
        raise PanelError(
            f"{rule.series}: live and snapshot differ by {gap:.4g} in the median of their last "
            f"{len(common)} common periods, {rule.tolerance:g} is allowed: the snapshot stands."
        )
    if rule.join in ("extend", "chain"):
        joined = pd.concat([before, live[live.index > before.index[-1]]])
    else:
        kept = before[before.index <= live.index[-1]] if past else before
        joined = live.combine_first(kept)
    _check_no_hole(rule.series, joined)
    return joined, _change(rule, before, joined, factor)


def _factor(rule: Rule, before: pd.Series, live: pd.Series) -> float:
    if rule.join not in ("rebase", "chain"):
        return 1.0
    ratio = live / before
    if rule.join == "chain":
        return float(ratio.iloc[-1])
    factor = float(ratio.median())
    low, high = BASE_FACTORS
    if not low <= factor <= high:
        raise PanelError(
            f"{rule.series}: the live index is {factor:.4g} times the snapshot's; a new base year "
            f"moves it by {low:g} to {high:g}: the snapshot stands."
        )
    return 1.0 if abs(np.log(factor)) <= rule.tolerance else factor


def _gap(rule: Rule, before: pd.Series, live: pd.Series) -> float:
    if rule.join in ("rebase", "chain"):
        return float(np.log(live / before).abs().median())
    return float((live - before).abs().median())


def _check_no_hole(series: str, joined: pd.Series) -> None:
    if not isinstance(joined.index, pd.PeriodIndex):
        return
    whole = pd.period_range(joined.index[0], joined.index[-1], freq=joined.index.freq)
    holes = whole.difference(joined.index)
    if series in SHUTDOWN_SERIES:
        holes = holes[holes != UNCOLLECTED]
    if len(holes):
        raise PanelError(
            f"{series}: joined to the live figures it has no value in {holes[0]}: the snapshot stands."
        )


def _change(rule: Rule, before: pd.Series, joined: pd.Series, factor: float) -> Change:
    both = before.index.intersection(joined.index)
    moved = joined[both] - before[both]
    revised = moved[moved.abs() > _SAME * before[both].abs().clip(lower=1e-3)]
    at = revised.abs().idxmax() if len(revised) else None
    return Change(
        series=rule.series,
        join=rule.join,
        n_new=len(joined.index.difference(before.index)),
        last=period_text(joined.index[-1]),
        n_revised=len(revised),
        largest_revision=float(revised[at]) if at is not None else 0.0,
        revised_period=period_text(at) if at is not None else "",
        factor=factor,
    )
