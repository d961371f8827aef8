"""The parts of the Overview, in reading order."""

import datetime as dt

import pandas as pd
import streamlit as st

from models.common.bands import SHOWN
from models.common.newey_west import HAC_LAGS
from models.common.text import day, month, signed
from models.overview.freshness import age_sentence
from models.overview.news import WINDOW_MONTHS
from models.overview.overview import Overview
from models.overview.relative import AGAINST, NASDAQ, SP500, Performance
from models.overview.rotation import CYCLICAL, CYCLICAL_LABEL, DEFENSIVE, SECTORS, VALUE_LABEL
from models.overview.streaks import LONG_DAYS
from models.panel.vintages import dated
from pages.charts.band import band_chart
from pages.charts.dashed import dashed_lines
from pages.charts.rotation import rotation_bars
from pages.charts.years import year_bars
from pages.parts.draw import draw, plain
from pages.views import overview_frames as frames
from pages.views.cards_view import STANDING

_CLOSES = (
    "Source: FTSE Russell (after 24 Sep 2025 chained with IWM), S&P Dow Jones Indices, Nasdaq; our "
    "calculation."
)
_SECTORS = "Source: State Street, iShares; our calculation."


def _span(overview: Overview, series: str, span: str) -> Performance:
    return next(each for each in overview.performance[series] if each.span == span)


PURPOSE = (
    "See what a delayed Fed, fiscal stimulus or a weaker jobs market has meant for US small caps against "
    "large caps and for earnings, with the odds and the track record."
)
# Sections in reading order: anchor and what the line of links calls it.
SECTIONS = {
    STANDING: "Small vs large",
    "years": "Years and streaks",
    "note": "The January 2026 note",
    "drivers": "Drivers",
    "rotation": "Rotation",
    "news": "Good news",
    "freshness": "Freshness",
}


def contents() -> None:
    """Draw a line of links to the sections below."""
    st.markdown(" · ".join(f"[{title}](#{anchor})" for anchor, title in SECTIONS.items()))


def streak_sentence(overview: Overview) -> str:
    """Say the current streak and how it ranks."""
    record = overview.streaks[SP500]
    total = len(record.runs)
    if record.current is None:
        return f"There is no current streak of rises; {total:,} are on record since 1987."
    days = record.current_days
    return (
        f"The current streak of rises is {days} {'day' if days == 1 else 'days'} long: "
        f"{record.n_longer:,} of the {total:,} since 1987 were longer."
    )


def age_line(overview: Overview, today: dt.date) -> None:
    """State the date of the data, its age, and how many series are behind their calendar."""
    behind = int((overview.freshness["behind"] > 0).sum())
    age = age_sentence(overview.panel.vintage, today)
    st.caption(
        f"Data as of {dated(overview.panel, age)}. {behind} of "
        f"{len(overview.freshness)} series were behind their release calendar on that day; the Data page "
        "lists all."
    )


def _date(overview: Overview) -> str:
    """Say as of when the figures of a chart are, for what leaves the screen."""
    return f"Data as of {dated(overview.panel)}."


