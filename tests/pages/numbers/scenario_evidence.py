"""What the evidence of the Scenario page shows."""

import json
from dataclasses import replace

import pandas as pd

from models.outcome.run import evaluate
from models.outcome.world import is_ready, shipped_world
from models.scenario.spec import ModelSpec
from tests.conftest import ROOT
from tests.pages.numbers.figures import (
    bare,
    period,
    plus,
    row,
    to,
    whole,
)
from tests.pages.numbers.matching import Holds, Says, Stated
from tests.pages.numbers.pictures import FAMILIES
from tests.pages.numbers.view import ESTIMATORS, OUTCOMES, RETURN, View


def evidence(view: View) -> list:
    return [
        _agreement(view),
        *(coefficients(view, equation) for equation in equations_of(view).values()),
        as_a_whole(view),
        *map(Says, equations_of(view)),
        Says("The equations as a whole"),
        Stated("Scenario minus baseline at the horizon, all other choices *"),
        *whole_economy_words(view),
    ]


def whole_economy_words(view: View) -> list:
    folder = ROOT / "models" / "completion" / "fits" / "coverage"
    stored = json.loads((folder / f"{view.world.panel.vintage}.json").read_text())
    record = next(r for r in stored["content"] if r["horizon_months"] == 12)
    reach = whole(record["rsquared"])
    return [
        Says(
            "The Bayesian VAR is one model of eight monthly series, * Its 80 and 90% bands have "
            "held "
            "{held_80} and {held_90}% of outcomes after twelve months; out of sample it explains "
            "{reach} of "
            "them.",
            held_80=whole(record["coverage_80"]),
            held_90=whole(record["coverage_90"]),
            reach=f"{reach}%" if float(reach) > 0 else "nothing",
        )
    ]


def _agreement(view: View) -> Holds:
    lines = []
    for variable, label in OUTCOMES.items():
        choice = "estimator" if variable == RETURN else "growth_estimator"
        for value, words in ESTIMATORS[choice].items():
            spec = ModelSpec(**{choice: value})
            if not is_ready(spec, view.scenario.as_of):
                continue
            other = replace(view.request, spec=spec)
            found = evaluate(other, shipped_world(spec, view.scenario.as_of))
            path = next(p for p in found.paths if p.variable == variable)
            i = max(n for n, h in enumerate(path.horizon_months) if h <= view.horizon)
            if path.horizon_months[i] < 1:
                continue
            here = row(path, i)
            rsquared = None
            if variable == RETURN and found.combined:
                rsquared = found.combined.level.rsquared[i]
            if variable == RETURN:
                record = found.fit.returns[view.horizon - 1].record
            else:
                record = next(e for e in found.fit.growth if e.variable == variable).record
            lines.append(
                [
                    label,
                    period(path.periods[i]),
                    words,
                    plus(here.difference),
                    here.band("difference"),
                    plus(record["rsquared_levers"] if rsquared is None else rsquared, 3),
                ]
            )
    lines.append(_of_the_whole_economy(view))
    names = (
        "Outcome",
        "Period",
        "Coefficients by",
        "Difference, pp",
        "90% band, pp",
        "R² out of sample",
    )
    return Holds.rows(names, lines)


def _of_the_whole_economy(view: View) -> list[str]:
    stored = view.outcome.table
    mine = stored[
        (stored["model"] == "bvar")
        & (stored["variable"] == RETURN)
        & (stored["scenario"] == "difference")
        & (stored["horizon_months"] == view.horizon)
    ].set_index("statistic")["value"]
    row_of = [OUTCOMES[RETURN], "", "Bayesian VAR", "", "", "see below"]
    if len(mine):
        row_of[1] = period(view.origin + view.horizon)
        row_of[3] = plus(mine["mean"])
        row_of[4] = to(mine["q05"], mine["q95"])
    else:
        refusal = view.outcome.macro.whole.largest_shock.refusal
        row_of[4] = refusal or "of Russell minus S&P 500 only"
    return row_of


_TERMS = {
    "const": "Constant",
    "policy_rate_change": "Policy rate, change",
    "fiscal_impulse_mean": "Fiscal impulse, mean",
    "fiscal_impulse": "Fiscal impulse",
    "unemployment_change": "Unemployment, change",
    "credit_spread_change": "Credit spread, change",
    "state_unemployment_gap": "Start: unemployment gap",
    "state_credit_spread": "Start: credit spread",
    "state_yield_slope": "Start: yield slope",
    "state_relative_return_12m": "Start: small minus large, year before",
}


