"""Where the estimators agree: one scenario by each of them, side by side."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from models.common.bands import SHOWN, WIDE_PCT
from models.common.text import month, signed
from models.completion.stored_coverage import load_coverage
from models.equations.outcomes import OUTCOMES, RETURN, SHIPPED
from models.outcome.combination import CombinedPath
from models.outcome.outcome import Outcome
from models.outcome.run import evaluate
from models.outcome.words import band
from models.scenario.link import CHOICES
from models.scenario.spec import ModelSpec
from pages.parts.world import is_at_hand, world_of

_BAND = f"{SHOWN} band, pp"
_RECORD_MONTHS = 12
_RSQUARED = "R\N{SUPERSCRIPT TWO} out of sample"


def estimators_agree(outcome: Outcome) -> None:
    """Show the difference at the horizon by each estimator whose equations are stored."""
    st.markdown("**Where the estimators agree**")
    table, absent = agreement(outcome)
    table = pd.concat([table, whole_economy(outcome)], ignore_index=True)
    st.dataframe(table, hide_index=True, height="content", key="agreement")
    missing = f" Not stored for this starting point: {', '.join(absent)}." if absent else ""
    st.caption(
        "Scenario minus baseline at the horizon, all other choices about the equations at their "
        f"defaults. Zero for a lever: these data cannot price it, not that it does nothing.{missing}",
        help="R\N{SUPERSCRIPT TWO} is out of sample, as below. Ridge and elastic net pull coefficients "
        "towards zero: their bands hold the spread of what is left, not what the pull takes away, and "
        "are narrower for it. Median and Huber, for earnings alone, give the largest errors less say.",
    )
    st.caption(
        "The Bayesian VAR is one model of eight monthly series, small minus large among them, with "
        "coefficients shrunk hard towards none for returns; it also says where the levers go that "
        f"follow history. {_record_of_the_whole_economy(outcome)}"
    )


def _record_of_the_whole_economy(outcome: Outcome) -> str:
    record = load_coverage(world_of(outcome.request).panel, _RECORD_MONTHS)
    if record is None:
        return "Its record is stored for the newest data only."
    share = 100 * record["rsquared"]
    reach = f"{share:.0f}%" if share >= 0.5 else "nothing"  # what rounds to zero is nothing
    levels = " and ".join(map(str, WIDE_PCT))
    held = " and ".join(f"{100 * record[f'coverage_{level}']:.0f}" for level in WIDE_PCT)
    return (
        f"Its {levels}% bands have held {held}% of outcomes after twelve months; out of sample it "
        f"explains {reach} of them."
    )


def whole_economy(outcome: Outcome) -> pd.DataFrame:
    """Return the completion model's difference at the horizon, or its reason for giving none."""
    row = {"Outcome": OUTCOMES[RETURN].label, "Coefficients by": "Bayesian VAR"}
    row |= {"Period": "", "Difference, pp": "", _RSQUARED: "see below"}
    if path := outcome.whole_economy:
        row |= {
            "Period": month(path.periods[-1]),
            "Difference, pp": signed(path.difference[-1]),
            _BAND: band(path, "difference", -1),
        }
    else:
        row[_BAND] = outcome.macro.refusal or "of Russell minus S&P 500 only"
    return pd.DataFrame([row])


def agreement(outcome: Outcome) -> tuple[pd.DataFrame, list[str]]:
    """Return one row per outcome and estimator, and the estimators that would have to be estimated."""
    absent: list[str] = []
    by_kind = {
        "return": _by_each(outcome, "estimator", absent),
        "growth": _by_each(outcome, "growth_estimator", absent),
    }
    rows = []
    for variable, explained in SHIPPED.items():
        for words, found in by_kind[explained.kind].items():
            path = found.path(variable)
            row = path.at(found.horizon_months)
            if row < 0 or path.horizon_months[row] < 1:
                continue
            rows.append(
                {
                    "Outcome": explained.label,
                    "Period": month(path.periods[row]),
                    "Coefficients by": words,
                    "Difference, pp": signed(path.difference[row]),
                    _BAND: band(path, "difference", row),
                    _RSQUARED: _rsquared(found, variable, row),
                }
            )
    return pd.DataFrame(rows), absent


def _rsquared(found: Outcome, variable: str, row: int) -> str:
    """Return what the levers explain out of sample; of the average, centre and levers together."""
    path = found.path(variable)
    if isinstance(path, CombinedPath):
        return signed(path.level.rsquared[row], 3)
    return signed(found.equation_of(variable).record["rsquared_levers"], 3)


def _by_each(outcome: Outcome, choice: str, absent: list[str]) -> dict[str, Outcome]:
    """Evaluate by every value of one choice that is stored; the names of the others join `absent`."""
    stored = {}
    for value, words in CHOICES[choice].items():
        spec = ModelSpec(**{choice: value})
        if is_at_hand(spec, outcome.scenario.as_of):
            request = replace(outcome.request, spec=spec)
            stored[words] = evaluate(request, world_of(request))
        elif words not in absent:
            absent.append(words)
    return stored
