"""The three cards of the first screen: where small caps stand, which risk is bigger, how far to trust."""

import streamlit as st

from models.common.bands import SHOWN, SHOWN_COLUMN
from models.common.text import day, month, months, signed
from models.equations.level_judge import FIRST_JUDGED
from models.equations.outcomes import EPS
from models.equations.record_words import JUDGED_AT, whole_percent
from models.outcome.world import World
from models.overview.bigger_risk import Bigger, BiggerRisk
from models.overview.claims_scenario import LABOUR
from models.overview.overview import Overview
from models.overview.relative import SP500, YEAR_TO_DATE
from pages.parts.draw import plain, unbroken
from pages.parts.stories import story
from pages.views.overview_frames import five_year_line

STANDING = "standing"  # anchor of the section that the first card leads to


def cards(overview: Overview, risk: BiggerRisk, world: World) -> None:
    """Draw the cards side by side, one below another on a phone."""
    places = st.columns(3, gap="small")
    boxes = [place.container(border=True, height="stretch", gap="small") for place in places]
    with boxes[0]:
        _standing(overview)
    with boxes[1]:
        _bigger_risk(risk)
    with boxes[2]:
        _trust(world)


def _standing(overview: Overview) -> None:
    spans = {found.span: found for found in overview.performance[SP500]}
    year, twelve = spans[YEAR_TO_DATE], spans["1 year"]
    losing = overview.losing_years
    after = f", after {losing} losing {'year' if losing == 1 else 'years'}" if losing else ""
    st.metric(
        "Small caps vs S&P 500, year to date",
        unbroken(f"{signed(year.log_pp)} pp"),
        chart_data=five_year_line(overview),
        chart_type="line",
        help="Russell 2000 minus S&P 500, price only, 100 x log. The line: the same ratio by week, five "
        "years to the last close.",
    )
    _say(
        f"{_leading(year.log_pp)} to {day(year.end)}{after}; "
        f"{signed(twelve.log_pp)} pp over twelve months. Line: five years."
    )
    st.markdown(f":small[[Rotation, streaks and drivers below](#{STANDING})]")


def _leading(log_pp: float) -> str:
    return "Small caps lead" if log_pp > 0 else "Small caps lag"


def _bigger_risk(risk: BiggerRisk) -> None:
    st.metric(
        "Bigger risk: jobs or the Fed?",
        risk.for_returns.capitalize(),
        help="Two presets of the January 2026 note, both from the committed snapshot: unemployment up "
        "by a point with the cuts as planned, minus the same cuts delayed; "
        f"{SHOWN} ranges of small vs large. Sizes are the presets', not of equal odds.",
    )
    first, *_, last = (
        f"{signed(e.mean_pp)} pp after {months(e.horizon_months)} ({signed(e.low_pp)} to "
        f"{signed(e.high_pp)})"
        for e in risk.gaps
    )
    _say(f"Small vs large, jobs minus Fed: {first}; {last}.")
    _say(
        f"EPS growth to {month(risk.quarter)}, {_FOR_EARNINGS[risk.for_earnings]}: jobs "
        f"{signed(risk.slowdown.mean_pp)} pp, Fed {signed(risk.delay.mean_pp)} pp."
    )
    _say(f"Both on the figures of {day(risk.as_of)}.")
    story("Open the slowdown", LABOUR)


_FOR_EARNINGS: dict[Bigger, str] = {
    "jobs slowdown": "where jobs are the bigger risk",
    "delayed Fed": "where the Fed is the bigger risk",
    "not established": "where neither is clearly bigger",
}


def _trust(world: World) -> None:
    level, row = world.level, JUDGED_AT - 1
    assert level is not None  # the default choices are those of the record
    held, explained, added = (
        of[row] for of in (level.held[:, SHOWN_COLUMN], level.rsquared, level.increment)
    )
    earnings = world.fit.growth_model(EPS).record["rsquared_levers"]
    st.metric(
        f"Trust: inside the {SHOWN} range",
        f"{whole_percent(held)}%",
        help=f"Share of {JUDGED_AT}-month outcomes of small vs large since {FIRST_JUDGED.year} inside "
        "the range stated before, each predicted from data that had ended by then.",
    )
    _say(
        f"Direction, {months(JUDGED_AT)} ahead: {whole_percent(explained)}% of variance explained; "
        f"knowing Fed, fiscal and jobs changes that by {signed(100 * added)} points."
    )
    _say(f"S&P 500 EPS growth, given all three: {whole_percent(earnings)}% explained.")
    st.page_link("pages/evidence.py", label="The whole record", icon=":material/arrow_forward:")


def _say(text: str) -> None:
    st.caption(plain(unbroken(text)))
