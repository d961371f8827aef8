"""How each kind of chart has to draw its columns: its marks, and what its tooltip calls what.

A mark reads "area paths x month y low y2 high 'scenario'": kind, dataset, channels, the idea that gives
its colour. A line of the tooltip reads {words: column and format}.
"""

from models.common.bands import SHOWN

_ZERO = "rule y 0 'baseline'"
_ZERO_X = "rule x 0 'baseline'"
_ENDS = ("text paths x month y scenario", "text paths x month y baseline")
_SHADES = "rect recessions x peak x2 trough 'baseline'"

FAN = (
    {
        "area paths x month y q05 y2 q95 'scenario'",
        "area paths x month y q10 y2 q90 'scenario'",
        "area paths x month y q25 y2 q75 'scenario'",
        "line past x month y value 'history'",
        "line paths x month y baseline 'baseline'",
        "line paths x month y mean 'scenario'",
        "text paths x month y mean",
        "text paths x month y baseline",
        _ZERO,
    },
    {
        "Month": "month %b %Y",
        "Scenario, pp": "mean +.1f",
        "Baseline, pp": "baseline +.1f",
        "50% band from": "q25 +.1f",
        "50% band to": "q75 +.1f",
        "80% band from": "q10 +.1f",
        "80% band to": "q90 +.1f",
        f"{SHOWN} band from": "q05 +.1f",
        f"{SHOWN} band to": "q95 +.1f",
        "Published, pp": "value +.1f",
    },
)


FAMILIES = {
    "means": "four-quarter means, with spread",
    "levels": "this quarter and a year ago, levers alone",
}


def path(
    number: str, unit: str, *, zero: bool = True, families: bool = False
) -> tuple[set[str], dict[str, str]]:
    """Past, baseline and scenario with its band, and the two families that it is half of each."""
    marks = {
        "area paths x month y low y2 high 'scenario'",
        "line past x month y value 'history'",
        "line paths x month y baseline 'baseline'",
        "line paths x month y scenario 'scenario'",
        *_ENDS,
    }
    tips = {
        "Month": "month %b %Y",
        f"History, {unit}": f"value {number}",
        f"Baseline, {unit}": f"baseline {number}",
        f"Scenario, {unit}": f"scenario {number}",
    }
    if families:
        marks |= {f"point paths x month y {family} 'scenario'" for family in FAMILIES}
        tips |= {words: f"{family} {number}" for family, words in FAMILIES.items()}
    return marks | ({_ZERO} if zero else set()), tips


BARS = (
    {"bar contributions x contribution y lever 'scenario'", _ZERO_X},
    {"Lever": "lever", "Contribution (pp)": "contribution +.2f"},
)
AT_RISK = (
    {
        "area quantiles x month y q05 y2 q75 'scenario'",
        "area quantiles x month y q10 y2 q75 'scenario'",
        "area quantiles x month y q25 y2 q75 'scenario'",
        "line quantiles x month y base05 'baseline'",
        "line quantiles x month y base50 'baseline'",
        "line quantiles x month y q05 'scenario'",
        "line quantiles x month y q50 'scenario'",
        *(f"text quantiles x month y {of}" for of in ("q05", "q50", "base05", "base50")),
        _ZERO,
    },
    {
        "Quarter from": "month %b %Y",
        "75% below": "q75 +.1f",
        "50% below": "q50 +.1f",
        "25% below": "q25 +.1f",
        "10% below": "q10 +.1f",
        "5% below": "q05 +.1f",
        "Baseline, 5% below": "base05 +.1f",
        "Baseline, 50% below": "base50 +.1f",
    },
)
ASSUMED = (
    {
        "area paths x month y low y2 high 'scenario'",
        "line paths x month y baseline 'baseline'",
        "line paths x month y high 'scenario'",
        "line paths x month y low 'scenario'",
        "line paths x month y scenario 'scenario'",
        *_ENDS,
        _ZERO,
    },
    {
        "Quarter from": "month %b %Y",
        "Assumed, scenario": "scenario +.1f",
        "Assumed, baseline": "baseline +.1f",
        f"{SHOWN} band from": "low +.1f",
        "to": "high +.1f",
    },
)


def stacked(
    value: str, total: str, legend: dict[str, str], *, flat: bool = False
) -> tuple[set[str], dict[str, str]]:
    """Two parts and their sum; `legend` says what each idea stands for."""
    place, values = ("y label", "x value") if flat else ("x label", "y value")
    both = f"{values} {place}" if flat else f"{place} {values}"
    named = "".join(f"datum.label === '{idea}' ? '{word}' : " for idea, word in legend.items())
    return (
        {f"bar parts {both} idea", f"point totals {both} idea", _ZERO_X if flat else _ZERO},
        {
            "When": "label",
            "Part": "part",
            value: "value +.1f",
            total: "value +.1f",
            "legend": named + "datum.label",
        },
    )


def shares(idea: str) -> tuple[set[str], dict[str, str]]:
    return (
        {
            f"point shares x label y share '{idea}'",
            f"rule shares x label y low y2 high '{idea}'",
            _ZERO,
            "rule y 100 'baseline'",
        },
        {
            "Over": "label",
            "Share of earnings, %": "share .0f",
            f"{SHOWN} interval from": "low .0f",
            "to": "high .0f",
        },
    )


def lines(names: list[str], value: str, day: str) -> tuple[set[str], dict[str, str]]:
    folded = ", ".join(names)
    return (
        {
            f"line series x date y value strokeDash line folds {folded} 'small caps'",
            _SHADES,
            _ZERO,
        },
        {"Date": f"date {day}", "Line": "line", value: "value +.1f"},
    )


YEARS = (
    {"bar years x year y sp500 idea", _ZERO},
    {"Year": "year", "Against S&P 500, pp": "sp500 +.1f", "Against Nasdaq-100, pp": "nasdaq +.1f"},
)
ROTATION = (
    {"bar rows x pp_12m y label 'baseline'", "tick rows x pp_3m y label 'history'", _ZERO_X},
    {
        "What": "label",
        "12 months, pp": "pp_12m +.1f",
        "3 months, pp": "pp_3m +.1f",
        "1 month, pp": "pp_1m +.1f",
        "To": "to",
    },
)
NEWS = (
    {
        "area estimates x date y low y2 high 'small caps'",
        "line estimates x date y value 'small caps'",
        _SHADES,
        _ZERO,
    },
    {
        "Five years to": "date %b %Y",
        "Response, pp": "value +.2f",
        f"{SHOWN} band from": "low +.2f",
        "to": "high +.2f",
    },
)
