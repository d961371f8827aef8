"""What the record says this tool can and cannot tell, in sentences computed from it."""

import pandas as pd

from models.common.bands import SHOWN, SHOWN_PCT
from models.common.text import MINUS, months
from models.completion.data import TARGET
from models.equations.growth import CLASSES
from models.equations.level_judge import FIRST_JUDGED
from models.equations.level_summary import INTERVAL_PCT, PERIODS
from models.equations.outcomes import EPS, OUTCOMES, SHIPPED
from models.equations.record_table import ALL_PERIODS

JUDGED_AT = 12  # months, where one horizon has to stand for all
ANSWERS = {  # as tables name them; "drift+" is the long-run average and that model's effect
    "combined": "average of the models",
    "state": "where the economy stands, no levers",
    "state_signed": "the same, signs restricted",
    "drift+combined": "long-run average, effect by all models",
    "drift+ols": "long-run average, effect by least squares",
    "drift+ridge": "long-run average, effect by ridge",
    "drift+elastic_net": "long-run average, effect by elastic net",
    "drift+bvar": "long-run average, effect by the Bayesian VAR",
}


def whole_percent(share: float) -> str:
    """Return a share as whole percent with a true minus, 0 without a sign."""
    return f"{round(100 * share) + 0:d}".replace("-", MINUS)


def capitalised(words: str) -> str:
    """Return words with a capital first letter, names within as they are."""
    return words[:1].upper() + words[1:]


def listed(words: list[str]) -> str:
    """Join as "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def can_tell(table: pd.DataFrame, growth_estimator: str) -> list[str]:
    """Return what the record supports, one sentence or two each.

    `table` is that of models.equations.record_table for the horizons to speak of.
    """
    whole = _whole(table, "combined")
    at, held = whole.loc[JUDGED_AT], f"held_{SHOWN_PCT}_pct"
    said = [
        f"Small vs large, a little: {_spans(whole)} ahead the average of the models explained "
        f"{_shares(whole['rsquared_mean'])}% of the variance on data it had not seen since "
        f"{FIRST_JUDGED.year} ({INTERVAL_PCT}% interval after {months(JUDGED_AT)}: "
        f"{whole_percent(at['rsquared_mean_low'])} to {whole_percent(at['rsquared_mean_high'])}%).",
        f"How wide the doubt is: {_spans(whole)} ahead the {SHOWN} range contained the outcome "
        f"{_shares(whole[held] / 100)}% of the time.",
    ]
    growth = table[(table["answer"] == growth_estimator) & (table["period"] == ALL_PERIODS)]
    average = growth["inputs"].str.startswith("inputs average")
    far = growth["inputs"].str.endswith(f"ahead {CLASSES[-1]}")  # what no published quarter helps
    first = growth[average & far].set_index("outcome")
    shares = [
        f"{whole_percent(row['rsquared_mean'])}% of {OUTCOMES[name].label}"
        for name, row in first.reindex([v for v in SHIPPED if v in first.index]).iterrows()
    ]
    if shares:
        eps = first.loc[EPS]
        said.append(
            "Earnings, far better than prices: given what Fed, budget and jobs did, the equations "
            f"explained {listed(shares)} ({OUTCOMES[EPS].label}: 95% interval "
            f"{whole_percent(eps['rsquared_mean_low'])} to "
            f"{whole_percent(eps['rsquared_mean_high'])}%, {eps['n']} quarters)."
        )
    return said


def cannot_tell(table: pd.DataFrame) -> list[str]:
    """Return what the record does not support."""
    whole, of_returns = _whole(table, "combined"), table[table["outcome"] == TARGET]
    at = whole.loc[JUDGED_AT]
    added = [f"{100 * value:+.1f}".replace("-", MINUS) for value in whole["increment"]]
    no_better = [months(int(horizon)) for horizon, row in whole.iterrows() if not row["gate"]]
    by_period = of_returns[
        (of_returns["answer"] == "combined") & (of_returns["horizon_months"] == JUDGED_AT)
    ].set_index("period")["rsquared_mean"]
    parts = [
        f"{whole_percent(by_period[period])}% {period if period.startswith('since') else f'in {period}'}"
        for period in PERIODS
        if period in by_period and period != ALL_PERIODS
    ]
    alone = [
        f"{whole_percent(_whole(table, answer).loc[JUDGED_AT, 'rsquared_mean'])}% by "
        f"{words.removeprefix('long-run average, effect by ')}"
        for answer, words in ANSWERS.items()
        if answer.startswith("drift+") and answer != "drift+combined"
    ]
    said = [
        "What the levers do to small vs large: knowing in advance what Fed, budget and jobs did would "
        f"have changed the variance explained by {listed(added)} points {_spans(whole)} ahead.",
        f"Which model is right: added to the long-run average, the effect by one model explained over "
        f"{months(JUDGED_AT)}: {listed(alone)} (below zero is worse than the historical mean).",
        f"That the skill lasts: over {months(JUDGED_AT)} the average of the models explained "
        f"{listed(parts)}.",
        f"Odds to the point: over {months(JUDGED_AT)} what came true lay up to "
        f"{at['odds_off_points']:.0f} points from the odds said, by tenths of the odds. The "
        f"{at['odds_windows']:.0f} windows overlap: some {at['odds_windows'] / JUDGED_AT:.0f} do not.",
    ]
    if no_better:
        said.append(
            f"Small vs large {listed(no_better)} ahead: no better than the long-run average, so the "
            "figure is withheld."
        )
    return [
        *said,
        "What causes what: the Fed cuts because the economy weakens, and no figure here tells the two "
        "apart.",
    ]


def _whole(table: pd.DataFrame, answer: str) -> pd.DataFrame:
    """Return an answer's rows for small minus large over all periods, by horizon."""
    of_returns = table[(table["outcome"] == TARGET) & (table["period"] == ALL_PERIODS)]
    return of_returns[of_returns["answer"] == answer].set_index("horizon_months")


def _spans(rows: pd.DataFrame) -> str:
    return listed([str(int(horizon)) for horizon in rows.index]) + " months"


def _shares(values: pd.Series) -> str:
    return listed([whole_percent(value) for value in values])
