"""What the Earnings page shows, without a loaded series or with one."""

import pandas as pd

from models.earnings.history import large_cap_history, relative_history
from models.equations.stored_growth_record import load_record
from tests.pages.numbers import pictures
from tests.pages.numbers.earnings_history import drove, identity, shares
from tests.pages.numbers.earnings_small import chart_title, loaded, small_caps
from tests.pages.numbers.earnings_split import no_quarter
from tests.pages.numbers.figures import (
    bare,
    firsts,
    period,
    plus,
    row,
    simple,
    whole,
)
from tests.pages.numbers.growth import chosen, record_words
from tests.pages.numbers.matching import Draws, Holds, Says, Stated
from tests.pages.numbers.scenario_charts import growth_chart
from tests.pages.numbers.view import EPS, ESTIMATORS, OUTCOMES, RETURN, View

_SOURCE = "our estimates. Data as of {as_of}."


def entries(view: View, own=None) -> list:
    history = large_cap_history(view.world.panel)
    relative = relative_history(view.world.panel, own) if own is not None else None
    return [
        *top(view),
        *growth(view, eps=True),
        *at_risk(view),
        *(small_caps(view) if own is None else loaded(view, own)),
        *growth(view, eps=False),
        *identity(view, history, relative),
        *drove(view, history, own=False),
        *(drove(view, relative, own=True) if relative else []),
        *shares(view, history, relative),
        *record(view),
        *map(Stated, _STATED),
    ]


_STATED = (
    "One row a calendar quarter. * S&P 600 or SPX are known. * At most 400 quarters and 1,000 kB.",
    "Quarter S&P 600 EPS 2024Q4 61.2",
    "1.00: small caps grow as large caps do. *",
    "Track record: S&P 500 *",
    "What drove the S&P 500",
    "All shares, S&P 500",
    "One and two quarters after * with a 95% interval from blocks of twelve quarters. * "
    "the best of all 36 or 48 specifications tried, * The crisis is 2008 Q3 to 2009 Q1.",
)


def top(view: View) -> list:
    i, path = view.last(EPS), view.path(EPS)
    said = "; nothing is moved" if view.idle else ""
    which = Says(
        "Scenario: {name}, starting after {origin}" + said + ".",
        name=view.scenario.name,
        origin=period(view.origin),
    )
    if i is None:
        return [no_quarter(view), which]
    here = row(path, i)
    fall, fall_before = (
        whole(min(max(1 - of[i], 0.01), 0.99)) for of in (path.odds_scenario, path.odds_baseline)
    )
    return [
        Says(
            "S&P 500 EPS growth to {quarter}: {level}%",
            quarter=period(path.periods[i]),
            level=plus(simple(here.scenario)),
        ),
        Says("{base}% with nothing moved", base=plus(simple(here.baseline))),
        Says("Impact of your scenario on EPS growth: {effect} pp", effect=plus(here.difference)),
        Says("90% range {range} pp, in logs", range=here.band("difference")),
        Stated("Scenario minus baseline, 100 x log. *"),
        Says("Odds that EPS falls: {fall}%", fall=fall),
        Says("{before}% with nothing moved", before=fall_before),
        which,
    ]


def growth(view: View, *, eps: bool) -> list:
    """The chart of operating EPS, or those of the other measures, each with its track record."""
    found = []
    for variable in (name for name in OUTCOMES if name != RETURN and (name == EPS) == eps):
        said, values = record_words(
            view.record(variable), *(chosen(view) if variable == EPS else ())
        )
        found += [
            chart_title(view, view.path(variable), OUTCOMES[variable], "%"),
            Says(
                f"Source: *; {_SOURCE} Published to {{last}}. Triangles: each set of inputs alone.",
                as_of=view.as_of,
                last=period(view.published(variable).index[-1]),
            ),
            Says(said, **values),
            growth_chart(view, variable, f"Earnings path of {OUTCOMES[variable]}"),
        ]
    return found


