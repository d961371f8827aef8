"""The parts of the Earnings page that speak of the scenario, in reading order."""

import numpy as np
import streamlit as st

from models.common.bands import SHOWN, SHOWN_PCT
from models.common.text import in_unit, month, months, percent, signed
from models.earnings.filings.calibration import Calibration
from models.earnings.filings.series import NAME as FILINGS
from models.earnings.history import MONTHS_A_QUARTER
from models.earnings.own_growth import OwnWorld
from models.earnings.small_assumption import (
    BASIS,
    DEFAULT,
    HIGHEST,
    LOWEST,
    SENSITIVITY_LEVEL_PCT,
    STEP,
    AssumedPath,
    assumed,
    proxy_error_half_widths,
)
from models.equations import growth
from models.equations.growth import TARGETS
from models.equations.outcomes import EPS, OUTCOMES, PROFITS, RELATIVE_EPS, SMALL_EPS
from models.outcome.growth_words import odds
from models.outcome.outcome import Outcome
from models.outcome.words import band
from models.outcome.world import World
from pages.charts.assumed import assumed_path
from pages.charts.paths import path_chart
from pages.charts.rows import arrow_table, first_days
from pages.parts.draw import draw, plain, unbroken
from pages.parts.past import FAMILY_MARKS, GROWTH_QUARTERS, growth_columns, past_growth
from pages.parts.source_text import source_text
from pages.views.growth_view import chosen_words


def answer(outcome: Outcome) -> None:
    """State growth, impact and odds of a fall of S&P 500 EPS, and which scenario that is."""
    path = outcome.growth_path(EPS)
    row = path.at(outcome.horizon_months)
    if row < 0 or path.horizon_months[row] < 1:
        st.info(no_quarter(outcome), icon=":material/info:")
    else:
        quarter = month(path.periods[row])
        fall, fall_before = (odds(1 - of[row]) for of in (path.odds_scenario, path.odds_baseline))
        cards = (
            (
                f"S&P 500 EPS growth to {quarter}",
                f"{signed(percent(path.scenario[row]))}%",
                f"{signed(percent(path.baseline[row]))}% with nothing moved",
                "Operating earnings per share over four quarters against the four before, simple "
                "percent. The charts below are in logs, so that parts add up.",
            ),
            (
                "Impact of your scenario on EPS growth",
                f"{signed(path.difference[row])} pp",
                f"{SHOWN} range {band(path, 'difference', row)} pp, in logs",
                "Scenario minus baseline, 100 x log. The range holds the uncertainty of coefficients "
                "and specification, no future shocks.",
            ),
            (
                "Odds that EPS falls",
                fall,
                f"{fall_before} with nothing moved",
                "Share of past errors that would bring growth below zero. Odds below one in ten have "
                "come true more often than said.",
            ),
        )
        for column, (label, value, below, help_text) in zip(st.columns(3), cards, strict=True):
            with column, st.container(gap=None):
                st.metric(label, unbroken(value), help=help_text)
                st.caption(plain(unbroken(below)))
    moved = "" if outcome.scenario.moved else "; nothing is moved"
    st.caption(
        plain(
            f"Scenario: {outcome.scenario.name}, starting after {outcome.setting.origin:%b %Y}{moved}."
        )
    )


def large_caps(outcome: Outcome, world: World) -> None:
    """Draw growth of S&P 500 operating EPS: published, baseline, scenario."""
    _growth_path(outcome, world, EPS)


def other_measures(outcome: Outcome, world: World) -> None:
    """Draw every other modelled growth rate of companies' earnings."""
    others = [p.variable for p in outcome.paths if p.variable in TARGETS and p.variable != EPS]
    for column, variable in zip(st.columns(len(others)), others, strict=True):
        with column:
            _growth_path(outcome, world, variable)


def _growth_path(outcome: Outcome, world: World, variable: str) -> None:
    actual, last_quarter = past_growth(world, variable)
    _path(
        outcome,
        variable,
        actual,
        f"{source_text(outcome, OUTCOMES[variable].publisher)} Published to {month(last_quarter)}. "
        "Triangles: each set of inputs alone.",
    )
    with st.expander(f"Track record: {OUTCOMES[variable].label}"):
        st.markdown(plain(_record(outcome, variable)))


