"""Levers become monthly paths: what the rate, the budget and unemployment do after the origin."""

import datetime as dt
from dataclasses import dataclass
from numbers import Integral

import numpy as np
import pandas as pd

from models.common.errors import ScenarioError
from models.panel import Panel
from models.scenario.calendar import (
    TARGET_RANGE_WIDTH_PP,
    Meeting,
    latest_projection,
    meetings_after,
    share_of_month_in_effect,
)
from models.scenario.scenario import (
    MAX_HORIZON_MONTHS,
    FedLever,
    FiscalLever,
    LabourLever,
    Scenario,
)
from models.scenario.supervisory import latest_baseline, policy_rate_minus_bill_pp

LEVERS = ("policy_rate", "fiscal_impulse", "unemployment_rate")
LEVER_OF = {"fed": "policy_rate", "fiscal": "fiscal_impulse", "labour": "unemployment_rate"}
_NAMES = dict(zip(LEVERS, ("policy rate", "fiscal impulse", "unemployment rate"), strict=True))
_UNITS = dict(zip(LEVERS, ("%", "% of GDP", "%"), strict=True))
_MONTHS_OF_CHANGE = 12


@dataclass(frozen=True, eq=False)
class Setting:
    """Where the levers start: everything a path needs that does not depend on the scenario.

    `history` holds the levers up to the origin, monthly, columns `LEVERS`, unpublished months of its
    end completed by the model; `known` the values already published for months after it, NaN
    elsewhere, and `forecast` the completion model's own, both of shape (24, 3). Rates in percent,
    impulse in percent of GDP. `treasury_3m` is the published bill rate by month, percent, and
    `policy_rate_minus_bill_pp` the usual gap of the policy rate to it.
    """

    as_of: dt.date
    origin: pd.Period
    months: pd.PeriodIndex
    history: pd.DataFrame
    known: np.ndarray
    forecast: np.ndarray
    target_upper_pct: float
    target_minus_rate_pp: float
    meetings: tuple[Meeting, ...]
    share_in_effect: np.ndarray
    okun_pp_per_pct: float
    treasury_3m: pd.Series
    policy_rate_minus_bill_pp: float
    notes: tuple[str, ...]

    def month_of(self, lever: str, start_month: int) -> pd.Period:
        """Return the calendar month of a lever's month 1, 2, ...: the first is the first unpublished."""
        published = int(np.isfinite(self.known[:, LEVERS.index(lever)]).sum())
        return self.origin + published + start_month


@dataclass(frozen=True, eq=False)
class LeverPaths:
    """Monthly lever paths for horizons 1 to H, arrays of shape (H, 3) in the order of `LEVERS`."""

    months: pd.PeriodIndex
    baseline: np.ndarray
    scenario: np.ndarray

    def frame(self, variable: str) -> pd.DataFrame:
        """Return one lever's baseline, scenario and difference by month."""
        column = LEVERS.index(variable)
        base, moved = self.baseline[:, column], self.scenario[:, column]
        return pd.DataFrame(
            {"baseline": base, "scenario": moved, "difference": moved - base}, index=self.months
        )


def make_setting(
    panel: Panel, okun_pp_per_pct: float, edge: pd.DataFrame, forecast: np.ndarray
) -> Setting:
    """Read the starting point of every lever off a panel; done once per panel, not per scenario.

    `edge` holds the completed last months up to the origin, `forecast` (24, 3) the months after it,
    both by the completion model.
    """
    origin = panel.origin
    months = pd.period_range(origin + 1, periods=MAX_HORIZON_MONTHS, freq="M")
    levers = panel.monthly[list(LEVERS)]
    upper = panel.monthly["policy_rate_target_upper"].dropna()
    meetings = meetings_after(panel.vintage)
    bills = panel.monthly["treasury_3m"].dropna()
    history, notes = _complete_history(levers.loc[:origin], edge)
    return Setting(
        as_of=panel.vintage,
        origin=origin,
        months=months,
        history=history,
        known=levers.reindex(months).to_numpy(),
        forecast=forecast,
        target_upper_pct=float(upper.iloc[-1]),
        target_minus_rate_pp=_target_minus_rate_pp(panel),
        meetings=meetings,
        share_in_effect=share_of_month_in_effect(months, [m.effective_day for m in meetings]),
        okun_pp_per_pct=okun_pp_per_pct,
        treasury_3m=bills,
        policy_rate_minus_bill_pp=policy_rate_minus_bill_pp(history["policy_rate"], bills),
        notes=notes,
    )


