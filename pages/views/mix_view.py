"""A weighted mix of the compared scenarios: one distribution of the outcome."""

from functools import lru_cache

import streamlit as st

from models.common.bands import LEVELS_PCT, SHOWN, SHOWN_PCT, ends
from models.common.errors import ExplorerError
from models.common.text import in_unit, month, signed
from models.comparison.batch import Batch, evaluate_many
from models.comparison.mixture import Mixture, mixture
from models.equations.outcomes import OUTCOMES, RETURN
from models.outcome.return_words import odds
from models.outcome.world import World
from models.scenario.request import Request
from pages.charts.distribution import distribution_chart
from pages.charts.overlay import LETTERS
from pages.parts.draw import draw, plain, unbroken
from pages.views.compare_chart import VALUE_TITLES
from pages.views.compare_view import NAMES, Shown

_KEPT = 64
_ODDS_OF = {RETURN: "small beats large"}
_OTHERWISE = "growth is positive"


@lru_cache(maxsize=_KEPT)
def _at(requests: tuple[Request, ...], world: World, horizon_months: int, variable: str) -> Batch:
    return evaluate_many(requests, world, (horizon_months,), (variable,))


def _distribution(shown: Shown, mixed: Mixture) -> None:
    """Draw where the mix ends up and how likely, with the range that holds half of it in the title."""
    edges, odds_of_bins = mixed.in_bins()
    narrow, *_ = LEVELS_PCT
    levels = (narrow, SHOWN_PCT)
    spans = [[mixed.quantiles[end] for end in ends(level)] for level in levels]
    unit, name = shown.paths[0].unit, NAMES[shown.variable]
    inner = in_unit(" to ".join(signed(end) for end in spans[0]), unit)
    until = month(shown.paths[0].periods[shown.last])
    width = in_unit(f"{edges[1] - edges[0]:g}", unit)
    draw(
        distribution_chart,
        {
            "bins": {"low": edges[:-1], "high": edges[1:], "odds": 100 * odds_of_bins},
            "ranges": {
                "range": [f"{level}%" for level in levels],
                "low": [low for low, _ in spans],
                "high": [high for _, high in spans],
            },
            "average": {"at": [mixed.mean]},
        },
        key=f"mix_{shown.variable}",
        title=f"{name[0].upper()}{name[1:]} by {until}, mixed: {inner} in {narrow}% of outcomes",
        source=f"Bars: odds by {width}. Shaded: {narrow} and {SHOWN} range. Dashed: the average. "
        f"{shown.source}",
        alt=f"Distribution of the mix: {OUTCOMES[shown.variable].label}",
        words=shown.words,
        x_title=VALUE_TITLES[shown.variable],
        value_title="Odds (%)",
    )


def weighted_mix(shown: Shown) -> None:
    """Offer a weight a scenario, and say the distribution of their mix at the last stated period."""
    if shown.last < 0:
        return
    st.subheader("A weighted mix of them", anchor=False)
    row = st.container(horizontal=True, gap="small")
    weights = [
        row.slider(
            f"Weight of {letter}",
            0,
            100,
            50,
            5,
            key=f"compare_weight_{letter}",
            bind="query-params",
            width=150,
        )
        for letter, _ in zip(LETTERS, shown.found.names, strict=False)
    ]
    horizon = int(shown.paths[0].horizon_months[shown.last])
    requests = tuple(outcome.request for outcome in shown.found.outcomes)
    world = shown.found.world
    try:
        mixed = mixture(
            _at(requests, world, horizon, shown.variable), weights, world, shown.variable, horizon
        )
    except ExplorerError as error:
        st.info(plain(str(error)), icon=":material/info:")
        return
    low, high = (mixed.quantiles[end] for end in ends(SHOWN_PCT))
    unit = shown.paths[0].unit
    _distribution(shown, mixed)
    shares = ", ".join(
        f"{letter} {100 * weight / sum(weights):.0f}%"
        for letter, weight in zip(LETTERS, weights, strict=False)
    )
    said = (
        f"With weights {shares}: {NAMES[shown.variable]} {in_unit(signed(mixed.mean), unit)} by "
        f"{month(shown.paths[0].periods[shown.last])} on average; the full {SHOWN} "
        f"range of outcomes is {in_unit(f'{signed(low)} to {signed(high)}', unit)}. Odds that "
        f"{_ODDS_OF.get(shown.variable, _OTHERWISE)}: {odds(mixed.odds)}."
    )
    st.markdown(plain(unbroken(said)))