def _term(name: str) -> str:
    mean = name.startswith("mean_")
    stem = max((s for s in _TERMS if name.removeprefix("mean_").startswith(s)), key=len)
    rest = name.removeprefix("mean_")[len(stem) :]
    said = {
        "": "",
        "_first_half": ", first half",
        "_second_half": ", second half",
        "_4q": " over a year",
        "_lag_4q": ", a year earlier",
        "_4q_lag_4q": " over a year, a year earlier",
    }[rest]
    return _TERMS[stem] + said + ", mean of four quarters" * mean


def _digits(values, digits: int, *more: str) -> list[str]:
    return ["" if v != v else f"{v:.{digits}f}" for v in values] + list(more)


def equations_of(view: View) -> dict:
    """By title: that of returns, and two of each growth rate."""
    found = {}
    for variable, label in OUTCOMES.items():
        title = label[0].upper() + label[1:]
        if variable == RETURN:
            found[title] = view.equation(variable)
            continue
        for words, member in zip(FAMILIES.values(), view.equation(variable).members, strict=True):
            found[f"{title}: {words}"] = member
    return found


def coefficients(view: View, equation) -> Holds:
    variable, of, redraws = equation.variable, equation.estimates, equation.redraw_pvalues
    terms = [_term(name) for name in of.terms]
    vif = _digits(of.vif, 1, "Variance inflation: 1 is unrelated to the other terms")
    spec = view.request.spec
    by = spec.single_estimators[0] if variable == RETURN else spec.growth_estimator
    first = {"Term": terms, "Coefficient": _digits(of.params, 2, "pp per unit of the term")}
    if by == "ols":
        return Holds(
            first
            | {
                "HAC s.e.": _digits(of.std_errors, 2, "Newey-West, Bartlett kernel"),
                "t": _digits(of.params / of.std_errors, 2),
                "HAC p": _digits(of.pvalues, 3),
                "95% from": _digits(of.conf_low, 2),
                "to": _digits(of.conf_high, 2),
                "p-value (simulated)": _digits(
                    redraws,
                    3,
                    "Share of histories without any link that give a coefficient as large: the "
                    "one to "
                    "quote. HAC p-values reject too often with overlapping windows.",
                ),
                "VIF": vif,
            }
        )
    return Holds(
        first
        | {
            "s.e. (simulated)": _digits(
                of.std_errors,
                2,
                "Spread over redraws, a penalty held; not the bias towards zero, hence no t and no "
                "interval.",
            ),
            "p-value (simulated)": _digits(
                redraws,
                3,
                "Share of histories without any link that give a coefficient as large. A "
                "penalised term "
                "speaks for its neighbours too: related terms share what they explain.",
            ),
            "VIF": vif,
        }
    )


def as_a_whole(view: View) -> Holds:
    def text(value) -> str:
        if value is None or value != value:
            return ""
        return bare(value, 3) if isinstance(value, float) else str(value)

    def held(record: dict, level: int) -> str:
        value = record.get(f"coverage_{level}")
        return "" if value is None else f"{whole(value)}%"

    columns = {}
    for label, equation in equations_of(view).items():
        of, record = equation.estimates, equation.record
        choice = "estimator" if equation.variable == RETURN else "growth_estimator"
        columns[label] = {
            "Estimator": ESTIMATORS[choice][
                view.request.spec.single_estimators[0]
                if equation.variable == RETURN
                else view.request.spec.growth_estimator
            ],
            "Penalty": text(float(of.penalty)),
            "Observations": str(of.nobs),
            "First": period(pd.Period(of.first)),
            "Last": period(pd.Period(of.last)),
            "R² in sample": text(of.rsquared),
            "Adjusted R²": text(of.rsquared_adj),
            "F (HAC), all slopes zero": text(of.f_statistic),
            "p of F": text(of.f_pvalue),
            "Durbin-Watson": text(of.durbin_watson),
            "Breusch-Pagan (studentised)": text(of.breusch_pagan),
            "p of Breusch-Pagan": text(of.breusch_pagan_pvalue),
            "Residual s.d.": text(of.residual_sd),
            "HAC lags": str(of.hac_lags),
            "Judged since": period(pd.Period(record["first_judged"])),
            "Judged outcomes": text(record["n_judged"]),
            "R² out of sample, levers": text(record.get("rsquared_levers")),
            "R² out of sample, state alone": text(record.get("rsquared_state")),
            "R² out of sample, levers and state": text(record.get("rsquared_levers_and_state")),
            "50% band held": held(record, 50),
            "80% band held": held(record, 80),
            "90% band held": held(record, 90),
        }
    index = list(next(iter(columns.values())))
    return Holds({"": index} | {label: list(of.values()) for label, of in columns.items()})
