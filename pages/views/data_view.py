"""The parts of the Data page, in reading order."""

import datetime as dt
from functools import lru_cache

import pandas as pd
import streamlit as st

from models.common.text import day
from models.equations.fitted import Fit
from models.equations.growth_family import FAMILIES
from models.equations.outcomes import OUTCOMES
from models.overview.freshness import age_sentence, freshness
from models.overview.samples import fitted_samples, sample_limits
from models.panel import Panel
from models.panel.register import FILES, panel_files, series_table
from models.panel.vintages import dated
from models.scenario.spec import ModelSpec
from pages.parts.draw import plain

_KEPT = 4  # tables of the snapshot and of some readers' live figures, each known by its panel
_FREQUENCY = {"D": "daily", "M": "monthly", "Q": "quarterly"}


@lru_cache(maxsize=_KEPT)
def _table(panel: Panel) -> pd.DataFrame:
    table = series_table(panel).join(freshness(panel)[["age_days", "status"]])
    measured = table["native_frequency"].map(_FREQUENCY)
    shown = table["frequency"].map(_FREQUENCY)
    table["measured"] = shown.where(measured == shown, measured + ", held " + shown)
    return table


@lru_cache(maxsize=_KEPT)
def _limits(panel: Panel, spec: ModelSpec) -> pd.DataFrame:
    labels = panel.catalog["label"]
    limits = sample_limits(panel, spec)
    for column in ("starts_with", "ends_with"):
        limits[column] = limits[column].map(labels)
    return limits.drop(columns="series")


def vintage_line(panel: Panel, live: bool, by_itself: bool, today: dt.date) -> None:
    """State the date, age and fingerprint of the figures, where they come from and when."""
    age = age_sentence(panel.vintage, today)
    behind = int((_table(panel)["status"] != "up to date").sum())
    fetched = (
        "The server fetches newer ones by itself when they are due"
        if by_itself
        else "Nothing is fetched when a page opens"
    )
    what = "the committed snapshot with live figures" if live else "one committed snapshot"
    st.markdown(
        plain(
            f"{len(_table(panel))} series in {what} of {dated(panel, age)} "
            f"(fingerprint {panel.snapshot_hash}); {behind} were behind "
            f"their release calendar on that day. {fetched}, and nothing is "
            "carried forward: a series ends where its publisher's figures end."
        )
    )


def downloads(panel: Panel) -> None:
    """Offer the panel, the same bytes as `python -m models panel` writes."""
    for column, name in zip(st.columns(3), FILES, strict=False):
        column.download_button(
            f"{_label(name)} panel (CSV)",
            lambda name=name: panel_files(panel)[name],
            file_name=name,
            mime="text/csv",
            icon=":material/download:",
            key=f"download_{name}",
            on_click="ignore",
            width="stretch",
        )
    st.caption(plain("The snapshot's files from a shell: python -m models panel --out DIR"))


def _label(name: str) -> str:
    return FILES[name].capitalize()


def register(panel: Panel) -> None:
    """List every series with what there is to know about it, filtered by the reader's words."""
    st.header("Every series", anchor=False)
    words = st.text_input(
        "Show series that mention",
        key="series_filter",
        max_chars=60,
        placeholder="claims, Treasury, Russell ...",
    )
    table = _table(panel)
    found = table[_mentions(panel, words)]
    if found.empty:
        st.info(
            plain(f"No series mentions {words!r}. Try a publisher, a unit or part of a name."),
            icon=":material/search_off:",
        )
        return
    columns = {
        "label": st.column_config.TextColumn("Series", pinned=True, width="medium"),
        "first": "First",
        "last": "Last",
        "status": st.column_config.TextColumn(
            f"On {day(panel.vintage)}",
            help="Against its own release calendar, at the figures' date.",
        ),
        "unit": "Unit",
        "measured": "Frequency",
        "publisher": "Publisher",
        "publisher_id": "Publisher's series",
        "age_days": st.column_config.NumberColumn("Age, days", help="At the figures' date."),
        "release_lag_days": st.column_config.NumberColumn(
            "Release lag, days", help="From the end of the period to publication, typical."
        ),
        "vintage": "Vintage",
        "n_filled": st.column_config.NumberColumn("Filled", help="Values nobody published."),
        "transform": "How it is made",
        "licence_note": "Licence note",
        "url": st.column_config.LinkColumn("Publisher's page"),
        "name": "Name in files",
    }
    st.dataframe(
        found.reset_index()[list(columns)],
        column_config=columns,
        hide_index=True,
        height=460,
        key="register",
    )
    st.caption(f"{len(found)} of {len(table)} series.")


