"""The record on the Evidence page: in words, by era, error by error, recession by recession, in full."""

from functools import lru_cache

import pandas as pd
import pyarrow as pa
import streamlit as st

from models.common.bands import LEVELS_PCT
from models.common.text import day, month, months, signed
from models.completion.data import TARGET
from models.equations.level_summary import INTERVAL_PCT, LEAST_IN_A_BIN, PERIODS
from models.equations.outcomes import OUTCOMES
from models.equations.record_errors import (
    SHOWN_ANSWERS,
    cumulative_saving,
    squared_errors,
    without_each_recession,
)
from models.equations.record_table import ALL_PERIODS, record_table
from models.equations.record_words import (
    ANSWERS,
    JUDGED_AT,
    can_tell,
    cannot_tell,
    capitalised,
    whole_percent,
)
from models.equations.stored_growth_record import load_record
from models.equations.stored_level_record import load_level_record
from models.outcome.combination import HORIZONS_MONTHS
from models.outcome.export import csv_bytes
from models.outcome.world import shipped_world
from models.scenario.spec import ESTIMATORS
from pages.charts.dashed import dashed_lines
from pages.charts.rows import arrow_table
from pages.parts.draw import draw, plain, unbroken
from pages.views.earnings_record_view import INPUT_WORDS, SPREAD_WORDS, ahead_words

_RSQUARED = "R\N{SUPERSCRIPT TWO}"
_LINES = {name: capitalised(ANSWERS[name]) for name in SHOWN_ANSWERS}


@lru_cache(maxsize=1)
def _of_returns() -> pd.DataFrame:
    record = load_level_record(shipped_world().panel)
    assert record is not None  # without it there is no world of the average, and no page
    return record


@lru_cache(maxsize=1)
def _table() -> pd.DataFrame:
    """Return the record at the horizons where effects are stated."""
    of_returns = _of_returns()
    growth = load_record(shipped_world().panel)
    return record_table(of_returns[of_returns["horizon"].isin(HORIZONS_MONTHS)], growth)


@lru_cache(maxsize=8)
def _words(growth_estimator: str) -> tuple[str, str]:
    said = can_tell(_table(), growth_estimator), cannot_tell(_table())
    can, cannot = ("\n".join(f"* {_led(sentence)}" for sentence in each) for each in said)
    return can, cannot


def _led(sentence: str) -> str:
    """Set what comes before the first colon in bold."""
    lead, rest = sentence.split(":", 1)
    return f"**{plain(lead)}:**{plain(unbroken(rest))}"


def in_words(growth_estimator: str) -> None:
    """Say what the tool can and cannot tell, side by side."""
    can, cannot = _words(growth_estimator)
    for column, title, words in zip(
        st.columns(2, gap="large"), ("It can tell you", "It cannot tell you"), (can, cannot),
        strict=True,
    ):  # fmt: skip
        with column:
            st.header(title, anchor=False)
            st.markdown(words)
    st.caption(
        plain(
            f"Computed from the stored record on data as of {day(shipped_world().panel.vintage)}. Each "
            "outcome was predicted from data that had ended before; levers as they really moved."
        )
    )


def by_era() -> None:
    """Show what each answer explained in each stretch of history."""
    st.header("Models and eras side by side", anchor=False)
    st.dataframe(_eras(), hide_index=True, height="content", key="record_by_era")
    st.caption(
        f"{_RSQUARED} over {months(JUDGED_AT)} against the historical mean, out of sample; below zero is "
        "worse than the mean."
    )


@lru_cache(maxsize=1)
def _eras() -> pa.Table:
    rows = _table()[(_table()["outcome"] == TARGET) & (_table()["horizon_months"] == JUDGED_AT)]
    by = rows.pivot_table(index="answer", columns="period", values="rsquared_mean")
    shown = {"Small vs large by": [capitalised(words) for words in ANSWERS.values()]}
    shown |= {
        _period(period): [signed(value, 2) for value in by.loc[list(ANSWERS), period]]
        for period in PERIODS
    }
    return arrow_table(shown)


