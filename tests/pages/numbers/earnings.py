"""What the Earnings page shows, without a loaded series or with one."""

from models.earnings.history import large_cap_history, relative_history
from models.equations.stored_growth_record import load_record
from tests.pages.numbers import pictures
from tests.pages.numbers.earnings_history import drove, identity, shares
from tests.pages.numbers.earnings_small import chart_title, loaded, record_words, small_caps, upper
from tests.pages.numbers.figures import (
    bare,
    firsts,
    period,
    plus,
    row,
    simple,
    whole,
)
from tests.pages.numbers.matching import Draws, Holds, Says, Stated
from tests.pages.numbers.scenario_charts import growth_chart
from tests.pages.numbers.sidebar import lever_words
from tests.pages.numbers.view import EPS, ESTIMATORS, OUTCOMES, RETURN, View

_SOURCE = "own estimates. Data as of {as_of}."


def entries(view: View, own=None) -> list:
    history = large_cap_history(view.world.panel)
    relative = relative_history(view.world.panel, own) if own is not None else None
    return [
        *top(view),
        *growth(view),
        *at_risk(view),
        *(small_caps(view) if own is None else loaded(view, own)),
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
    "What drove the S&P 500",
    "All shares, S&P 500",
    "Out of sample: trained on data that ended five quarters before each target, * with a 95 % "
    "interval from "
    "blocks of twelve quarters. *",
)


def top(view: View) -> list:
    i, path = view.last(EPS), view.path(EPS)
    label = upper(OUTCOMES[EPS])
    if i is None:
        sentence = Says(f"{label}: no quarter ends within the horizon.")
    else:
        here = row(path, i)
        low, high = here.ends("difference")
        sentence = Says(
            label + " in the four quarters to {quarter}: {level} % in logs, {percent} % simple "
            "({effect} pp "
            "against the baseline, 90 % band {low} to {high} pp).",
            quarter=period(path.periods[i]),
            level=plus(here.scenario),
            percent=plus(simple(here.scenario)),
            effect=plus(here.difference),
            low=plus(low),
            high=plus(high),
        )
    said = ". ".join(f"{lever}: {words}" for lever, words in lever_words(view).items())
    return [
        sentence,
        Says(
            "Scenario: {name}. Starts after {origin}. {levers}. The levers in the sidebar change "
            "it, here as "
            "on the page Scenario.",
            name=view.scenario.name,
            origin=period(view.origin),
            levers="No lever is moved" if view.idle else said,
        ),
    ]


def growth(view: View) -> list:
    found = []
    for variable in (name for name in OUTCOMES if name != RETURN):
        said, values = record_words(view.record(variable))
        found += [
            chart_title(view, view.path(variable), OUTCOMES[variable], "%"),
            Says(
                f"Source: *; {_SOURCE} Published to {{last}}; later quarters are estimates. {said}",
                as_of=view.as_of,
                last=period(view.published(variable).index[-1]),
                **values,
            ),
            growth_chart(view, variable, f"Earnings path of {OUTCOMES[variable]}"),
        ]
    return found


def at_risk(view: View) -> list:
    path, judged = view.outcome.at_risk, view.world.fit.at_risk
    inside = [i for i, h in enumerate(path.horizon_months) if 1 <= h <= view.horizon]
    title = []
    if inside:
        i = inside[-1]
        title = [
            Says(
                "One time in twenty at most S&P 500 EPS growth to {quarter} is below {low} % in "
                "logs (baseline "
                "{base} %)",
                quarter=period(path.periods[i]),
                low=plus(path.scenario[i, 0]),
                base=plus(path.baseline[i, 0]),
            )
        ]
    columns = ("q05", "q10", "q25", "q50", "q75")
    data = {name: path.scenario[:, place] for place, name in enumerate(columns)}
    data |= {"base05": path.baseline[:, 0], "base50": path.baseline[:, 3]}
    data["month"] = firsts(path.periods)
    return [
        *title,
        Says(
            "Another model than the bands above, * quantile regression, 5, 10, 25, 50 and 75 %; "
            "dashed, the "
            f"baseline's 50 and 5 %. * Source: *; {_SOURCE}",
            as_of=view.as_of,
        ),
        Draws("Earnings at risk", {"quantiles": data}, pictures.AT_RISK),
        Holds(
            {
                "Quantile, %": ["5", "10", "25", "50", "75"],
                "Outcomes below, %": [whole(share) for share in judged.hit_rates],
                "Unconditional quantile: below, %": [
                    whole(share) for share in judged.hit_rates_unconditional
                ],
                "Pinball loss": [f"{loss:.2f}" for loss in judged.pinball],
                "Unconditional: loss": [f"{loss:.2f}" for loss in judged.pinball_unconditional],
            }
        ),
        Says(
            "{n} quarters, {first} to {last}, each from data that ended five quarters before. * "
            "Where "
            "quantiles crossed, in {crossing} % of quarters, * below today's 5, 10, 25 and 50 % "
            "quantiles lie "
            "fewer quarters of the sample than they say.",
            n=judged.n_judged,
            first=judged.first_judged,
            last=judged.last,
            crossing=whole(judged.share_crossing),
        ),
    ]


_SPREADS = {
    "completed": "as the levers complete it",
    "realised": "as it turned out",
    "none": "left out",
}


def record(view: View) -> list:
    stored = load_record(view.world.panel)
    if stored is None:
        return []
    mine = [
        r
        for r in stored.itertuples()
        if r.estimator == view.request.spec.growth_estimator and r.span == "all"
    ]
    return [_record_table(mine, False), _record_table(list(stored.itertuples()), True)]


def _record_table(found: list, estimator: bool) -> Holds:
    columns = {"Growth of": [OUTCOMES_OF_RECORD[r.equation] for r in found]}
    if estimator:
        columns["Coefficients by"] = [ESTIMATORS["growth_estimator"][r.estimator] for r in found]
    columns |= {
        "Credit spread": [_SPREADS[r.spread] for r in found],
        "Targets": [
            f"{r.first} to {r.last}" + ", without the pandemic" * (r.span != "all") for r in found
        ],
        "R²": [bare(r.rsquared, 2) for r in found],
        "95 % interval": [
            f"{bare(r.rsquared_low, 2)} to {bare(r.rsquared_high, 2)}" for r in found
        ],
        "50 % band held": [whole(r.coverage_50) for r in found],
        "80 % held": [whole(r.coverage_80) for r in found],
        "90 % held": [whole(r.coverage_90) for r in found],
    }
    return Holds(columns)


OUTCOMES_OF_RECORD = {name: label for name, label in OUTCOMES.items() if name != RETURN}
