"""Numbers in words: what a lever does, what a scenario means. The screen and the shell say the same."""

import datetime as dt

import numpy as np
import pandas as pd

from models.equations.fitted import PERIODS
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.scenario.paths import Setting, target_range, target_upper_after_moves
from models.scenario.scenario import FedLever, FiscalLever, LabourLever, Scenario

LABELS = {
    "small_cap_relative_return": "small caps minus large caps",
    "eps_growth_large_cap": "S&P 500 operating EPS growth",
    "corporate_profit_growth": "after-tax corporate profit growth",
    "eps_growth_large_cap_reported": "S&P 500 reported EPS growth",
}
LEVER_LABELS = {"fed": "Fed", "fiscal": "Fiscal", "labour": "Labour market"}
_WHY = {"history": "", "policy": ", as a policy choice", "weakness": ", in response to weakness"}
_AT_REST = {"follow": "not set, follows history", "hold": "not set, stays at its baseline"}
MINUS = "\N{MINUS SIGN}"


def signed(value: float, digits: int = 1) -> str:
    """Return a number with its sign and a true minus; nothing is ever "-0.0"."""
    text = f"{value:+.{digits}f}"
    if float(text) == 0:
        return f"{0:.{digits}f}"
    return text.replace("-", MINUS)


def percent(log_points: float) -> float:
    """Turn 100 x log into percent: 100 (exp(x / 100) - 1)."""
    return 100 * np.expm1(log_points / 100)


def month(period: pd.Period) -> str:
    """Return a month as "Jan 2026", a quarter as "2026 Q1"."""
    return (
        f"{period:%b %Y}" if period.freqstr.startswith("M") else f"{period.year} Q{period.quarter}"
    )


def day(date: dt.date) -> str:
    """Return a date as "14 Jan 2026"."""
    return f"{date.day} {date:%b %Y}"


def months(count: int) -> str:
    """Return "1 month", "9 months"."""
    return "1 month" if count == 1 else f"{count} months"


def fed_words(fed: FedLever, setting: Setting) -> str:
    """Say the policy-rate path, and why the Fed takes it unless it is as history's mix has it.

    "3 cuts of 25 bp from 28 Oct 2026 to a target of 3.00 to 3.25 %, as a policy choice".
    """
    if not fed.active:
        return _AT_REST[fed.otherwise]
    path = _own_path_words(fed.own_path, "%") if fed.own_path else _moves_words(fed, setting)
    return path + _WHY[fed.why]


def _moves_words(fed: FedLever, setting: Setting) -> str:
    now = target_range(setting.target_upper_pct)
    if fed.direction == "hold":
        return f"held at {now}"
    moves = target_upper_after_moves(fed, setting)
    if not moves:
        return f"no room to cut: {now} is at the floor of {fed.floor_pct:.2f} %"
    noun = fed.direction if len(moves) == 1 else f"{fed.direction}s"
    rhythm = "" if len(moves) == 1 or fed.every == 1 else ", every other meeting,"
    return (
        f"{len(moves)} {noun} of {100 * fed.size_pp:.0f} bp from {moves[0][0]}{rhythm} "
        f"to a target of {target_range(moves[-1][1])}"
    )


def _own_path_words(values: tuple[float, ...], unit: str) -> str:
    first, last = (f"{value:.2f}".replace("-", MINUS) for value in (values[0], values[-1]))
    return f"own path of {months(len(values))}, from {first} to {last} {unit}, then unchanged"


def fiscal_words(fiscal: FiscalLever, setting: Setting) -> str:
    """Say the fiscal programme: size, start, ramp and end."""
    if not fiscal.active:
        return _AT_REST[fiscal.otherwise]
    if fiscal.own_path:
        return _own_path_words(fiscal.own_path, "% of GDP")
    start = month(setting.month_of("fiscal_impulse", fiscal.start_month))
    ramp = f" over {months(fiscal.ramp_months)}" if fiscal.ramp_months else ""
    end = ", then sustained"
    if fiscal.shape == "pulse":
        end = (
            f", held {months(fiscal.duration_months)}, then faded over {months(fiscal.fade_months)}"
        )
    return f"{signed(fiscal.size_pct_gdp)} % of GDP from {start}{ramp}{end}"


