"""Equally likely moves on the Compare page: what each means, and which is the worse by whom."""

import json
from functools import lru_cache, partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.common.bands import SHOWN, SHOWN_PCT, ends
from models.common.text import month, months, signed
from models.comparison.odds_document import odds_document
from models.comparison.odds_effects import equal_odds
from models.equations.outcomes import OUTCOMES
from models.outcome.return_words import odds
from models.outcome.world import World
from models.scenario.levers import LEVERS
from models.scenario.spec import MODEL_LABELS
from pages.charts.odds_spread import odds_spread
from pages.charts.rows import arrow_table
from pages.parts.draw import draw, plain, unbroken
from pages.views.compare_view import WORSE_FOR

_KEPT = 16
_LOW, _HIGH = ends(SHOWN_PCT)


@lru_cache(maxsize=_KEPT)
def odds_of(world: World, one_in: int) -> dict:
    """Return what the command line prints of the moves at these odds; asked before, it is kept."""
    return odds_document(equal_odds(world, one_in=one_in))


def at_equal_odds(world: World, one_in: int, variable: str, finding: DeltaGenerator) -> None:
    """Show the moves at these odds instead of the scenarios as they are written."""
    found = odds_of(world, one_in)
    with finding:
        likely_moves(found, variable)
    odds_by_specification(found, variable, world)
    odds_table(found, variable)


def likely_moves(found: dict, variable: str) -> None:
    """Say how far each lever moves at these odds, and whether that settles which is the worse."""
    (one, first), (other, second) = found["levers"].items()
    rows = _rows(found, variable)
    settled = [row for row in rows if not row["difference"][_LOW] <= 0 <= row["difference"][_HIGH]]
    spans = " and ".join(months(row["horizon_months"]) for row in settled)
    verdict = (
        f"The {SHOWN} range of the difference excludes zero over {spans}."
        if settled
        else f"At none of these horizons does the {SHOWN} range of the difference exclude zero: which is "
        f"the bigger risk for {WORSE_FOR[variable]} is not settled."
    )
    said = (
        f"One year in {found['one_in']}, {LEVERS[one].noun} ends up {first['size']:.1f} pp or more "
        f"above its forecast by policy decisions alone, and {LEVERS[other].noun} {second['size']:.1f} pp "
        f"or more by everything else; all else goes where that most likely takes it. {verdict}"
    )
    st.markdown(plain(unbroken(said)))


def odds_by_specification(found: dict, variable: str, world: World) -> None:
    """Draw the odds that the second move is the worse, by every specification at each horizon."""
    rows = _rows(found, variable)
    if not rows:
        st.info("No quarter ends within a year.")
        return
    worse = LEVERS[rows[0]["difference"]["other"]].label.lower()
    each: dict[str, list] = {"horizon": [], "specification": [], "odds": []}
    average: dict[str, list] = {"horizon": [], "odds": []}
    for row in rows:
        span, apart = months(row["horizon_months"]), row["difference"]
        average["horizon"].append(span)
        average["odds"].append(100 * apart["odds_other_worse"])
        for said in apart["specifications"]["each"]:
            each["horizon"].append(span)
            each["specification"].append(_spelt(said["name"]))
            each["odds"].append(100 * said["odds_other_worse"])
    last = rows[-1]["difference"]
    low, high = (last["specifications"][f"{end}_odds"] for end in ("lowest", "highest"))
    draw(
        odds_spread,
        {"each": each, "average": average},
        key=f"odds_{variable}",
        title=(
            f"Odds that the {worse} is the worse for {WORSE_FOR[variable]} over "
            f"{months(rows[-1]['horizon_months'])}: {odds(last['odds_other_worse'])}, by single "
            f"specifications {odds(low)} to {odds(high)}"
        ),
        source=(
            f"Dark: the average of the models. Faint: each of {last['specifications']['count']} "
            f"specifications. Source: our estimates. Data as of {world.setting.dated}."
        ),
        alt=f"Equal odds: {OUTCOMES[variable].label}",
        words=f"Moves that happen one year in {found['one_in']}, as known on {world.setting.dated}.",
        value_title=f"Odds that the {worse} is the worse (%)",
    )


def odds_table(found: dict, variable: str) -> None:
    """Show both effects, their difference and who says what, by horizon."""
    rows = _rows(found, variable)
    if not rows:
        return
    one, other = (LEVERS[lever].label for lever in found["levers"])
    heads = (
        "Horizon",
        f"{one}, pp",
        f"{other}, pp",
        f"{one} minus {other.lower()}, pp",
        f"{SHOWN} range",
        f"Odds {other.lower()} worse",
        "By specification",
        "Share",
    )
    lines = []
    for row in rows:
        apart, effects = row["difference"], row["effects"].values()
        spread = apart["specifications"]
        lines.append(
            [
                f"{months(row['horizon_months'])}, {month(pd.Period(row['period']))}",
                *(signed(effect["mean"]) for effect in effects),
                signed(apart["mean"]),
                f"{signed(apart[_LOW])} to {signed(apart[_HIGH])}",
                odds(apart["odds_other_worse"]),
                f"{odds(spread['lowest_odds'])} to {odds(spread['highest_odds'])}",
                f"{100 * spread['share_other_worse']:.0f}%",
            ]
        )
    columns = {head: [line[i] for line in lines] for i, head in enumerate(heads)}
    st.dataframe(arrow_table(columns), hide_index=True, height="content", key="odds_table")
    st.caption(
        f"Share: of the specifications by which the {other.lower()} is the worse, ties half. "
        "The equations do not know why a rate moves: higher rates have gone with higher earnings, so the "
        "Fed's side looks too good in them. No one specification decides which risk is the bigger."
    )
    st.download_button(
        "Equal odds (JSON)",
        partial(_json, found),
        file_name="odds.json",
        mime="application/json",
        icon=":material/download:",
        key="download_odds",
        on_click="ignore",
    )


def _rows(found: dict, variable: str) -> list[dict]:
    """Return an outcome's horizons, each period once, the one pair's difference beside its effects."""
    by_period = {row["period"]: row for row in found["outcomes"] if row["variable"] == variable}
    return [row | {"difference": row["differences"][0]} for row in by_period.values()]


def _spelt(name: str) -> str:
    first, mark, rest = name.partition(",")
    return f"{MODEL_LABELS.get(first, first)}{mark}{rest}".replace("_", " ")


def _json(found: dict) -> bytes:
    return (json.dumps(found, indent=2) + "\n").encode()