def _period(name: str) -> str:
    return "All since 1995" if name == ALL_PERIODS else name


def cumulative_error() -> None:
    """Draw the squared error saved against the historical mean through time."""
    title, datasets = _saved()
    draw(
        dashed_lines,
        datasets,
        key="cumulative_error",
        title=title,
        source=(
            "A rising line did better than the historical mean, zero is as good. By the month in which "
            "the window ends; shaded: recessions. Source: FTSE Russell, S&P Dow Jones Indices, Kenneth "
            f"French; our calculation, data as of {day(shipped_world().panel.vintage)}."
        ),
        alt="Squared error saved",
        of_history=True,
        lines=tuple(_LINES.values()),
        value_title="Cumulative saving (squared pp)",
        label_format="%Y",
        day_format="%b %Y",
        height=300,
    )


@lru_cache(maxsize=1)
def _saved() -> tuple[str, dict[str, pd.DataFrame]]:
    """Return the title and the data of the picture of errors saved."""
    errors = squared_errors(_of_returns(), JUDGED_AT)
    saved = cumulative_saving(errors)
    share = whole_percent(saved["combined"].iloc[-1] / errors["mean"].sum())
    dates = pd.PeriodIndex(saved.index).to_timestamp()
    recessions = shipped_world().panel.recessions[["peak", "trough"]]
    shades = recessions.apply(lambda column: column.dt.to_timestamp())
    title = (
        f"Over {months(JUDGED_AT)} the average of the models saved {share}% of the historical "
        f"mean's squared error, {month(saved.index[0])} to {month(saved.index[-1])}"
    )
    return title, {
        "series": saved.rename(columns=_LINES).assign(date=dates).reset_index(drop=True),
        "recessions": shades[shades["trough"] >= dates[0]],
    }


def single_recessions() -> None:
    """Show the record without the windows that touch each recession."""
    st.subheader("What one recession does to the record", anchor=False)
    st.dataframe(_recessions(), hide_index=True, height="content", key="record_recessions")
    st.caption(
        f"{_RSQUARED} over {months(JUDGED_AT)} without the windows that touch a recession. The models "
        "are not estimated again."
    )


@lru_cache(maxsize=1)
def _recessions() -> pa.Table:
    errors = squared_errors(_of_returns(), JUDGED_AT)
    found = without_each_recession(errors, shipped_world().panel.recessions, JUDGED_AT)
    shown = {
        "Left out": [
            "nothing" if pd.isna(row.peak) else f"{month(row.peak)} to {month(row.trough)}"
            for row in found.itertuples()
        ],
        "Windows": [str(n) for n in found["n"]],
        **{words: [signed(value, 3) for value in found[name]] for name, words in _LINES.items()},
    }
    return arrow_table(shown)


def in_full() -> None:
    """Show the record at each stated horizon, and the growth equations; the rest is in the file."""
    st.header("The record", anchor=False)
    short, every, growth = _tables()
    st.dataframe(short, hide_index=True, height="content", key="record_short")
    st.caption(
        f"{_RSQUARED} with its {INTERVAL_PCT}% interval by block bootstrap. CRPS scores the whole "
        "distribution, in % better than history's own. Odds off: the largest distance from what came "
        f"true, in points, over tenths with {LEAST_IN_A_BIN} windows or more."
    )
    with st.expander("Small vs large, every answer"):
        st.dataframe(every, hide_index=True, height="content", key="record_all")
    with st.expander("Earnings and profits, every estimator"):
        st.dataframe(growth, hide_index=True, height=420, key="record_growth")
    st.download_button(
        "The whole record (CSV)",
        lambda: csv_bytes(record_table(_of_returns(), load_record(shipped_world().panel))),
        file_name="record.csv",
        mime="text/csv",
        icon=":material/download:",
        key="record_file",
    )


