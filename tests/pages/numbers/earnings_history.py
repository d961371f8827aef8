"""What the Earnings page shows of history: identity, years, cycles, shares."""

import numpy as np
import pandas as pd

from models.common.bands import SHOWN
from models.earnings.history import PriceHistory
from tests.conftest import ROOT
from tests.pages.numbers import pictures
from tests.pages.numbers.figures import (
    bare,
    period,
    plus,
    to,
    whole,
)
from tests.pages.numbers.matching import Draws, Holds, Says, Stated
from tests.pages.numbers.view import View

_PARTS = ("price", "eps", "multiple", "sales", "margin", "price_to_sales")


def _cell(value: float, absent: str = "") -> str:
    return plus(value) if np.isfinite(value) else absent


def identity(view: View, large: PriceHistory, relative: PriceHistory | None) -> list:
    lines = []
    named = [("S&P 500", large), ("Small minus large, loaded series", relative)]
    for name, history in named:
        if history is None:
            continue
        of = history.identity.table.dropna(subset=["price"])
        last = of.iloc[-1]
        gaps = pd.concat(
            [
                of["price"] - of["eps"] - of["multiple"],
                of["eps"] - of["sales"] - of["margin"],
                of["price"] - of["sales"] - of["price_to_sales"],
            ]
        ).abs()
        lines.append(
            [
                name,
                period(of.index[-1]),
                *(_cell(last[part], "none: no positive earnings or sales") for part in _PARTS),
                f"{gaps.max():.1e}",
            ]
        )
    names = (
        "Four quarters, log %",
        "To",
        "Price",
        "Earnings",
        "Multiple",
        "Sales",
        "Margin",
        "Price to sales",
        "Largest residual",
    )
    return [
        Holds.rows(names, lines),
        Stated("Largest residual of any quarter: * rounded to * must add up to within 1e-12."),
        Says(
            "The S&P 500's parts add up to within {residual} (rounding allows {allowed}). Source: "
            "*(index earnings workbook of January 2026)*Data as of {as_of}."
            if relative is None
            else "The S&P 500's parts add up to within {residual} (rounding allows {allowed}). Source: "
            "*before 1987 * Data as of {as_of}.",
            residual=lines[0][-1],
            allowed="1.5e-04",  # three figures rounded at the fourth decimal
            as_of=view.as_of,
        ),
    ]


def drove(view: View, history: PriceHistory, *, own: bool) -> list:
    by_year = view.chosen.get("drivers_large", "By calendar year") == "By calendar year" or own
    whose, of, idea = (
        ("small minus large", "own", "small caps")
        if own
        else ("the S&P 500", "large", "large caps")
    )
    known = history.identity.table
    if by_year:
        whole_rows = known.dropna(subset=["price", "eps", "multiple"])
        kept = [q for q in whole_rows.index if q.quarter == 4 or q == whole_rows.index[-1]]
        table = whole_rows.loc[kept]
        labels = [str(q.year) if q.quarter == 4 else f"4 quarters to {period(q)}" for q in kept]
    else:
        table = history.cycles
        labels = [
            f"{r.phase.capitalize()} {period(r.first)} to {period(r.last)}"
            for r in table.itertuples()
        ]
    table = table.assign(label=labels)
    complete = table.dropna(subset=["price", "eps", "multiple"])
    led = sum(abs(e) > abs(m) for e, m in zip(complete["eps"], complete["multiple"], strict=True))
    found = [
        Says(
            f"Earnings moved {whose} more than the multiple in {{led}} of {{n}} "
            f"{'years' if by_year else 'phases'}",
            led=led,
            n=len(complete),
        )
    ]
    for total, (first, second) in (("price", ("eps", "multiple")), ("eps", ("sales", "margin"))):
        shown = table.dropna(subset=[total, first, second])
        if shown.empty:
            continue
        words = {"eps": "earnings"}.get
        names = list(shown["label"])
        legend = {
            idea: words(first, first),
            "baseline": second,
            "history": "price" if total == "price" else "earnings",
        }
        found += [
            _history_source(view, own, "" if by_year else " From the last quarter *"),
            Draws(
                f"What drove {words(total, total)} of {whose}",
                {
                    "parts": {
                        "label": names * 2,
                        "idea": [idea] * len(names) + ["baseline"] * len(names),
                        "part": [words(first, first)] * len(names) + [second] * len(names),
                        "value": [*shown[first], *shown[second]],
                    },
                    "totals": {
                        "label": names,
                        "idea": ["history"] * len(names),
                        "value": list(shown[total]),
                    },
                },
                pictures.stacked(
                    "Log change (%)",
                    "Price" if total == "price" else "Earnings",
                    legend,
                    flat=not by_year,
                ),
            ),
        ]
    columns = {"When": labels}
    for part, name in zip(
        _PARTS[:5], ("Price", "Earnings", "Multiple", "Sales", "Margin"), strict=True
    ):
        columns[name] = [_cell(value) for value in table[part]]
    return [*found, Holds(columns)]


