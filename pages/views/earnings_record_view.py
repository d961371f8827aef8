"""Earnings at risk and the record of the earnings equations on quarters they had not seen."""

from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from models.common.bands import LEVELS_PCT
from models.common.text import MINUS, month, signed
from models.equations.at_risk import QUANTILES_PCT
from models.equations.outcomes import OUTCOMES
from models.equations.stored_growth_record import load_record
from models.outcome.outcome import Outcome
from models.outcome.world import World
from models.panel import Panel
from models.scenario.link import CHOICES
from pages.charts.at_risk import at_risk_chart
from pages.charts.rows import arrow_table, first_days
from pages.parts.draw import draw, plain
from pages.parts.source import source_line

_SPREADS = {
    "completed": "as the levers complete it",
    "realised": "as it turned out",
    "none": "left out",
}


def at_risk(outcome: Outcome) -> None:
    """Draw the quantiles of S&P 500 EPS growth and say how they have done."""
    path, judged = outcome.at_risk, outcome.fit.at_risk
    at = int(np.searchsorted(path.horizon_months, outcome.horizon_months, side="right")) - 1
    scenario, baseline = (
        {f"{name}{level:02}": values[:, i] for i, level in enumerate(QUANTILES_PCT)}
        for name, values in (("q", path.scenario), ("base", path.baseline))
    )
    title = "How bad EPS growth gets, one time in twenty at most"
    if at >= 0 and path.horizon_months[at] >= 1:
        title = (
            f"One time in twenty at most S&P 500 EPS growth to {month(path.periods[at])} is below "
            f"{signed(path.scenario[at, 0])} % in logs (baseline {signed(path.baseline[at, 0])} %)"
        )
    kept = {name: baseline[name] for name in ("base05", "base50")}
    draw(
        at_risk_chart,
        {"quantiles": {"month": first_days(path.periods), **scenario, **kept}},
        key="at_risk",
        title=title,
        source="Another model than the bands above, each quantile by itself: quantile regression, 5, 10, "
        "25, 50 and 75 %; dashed, the baseline's 50 and 5 %. Levers that are not set take their mean "
        "path. The lower quantiles lie low, as a rule below the band of the mean. "
        + source_line(outcome, OUTCOMES[judged.target].publisher),
        alt="Earnings at risk",
        value_title="Four-quarter growth (%, log)",
    )
    with st.expander("How the quantiles have done"):
        rows = {
            "Quantile, %": [str(level) for level in QUANTILES_PCT],
            "Outcomes below, %": _percent(judged.hit_rates),
            "Unconditional quantile: below, %": _percent(judged.hit_rates_unconditional),
            "Pinball loss": [f"{loss:.2f}" for loss in judged.pinball],
            "Unconditional: loss": [f"{loss:.2f}" for loss in judged.pinball_unconditional],
        }
        st.dataframe(arrow_table(rows), hide_index=True, height="content", key="at_risk_record")
        st.caption(
            plain(
                f"{judged.n_judged} quarters, {judged.first_judged} to {judged.last}, "
                f"each from data that "
                "ended five quarters before. Below its quantile an outcome should fall as often as the "
                "quantile says; a smaller loss is a sharper quantile. Where quantiles crossed, in "
                f"{100 * judged.share_crossing:.0f} % of quarters, they were put in order. Each is "
                "shifted by the errors of equations that had seen fewer slumps than today's: below "
                "today's 5, 10, 25 and 50 % quantiles lie fewer quarters of the sample than they say."
            )
        )


@lru_cache(maxsize=4)
def _stored(panel: Panel) -> pd.DataFrame | None:
    """Read the record once, not at every move of a lever."""
    return load_record(panel)


def record(world: World) -> None:
    """Show how each earnings equation has done, by estimator and by what is known of the spread."""
    st.header("The record of the earnings equations", anchor=False)
    found = _stored(world.panel)
    if found is None:
        st.info(
            "The record by estimator is stored for the newest data only; each chart above states that of "
            "its own equation.",
            icon=":material/info:",
        )
        return
    chosen = world.fit.spec.growth_estimator
    mine = found[(found["estimator"] == chosen) & (found["span"] == "all")]
    st.dataframe(
        arrow_table(_record_table(mine, estimator=False)),
        hide_index=True,
        height="content",
        key="growth_record",
    )
    with st.expander("Every estimator, and without the pandemic"):
        st.dataframe(
            arrow_table(_record_table(found, estimator=True)),
            hide_index=True,
            height=420,
            key="growth_record_all",
        )
    st.caption(
        "Out of sample: trained on data that ended five quarters before each target, "
        "given what the levers "
        "did. R\N{SUPERSCRIPT TWO} is against the historical mean, with a 95 % interval from "
        "blocks of twelve quarters. The page uses the spread as the levers complete it; the one that "
        "turned out is nobody's to know in advance and stands here as a yardstick."
    )


def _record_table(rows: pd.DataFrame, *, estimator: bool) -> dict[str, list[str]]:
    by = [CHOICES["growth_estimator"][name] for name in rows["estimator"]]
    return {
        "Growth of": [OUTCOMES[name].label for name in rows["equation"]],
        **({"Coefficients by": by} if estimator else {}),
        "Credit spread": [_SPREADS[name] for name in rows["spread"]],
        "Targets": [
            f"{row.first} to {row.last}{'' if row.span == 'all' else ', without the pandemic'}"
            for row in rows.itertuples()
        ],
        "R\N{SUPERSCRIPT TWO}": [_two(value) for value in rows["rsquared"]],
        "95 % interval": [
            f"{_two(row.rsquared_low)} to {_two(row.rsquared_high)}" for row in rows.itertuples()
        ],
        **{
            f"{level} %{' band' if level == LEVELS_PCT[0] else ''} held": _percent(
                rows[f"coverage_{level}"]
            )
            for level in LEVELS_PCT
        },
    }


def _two(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


def _percent(shares: np.ndarray | pd.Series) -> list[str]:
    return [f"{100 * share:.0f}" for share in shares]
