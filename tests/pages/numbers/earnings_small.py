"""What the Earnings page shows of small caps: the assumption or a loaded series, and the split."""

import numpy as np

from models.earnings.own_growth import with_own_series
from models.outcome.run import evaluate
from tests.pages.numbers import pictures
from tests.pages.numbers.figures import (
    firsts,
    measured,
    months,
    period,
    plus,
    row,
    rows,
    simple,
    to,
    with_one_before,
)
from tests.pages.numbers.growth import record_words
from tests.pages.numbers.matching import Draws, Holds, Says
from tests.pages.numbers.scenario_charts import families
from tests.pages.numbers.view import EPS, OUTCOMES, PROFITS, RETURN, View

_SOURCE = "own estimates. Data as of {as_of}."


def upper(text: str) -> str:
    return text[0].upper() + text[1:]


def chart_title(view: View, path, label: str, unit: str) -> Says:
    i = [n for n, h in enumerate(path.horizon_months) if 1 <= h <= view.horizon]
    if not i:
        return Says("{label}, 90% band", label=upper(label))
    here = row(path, i[-1])
    return Says(
        "{label}: {level} to {quarter}, 90% band",
        label=upper(label),
        level=measured(plus(here.scenario), unit),
        quarter=period(path.periods[i[-1]]),
    )


def _times(view: View) -> float:
    return float(view.chosen.get("small_eps_sensitivity", 1.0))


def _assumed(view: View, times: float) -> dict[str, np.ndarray]:
    """Growth of large caps times a factor; at 90% the factor is 0.3 wide and profits have strayed."""
    each = rows(view.path(EPS))
    quarterly = view.world.panel.quarterly
    apart = (quarterly[PROFITS] - quarterly[EPS]).dropna().abs().sort_values().to_numpy()
    rank = int(np.ceil(0.9 * (len(apart) + 1)))
    found = {}
    for of, stray in (
        ("baseline", apart[rank - 1]),
        ("scenario", apart[rank - 1]),
        ("difference", 0.0),
    ):
        centre = np.array([getattr(r, of) for r in each])
        half = np.array([r.half_widths[of][2] for r in each])
        width = np.sqrt((times * half) ** 2 + (0.3 * centre) ** 2 + stray**2)
        found |= {of: times * centre, f"{of}_low": times * centre - width}
        found[f"{of}_high"] = times * centre + width
    return found


def small_caps(view: View) -> list:
    times, path = _times(view), view.path(EPS)
    both = {"Small caps": _assumed(view, times), "Small minus large": _assumed(view, times - 1)}
    found = [
        Says(
            "Assumption: small-cap EPS growth as a multiple of large-cap growth: {x}",
            x=f"{times:.2f}",
        )
    ]
    for of, name, factor in zip(
        both.values(),
        ("Small-cap EPS growth", "Small minus large EPS growth"),
        ("{times}", "({times} − 1)"),
        strict=True,
    ):
        found += [
            Says(
                f"Assumption: S&P 500 operating EPS growth times {factor}. 90% band: of large "
                f"caps, of the "
                f"multiple (± 0.3), and of how far * from S&P 500 EPS. Source: *; no {_SOURCE}",
                times=f"{times:.2f}",
                as_of=view.as_of,
            ),
            Draws(
                f"{name}, assumption",
                {
                    "paths": {
                        "month": firsts(path.periods),
                        "baseline": of["baseline"],
                        "scenario": of["scenario"],
                        "low": of["scenario_low"],
                        "high": of["scenario_high"],
                    }
                },
                pictures.ASSUMED,
            ),
        ]
    ahead = [i for i, h in enumerate(path.horizon_months) if h >= 1]
    if not ahead:
        found.append(_no_quarter(view))
    else:
        found.append(
            quarter_table(
                [
                    [
                        "assumption",
                        label,
                        period(path.periods[i]),
                        plus(of["baseline"][i]),
                        plus(of["scenario"][i]),
                        to(of["scenario_low"][i], of["scenario_high"][i]),
                        plus(of["difference"][i]),
                        to(of["difference_low"][i], of["difference_high"][i]),
                        plus(simple(of["scenario"][i])),
                    ]
                    for label, of in both.items()
                    for i in ahead
                ]
            )
        )
    relative = both["Small minus large"]
    return found + split(view, path, relative, "assumption")


