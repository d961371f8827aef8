"""Notes on an outcome, one sentence each: assumptions and limits that the numbers do not show."""

import datetime as dt
from collections.abc import Iterable

import numpy as np

from models.common.bands import SHOWN
from models.common.text import day, signed
from models.outcome.combination import SHOWN_SD
from models.outcome.macro import MacroPaths
from models.outcome.path import OutcomePath
from models.scenario.calendar import latest_projection
from models.scenario.levers import EQUATION_DRIVERS, LEVERS
from models.scenario.levers.fed import target_upper_after_moves
from models.scenario.levers.lever import Lever
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.setting import OwnSlope, Setting
from models.scenario.spec import COMBINED, ESTIMATORS, SINGLE_ESTIMATORS, ModelSpec
from models.scenario.supervisory import GAP_SAMPLE_START, latest_baseline

BEYOND_HISTORY = "Beyond history"
_VISIBLE_PP = 0.05  # what rounds to 0.0 on screen is not seen
_PULLED = (
    "Coefficients by {} are pulled towards zero; the band of the difference holds their spread, not "
    "what the pull takes away."
)
_FED = list(LEVERS).index("fed")  # its column in `OutcomePath.contributions`


def notes_on(
    request: Request, setting: Setting, macro: MacroPaths, paths: list[OutcomePath]
) -> tuple[str, ...]:
    """Return the notes on an outcome, the most important first."""
    return (
        *_beyond_note(paths, request.spec),
        *_refusal_note(macro),
        *_combination_note(request.spec, macro),
        *_timing_note(request, setting, paths),
        *beside_notes(setting, request.scenario.moved),
        *_weakness_note(request.scenario),
        *setting.notes,
        *_projection_note(request.scenario, setting),
        *_pulled_note(request.spec),
    )


def _pulled_note(spec: ModelSpec) -> tuple[str, ...]:
    """Say what a band leaves out where the estimator of returns pulls coefficients towards zero."""
    estimator = ESTIMATORS[spec.return_model]
    return (_PULLED.format(estimator.label),) if estimator.pulled else ()


def _nouns() -> list[str]:
    """Return what each of `EQUATION_DRIVERS` is called in running text."""
    noun_of = {lever.variable: lever.noun for lever in LEVERS.values()}
    return [noun_of[variable] for variable in EQUATION_DRIVERS]


def _beyond_note(paths: list[OutcomePath], spec: ModelSpec) -> tuple[str, ...]:
    """Say which levers leave the range that the equations have seen, and what is done about it."""
    moved = np.any([path.beyond_history.any(axis=0) for path in paths], axis=0)
    if not moved.any():
        return ()
    beyond = [name for name, is_beyond in zip(_nouns(), moved, strict=True) if is_beyond]
    names = " and ".join(filter(None, [", ".join(beyond[:-1]), beyond[-1]]))
    done = "run on in a straight line"
    if spec.cap_inputs:
        done = (
            "cut back to it, but not the credit spread that comes with it in the earnings equations"
        )
    return (
        f"{BEYOND_HISTORY}: {names} {'moves' if moved.sum() == 1 else 'move'} further or faster than "
        f"in any window of the sample; what lies beyond the widest one is {done}.",
    )


def _refusal_note(macro: MacroPaths) -> tuple[str, ...]:
    """Say that the completion model has no answer of its own, and what stays."""
    if not (refusal := macro.refusal):
        return ()
    return (
        f"{BEYOND_HISTORY}: {refusal[0].lower()}{refusal[1:]} Its own answer for small minus "
        "large is withheld; what follows history and the equations still are shown, in straight lines.",
    )


def _combination_note(spec: ModelSpec, macro: MacroPaths) -> tuple[str, ...]:
    """Say where the average of the models lacks one, or does not answer at all."""
    if spec.estimator == COMBINED and not spec.combines:
        label = ESTIMATORS[spec.return_model].label
        return (
            "The average of the models has a record for Russell minus S&P 500 with the pandemic and the "
            f"cap at their defaults only; small minus large is by {label} alone here.",
        )
    if spec.combines and macro.refusal:
        return (
            f"The average is over the {len(SINGLE_ESTIMATORS)} equations, without the Bayesian VAR.",
        )
    return ()


