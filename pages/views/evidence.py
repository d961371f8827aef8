"""The evidence behind a scenario: coefficients, tests, diagnostics, record."""

from typing import Any

import pandas as pd
import streamlit as st

from models.common.bands import LEVELS_PCT
from models.common.text import MINUS, month
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_family import AVERAGED
from models.equations.outcomes import RETURN, SHIPPED
from models.equations.terms import term_words
from models.outcome.outcome import Outcome
from models.scenario.spec import ESTIMATORS
from pages.views.agreement import estimators_agree

_NUMBER = st.column_config.NumberColumn
_COEFFICIENTS = {
    "term": "Term",
    "params": _NUMBER("Coefficient", format="%.2f", help="pp per unit of the term"),
    "std_errors": _NUMBER("HAC s.e.", format="%.2f", help="Newey-West, Bartlett kernel"),
    "tstats": _NUMBER("t", format="%.2f"),
    "pvalues": _NUMBER("HAC p", format="%.3f"),
    "conf_low": _NUMBER("95% from", format="%.2f"),
    "conf_high": _NUMBER("to", format="%.2f"),
    "redraw": _NUMBER(
        "p-value (simulated)",
        format="%.3f",
        help="Share of histories without any link that give a coefficient as large: the one to quote. "
        "HAC p-values reject too often with overlapping windows.",
    ),
    "vif": _NUMBER(
        "VIF", format="%.1f", help="Variance inflation: 1 is unrelated to the other terms"
    ),
}
_OWN_ERRORS_LACKING = {
    "term": "Term",
    "params": _NUMBER("Coefficient", format="%.2f", help="pp per unit of the term"),
    "std_errors": _NUMBER(
        "s.e. (simulated)",
        format="%.2f",
        help="Spread over redraws, a penalty held; not the bias towards zero, hence no t and no "
        "interval.",
    ),
    "redraw": _NUMBER(
        "p-value (simulated)",
        format="%.3f",
        help="Share of histories without any link that give a coefficient as large. A penalised term "
        "speaks for its neighbours too: related terms share what they explain.",
    ),
    "vif": _COEFFICIENTS["vif"],
}
_DIAGNOSTICS = {
    "estimator": "Estimator",
    "penalty": "Penalty",
    "nobs": "Observations",
    "first": "First",
    "last": "Last",
    "rsquared": "R\N{SUPERSCRIPT TWO} in sample",
    "rsquared_adj": "Adjusted R\N{SUPERSCRIPT TWO}",
    "f_statistic": "F (HAC), all slopes zero",
    "f_pvalue": "p of F",
    "durbin_watson": "Durbin-Watson",
    "breusch_pagan": "Breusch-Pagan (studentised)",
    "breusch_pagan_pvalue": "p of Breusch-Pagan",
    "residual_sd": "Residual s.d.",
    "hac_lags": "HAC lags",
}
_RECORD = {
    "first_judged": "Judged since",
    "n_judged": "Judged outcomes",
    "rsquared_levers": "R\N{SUPERSCRIPT TWO} out of sample, levers",
    "rsquared_state": "R\N{SUPERSCRIPT TWO} out of sample, state alone",
    "rsquared_levers_and_state": "R\N{SUPERSCRIPT TWO} out of sample, levers and state",
    **{f"coverage_{level}": f"{level}% band held" for level in LEVELS_PCT},
}
_PERIODS = {"first", "last", "first_judged"}


def evidence(outcome: Outcome) -> None:
    """Show each equation's coefficients with two kinds of test, its diagnostics and its record."""
    box = st.expander(
        "Evidence: coefficients, tests, diagnostics, record", key="evidence", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        estimators_agree(outcome)
        coefficients(outcome)


def coefficients(outcome: Outcome) -> None:
    """Show the coefficients and diagnostics of the equations behind a scenario."""
    for title, equation in _equations(outcome).items():
        table = equation.estimates.table.assign(redraw=equation.redraw_pvalues)
        st.markdown(f"**{title}**")
        own_errors = ESTIMATORS[outcome.estimator_of(equation.variable)].own_errors
        columns = _COEFFICIENTS if own_errors else _OWN_ERRORS_LACKING
        table.index = [term_words(term) for term in table.index]
        st.dataframe(
            table.rename_axis("term").reset_index(),
            column_config=columns,
            column_order=list(columns),
            hide_index=True,
            height="content",
            placeholder="",  # a constant has no variance inflation
            key="_".join(filter(None, ("evidence", equation.variable, equation.family))),
        )
    st.markdown("**The equations as a whole**")
    st.dataframe(
        _as_a_whole(outcome),
        column_config={"_index": st.column_config.Column(width="medium")},  # room for its words
        key="diagnostics",
        height="content",
    )
    st.caption(
        "Out of sample: predicted from data that ended before the window began, against the "
        "historical mean; below zero is worse than the mean. Judged by what the levers really "
        "did: how well the levers explain, not how well anyone could have forecast."
    )


def _equations(outcome: Outcome) -> dict[str, FittedEquation]:
    """Return each equation behind the numbers shown by its title: growth has one a set of inputs."""
    found = {SHIPPED[RETURN].title: outcome.fit.returns[outcome.horizon_months - 1]}
    for variable, row in SHIPPED.items():
        if row.kind == "growth":
            for family, member in zip(
                AVERAGED, outcome.fit.growth_model(variable).members, strict=True
            ):
                found[f"{row.title}: {family.label}"] = member
    return found


def _as_a_whole(outcome: Outcome) -> pd.DataFrame:
    columns = {}
    for title, equation in _equations(outcome).items():
        said = equation.estimates.diagnostics
        column = {words: _shown(name, said[name]) for name, words in _DIAGNOSTICS.items()}
        column["Estimator"] = ESTIMATORS[outcome.estimator_of(equation.variable)].label
        for name, words in _RECORD.items():
            column[words] = _shown(name, equation.record.get(name))
        columns[title] = column
    return pd.DataFrame(columns)


def _shown(name: str, value: Any) -> str:
    if value is None or value != value:  # not recorded, or not defined for this estimator
        return ""
    if name.startswith("coverage"):
        return f"{100 * value:.0f}%"
    if name in _PERIODS:
        return month(pd.Period(value))
    return (
        f"{round(value, 3) + 0.0:.3f}".replace("-", MINUS)
        if isinstance(value, float)
        else str(value)
    )