def _history_source(view: View, own: bool, after: str = "") -> Says:
    where = "(index earnings workbook of January 2026)"
    if own:
        where = "before 1987 Kenneth R. French"
    if after and not own:
        after += "four-quarter growth is carried: *"
    return Says(
        f"Source: *{where}; our calculations. Data as of {{as_of}}.{after}", as_of=view.as_of
    )


def _span(quarters: int) -> str:
    count, unit = (quarters, "quarter") if quarters % 4 else (quarters // 4, "year")
    return f"{count} {unit}" + "s" * (count > 1)


def _sentence(of) -> str:
    said = [
        f"over {s.quarters} quarters earnings carry {bare(100 * s.share, 0)}% of the variance of "
        f"price "
        f"changes ({SHOWN} interval {plus(100 * s.low, 0)} to {plus(100 * s.high, 0)}%)"
        for s in of.shares
        if s.part == "eps" and s.quarters in (4, 8, 12)
    ]
    return f"{'; '.join(said)}. {of.first.year} to {of.last.year}."


def shares(view: View, large: PriceHistory, relative: PriceHistory | None) -> list:
    held = interval_shares()
    found = [
        Stated("Share of a part: * add up to 100%, and one may lie outside 0 to 100. *"),
        Says(
            f"{SHOWN} intervals from * they held {{low}} to {{high}}% of the time.",
            low=whole(min(held)),
            high=whole(max(held)),
        ),
        Says(
            "For comparison, the S&P 500: {said}",
            said=_sentence(large.shares),
        ),
    ]
    if relative is not None:
        found.append(Says("*On the loaded series: {said}", said=_sentence(relative.shares)))
    for history, own in ((large, False), (relative, True)):
        if history is None:
            continue
        of, name = history.shares, "Small minus large" if own else "S&P 500"
        eps = [s for s in of.shares if s.part == "eps"]
        found += [
            Says(
                f"{name}: earnings carry {{one}}% of price changes over a quarter, {{long}}% "
                f"over {{span}}",
                one=bare(100 * eps[0].share, 0),
                long=bare(100 * eps[-1].share, 0),
                span=_span(eps[-1].quarters),
            ),
            Says(
                f"{{first}} to {{last}}, {SHOWN} intervals; the rest is the multiple. Source: *"
                + ("before 1987*" if own else "January 2026*")
                + "Data as of {as_of}.",
                first=of.first,
                last=of.last,
                as_of=view.as_of,
            ),
            Draws(
                f"Share of earnings in the variance, {name[0].lower() + name[1:] if own else name}",
                {
                    "shares": {
                        "label": [_span(s.quarters) for s in eps],
                        "share": [100 * s.share for s in eps],
                        "low": [100 * s.low for s in eps],
                        "high": [100 * s.high for s in eps],
                    }
                },
                pictures.shares("small caps" if own else "large caps"),
            ),
            _shares_table(history),
        ]
    return found


def interval_shares() -> list[float]:
    return list(pd.read_csv(ROOT / "models" / "earnings" / "variance_share_coverage.csv")["held"])


def _shares_table(history: PriceHistory) -> Holds:
    words = {"eps": "Earnings", "multiple": "Multiple", "sales": "Sales", "margin": "Margin"}
    lines = [
        [
            f"{of.first} to {of.last}",
            _span(s.quarters),
            words[s.part],
            plus(100 * s.share, 0),
            to(100 * s.low, 100 * s.high, 0),
            str(of.n_windows[s.quarters]),
        ]
        for of in (history.shares, history.fine_shares)
        if of is not None
        for s in of.shares
    ]
    names = ("Sample", "Over", "Part", "Share, %", f"{SHOWN} interval", "Separate windows")
    return Holds.rows(names, lines)
