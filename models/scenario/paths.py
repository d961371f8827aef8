"""Turn levers into monthly paths of the policy rate, fiscal impulse and unemployment."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.text import day, in_unit
from models.panel import Panel
from models.panel.vintages import but_older, target_upper
from models.scenario.calendar import latest_projection, meetings_after, share_of_month_in_effect
from models.scenario.levers import PINNED, VARIABLE_OF, Lever
from models.scenario.part import MAX_HORIZON_MONTHS, LeverPart, check_horizon
from models.scenario.scenario import Scenario
from models.scenario.setting import OwnSlope, Setting
from models.scenario.supervisory import latest_baseline, policy_rate_minus_bill_pp


@dataclass(frozen=True, eq=False)
class LeverPaths:
    """Monthly paths of some levers for horizons 1 to H, arrays (H, n) in the order of `variables`."""

    months: pd.PeriodIndex
    variables: tuple[str, ...]
    baseline: np.ndarray
    scenario: np.ndarray

    def frame(self, variable: str) -> pd.DataFrame:
        """Return one variable's baseline, scenario and difference by month."""
        column = self.variables.index(variable)
        base, moved = self.baseline[:, column], self.scenario[:, column]
        return pd.DataFrame(
            {"baseline": base, "scenario": moved, "difference": moved - base}, index=self.months
        )


def make_setting(
    panel: Panel,
    okun_pp_per_pct: float,
    edge: pd.DataFrame,
    forecast: np.ndarray,
    own_slopes: Mapping[str, OwnSlope] | None = None,
) -> Setting:
    """Read the starting point of every lever off a panel; done once per panel, not per scenario.

    `edge` holds the completed last months up to the origin, `forecast` (24, n) the months after it, in
    the order of those variables of `VARIABLE_OF` that it has, both by the completion model; `own_slopes`
    are of the levers beside it.
    """
    origin = panel.origin
    months = pd.period_range(origin + 1, periods=MAX_HORIZON_MONTHS, freq="M")
    variables = tuple(VARIABLE_OF.values())
    levers = panel.measured[list(variables)]
    target_day, target_upper_pct = target_upper(panel)
    meetings = meetings_after(panel.vintage)
    bills = panel.monthly["treasury_3m"].dropna()
    history, notes = _complete_history(levers.loc[:origin], edge)
    return Setting(
        as_of=panel.vintage,
        origin=origin,
        months=months,
        variables=variables,
        history=history,
        known=levers.reindex(months).to_numpy(),
        forecast=forecast,
        target_upper_pct=target_upper_pct,
        target_minus_rate_pp=_target_minus_rate_pp(panel),
        meetings=meetings,
        share_in_effect=share_of_month_in_effect(months, [m.effective_day for m in meetings]),
        okun_pp_per_pct=okun_pp_per_pct,
        treasury_3m=bills,
        policy_rate_minus_bill_pp=policy_rate_minus_bill_pp(history["policy_rate"], bills),
        notes=(*_decision_note(target_day, panel.vintage), *notes),
        own_slopes=own_slopes or {},
        older=but_older(panel),
    )