def at_risk(view: View) -> list:
    path, record = view.path(EPS), view.record(EPS)
    risk, base = path.at_risk_scenario, path.at_risk_baseline
    inside = [i for i, h in enumerate(path.horizon_months) if 1 <= h <= view.horizon]
    title = []
    if inside:
        i = inside[-1]
        title = [
            Says(
                "Tail risk (5%): EPS growth of {low}% or less to {quarter}, {base}% with nothing moved",
                quarter=period(path.periods[i]),
                low=plus(simple(risk[i, 0])),
                base=plus(simple(base[i, 0])),
            )
        ]
    else:
        title = [Stated("Tail risk: how bad EPS growth can get")]
    columns = ("q05", "q10", "q25", "q50", "q75")
    data = {name: risk[:, place] for place, name in enumerate(columns)}
    data |= {"base05": base[:, 0], "base50": base[:, 3]}
    data["month"] = firsts(path.periods)
    each = [(ahead, level) for ahead in range(3) for level in range(5)]
    found = record["by_ahead"]

    def column(name: str, spelt) -> list[str]:
        return [spelt(found[ahead][name][level]) for ahead, level in each]

    return [
        *title,
        Says(
            f"Dashed: nothing moved. Source: *; {_SOURCE}",
            as_of=view.as_of,
        ),
        Draws("Earnings at risk", {"quantiles": data}, pictures.AT_RISK),
        Holds(
            {
                "Quarters ahead": [_AHEAD[ahead + 1] for ahead, _ in each],
                "Quantile, %": ["5", "10", "25", "50", "75"] * 3,
                "Outcomes below, %": column("hit_rates", whole),
                "Unconditional quantile: below, %": column("hit_rates_unconditional", whole),
                "Pinball loss": column("pinball", lambda loss: f"{loss:.2f}"),
                "Unconditional: loss": column("pinball_unconditional", lambda loss: f"{loss:.2f}"),
            }
        ),
        Says(
            "{n} quarters, {first} to {last}, each from errors known at the time.",
            n=found[-1]["n_at_risk"],
            first=found[-1]["first_at_risk"],
            last=record["last"],
        ),
    ]


_AHEAD = {1: "1", 2: "2", 3: "3 and more"}
_INPUTS = {
    "average": "average of both",
    **pictures.FAMILIES,
    "chosen of 36": "chosen at the time, of 36",
    "chosen of 48": "chosen at the time, of 48",
}
_SPANS = {
    "all": "",
    "without pandemic": ", without the pandemic",
    "without crisis and pandemic": ", without crisis and pandemic",
}
_SPREADS = {
    "completed": "estimated from the levers",
    "realised": "as it turned out",
    "none": "left out",
    "": "",
}


def record(view: View) -> list:
    stored = load_record(view.world.panel)
    if stored is None:
        return []
    mine = [
        r
        for r in stored.itertuples()
        if r.estimator in {view.request.spec.growth_estimator, "chosen"} and r.span == "all"
    ]
    return [_record_table(mine, False), _record_table(list(stored.itertuples()), True)]


def _record_table(found: list, estimator: bool) -> Holds:
    columns = {"Growth of": [OUTCOMES_OF_RECORD[r.equation] for r in found]}
    if estimator:
        columns["Coefficients by"] = [
            ESTIMATORS["growth_estimator"].get(r.estimator, r.estimator) for r in found
        ]
    columns |= {
        "Inputs": [_INPUTS[r.inputs] for r in found],
        "Quarters ahead": [_AHEAD[r.ahead] for r in found],
        "Credit spread": [_SPREADS[r.spread] for r in found],
        "Targets": [
            f"{period(pd.Period(r.first))} to {period(pd.Period(r.last))}{_SPANS[r.span]}"
            for r in found
        ],
        "R²": [bare(r.rsquared, 2) for r in found],
        "95% interval": [f"{bare(r.rsquared_low, 2)} to {bare(r.rsquared_high, 2)}" for r in found],
        "50% band held": [whole(r.coverage_50) for r in found],
        "80% held": [whole(r.coverage_80) for r in found],
        "90% held": [whole(r.coverage_90) for r in found],
    }
    return Holds(columns)


OUTCOMES_OF_RECORD = {name: label for name, label in OUTCOMES.items() if name != RETURN}
