"""The part of the Earnings page that splits the relative return into earnings and multiple."""

import numpy as np
import streamlit as st

from models.common.text import month, signed
from models.earnings.relative_split import (
    MONTHS_A_YEAR,
    RelativeSplit,
    RelativeSplits,
    split_effect,
    split_level,
)
from models.earnings.small_assumption import BASIS, AssumedPath
from models.equations.outcomes import EPS, OUTCOMES, RELATIVE_EPS, RETURN
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.world import World
from pages.charts.stacked_parts import stacked_parts
from pages.parts.draw import draw, plain, unbroken
from pages.parts.source_text import source_text
from pages.views.earnings_view import no_quarter, show_rows

SIDES = ("baseline", "scenario")
_TO_ORIGIN = "Both sides count from the origin to the quarter's end, in 100 x log."


def relative_split(
    outcome: Outcome, world: World, paths: tuple[AssumedPath, AssumedPath] | None
) -> RelativeSplits | None:
    """Split the effect on small minus large into relative earnings and the multiple it implies.

    `paths` is the assumption; without it the estimates of a loaded series are used. Where the assumption
    gives small caps the growth of large ones there is nothing to split: one sentence says so.
    """
    st.header("What small vs large needs from P/E", anchor=False)
    growth = paths[1] if paths else outcome.path(RELATIVE_EPS)
    split = split_effect(
        outcome.path(RETURN), growth.periods, growth.horizon_months, growth.difference
    )
    if not len(split.periods):
        st.info(no_quarter(outcome), icon=":material/info:")
        return None
    splits = RelativeSplits(split, *(_level(outcome, world, growth, side) for side in SIDES))
    if paths and not np.any(growth.scenario):
        _all_of_it(split)
        return splits
    basis = f"an {BASIS} about small-cap earnings" if paths else "the loaded series"
    last = -1
    quarter = month(split.periods[last])
    if split.multiple_does_the_work[last]:
        st.warning(
            plain(
                f"P/E does the work: of {signed(split.price[last])} pp effect on small minus "
                f"large by {quarter}, relative earnings carry {signed(split.eps[last])} "
                f"pp under {basis}; "
                f"the price-earnings ratio of small caps would have to change by "
                f"{signed(split.multiple[last])} pp against that of large caps."
            ),
            icon=":material/warning:",
        )
    labels = [month(period) for period in split.periods]
    parts = {
        "label": labels * 2,
        "idea": ["small caps"] * len(labels) + ["baseline"] * len(labels),
        "part": ["relative earnings"] * len(labels) + ["relative multiple"] * len(labels),
        "value": np.r_[split.eps, split.multiple],
    }
    totals = {"label": labels, "idea": ["history"] * len(labels), "value": split.price}
    draw(
        stacked_parts,
        {"parts": parts, "totals": totals},
        key="relative_split",
        title=f"By {quarter}: {signed(split.eps[last])} pp earnings, "
        f"{signed(split.multiple[last])} pp multiple" + (f" (earnings: {BASIS})" if paths else ""),
        source=f"Scenario minus baseline on {basis}. {_TO_ORIGIN} Trailing earnings follow "
        f"prices by some quarters: an early multiple may be foresight. "
        + source_text(outcome, "index closes", OUTCOMES[EPS].publisher),
        alt="Relative return by earnings and multiple",
        value_title="Effect on small minus large (pp)",
        first=f"earnings ({BASIS})" if paths else "earnings",
        second="multiple",
        total="return",
        idea="small caps",
        number_format="+.1f",
        height=260,
    )
    _levels(splits, BASIS if paths else "loaded series")
    return splits


def _all_of_it(split: RelativeSplit) -> None:
    """Say what is left for the multiple where small-cap earnings grow as large-cap ones do."""
    st.markdown(
        plain(
            unbroken(
                "With small-cap EPS growth set equal to large-cap, any relative return must come from "
                f"P/E: {signed(split.price[-1])} pp of impact by {month(split.periods[-1])}. Choose "
                "another multiplier, or load a series, to split it."
            )
        )
    )


def _level(
    outcome: Outcome, world: World, growth: AssumedPath | OutcomePath, side: str
) -> RelativeSplit:
    months = world.setting.origin - np.arange(MONTHS_A_YEAR)[::-1]
    published = world.panel.monthly[outcome.fit.spec.target].reindex(list(months))
    return split_level(
        outcome.path(RETURN),
        published.to_numpy(),
        side,
        growth.periods,
        growth.horizon_months,
        getattr(growth, side),
    )


def _levels(splits: RelativeSplits, basis: str) -> None:
    """Show the same split of the levels, over the four quarters to each quarter end."""
    rows = []
    for side, split in zip(SIDES, (splits.baseline, splits.scenario), strict=True):
        for i in np.flatnonzero(np.isfinite(split.price)):
            rows.append(
                {
                    "Under": side,
                    "Four quarters to": month(split.periods[i]),
                    "Small minus large, pp": signed(split.price[i]),
                    "Relative earnings, pp": signed(split.eps[i]),
                    "Multiple implied, pp": signed(split.multiple[i]),
                    "Earnings on": basis,
                }
            )
    if rows:
        show_rows(rows, "relative_levels")
        st.caption(
            "Over the whole four quarters: months already published count as they were, later ones as "
            "the path has them."
        )