def relative(overview: Overview) -> None:
    """Draw the two ratios, with the table of spans beside them."""
    st.header("Small vs large", anchor=STANDING)
    chart, table = st.columns([3, 2], gap="medium")
    with chart:
        window = st.segmented_control(
            "How far back",
            list(frames.WINDOWS),
            default="5 years",
            key="overview_window",
            bind="query-params",
            required=True,
        )
        data, chosen = frames.relative_lines(overview, window), frames.WINDOWS[window]
        last = [
            _change(overview, series, window, data["series"][line])
            for series, line in frames.LINES.items()
        ]
        draw(
            dashed_lines,
            data,
            key=f"relative_{window}",
            title=(
                f"Russell 2000: {signed(last[0])} pp against the S&P 500, {signed(last[1])} pp against "
                f"the Nasdaq-100, {_window_words(window)}"
            ),
            source=_CLOSES
            + f" Nasdaq-100 to {day(overview.levels[NASDAQ].date)}. Shaded: recessions.",
            alt="Relative performance of small caps",
            of_history=True,
            words=_date(overview),
            lines=tuple(frames.LINES.values()),
            value_title="Since the first close shown (pp, log)",
            label_format=chosen.label_format,
            day_format=chosen.day_format,
            height=360,
        )
    with table:
        st.subheader("Small minus large by span", anchor=False)
        rows = []
        for sp500 in overview.performance[SP500]:
            nasdaq = _span(overview, NASDAQ, sp500.span)
            rows.append(
                {
                    "Span": sp500.span,
                    "S&P 500, pp (%)": _both(sp500),
                    "Nasdaq-100, pp (%)": _both(nasdaq),
                }
            )
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", key="performance")
        st.caption(
            f"Price only, not annualised; pp is 100 x log. S&P 500 to "
            f"{day(overview.levels[SP500].date)}, Nasdaq-100 to {day(overview.levels[NASDAQ].date)}.",
            help="Russell 2000 against each index; percent is how much more a holder ended up with.",
        )
        for series, label in AGAINST.items():
            since = overview.levels[series].last_at_or_above
            before = f"last higher on {day(since)}" if since else "never higher before"
            st.markdown(plain(f"Against the {label}: {before}."))


def _change(overview: Overview, series: str, window: str, line: pd.Series) -> float:
    """Return the change that the table of spans gives where it has the window, else the line's own.

    A span ends at the series' last close, the lines begin together: a day apart they may differ.
    """
    found = [each.log_pp for each in overview.performance[series] if each.span == window]
    return found[0] if found else line.dropna().iloc[-1]


def _both(found: Performance) -> str:
    return f"{signed(found.log_pp)} ({signed(found.percent)})"


def _window_words(window: str) -> str:
    return window if window.startswith("since") else f"over {window}"


def years_and_streaks(overview: Overview) -> None:
    """Draw the scoreboard; list the long streaks."""
    st.header("Calendar years and streaks", anchor="years")
    left, right = st.columns([3, 2], gap="medium")
    years = overview.years["sp500"]
    with left:
        won = int((years.iloc[:-1] > 0).sum())
        draw(
            year_bars,
            frames.year_bars(overview),
            key="years",
            title=(
                f"Small caps led in {won} of {len(years) - 1} calendar years; {years.index[-1]} to "
                f"{day(overview.years['to'].iloc[-1])}: {signed(years.iloc[-1])} pp"
            ),
            source=_CLOSES,
            alt="Calendar years",
            of_history=True,
            words=_date(overview),
            value_title="Small minus large, year (pp, log)",
        )
    with right:
        record = overview.streaks[SP500]
        runs = record.long_runs()
        st.subheader(
            plain(f"{len(runs)} streaks of {LONG_DAYS} days or more since 1987"), anchor=False
        )
        st.dataframe(
            pd.DataFrame(
                {
                    "Rank": [1 + sum(other.days > run.days for other in runs) for run in runs],
                    "Days": [run.days for run in runs],
                    "From": [day(run.first) for run in runs],
                    "To": [day(run.last) for run in runs],
                }
            ),
            hide_index=True,
            height="content",
            key="streaks",
        )
        st.caption(
            plain(streak_sentence(overview)),
            help="A streak counts consecutive closes at which the Russell 2000 over S&P 500 ratio rose.",
        )


