"""Earnings at risk and the record of the earnings equations on quarters they had not seen."""

import pandas as pd
import pyarrow as pa
import streamlit as st

from models.common.bands import LEVELS_PCT
from models.common.cache import while_it_lives
from models.common.text import MINUS, month, percent, signed
from models.equations import growth
from models.equations.growth_family import AVERAGED
from models.equations.outcomes import EPS, OUTCOMES
from models.equations.predictive import QUANTILES_PCT
from models.outcome.outcome import Outcome
from models.outcome.world import World
from models.panel import Panel
from models.scenario.link import CHOICES
from pages.charts.at_risk import at_risk_chart
from pages.charts.rows import arrow_table, first_days
from pages.parts.draw import draw, plain
from pages.parts.growth_record import stored_record
from pages.parts.source_text import source_text

SPREAD_WORDS = {
    "completed": "estimated from the levers",
    "realised": "as it turned out",
    "none": "left out",
    "": "",
}
_SPANS = {
    "all": "",
    "without pandemic": ", without the pandemic",
    "without crisis and pandemic": ", without crisis and pandemic",
}


def at_risk(outcome: Outcome) -> None:
    """Draw the quantiles of S&P 500 EPS growth and say how they have done."""
    path, record = outcome.growth_path(EPS), outcome.fit.growth_model(EPS).record
    at = path.at(outcome.horizon_months)
    scenario, baseline = (
        {f"{name}{level:02}": values[:, i] for i, level in enumerate(QUANTILES_PCT)}
        for name, values in (("q", path.at_risk_scenario), ("base", path.at_risk_baseline))
    )
    title = "Tail risk: how bad EPS growth can get"
    if at >= 0 and path.horizon_months[at] >= 1:
        title = (
            f"Tail risk (5%): EPS growth of {signed(percent(path.at_risk_scenario[at, 0]))}% or less to "
            f"{month(path.periods[at])}, {signed(percent(path.at_risk_baseline[at, 0]))}% with nothing "
            "moved"
        )
    kept = {name: baseline[name] for name in ("base05", "base50")}
    draw(
        at_risk_chart,
        {"quantiles": {"month": first_days(path.periods), **scenario, **kept}},
        key="at_risk",
        title=title,
        source="Dashed: nothing moved. " + source_text(outcome, OUTCOMES[EPS].publisher),
        alt="Earnings at risk",
        value_title="Four-quarter growth (%, log)",
    )
    with st.expander("How the quantiles have done"):
        st.dataframe(
            arrow_table(_at_risk_record(record)),
            hide_index=True,
            height="content",
            key="at_risk_record",
        )
        judged = record["by_ahead"][-1]
        st.caption(
            plain(
                f"{judged['n_at_risk']} quarters, {judged['first_at_risk']} to {record['last']}, each "
                "from errors known at the time."
            ),
            help="The shades are quantiles of past errors around the path. Below its quantile an outcome "
            "should fall as often as the quantile says; a smaller loss is a sharper quantile. "
            "Unconditional: the quantiles of growth itself in data that ended five quarters before.",
        )


def _at_risk_record(record: dict) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {
        "Quarters ahead": [],
        "Quantile, %": [],
        "Outcomes below, %": [],
        "Unconditional quantile: below, %": [],
        "Pinball loss": [],
        "Unconditional: loss": [],
    }
    for ahead, judged in zip(growth.CLASSES, record["by_ahead"], strict=True):
        rows["Quarters ahead"] += [ahead_words(ahead)] * len(QUANTILES_PCT)
        rows["Quantile, %"] += [str(level) for level in QUANTILES_PCT]
        rows["Outcomes below, %"] += _percent(judged["hit_rates"])
        rows["Unconditional quantile: below, %"] += _percent(judged["hit_rates_unconditional"])
        rows["Pinball loss"] += [f"{loss:.2f}" for loss in judged["pinball"]]
        rows["Unconditional: loss"] += [f"{loss:.2f}" for loss in judged["pinball_unconditional"]]
    return rows


def ahead_words(ahead: int) -> str:
    """Say a class of quarters after the last published one."""
    return f"{ahead} and more" if ahead == growth.CLASSES[-1] else str(ahead)


def record(world: World) -> None:
    """Show how growth has been told, by inputs, distance, estimator and what is known of the spread."""
    st.header("The record of the earnings equations", anchor=False)
    if stored_record(world.panel) is None:
        st.info(
            "The record by estimator is stored for the newest data only; each chart above states that of "
            "its own equations.",
            icon=":material/info:",
        )
        return
    mine, every = _record_tables(world.panel, world.fit.spec.growth_estimator)
    st.dataframe(
        mine,
        hide_index=True,
        height="content",
        key="growth_record",
    )
    with st.expander("Every estimator, and without crisis and pandemic"):
        st.dataframe(
            every,
            hide_index=True,
            height=420,
            key="growth_record_all",
        )
    st.caption(
        "Out of sample, given what the levers did; intervals from blocks of twelve quarters.",
        help="One and two quarters after the last published one "
        "from all that was published, later ones from data that ended five quarters before. "
        "R\N{SUPERSCRIPT TWO} is against the historical mean, with a 95% interval from "
        "blocks of twelve quarters. The page averages two sets of inputs that the record cannot "
        "separate. Chosen at the time: before each target the best of all 36 or 48 specifications tried, "
        "by the errors published by then. The spread that turned out is nobody's to know in advance and "
        "stands here as a yardstick. The crisis is 2008 Q3 to 2009 Q1.",
    )


INPUT_WORDS = {
    "average": "average of both",
    **{family.name: family.label for family in AVERAGED},
    "chosen of 36": "chosen at the time, of 36",
    "chosen of 48": "chosen at the time, of 48",
}


@while_it_lives
def _record_tables(panel: Panel, chosen: str) -> tuple[pa.Table, pa.Table]:
    """Return the record of one estimator and that of all, the same at each move of a lever."""
    found = stored_record(panel)
    assert found is not None
    mine = found[found["estimator"].isin([chosen, "chosen"]) & (found["span"] == "all")]
    return (
        arrow_table(_record_table(mine, estimator=False)),
        arrow_table(_record_table(found, estimator=True)),
    )


def _record_table(rows: pd.DataFrame, *, estimator: bool) -> dict[str, list[str]]:
    by = [CHOICES["growth_estimator"].get(name, name) for name in rows["estimator"]]
    return {
        "Growth of": [OUTCOMES[name].label for name in rows["equation"]],
        **({"Coefficients by": by} if estimator else {}),
        "Inputs": [INPUT_WORDS[name] for name in rows["inputs"]],
        "Quarters ahead": [ahead_words(ahead) for ahead in rows["ahead"]],
        "Credit spread": [SPREAD_WORDS[name] for name in rows["spread"]],
        "Targets": [
            f"{month(pd.Period(row.first))} to {month(pd.Period(row.last))}{_SPANS[row.span]}"
            for row in rows.itertuples()
        ],
        "R\N{SUPERSCRIPT TWO}": [_two(value) for value in rows["rsquared"]],
        "95% interval": [
            f"{_two(row.rsquared_low)} to {_two(row.rsquared_high)}" for row in rows.itertuples()
        ],
        **{
            f"{level}%{' band' if level == LEVELS_PCT[0] else ''} held": _percent(
                rows[f"coverage_{level}"]
            )
            for level in LEVELS_PCT
        },
    }


def _two(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


def _percent(shares: list[float] | pd.Series) -> list[str]:
    return [f"{100 * share:.0f}" for share in shares]
