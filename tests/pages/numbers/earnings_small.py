"""What the Earnings page shows of small caps: the assumption or a loaded series, and the split."""

import numpy as np

from models.earnings.own_growth import with_own_series
from models.outcome.run import evaluate
from tests.pages.numbers import pictures
from tests.pages.numbers.earnings_split import no_quarter, nothing_to_split, split
from tests.pages.numbers.figures import (
    firsts,
    measured,
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
from tests.pages.numbers.view import EPS, OUTCOMES, PROFITS, View

_SOURCE = "our estimates. Data as of {as_of}."


def upper(text: str) -> str:
    return text[0].upper() + text[1:]


def chart_title(view: View, path, label: str, unit: str) -> Says:
    i = [n for n, h in enumerate(path.horizon_months) if 1 <= h <= view.horizon]
    if not i:
        return Says("{label}, 90% band", label=upper(label))
    level = row(path, i[-1]).scenario
    return Says(
        "{label}: {level} to {quarter}, 90% band",
        label=upper(label),
        level=measured(plus(simple(level) if unit == "%" else level), unit),
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
            "Assumption: small-cap EPS growth as a multiplier of large-cap growth: {x}",
            x=f"{times:.2f}",
        )
    ]
    if times == 1:
        return found + nothing_to_split(view)
    for of, name, factor in zip(
        both.values(),
        ("Small-cap EPS growth", "Small minus large EPS growth"),
        ("{times}", "({times} − 1)"),
        strict=True,
    ):
        found += [
            Says(
                f"Assumption: S&P 500 operating EPS growth times {factor}. 90% band: of large caps, of "
                f"the multiplier (± 0.3) and of how far * from S&P 500 EPS. Source: *; not an "
                "estimate. Data as of {as_of}.",
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
        found.append(no_quarter(view))
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
        known = known.iloc[-12:]
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