def rotation(overview: Overview) -> None:
    """Draw what led inside the market and how the two pairs went through time."""
    st.header("Rotation inside the market", anchor="rotation")
    table = overview.rotation.table
    sectors = table[~table["is_pair"]]
    cyclical = table.loc[CYCLICAL_LABEL]
    value = table.loc[VALUE_LABEL]
    st.caption(
        plain(f"Cyclical: {_names(CYCLICAL)}; defensive: {_names(DEFENSIVE)}."),
    )
    left, right = st.columns(2, gap="medium")
    with left:
        draw(
            rotation_bars,
            frames.rotation_bars(overview),
            key="rotation",
            title=(
                f"{sectors.index[0]} led over twelve months ({signed(sectors['pp_12m'].iloc[0])} pp), "
                f"{sectors.index[-1].lower()} came last ({signed(sectors['pp_12m'].iloc[-1])} pp)"
            ),
            source=(
                f"Bars: twelve months, marks: three. Sectors vs the S&P 500 fund to "
                f"{_reach(sectors['last'])}; faint: pairs, value minus growth to "
                f"{month(value['last'])}. {_SECTORS}"
            ),
            alt="Sector rotation",
            of_history=True,
            words=_date(overview),
            value_title="Relative return (pp, log)",
        )
    with right:
        draw(
            dashed_lines,
            frames.rotation_lines(overview),
            key="rotation_lines",
            title=(
                f"Cyclicals {signed(cyclical['pp_12m'])} pp against defensives over twelve months to "
                f"{month(cyclical['last'])}"
            ),
            source=(
                f"Equal weights; value and growth: Russell 1000. Shaded: recessions. {_SECTORS}"
            ),
            alt="Rotation through time",
            of_history=True,
            words=_date(overview),
            lines=(CYCLICAL_LABEL, VALUE_LABEL),
            value_title="Twelve-month sum (pp, log)",
            label_format="%Y",
            day_format="%b %Y",
            height=320,
        )


def _reach(last: pd.Series) -> str:
    """Say the last month of the sectors, and which end before it."""
    newest = last.max()
    earlier = [f"{name.lower()} to {month(end)}" for name, end in last[last < newest].items()]
    return ", ".join([month(newest), *sorted(earlier)])


def _names(sectors: tuple[str, ...]) -> str:
    return ", ".join(SECTORS[sector].lower() for sector in sectors)


def drivers(overview: Overview) -> None:
    """Show the drivers' readings with sparklines."""
    st.header("The drivers now and a year before", anchor="drivers")
    st.dataframe(
        frames.driver_table(overview),
        column_config={"Three years": st.column_config.LineChartColumn("Three years")},
        hide_index=True,
        height="content",
        key="drivers",
    )


def news(overview: Overview) -> None:
    """Draw the rolling response to good news, and say the regression."""
    st.header("Good news and small caps", anchor="news")
    found = overview.news
    last, whole = found.rolling.iloc[-1], found.whole
    clear = last["low"] > 0 or last["high"] < 0
    draw(
        band_chart,
        frames.news_band(overview),
        key="news",
        title=(
            f"A month of good news: {signed(last['beta'], 2)} pp for small vs large "
            f"({WINDOW_MONTHS} months to {month(found.last)}; the band "
            f"{'excludes' if clear else 'includes'} zero)"
        ),
        source=(
            "Source: Department of Labor, Federal Reserve Board, FTSE Russell and S&P Dow Jones Indices; "
            "our estimates."
        ),
        alt="Good-news sensitivity",
        of_history=True,
        words=_date(overview),
        value_title="Response (pp)",
        estimate="Response, pp",
        band=f"{SHOWN} band",
    )
    st.caption(
        plain(
            f"All {found.nobs} months from {month(found.first)}: {signed(whole['beta'], 2)} pp "
            f"({signed(whole['low'], 2)} to {signed(whole['high'], 2)}). Changes stand in for surprises."
        ),
        help=plain(
            f"Least squares of the month's Russell 2000 minus S&P 500 return on one news index: the fall "
            f"in initial claims that month and the rise in industrial production published in it (of the "
            f"month before), each in standard deviations, averaged, over rolling windows of "
            f"{WINDOW_MONTHS} months; Newey-West band, {HAC_LAGS} lags, {SHOWN}. March to December "
            f"2020 are left out. Today's vintage."
        ),
    )


def fresh(overview: Overview) -> None:
    """List each series with its age and how far it is behind."""
    st.header("How fresh the data are", anchor="freshness")
    with st.expander("Every series"):
        table = overview.freshness.sort_values("age_days", ascending=False)
        st.dataframe(
            table[["label", "last", "age_days", "status"]],
            column_config={
                "label": "Series",
                "last": "Reaches to",
                "age_days": st.column_config.NumberColumn("Age, days"),
                "status": "Against its release calendar",
            },
            hide_index=True,
            key="freshness",
        )
