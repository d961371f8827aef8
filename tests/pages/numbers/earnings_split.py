"""What the Earnings page says of relative earnings and the multiple, or why it says nothing."""

import numpy as np

from tests.pages.numbers import pictures
from tests.pages.numbers.figures import months, period, plus, rows
from tests.pages.numbers.matching import Draws, Holds, Says
from tests.pages.numbers.view import EPS, RETURN, View

_SOURCE = "our estimates. Data as of {as_of}."


def no_quarter(view: View) -> Says:
    return Says(
        "No quarter ends within {span} of the origin; earnings come by the quarter: lengthen the "
        "horizon to "
        "3 months or more.",
        span=months(view.horizon),
    )


def split(view: View, growth_path, relative: dict[str, np.ndarray], basis: str) -> list:
    """Relative earnings since the origin are those of this quarter and of every fourth one before."""
    ends = {int(h): i for i, h in enumerate(growth_path.horizon_months)}
    ahead = sorted(h for h in ends if 1 <= h <= view.horizon)
    if not ahead:
        return [no_quarter(view)]
    of_return = rows(view.path(RETURN))
    price = [of_return[h - 1].difference for h in ahead]
    eps = [
        sum(relative["difference"][ends[at]] for at in range(h, min(ends) - 1, -12)) for h in ahead
    ]
    multiple = [p - e for p, e in zip(price, eps, strict=True)]
    labels = [period(growth_path.periods[ends[h]]) for h in ahead]
    assumption = basis == "assumption"
    on = "an assumption about small-cap earnings" if assumption else "the loaded series"
    found = []
    if abs(price[-1]) >= 0.05 and abs(multiple[-1]) > abs(eps[-1]):
        found.append(
            Says(
                "P/E does the work: of {price} pp effect on small minus large by "
                "{quarter}, relative "
                f"earnings carry {{eps}} pp under {on}; the price-earnings ratio of small caps "
                f"would have to "
                f"change by {{multiple}} pp against that of large caps.",
                price=plus(price[-1]),
                quarter=labels[-1],
                eps=plus(eps[-1]),
                multiple=plus(multiple[-1]),
            )
        )
    n = len(ahead)
    parts = {
        "label": labels * 2,
        "idea": ["small caps"] * n + ["baseline"] * n,
        "part": ["relative earnings"] * n + ["relative multiple"] * n,
        "value": [*eps, *multiple],
    }
    totals = {"label": labels, "idea": ["history"] * n, "value": price}
    legend = {
        "small caps": "earnings (assumption)" if assumption else "earnings",
        "baseline": "multiple",
        "history": "return",
    }
    found += [
        Says(
            "By {quarter}: {eps} pp earnings, {multiple} pp multiple{on}",
            quarter=labels[-1],
            eps=plus(eps[-1]),
            multiple=plus(multiple[-1]),
            on=" (earnings: assumption)" if assumption else "",
        ),
        Says(
            f"Scenario minus baseline on {on}. Both sides count from the origin to the quarter's "
            f"end, in 100 x "
            f"log. * Source: *; {_SOURCE}",
            as_of=view.as_of,
        ),
        Draws(
            "Relative return by earnings and multiple",
            {"parts": parts, "totals": totals},
            pictures.stacked("Effect on small minus large (pp)", "Return", legend),
        ),
    ]
    lines = []
    published = view.world.panel.monthly[view.request.spec.target]
    for side in ("baseline", "scenario"):
        for h in ahead:
            before = published.reindex(list(view.origin - np.arange(11 - h, -1, -1)))
            start = 0.0 if h <= 12 else getattr(of_return[h - 13], side)
            price_year = (
                getattr(of_return[h - 1], side) - start + before.sum(skipna=False) * (h < 12)
            )
            if h >= 12:
                price_year = getattr(of_return[h - 1], side) - start
            if price_year != price_year:
                continue
            grown = relative[side][ends[h]]
            lines.append(
                [
                    side,
                    period(growth_path.periods[ends[h]]),
                    plus(price_year),
                    plus(grown),
                    plus(price_year - grown),
                    basis,
                ]
            )
    if lines:
        names = (
            "Under",
            "Four quarters to",
            "Small minus large, pp",
            "Relative earnings, pp",
            "Multiple implied, pp",
            "Earnings on",
        )
        found.append(Holds.rows(names, lines))
    return found


def nothing_to_split(view: View) -> list:
    """One sentence where small caps are assumed to grow as large ones do."""
    path = view.path(EPS)
    ends = [i for i, h in enumerate(path.horizon_months) if 1 <= h <= view.horizon]
    if not ends:
        return [no_quarter(view)]
    at = int(path.horizon_months[ends[-1]])
    return [
        Says(
            "With small-cap EPS growth set equal to large-cap, any relative return must come from P/E: "
            "{price} pp of impact by {quarter}. Choose another multiplier, *",
            price=plus(rows(view.path(RETURN))[at - 1].difference),
            quarter=period(path.periods[ends[-1]]),
        )
    ]