def _timing_note(request: Request, setting: Setting, paths: list[OutcomePath]) -> tuple[str, ...]:
    """Say that the Fed first moves after the horizon, and why something may be seen all the same.

    Paths are set over all 24 months, so that what follows may move ahead of a move yet to come.
    """
    moves = target_upper_after_moves(request.scenario.fed, setting)
    last = setting.months[request.horizon_months - 1]
    end = dt.date(last.year, last.month, last.days_in_month)
    if request.scenario.fed.own_path or not moves or moves[0][0].effective_day <= end:
        return ()
    of_fed = [path.contributions[:, _FED] for path in paths]
    then = "lengthen it to see an effect."
    if any(np.abs(part).max(initial=0.0) >= _VISIBLE_PP for part in of_fed):
        then = (
            "what it does before then is what history has seen ahead of such moves, by way of what is "
            "not set; lengthen it to see the rest."
        )
        if len(request.scenario.moved) > 1:
            then = (
                "its part before then is staying put against what it would do by itself, and what "
                "history has seen ahead of such moves; lengthen it to see the rest."
            )
    return (f"The first move of the Fed, on {moves[0][0]}, lies beyond the horizon: {then}",)


def beside_notes(setting: Setting, levers: Iterable[str]) -> tuple[str, ...]:
    """Say by what slope each lever beside the model acts, and whether its sign is supported."""
    return tuple(
        _beside_note(LEVERS[lever], setting.own_slopes[lever])
        for lever in levers
        if LEVERS[lever].beside
    )


def _beside_note(lever: Lever, slope: OwnSlope) -> str:
    now, *before = reversed(slope.eras)
    low, high = (now.value + sign * SHOWN_SD * slope.sd for sign in (-1, 1))
    earlier = ", ".join(f"{signed(era.value, 2)} {era.era}" for era in reversed(before))
    settled = "the sign is supported" if slope.settled else "no sign is supported"
    return (
        f"{lever.label}, on a short sample: small minus large moves by {signed(now.value, 2)} pp per pp "
        f"of {lever.noun} in the {now.nobs} single months {now.era}"
        f"{f' ({earlier})' if earlier else ''}. With the spread between eras {signed(low, 2)} to "
        f"{signed(high, 2)} ({SHOWN}): {settled}. Nothing else moves with it."
    )


def _weakness_note(scenario: Scenario) -> tuple[str, ...]:
    """Say that a response to weakness needs something that may weaken."""
    labour = scenario.labour
    responds = scenario.fed.active and scenario.fed.why == "weakness"
    if not responds or labour.active or labour.otherwise == "follow":
        return ()
    return (
        "The Fed responds to weakness while unemployment is held at its baseline, so that the other "
        "series have to bring the path about against it: let unemployment follow, or move it.",
    )


def _projection_note(scenario: Scenario, setting: Setting) -> tuple[str, ...]:
    if scenario.baseline == "sep":
        published = latest_projection(setting.as_of).published
        return (
            f"The baseline runs through the medians that the FOMC published on {day(published)}, "
            "the last on file.",
        )
    if scenario.baseline == "supervisory":
        path, gap = latest_baseline(setting.as_of), setting.policy_rate_minus_bill_pp
        return (
            f"The baseline is the supervisory baseline of the Federal Reserve Board, {path.status} for "
            f"{path.vintage[:4]}, published on {day(path.published)}, the last on "
            "file; the funds rate is its 3-month bill rate "
            f"{'plus' if gap >= 0 else 'minus'} {abs(gap):.2f} pp, the median gap since "
            f"{GAP_SAMPLE_START:%Y}.",
        )
    return ()