def labour_words(labour: LabourLever, setting: Setting) -> str:
    """Say the labour-market path: peak, date of the peak, recovery."""
    if not labour.active:
        return _AT_REST[labour.otherwise]
    if labour.own_path:
        return _own_path_words(labour.own_path, "%")
    peak = setting.month_of("unemployment_rate", labour.start_month + labour.months_to_peak - 1)
    size = f"unemployment {signed(labour.peak_rise_pp)} pp"
    if labour.measure == "payrolls":
        rise = -setting.okun_pp_per_pct * labour.peak_payroll_loss_pct
        size = (
            f"payrolls {signed(-labour.peak_payroll_loss_pct)} % (unemployment {signed(rise)} pp)"
        )
    half_life = labour.recovery_half_life_months
    after = f"half recovered {months(half_life)} later" if half_life else "no recovery"
    return f"{size} by {month(peak)}, {after}"


def lever_words(scenario: Scenario, setting: Setting) -> dict[str, str]:
    """Return each lever's setting in words."""
    return {
        "fed": fed_words(scenario.fed, setting),
        "fiscal": fiscal_words(scenario.fiscal, setting),
        "labour": labour_words(scenario.labour, setting),
    }


def band(path: OutcomePath, of: str, row: int, level: str = "90") -> str:
    """Return a band such as "-0.3 to +5.8"."""
    low, high = {"90": ("q05", "q95"), "80": ("q10", "q90"), "50": ("q25", "q75")}[level]
    statistics = path.statistics(of)
    return f"{signed(statistics[low][row])} to {signed(statistics[high][row])}"


def _given(outcome: Outcome) -> str:
    """Say on what a level band of a scenario that moves nothing rests."""
    if any(lever.otherwise == "follow" for lever in levers(outcome.scenario)):
        return "wherever history may take the levers"
    return "if the levers stay on this path"


def headline(outcome: Outcome) -> str:
    """Say in one sentence what the scenario has meant for small minus large."""
    path = outcome.path("small_cap_relative_return")
    row = path.at(outcome.horizon_months)
    span, until = months(outcome.horizon_months), month(path.periods[row])
    if not any(lever.active for lever in levers(outcome.scenario)):
        return (
            f"No lever is moved: over {span} to {until} small caps minus large caps start from their "
            f"shrunk historical drift, {signed(path.baseline[row])} pp; {_given(outcome)}, "
            f"nine times in ten the outcome lies between "
            f"{band(path, 'baseline', row).replace(' to ', ' and ')} pp."
        )
    low, high = (path.statistics("difference")[q][row] for q in ("q05", "q95"))
    if low <= 0 <= high:
        verdict = "which includes zero"
    elif outcome.fit.returns[outcome.horizon_months - 1].record["rsquared_levers"] > 0:
        verdict = "which excludes zero"
    else:
        verdict = "though out of sample the levers have explained nothing"
    return (
        f"Moves like these, from such a start, have come with small caps "
        f"{signed(path.difference[row])} pp against the baseline after {span}, to {until} (90 % band "
        f"{band(path, 'difference', row)} pp, {verdict}). With everything else that can "
        f"happen: {band(path, 'scenario', row)} pp."
    )


def by_period(outcome: Outcome, variable: str) -> str:
    """Say the effect at the horizon by the slopes of each stretch of history alone."""
    path = outcome.path(variable)
    effects = zip(PERIODS, path.by_period[path.at(outcome.horizon_months)], strict=True)
    return ", ".join(f"{name} {signed(effect)}" for name, effect in effects if np.isfinite(effect))


def levers(scenario: Scenario) -> tuple[FedLever, FiscalLever, LabourLever]:
    """Return the three levers of a scenario."""
    return scenario.fed, scenario.fiscal, scenario.labour


def growth_sentence(outcome: Outcome, variable: str) -> str:
    """Say in one sentence what the scenario has meant for a growth rate."""
    path = outcome.path(variable)
    row = path.at(outcome.horizon_months)
    label = LABELS[variable]
    label = label[0].upper() + label[1:]
    if row < 0 or path.horizon_months[row] < 1:
        return f"{label}: no quarter ends within the horizon."
    return (
        f"{label} in the four quarters to {month(path.periods[row])}: {signed(path.scenario[row])} % "
        f"in logs, {signed(percent(path.scenario[row]))} % simple "
        f"({signed(path.difference[row])} pp against "
        f"the baseline, 90 % band {band(path, 'difference', row)} pp)."
    )