def one_series(panel: Panel) -> None:
    """Show one series in full: what a table's cells cut off."""
    table = _table(panel)
    name = st.selectbox(
        "One series in full",
        list(table.index),
        format_func=lambda name: table.loc[name, "label"],
        key="series",
        bind="query-params",
    )
    row = table.loc[name]
    facts = {
        "Source": f"{row['publisher']}, {row['publisher_id']}",
        "Unit": row["unit"],
        "Span": f"{row['first']} to {row['last']}, {row['measured']}; "
        f"{row['status']} on {day(panel.vintage)}",
        "Release lag": f"{row['release_lag_days']} days after the period ends",
        "Vintage": row["vintage"],
        "How it is made": row["transform"],
        "Filled": row["fills"] or "nothing",
        "Licence": row["licence_note"],
        "Name in the files": name,
    }
    lines = [f"* **{fact}:** {plain(str(said))}" for fact, said in facts.items()]
    lines.append(f"* **Publisher's page:** <{row['url']}>")
    st.markdown("\n".join(lines))


def _mentions(panel: Panel, words: str) -> pd.Series:
    """Mark the rows in which every word occurs, in any column, whatever the case."""
    text = _text(panel)
    hit = pd.Series(True, index=text.index)
    for word in words.lower().split():
        hit &= text.str.contains(word, regex=False)
    return hit


@lru_cache(maxsize=_KEPT)
def _text(panel: Panel) -> pd.Series:
    table = _table(panel)
    joined = table.reset_index().astype(str).agg(" ".join, axis=1).str.lower()
    return joined.set_axis(table.index)


def fills(panel: Panel) -> None:
    """List every value that was completed, with rule and reason."""
    table = _table(panel)
    filled = table[table["n_filled"] > 0]
    st.header("Values nobody published", anchor=False)
    st.markdown(
        plain(
            f"{int(filled['n_filled'].sum())} values in {len(filled)} series are computed here and "
            "marked. Everything else is published, or derived from published figures as its row says."
        )
    )
    rows = panel.fills
    labels = panel.catalog["label"]
    st.dataframe(
        pd.DataFrame(
            {
                "Series": rows["series"].map(labels),
                "Period": rows["period"].astype(str),
                "Rule": rows["rule"],
                "Why": rows["reason"],
                "Known from": rows["known_from"].dt.date.astype(str),
            }
        ),
        hide_index=True,
        key="fills",
    )


def limits(panel: Panel, fit: Fit) -> None:
    """Say which series starts and ends the sample of each model."""
    st.header("Which series limits which sample", anchor=False)
    st.dataframe(
        _limits(panel, fit.spec).reset_index(),
        column_config={
            "part": "Sample",
            "first": "All known from",
            "starts_with": "Starts with",
            "last": "To",
            "ends_with": "Ends with",
        },
        hide_index=True,
        height="content",
        key="limits",
    )
    st.caption(
        "The relative-return equations begin in January 1969, whatever their series reach back to; a "
        "window may end later than the state it began with is known."
    )
    samples = fitted_samples(fit)
    samples["variable"] = samples["variable"].map(lambda name: OUTCOMES[name].label)
    labels = {name: family.label for name, family in FAMILIES.items()}
    samples["family"] = samples["family"].map(lambda name: labels.get(name, ""))
    with st.expander("What the stored equations were estimated on"):
        st.dataframe(
            samples,
            column_config={
                "variable": "Explained",
                "family": "Inputs",
                "window_months": st.column_config.NumberColumn("Window, months"),
                "first": "First window ends",
                "last": "Last window ends",
                "nobs": st.column_config.NumberColumn("Observations"),
            },
            hide_index=True,
            height="content",
            key="fitted_samples",
        )