def _path(outcome: Outcome, variable: str, actual: dict, source: str) -> None:
    path, explained = outcome.growth_path(variable), OUTCOMES[variable]
    row = path.at(outcome.horizon_months)
    inside = row >= 0 and path.horizon_months[row] >= 1
    unit, said = path.unit, path.scenario[row]
    if unit == "%":
        said = percent(said)  # as the cards have it
    found = f": {in_unit(signed(said), unit)} to {month(path.periods[row])}" if inside else ""
    draw(
        path_chart,
        {"paths": growth_columns(path, actual), "past": actual},
        key=f"earnings_{variable}",
        title=f"{explained.title}{found}, {SHOWN} band",
        source=source,
        alt=f"Earnings path of {explained.label}",
        value_title=f"Four-quarter growth ({unit}, log)",
        number_format="+.0f",
        banded=True,
        zero=True,
        members=FAMILY_MARKS,
    )


def _record(outcome: Outcome, variable: str) -> str:
    """Say how the equation has done on data it had not seen."""
    record = outcome.fit.growth_model(variable).record
    share = 100 * record["rsquared_levers"]
    reach = f"{share:.0f}% of the variance" if share > 0 else "nothing"
    said = f"Out of sample the equations explained {reach} since {record['first_judged']}"
    if variable == EPS:
        said += chosen_words(outcome)
    one, two = (
        f"{100 * one['rsquared']:.0f}%" if one["rsquared"] > 0 else "nothing"
        for one in record["by_ahead"][: growth.CARRIED_QUARTERS]
    )
    said += f", {one} and {two} one and two quarters after the last published one"
    if (inside := record.get(f"coverage_{SHOWN_PCT}")) is not None:
        held = 100 * inside
        said += f"; their {SHOWN} band held {held:.0f}% of outcomes"
    return said + "."


def sensitivity() -> float:
    """Ask how much small-cap earnings move when large-cap earnings do, and return it."""
    value = st.slider(
        "Assumption: small-cap EPS growth as a multiplier of large-cap growth",
        LOWEST,
        HIGHEST,
        DEFAULT,
        STEP,
        key="small_eps_sensitivity",
        bind="query-params",
        format="%.2f",
        help="1.00: small caps grow as large caps do. No small-cap earnings are in the data, "
        "so that this "
        "is set by you, not estimated.",
    )
    return min(max(float(value), LOWEST), HIGHEST)


def assumed_paths(
    outcome: Outcome, world: World, times: float, measured: Calibration | None
) -> tuple[AssumedPath, AssumedPath]:
    """Return small-cap and relative growth under the assumption.

    `measured` is where `times` and the band come from, if from filings.
    """
    if measured is None:
        return assumed(outcome.path(EPS), times, proxy_error_half_widths(world.panel))
    half = measured.slope_half_width(SENSITIVITY_LEVEL_PCT)
    return assumed(outcome.path(EPS), times, measured.spread_half_widths, half)


def assumption(
    outcome: Outcome,
    paths: tuple[AssumedPath, AssumedPath],
    times: float,
    measured: Calibration | None,
) -> None:
    """Draw the assumption, named so in every place."""
    if measured is None:
        title, publisher = f"an {BASIS}, not an estimate", OUTCOMES[PROFITS].publisher
        widths = "of the multiplier (± 0.3) and of how far profits have strayed from S&P 500 EPS"
    else:
        half = measured.slope_half_width(SENSITIVITY_LEVEL_PCT)
        title, publisher = f"an {BASIS}, multiplier {measured.label}", FILINGS
        widths = f"of the multiplier (± {half:.2f}), and of the spread around it"
    source = source_text(outcome, OUTCOMES[EPS].publisher, publisher)
    not_ours = source.replace("our estimates", "not an estimate")
    names = ("Small-cap EPS growth", "Small minus large EPS growth")
    for column, path, name in zip(st.columns(2), paths, names, strict=True):
        low, high = path.band("scenario")
        ahead = {"baseline": path.baseline, "scenario": path.scenario, "low": low, "high": high}
        relative = path is paths[1]
        with column:
            draw(
                assumed_path,
                {"paths": {"month": first_days(path.periods), **ahead}},
                key=path.variable,
                title=f"{name}: {title}",
                source=f"{BASIS.capitalize()}: S&P 500 operating EPS growth times "
                f"{f'({times:.2f} − 1)' if relative else f'{times:.2f}'}. {SHOWN} band: of large "
                f"caps, {widths}. " + (source if measured else not_ours),
                alt=f"{name}, {BASIS}",
                value_title=f"{BASIS.capitalize()} ({'pp' if relative else '%'}, log)",
            )


