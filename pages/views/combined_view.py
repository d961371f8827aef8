"""Small minus large by the average of the models: its two cards, its record, the models beside it."""

import streamlit as st

from models.common.bands import LEVELS_PCT, SHOWN, WIDE_PCT
from models.common.text import month, months, signed
from models.outcome.combination import HORIZONS_MONTHS, CombinedPath
from models.outcome.outcome import Outcome
from models.outcome.return_words import odds, sign_words
from models.outcome.words import band
from models.scenario.spec import MODEL_LABELS
from pages.charts.rows import arrow_table

Card = tuple[str, str, str, str]  # label, value, what stands below, help
_WITHHELD = "withheld"
_LABEL_PIXELS = 260  # the longest label whole


def effect_card(path: CombinedPath, row: int) -> Card:
    """Return what the effect's card says; the figures before it where its own is withheld."""
    label = "Impact on small vs large"
    help_text = (
        "Scenario minus baseline, 100 x log return, cumulative: the average of least squares, ridge, "
        "elastic net and the Bayesian VAR. The range holds the uncertainty of coefficients and of what "
        "is left to the models, the disagreement between models and between eras; no market noise."
    )
    if not path.withheld[row]:
        below = f"{months(row + 1)}, {SHOWN} range {band(path, 'difference', row)} pp; "
        return label, f"{signed(path.difference[row])} pp", below + sign_words(path, row), help_text
    early = [
        f"{signed(path.difference[h - 1])} pp after {months(h)}"
        for h in HORIZONS_MONTHS
        if h - 1 < row and not path.withheld[h - 1]
    ]
    return label, _WITHHELD, "; ".join([path.withheld[row], *early]), help_text


def level_card(path: CombinedPath, row: int) -> Card:
    """Return what the level's card says: centre, range and odds of one distribution."""
    with_moves = f"{odds(path.odds_scenario[row])} odds that small beats large"
    without = f"{odds(path.odds_baseline[row])} with nothing moved"
    help_text = (
        "Cumulative return small minus large, 100 x log, market noise included: the forecast from where "
        "the economy stands plus the impact. Range and odds come from the errors that the same method "
        "has made on data it had not seen."
    )
    if path.withheld[row]:
        return "Small vs large", _WITHHELD, path.withheld[row], help_text
    below = f"{with_moves}, {without}; {SHOWN} range {band(path, 'scenario', row)} pp"
    value = f"{signed(path.scenario[row])} pp"
    return "Small vs large", value, below, help_text


def return_record(path: CombinedPath, row: int) -> str:
    """Say what centre and levers have explained out of sample, and what the ranges held."""
    level = path.level
    share, added = 100 * level.rsquared[row], 100 * level.increment[row]
    reach = f"{share:.0f}% of the variance" if share >= 0.5 else "nothing"
    levers = (
        f"knowing Fed, fiscal and jobs added {added:.0f} points of it"
        if added >= 0.5
        else "knowing Fed, fiscal and jobs would have added nothing"
    )
    held = dict(zip(LEVELS_PCT, level.held[row], strict=True))
    shares = " and ".join(f"{100 * held[pct]:.0f}%" for pct in WIDE_PCT)
    ranges = " and ".join(f"{pct}%" for pct in WIDE_PCT)
    return (
        f"**small vs large**: over {months(row + 1)} the forecast explained {reach} out of sample since "
        f"1995; {levers}. The {ranges} ranges held {shares} of outcomes"
    )


def models_agree(outcome: Outcome) -> None:
    """Show the effect at 3, 6, 12 and 24 months by each model beside the average of all."""
    path = outcome.combined
    if path is None or not outcome.scenario.moved:
        return
    st.markdown("**Do the models agree?**")
    rows = [horizon - 1 for horizon in HORIZONS_MONTHS]
    table: dict[str, list[str]] = {"Impact on small vs large, pp": []}
    table |= {f"{months(r + 1)}, {month(path.periods[r])}": [] for r in rows}
    columns = list(table)
    lines = {
        "Average of the models": [path.withheld[r] and _WITHHELD or _pp(path, r) for r in rows],
        **{MODEL_LABELS[name]: [signed(e[r]) for r in rows] for name, e in path.models.items()},
        "Sign": [_sign(path, r) for r in rows],
        "Odds small beats large (nothing moved)": [
            f"{odds(path.odds_scenario[r])} ({odds(path.odds_baseline[r])})"
            if not path.withheld[r]
            else _WITHHELD
            for r in rows
        ],
    }
    for name, cells in lines.items():
        for column, cell in zip(columns, [name, *cells], strict=True):
            table[column].append(cell)
    st.dataframe(
        arrow_table(table),
        column_config={columns[0]: st.column_config.TextColumn(width=_LABEL_PIXELS)},
        hide_index=True,
        height="content",
        key="models_agree",
    )
    why = "; ".join(f"{months(r + 1)}: {path.withheld[r]}" for r in rows if path.withheld[r])
    st.caption(
        "A sign is settled where every model has it and the range of the average, eras included, "
        f"excludes zero.{f' Withheld, {why}.' if why else ''}"
    )


def _pp(path: CombinedPath, row: int) -> str:
    return f"{signed(path.difference[row])} ({band(path, 'difference', row)})"


def _sign(path: CombinedPath, row: int) -> str:
    return "settled" if path.established[row] else "not settled"
