"""The parts of the Earnings page that speak of the scenario, in reading order."""

import numpy as np
import streamlit as st

from models.common.text import month, months, percent, signed
from models.earnings.filings.calibration import Calibration
from models.earnings.history import MONTHS_A_QUARTER
from models.earnings.own_growth import RELATIVE, SMALL, OwnWorld
from models.earnings.small_assumption import (
    BASIS,
    DEFAULT,
    HIGHEST,
    LOWEST,
    STEP,
    AssumedPath,
    assumed,
    proxy_error_half_widths,
)
from models.outcome.outcome import Outcome
from models.outcome.words import LABELS, band, growth_sentence, lever_words
from models.outcome.world import World
from models.scenario.levers import LEVERS
from pages.charts.assumed import assumed_path
from pages.charts.paths import path_chart
from pages.charts.rows import arrow_table, first_days
from pages.parts.draw import draw, plain, unbroken
from pages.parts.equations import equation_of
from pages.parts.past import GROWTH_QUARTERS, growth_columns, past_growth

RETURN, EPS, *_ = LABELS
GROWTH_LABELS = {
    **{variable: label for variable, label in LABELS.items() if variable != RETURN},
    "eps_growth_large_cap_reported": "S&P 500 reported EPS growth",
}
OWN_LABELS = {
    SMALL: "small-cap EPS growth, loaded series",
    RELATIVE: "small minus large EPS growth, loaded series",
}
PUBLISHERS = {"corporate_profit_growth": "Bureau of Economic Analysis"}
SP, SEC = "S&P Dow Jones Indices", "SEC filings"


def headline(outcome: Outcome) -> None:
    """Say what the scenario has meant for earnings, and which scenario that is."""
    st.markdown(plain(unbroken(growth_sentence(outcome, EPS))))
    said = lever_words(outcome.scenario, outcome.setting)
    words = ". ".join(f"{LEVERS[lever].label}: {text}" for lever, text in said.items())
    idle = not outcome.scenario.moved
    start = f"Starts after {outcome.setting.origin:%b %Y}. "
    st.caption(
        plain(
            f"Scenario: {outcome.scenario.name}. {start}"
            + ("No lever is moved." if idle else words + ".")
            + " The levers in the sidebar change it, here as on the page Scenario."
        )
    )
    st.page_link(
        "pages/scenario.py", label="This scenario's returns", icon=":material/arrow_forward:"
    )


def source_line(outcome: Outcome, *publishers: str) -> str:
    """Name the publishers and the date of the data."""
    return f"Source: {', '.join(publishers)}; own estimates. Data as of {outcome.fit.as_of}."


def growth_paths(outcome: Outcome, world: World) -> None:
    """Draw every modelled growth rate of companies' earnings: published, baseline, scenario."""
    st.header("Earnings growth under the scenario", anchor=False)
    shown = [path.variable for path in outcome.paths if path.variable in GROWTH_LABELS]
    for column, variable in zip(st.columns(len(shown)), shown, strict=True):
        actual, last_quarter = past_growth(world, variable)
        with column:
            _path(
                outcome,
                variable,
                GROWTH_LABELS[variable],
                actual,
                f"{source_line(outcome, PUBLISHERS.get(variable, SP))} Published to "
                f"{month(last_quarter)}; later quarters are estimates. {_record(outcome, variable)}",
            )


def _path(outcome: Outcome, variable: str, label: str, actual: dict, source: str) -> None:
    path = outcome.path(variable)
    row = path.at(outcome.horizon_months)
    inside = row >= 0 and path.horizon_months[row] >= 1
    unit = path.unit
    said = f": {signed(path.scenario[row])} {unit} to {month(path.periods[row])}" if inside else ""
    draw(
        path_chart,
        {"paths": growth_columns(path, actual), "past": actual},
        key=f"earnings_{variable}",
        title=f"{label[0].upper()}{label[1:]}{said}, 90 % band",
        source=source,
        alt=f"Earnings path of {label}",
        value_title=f"Four-quarter growth ({unit}, log)",
        number_format="+.0f",
        banded=True,
        zero=True,
    )


def _record(outcome: Outcome, variable: str) -> str:
    """Say how the equation has done on data it had not seen."""
    record = equation_of(outcome, variable).record
    share = 100 * record["rsquared_levers"]
    reach = f"{share:.0f} % of the variance" if share > 0 else "nothing"
    said = f"Out of sample the equation explained {reach} since {record['first_judged']}"
    if "coverage_90" in record:
        held = 100 * record["coverage_90"]
        said += f"; its 90 % band held {held:.0f} % of outcomes"
    return said + "."