def _complete_history(
    levers: pd.DataFrame, edge: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Put the completed value where a lever's last months are not yet published, and say so."""
    notes = []
    completed = levers.fillna(edge.reindex(columns=levers.columns))
    for lever in LEVERS:
        last = levers[lever].last_valid_index()
        if last < levers.index[-1]:
            until = f" to {levers.index[-1]:%b %Y}" if levers.index[-1] > last + 1 else ""
            verb = "are" if until else "is"
            note = (
                f"The {_NAMES[lever]} is published up to {last:%b %Y} "
                f"({levers.loc[last, lever]:+.1f} {_UNITS[lever]}); {last + 1:%b %Y}{until} {verb} "
                f"completed by the model ({completed[lever].iloc[-1]:+.1f} at the end), the same in "
                "baseline and scenario."
            )
            notes.append(note.replace("-", "\N{MINUS SIGN}"))
    return completed, tuple(notes)


def _target_minus_rate_pp(panel: Panel) -> float:
    """Upper bound of the target minus the effective rate in the last whole month of one target."""
    both = panel.monthly[["policy_rate_target_upper", "policy_rate"]].dropna()
    unchanged = both[both["policy_rate_target_upper"].diff() == 0]
    last = unchanged.iloc[-1]
    return float(last["policy_rate_target_upper"] - last["policy_rate"])


def check_horizon(horizon_months: object) -> None:
    """Refuse a horizon that is not a whole number of months from 1 to 24."""
    if not isinstance(horizon_months, Integral) or not 1 <= horizon_months <= MAX_HORIZON_MONTHS:
        raise ScenarioError(
            f"The horizon is {horizon_months!r} months; allowed are whole months from 1 to "
            f"{MAX_HORIZON_MONTHS}."
        )


def lever_paths(scenario: Scenario, setting: Setting, horizon_months: int) -> LeverPaths:
    """Return baseline and scenario paths of the three levers, months 1 to `horizon_months`.

    Published values after the origin are the same in both. An inactive lever follows its baseline
    to the last digit, so that its difference is exactly zero.
    """
    check_horizon(horizon_months)
    baseline = (
        setting.forecast
        if scenario.baseline == "model"
        else _baseline(setting, _knots(scenario.baseline, setting))
    )
    moved = baseline.copy()
    if scenario.fed.active:
        moved[:, 0] = _policy_rate_path(scenario.fed, setting)
    if scenario.fiscal.active:
        moved[:, 1] += _from_first_unknown(_impulse_deviation(scenario.fiscal), setting.known[:, 1])
    if scenario.labour.active:
        rise = _unemployment_deviation(scenario.labour, setting.okun_pp_per_pct)
        moved[:, 2] += _from_first_unknown(rise, setting.known[:, 2])
    for column, lever in enumerate((scenario.fed, scenario.fiscal, scenario.labour)):
        if lever.own_path:
            held = np.minimum(np.arange(MAX_HORIZON_MONTHS), len(lever.own_path) - 1)
            moved[:, column] = np.array(lever.own_path)[held]
    published = np.isfinite(setting.known)
    moved[published] = setting.known[published]
    cut = slice(horizon_months)
    return LeverPaths(setting.months[cut], baseline[cut], moved[cut])


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


def _baseline(setting: Setting, knots: dict[str, dict[pd.Period, float]]) -> np.ndarray:
    """Flat: the last published rate and unemployment, no fiscal impulse. Or straight through knots.

    A lever with knots runs from its last published value through those still ahead; the last holds.
    """
    known = setting.known
    paths = np.zeros_like(known)
    paths[:, 0] = setting.target_upper_pct - setting.target_minus_rate_pp
    observed = np.concatenate([setting.history.to_numpy()[:, 2], known[:, 2]])
    paths[:, 2] = observed[np.isfinite(observed)][-1]
    ordinals = setting.origin.ordinal + 1 + np.arange(len(paths))
    for lever, levels in knots.items():
        column = LEVERS.index(lever)
        last = setting.origin.ordinal + int(np.isfinite(known[:, column]).sum())
        ahead = [(month.ordinal, v) for month, v in levels.items() if month.ordinal > last]
        at, level = zip((last, paths[0, column]), *ahead, strict=True)
        paths[:, column] = np.interp(ordinals, at, level)
    published = np.isfinite(known)
    paths[published] = known[published]
    return paths


def target_upper_after_moves(fed: FedLever, setting: Setting) -> list[tuple[Meeting, float]]:
    """Return each move's meeting and the upper bound of the target range after it, percent.

    Cuts stop at the floor; a range already at or below it does not move.
    """
    if fed.direction not in {"cut", "hike"}:
        return []
    level, moves = setting.target_upper_pct, []
    for meeting in setting.meetings[fed.first_meeting - 1 :: fed.every][: fed.moves]:
        if fed.direction == "hike":
            after = level + fed.size_pp
        else:
            after = min(level, max(level - fed.size_pp, fed.floor_pct))
        if after == level:
            break
        moves.append((meeting, after))
        level = after
    return moves


def _policy_rate_path(fed: FedLever, setting: Setting) -> np.ndarray:
    """Average rate by month: the target in effect day by day, minus the usual gap to its top."""
    path = np.full(len(setting.months), setting.target_upper_pct)
    level = setting.target_upper_pct
    for meeting, after in target_upper_after_moves(fed, setting):
        path += (after - level) * setting.share_in_effect[:, setting.meetings.index(meeting)]
        level = after
    return path - setting.target_minus_rate_pp


def _impulse_deviation(fiscal: FiscalLever) -> np.ndarray:
    """Twelve-month change of the extra deficit d(m), percent of GDP: f(m) = d(m) - d(m - 12)."""
    month = np.arange(1, MAX_HORIZON_MONTHS + 1, dtype=float)
    since = month - fiscal.start_month + 1  # 1 in the first month of the programme
    ramp = np.clip(since / (fiscal.ramp_months + 1), 0.0, 1.0)
    deficit = fiscal.size_pct_gdp * ramp
    if fiscal.shape == "pulse":
        past_end = since - fiscal.ramp_months - fiscal.duration_months
        deficit *= 1.0 - np.clip(past_end / (fiscal.fade_months + 1), 0.0, 1.0)
    year_before = np.concatenate([np.zeros(_MONTHS_OF_CHANGE), deficit[:-_MONTHS_OF_CHANGE]])
    return deficit - year_before


def _unemployment_deviation(labour: LabourLever, okun_pp_per_pct: float) -> np.ndarray:
    """Straight rise to the peak, then decay with the given half-life, percentage points."""
    peak = labour.peak_rise_pp
    if labour.measure == "payrolls":
        peak = -okun_pp_per_pct * labour.peak_payroll_loss_pct
    since = np.arange(1, MAX_HORIZON_MONTHS + 1, dtype=float) - labour.start_month + 1
    path = peak * np.clip(since / labour.months_to_peak, 0.0, 1.0)
    if labour.recovery_half_life_months:
        after = np.maximum(since - labour.months_to_peak, 0.0)
        path *= 0.5 ** (after / labour.recovery_half_life_months)
    return path


def _from_first_unknown(deviation: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Shift a deviation so that month 1 is the first month nothing has been published for."""
    published = int(np.isfinite(known).sum())
    return np.concatenate([np.zeros(published), deviation[: len(deviation) - published]])


def target_range(upper_pct: float) -> str:
    """Say a target by its range, as the FOMC does."""
    return f"{upper_pct - TARGET_RANGE_WIDTH_PP:.2f} to {upper_pct:.2f} %"
