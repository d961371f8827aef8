"""What the Overview shows, from the panel's own columns."""

import numpy as np
import pandas as pd

from tests.pages.numbers import claims, overview_cards, pictures
from tests.pages.numbers.closes import NASDAQ, SP500, ratio, runs, spans, years
from tests.pages.numbers.figures import date, plus, simple
from tests.pages.numbers.freshness import freshness, periods_behind
from tests.pages.numbers.matching import Draws, Holds, Says, Stated
from tests.pages.numbers.overview_market import drivers, news, rotation, shades
from tests.pages.numbers.view import View

_LINES = {SP500: "against the S&P 500", NASDAQ: "against the Nasdaq-100"}


_CLOSES = "Source: FTSE Russell (after 24 Sep 2025 chained with IWM), *; our calculation."


def entries(view: View) -> list:
    panel = view.world.panel
    window = view.chosen.get("overview_window", "5 years")
    return [
        *overview_cards.entries(view, lines(panel, "5 years")[_LINES[SP500]].dropna()),
        top(panel, view),
        *relative(panel, window),
        *years_and_streaks(panel),
        *claims.entries(view),
        drivers(panel),
        *rotation(panel),
        *news(panel),
        freshness(panel),
        *map(Stated, _STATED),
    ]


_STATED = (
    "How far back: {window}",
    "Russell 2000 against each index; percent is *",
    "A streak counts consecutive closes *",
    "Equal weights; value and growth: Russell 1000. *",
)


def _streak_words(panel) -> str:
    found = runs(ratio(panel, SP500))
    if found[-1][2] != ratio(panel, SP500).index[-1]:
        return f"There is no current streak of rises; {len(found):,} are on record since 1987."
    days = found[-1][0]
    longer = sum(run[0] > days for run in found)
    return (
        f"The current streak of rises is {days} day{'s' * (days > 1)} long: {longer:,} of the "
        f"{len(found):,} "
        "since 1987 were longer."
    )


def top(panel, view: View) -> Says:
    age = (view.today - panel.vintage).days
    behind = sum(periods_behind(panel, name) > 0 for name in panel.catalog.index)
    return Says(
        "Data as of {day}{age}. {behind} of {n} series were behind their release calendar on that day; "
        "the Data page lists all.",
        day=date(panel.vintage),
        age=f", {age} day{'s' * (age != 1)} old" if age > 0 else "",
        behind=behind,
        n=len(panel.catalog),
    )


def lines(panel, window: str) -> pd.DataFrame:
    """Both ratios since their first close in the window, 100 x log, sampled as the chart is."""
    frame = pd.DataFrame({_LINES[series]: panel.daily[series] for series in _LINES})
    if window != "since 1987":
        start = frame.index[-1] - pd.DateOffset(years=int(window[0]))
        frame = frame.loc[frame.index[frame.index <= start][-1] :]
    if window != "1 year":
        weekly = window == "5 years"
        key = [
            f"{d.isocalendar().year} {d.isocalendar().week}" if weekly else f"{d:%Y %m}"
            for d in frame.index
        ]
        assert max(frame.index.day_of_week) <= 4  # no close falls on a weekend
        kept = [i for i in range(len(key)) if i in (0, len(key) - 1) or key[i] != key[i + 1]]
        frame = frame.iloc[kept]
    starts = frame.apply(lambda column: column.dropna().iloc[0])
    return 100 * np.log(frame / starts)


def relative(panel, window: str) -> list:
    both = {series: ratio(panel, series) for series in _LINES}
    by_span = {series: spans(of) for series, of in both.items()}
    day = {
        "1 year": "%d %b %Y",
        "5 years": "%d %b %Y",
        "since 1987": "%b %Y",
    }[window]
    logs = lines(panel, window)
    shown = [by_span[s].get(window, float(logs[_LINES[s]].dropna().iloc[-1])) for s in _LINES]
    rows = list(by_span[SP500])
    data = {name: logs[name].to_numpy() for name in logs} | {"date": list(logs.index)}
    last = [date(both[series].index[-1]) for series in _LINES]

    def cell(points: float) -> str:
        return f"{plus(points)} ({plus(simple(points))})"

    levels = []
    for series, index in ((SP500, "S&P 500"), (NASDAQ, "Nasdaq-100")):
        of = both[series]
        as_high = [d for d, value in of.iloc[:-1].items() if value >= of.iloc[-1]]
        levels.append(
            Says(
                f"Against the {index}: {{since}}.",
                since=f"last higher on {date(as_high[-1])}" if as_high else "never higher before",
            )
        )
    return [
        Says(
            "Russell 2000: {sp} pp against the S&P 500, {nasdaq} pp against the Nasdaq-100, "
            "{window}",
            sp=plus(shown[0]),
            nasdaq=plus(shown[1]),
            window=window if window.startswith("since") else f"over {window}",
        ),
        Says(_CLOSES + " Nasdaq-100 to {day}. Shaded: recessions.", day=last[1]),
        Draws(
            "Relative performance of small caps",
            {"series": data, "recessions": shades(panel, logs.index[0], logs.index[-1])},
            pictures.lines(list(_LINES.values()), "Since the first close shown (pp, log)", day),
        ),
        Holds(
            {
                "Span": rows,
                "S&P 500, pp (%)": [cell(by_span[SP500][span]) for span in rows],
                "Nasdaq-100, pp (%)": [cell(by_span[NASDAQ][span]) for span in rows],
            }
        ),
        Says(
            "Price only, not annualised; pp is 100 x log. S&P 500 to {sp}, Nasdaq-100 to {nasdaq}.",
            sp=last[0],
            nasdaq=last[1],
        ),
        *levels,
    ]


def years_and_streaks(panel) -> list:
    of = ratio(panel, SP500)
    both = pd.DataFrame({"sp500": years(of), "nasdaq": years(ratio(panel, NASDAQ))})
    both = both.loc[both["sp500"].notna()]
    won = sum(both["sp500"].iloc[:-1] > 0)
    long = sorted((r for r in runs(of) if r[0] >= 9), key=lambda r: (-r[0], -r[2].value))
    return [
        Says(
            "Small caps led in {won} of {n} calendar years; {year} to {day}: {now} pp",
            won=won,
            n=len(both) - 1,
            year=both.index[-1],
            day=date(of.index[-1]),
            now=plus(both["sp500"].iloc[-1]),
        ),
        Says(_CLOSES),
        Draws(
            "Calendar years",
            {
                "years": {
                    "year": [str(year) for year in both.index],
                    "sp500": both["sp500"].to_numpy(),
                    "nasdaq": both["nasdaq"].to_numpy(),
                    "idea": ["small caps" if v >= 0 else "large caps" for v in both["sp500"]],
                }
            },
            pictures.YEARS,
        ),
        Says("{n} streaks of 9 days or more since 1987", n=len(long)),
        Holds(
            {
                "Rank": [str(1 + sum(other[0] > run[0] for other in long)) for run in long],
                "Days": [str(run[0]) for run in long],
                "From": [date(run[1]) for run in long],
                "To": [date(run[2]) for run in long],
            }
        ),
        Says("{streak}", streak=_streak_words(panel)),
    ]