def sensitivity() -> float:
    """Ask how much small-cap earnings move when large-cap earnings do, and return it."""
    value = st.slider(
        "Assumption: small-cap EPS growth as a multiple of large-cap growth",
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


def assumption(
    outcome: Outcome, world: World, times: float, measured: Calibration | None
) -> tuple[AssumedPath, AssumedPath]:
    """Draw small-cap and relative growth under the assumption, named so in every place.

    `measured` is where `times` and the band come from, if from filings.
    """
    if measured is None:
        paths = assumed(outcome.path(EPS), times, proxy_error_half_widths(world.panel))
        title, publishers = f"an {BASIS}, no estimate", (SP, "Bureau of Economic Analysis")
        of = "of the multiple (± 0.3), and of how far economy-wide profits have strayed from S&P 500 EPS"
    else:
        paths = assumed(
            outcome.path(EPS), times, measured.spread_half_widths, measured.slope_half_width_90
        )
        title, publishers = f"an {BASIS}, multiplier {measured.label}", (SP, SEC)
        of = (
            f"of the multiplier (± {measured.slope_half_width_90:.2f}), and of the spread around it"
        )
    names = ("Small-cap EPS growth", "Small minus large EPS growth")
    for column, path, name in zip(st.columns(2), paths, names, strict=True):
        low, high = path.band("scenario", 90)
        ahead = {"baseline": path.baseline, "scenario": path.scenario, "low": low, "high": high}
        relative = path is paths[1]
        with column:
            draw(
                assumed_path,
                {"paths": {"month": first_days(path.periods), **ahead}},
                key=path.variable,
                title=f"{name}: {title}",
                source=f"{BASIS.capitalize()}: S&P 500 operating EPS growth times "
                f"{f'({times:.2f} − 1)' if relative else f'{times:.2f}'}. 90 % band: of large "
                f"caps, {of}. "
                + source_line(outcome, *publishers).replace(
                    "own estimates", "own estimates" if measured else "no own estimates"
                ),
                alt=f"{name}, {BASIS}",
                value_title=f"{BASIS.capitalize()} ({'pp' if relative else '%'}, log)",
            )
    return paths


def assumption_rows(outcome: Outcome, paths: tuple[AssumedPath, AssumedPath]) -> None:
    """Show the assumption's numbers by quarter, each row labelled."""
    rows = []
    for path, label in zip(paths, ("Small caps", "Small minus large"), strict=True):
        for i in np.flatnonzero(path.horizon_months >= 1):
            low, high = path.band("scenario", 90)
            down, up = path.band("difference", 90)
            rows.append(
                {
                    "Basis": BASIS,
                    "EPS growth of": label,
                    "Quarter": month(path.periods[i]),
                    "Baseline": signed(path.baseline[i]),
                    "Scenario": signed(path.scenario[i]),
                    "Scenario, 90 %": f"{signed(low[i])} to {signed(high[i])}",
                    "Difference, pp": signed(path.difference[i]),
                    "Difference, 90 %": f"{signed(down[i])} to {signed(up[i])}",
                    "Scenario, percent": signed(percent(path.scenario[i])),
                }
            )
    if not rows:
        st.info(no_quarter(outcome), icon=":material/info:")
        return
    show_rows(rows, "assumption_table")


def estimates(outcome: Outcome, own: OwnWorld) -> None:
    """Draw small-cap and relative growth as estimated on the loaded series, with their record."""
    for column, variable in zip(st.columns(2), (SMALL, RELATIVE), strict=True):
        known = own.growth[variable].dropna().iloc[-GROWTH_QUARTERS:]
        actual = {"month": first_days(known.index), "value": known.to_numpy()}
        equation = equation_of(outcome, variable)
        with column:
            _path(
                outcome,
                variable,
                OWN_LABELS[variable],
                actual,
                f"Estimated on the loaded series, {equation.estimates.nobs} quarters "
                f"{equation.estimates.first} to {equation.estimates.last}. "
                f"{_record(outcome, variable)} "
                + source_line(outcome, "a series loaded by the reader"),
            )
    rows = []
    for variable in (SMALL, RELATIVE):
        path = outcome.path(variable)
        for i in np.flatnonzero(path.horizon_months >= 1):
            rows.append(
                {
                    "Basis": "loaded series",
                    "EPS growth of": "Small caps" if variable == SMALL else "Small minus large",
                    "Quarter": month(path.periods[i]),
                    "Baseline": signed(path.baseline[i]),
                    "Scenario": signed(path.scenario[i]),
                    "Scenario, 90 %": band(path, "scenario", i),
                    "Difference, pp": signed(path.difference[i]),
                    "Difference, 90 %": band(path, "difference", i),
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