def assumption_rows(outcome: Outcome, paths: tuple[AssumedPath, AssumedPath]) -> None:
    """Show the assumption's numbers by quarter, each row labelled."""
    rows = []
    for path, label in zip(paths, ("Small caps", "Small minus large"), strict=True):
        for i in np.flatnonzero(path.horizon_months >= 1):
            low, high = path.band("scenario")
            down, up = path.band("difference")
            rows.append(
                {
                    "Basis": BASIS,
                    "EPS growth of": label,
                    "Quarter": month(path.periods[i]),
                    "Baseline": signed(path.baseline[i]),
                    "Scenario": signed(path.scenario[i]),
                    f"Scenario, {SHOWN}": f"{signed(low[i])} to {signed(high[i])}",
                    "Difference, pp": signed(path.difference[i]),
                    f"Difference, {SHOWN}": f"{signed(down[i])} to {signed(up[i])}",
                    "Scenario, percent": signed(percent(path.scenario[i])),
                }
            )
    if not rows:
        st.info(no_quarter(outcome), icon=":material/info:")
        return
    show_rows(rows, "assumption_table")


def estimates(outcome: Outcome, own: OwnWorld) -> None:
    """Draw small-cap and relative growth as estimated on the loaded series, with their record."""
    for column, variable in zip(st.columns(2), (SMALL_EPS, RELATIVE_EPS), strict=True):
        known = own.growth[variable].dropna().iloc[-GROWTH_QUARTERS:]
        actual = {"month": first_days(known.index), "value": known.to_numpy()}
        estimates = outcome.fit.growth_model(variable).members[0].estimates
        with column:
            _path(
                outcome,
                variable,
                actual,
                f"Estimated on the loaded series, {estimates.nobs} quarters "
                f"{estimates.first} to {estimates.last}. "
                f"{_record(outcome, variable)} "
                + source_text(outcome, "a series loaded by the reader"),
            )
    rows = []
    for variable in (SMALL_EPS, RELATIVE_EPS):
        path = outcome.path(variable)
        for i in np.flatnonzero(path.horizon_months >= 1):
            rows.append(
                {
                    "Basis": "loaded series",
                    "EPS growth of": "Small caps" if variable == SMALL_EPS else "Small minus large",
                    "Quarter": month(path.periods[i]),
                    "Baseline": signed(path.baseline[i]),
                    "Scenario": signed(path.scenario[i]),
                    f"Scenario, {SHOWN}": band(path, "scenario", i),
                    "Difference, pp": signed(path.difference[i]),
                    f"Difference, {SHOWN}": band(path, "difference", i),
                    "Scenario, percent": signed(percent(path.scenario[i])),
                }
            )
    if rows:
        show_rows(rows, "own_estimates_table")


def no_quarter(outcome: Outcome) -> str:
    """Say that the horizon is too short for earnings."""
    return (
        f"No quarter ends within {months(outcome.horizon_months)} of the origin; earnings come by the "
        f"quarter: lengthen the horizon to {months(MONTHS_A_QUARTER)} or more."
    )


def show_rows(rows: list[dict], key: str) -> None:
    """Show rows of text as a table."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    st.dataframe(arrow_table(columns), hide_index=True, height="content", key=key)