def quarter_table(lines: list[list[str]]) -> Holds:
    names = (
        "Basis",
        "EPS growth of",
        "Quarter",
        "Baseline",
        "Scenario",
        "Scenario, 90%",
        "Difference, pp",
        "Difference, 90%",
        "Scenario, percent",
    )
    return Holds.rows(names, lines)


def _no_quarter(view: View) -> Says:
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
        return [_no_quarter(view)]
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
        tail = ""
        if assumption and not any(eps):
            tail = " At a multiple of 1.00 that is so by construction: *"
        found.append(
            Says(
                "The multiple does the work: of {price} pp effect on small minus large by "
                "{quarter}, relative "
                f"earnings carry {{eps}} pp under {on}; the price-earnings ratio of small caps "
                f"would have to "
                f"change by {{multiple}} pp against that of large caps.{tail}",
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


def loaded(view: View, own) -> list:
    found = with_own_series(view.world, own, lambda *_: None)
    outcome = evaluate(view.request, found.world)
    quarters = own.levels.index
    entries = [
        Says(
            "{name}: {n} quarters, {first} to {last}, decimal point, commas between cells, dates "
            "as end of quarter.",
            name=own.name,
            n=len(quarters),
            first=period(quarters[0]),
            last=period(quarters[-1]),
        )
    ]
    logs = 100 * np.log(own.published_levels(view.world.panel)[["small", "large"]]).diff(4)
    grown = {"small": logs["small"].dropna(), "relative": (logs["small"] - logs["large"]).dropna()}
    lines, relative = [], {}
    paths = [p for p in outcome.paths if p.variable not in OUTCOMES]
    for path, (kind, known), label, unit in zip(
        paths,
        grown.items(),
        ("small-cap EPS growth, loaded series", "small minus large EPS growth, loaded series"),
        ("%", "pp"),
        strict=True,
    ):
        equation = next(e for e in found.world.fit.growth if e.variable == path.variable)
        known = known.iloc[-16:]
        said, values = record_words(equation.record)
        each = rows(path)
        start = float(known.iloc[-1])
        columns = {
            "month": with_one_before(path.periods),
            "baseline": [start, *(r.baseline for r in each)],
            "scenario": [start, *(r.scenario for r in each)],
            "low": [start, *(r.ends("scenario")[0] for r in each)],
            "high": [start, *(r.ends("scenario")[1] for r in each)],
            **families(path, start),
        }
        estimates = equation.members[0].estimates
        entries += [
            chart_title(view, path, label, unit),
            Says(
                "Estimated on the loaded series, {n} quarters {first} to {last}. "
                f"{said} Source: a series loaded by the reader; {_SOURCE}",
                n=estimates.nobs,
                first=estimates.first,
                last=estimates.last,
                as_of=view.as_of,
                **values,
            ),
            Draws(
                f"Earnings path of {label}",
                {
                    "paths": columns,
                    "past": {"month": firsts(known.index), "value": known.to_numpy()},
                },
                pictures.path("+.0f", f"Four-quarter growth ({unit}, log)", families=True),
            ),
        ]
        for i, here in enumerate(each):
            if path.horizon_months[i] < 1:
                continue
            lines.append(
                [
                    "loaded series",
                    "Small caps" if kind == "small" else "Small minus large",
                    period(path.periods[i]),
                    plus(here.baseline),
                    plus(here.scenario),
                    here.band("scenario"),
                    plus(here.difference),
                    here.band("difference"),
                    plus(simple(here.scenario)),
                ]
            )
        relative = {
            of: np.array([getattr(r, of) for r in each])
            for of in ("baseline", "scenario", "difference")
        }
    return [*entries, quarter_table(lines), *split(view, paths[1], relative, "loaded series")]