@lru_cache(maxsize=1)
def _tables() -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return the record in short, of every answer, and of growth: the same at each move of a lever."""
    table = _table()
    whole = table[(table["outcome"] == TARGET) & (table["period"] == ALL_PERIODS)]
    order = {answer: place for place, answer in enumerate(ANSWERS)}
    whole = whole.sort_values(["horizon_months", "answer"], key=lambda c: c.map(order).fillna(c))
    judged = whole[whole["gate"].notna()]
    growth = table[(table["outcome"] != TARGET) & (table["period"] == ALL_PERIODS)]
    return (
        arrow_table(_in_short(judged)),
        arrow_table(_every_answer(whole)),
        arrow_table(_growth_shown(growth)),
    )


def _in_short(rows: pd.DataFrame) -> dict[str, list[str]]:
    records = rows.to_dict("records")
    held = [f"held_{level}_pct" for level in LEVELS_PCT]
    return {
        **_asked(records),
        f"{_RSQUARED} v. mean": [_with_ends(row, "rsquared_mean") for row in records],
        "Levers add": [signed(row["increment"], 3) for row in records],
        "CRPS, %": [signed(row["crps_naive_pct"]) for row in records],
        f"{'/'.join(map(str, LEVELS_PCT))}% held": [
            "" if pd.isna(row[held[0]]) else "/".join(f"{row[name]:.0f}" for name in held)
            for row in records
        ],
        "Odds off": [f"{row['odds_off_points']:.0f}" for row in records],
        "Stated": ["yes" if row["gate"] else "no" for row in records],
    }


def _every_answer(rows: pd.DataFrame) -> dict[str, list[str]]:
    records = rows.to_dict("records")
    return {
        **_asked(records),
        "Windows": [str(row["n"]) for row in records],
        **{
            f"{_RSQUARED} v. {words}": [_with_ends(row, f"rsquared_{of}") for row in records]
            for of, words in (("mean", "mean"), ("drift", "long-run average"), ("state", "state"))
        },
        "Hit (base), %": [
            f"{100 * row['hit_rate']:.0f} ({100 * row['base_rate']:.0f})" for row in records
        ],
    }


def _asked(records: list[dict]) -> dict[str, list[str]]:
    return {
        "Months": [str(int(row["horizon_months"])) for row in records],
        "Answer": [capitalised(ANSWERS[row["answer"]]) for row in records],
    }


def _inputs_in_words(inputs: str) -> str:
    """Say what the record calls "inputs means; spread completed; ahead 1"."""
    of = dict(part.split(" ", 1) for part in inputs.split("; "))
    spread = f"; credit spread {SPREAD_WORDS[of['spread']]}" if of.get("spread") else ""
    return f"{INPUT_WORDS[of['inputs']]}{spread}; quarters ahead: {ahead_words(int(of['ahead']))}"


_CHOSEN = "chosen at the time"  # the specification, by the record up to then


def _growth_shown(rows: pd.DataFrame) -> dict[str, list[str]]:
    records = rows.to_dict("records")
    return {
        "Growth of": [OUTCOMES[row["outcome"]].label for row in records],
        "Coefficients by": [
            ESTIMATORS[row["answer"]].label if row["answer"] in ESTIMATORS else _CHOSEN
            for row in records
        ],
        "Inputs": [_inputs_in_words(row["inputs"]) for row in records],
        "Targets": [f"{row['n']}, {row['first']} to {row['last']}" for row in records],
        f"{_RSQUARED} v. mean": [_with_ends(row, "rsquared_mean") for row in records],
        **{
            f"{level}% held": [f"{row[f'held_{level}_pct']:.0f}" for row in records]
            for level in LEVELS_PCT
        },
    }


def _with_ends(row: dict, column: str) -> str:
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    return f"{signed(row[column], 2)} ({signed(low, 2)} to {signed(high, 2)})"