def _complete_history(
    levers: pd.DataFrame, edge: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Put the completed value where a lever's last months are not yet published, and say so."""
    notes = []
    completed = levers.fillna(edge.reindex(columns=levers.columns))
    for lever in PINNED:
        published = levers[lever.variable]
        last = published.last_valid_index()
        if last < levers.index[-1]:
            until = f" to {levers.index[-1]:%b %Y}" if levers.index[-1] > last + 1 else ""
            verb = "are" if until else "is"
            at_end = completed[lever.variable].iloc[-1]
            known = in_unit(f"{published[last]:+.1f}", lever.unit)
            note = (
                f"The {lever.series} is published up to {last:%b %Y} "
                f"({known}); {last + 1:%b %Y}{until} {verb} estimated "
                f"({at_end:+.1f} at the end; earnings also take what the baseline says of it), the "
                "same in baseline and scenario."
            )
            notes.append(note.replace("-", "\N{MINUS SIGN}"))
    return completed, tuple(notes)


def _decision_note(target_day: dt.date, as_of: dt.date) -> tuple[str, ...]:
    """Say which decision of the Fed, up to the day of the data, is not in them."""
    since = meetings_after(target_day - dt.timedelta(days=1))
    missed = [m for m in since if m.decision_day <= as_of and not m.assumed]
    if not missed:
        return ()
    several = len(missed) > 1
    return (
        f"The FOMC's {'decisions' if several else 'decision'} of {' and '.join(map(str, missed))} "
        f"{'are' if several else 'is'} not in the figures, which have its target up to "
        f"{day(target_day)}: no path has {'them' if several else 'it'}.",
    )


def _target_minus_rate_pp(panel: Panel) -> float:
    """Upper bound of the target minus the effective rate in the last whole month of one target."""
    both = panel.monthly[["policy_rate_target_upper", "policy_rate"]].dropna()
    unchanged = both[both["policy_rate_target_upper"].diff() == 0]
    last = unchanged.iloc[-1]
    return float(last["policy_rate_target_upper"] - last["policy_rate"])


def lever_paths(scenario: Scenario, setting: Setting, horizon_months: int) -> LeverPaths:
    """Return baseline and scenario paths of the levers pinned in the baseline, months 1 to H.

    Published values after the origin are the same in both. An inactive lever follows its baseline
    to the last digit, so that its difference is exactly zero.
    """
    check_horizon(horizon_months)
    if scenario.baseline == "model":
        columns = [setting.variables.index(lever.variable) for lever in PINNED]
        baseline = dict(zip(PINNED, setting.forecast[:, columns].T, strict=True))
    else:
        knots = _knots(scenario.baseline, setting)
        baseline = {lever: _baseline(lever, setting, knots) for lever in PINNED}
    parts = scenario.parts
    moved = [moved_path(lever, parts[lever.id], setting, path) for lever, path in baseline.items()]
    cut = slice(horizon_months)
    return LeverPaths(
        setting.months[cut],
        tuple(lever.variable for lever in PINNED),
        np.column_stack(list(baseline.values()))[cut],
        np.column_stack(moved)[cut],
    )


def moved_path(lever: Lever, part: LeverPart, setting: Setting, baseline: np.ndarray) -> np.ndarray:
    """Return a lever's path, (24,), against a baseline to which it keeps while it is not moved.

    The reader's own path, or what the lever's fields say; months already published stay as they are.
    """
    if not part.active:
        return baseline
    if part.own_path:
        held = np.minimum(np.arange(MAX_HORIZON_MONTHS), len(part.own_path) - 1)
        path = np.array(part.own_path)[held]
    else:
        path = lever.path(part, setting, baseline)
    known = setting.known_of(lever.variable)
    return np.where(np.isfinite(known), known, path)


def _knots(baseline: str, setting: Setting) -> dict[str, dict[pd.Period, float]]:
    """Months in which a baseline states a lever's level, percent; none for a flat one."""
    if baseline == "sep":
        medians = latest_projection(setting.as_of)
        middle_of_quarter_four = 11  # the median is an average of the quarter
        return {
            "policy_rate": _by_month(medians.policy_rate_year_end, 12),
            "unemployment_rate": _by_month(
                medians.unemployment_rate_fourth_quarter, middle_of_quarter_four
            ),
        }
    if baseline == "supervisory":
        path = latest_baseline(setting.as_of)
        rate = path.treasury_3m_pct + setting.policy_rate_minus_bill_pp
        return {
            "policy_rate": dict(zip(path.middle_months, rate, strict=True)),
            "unemployment_rate": dict(
                zip(path.middle_months, path.unemployment_rate_pct, strict=True)
            ),
        }
    return {}


def _by_month(by_year: dict[int, float], month: int) -> dict[pd.Period, float]:
    return {pd.Period(year=year, month=month, freq="M"): v for year, v in by_year.items()}


def _baseline(
    lever: Lever, setting: Setting, knots: dict[str, dict[pd.Period, float]]
) -> np.ndarray:
    """Flat at the last published level, an impulse at none; or straight through knots.

    A lever with knots runs from its last published value through those still ahead; the last holds.
    """
    known = setting.known_of(lever.variable)
    path = np.full(len(known), lever.flat_level(setting))
    if levels := knots.get(lever.variable):
        ordinals = setting.origin.ordinal + 1 + np.arange(len(path))
        last = setting.origin.ordinal + int(np.isfinite(known).sum())
        ahead = [(month.ordinal, level) for month, level in levels.items() if month.ordinal > last]
        at, level = zip((last, path[0]), *ahead, strict=True)
        path = np.interp(ordinals, at, level)
    return np.where(np.isfinite(known), known, path)
