"""The most on record of each lever, 2020 aside, found by going through all months."""

from models.scenario.levers import LEVERS
from tests.pages.numbers.figures import months, plus
from tests.pages.numbers.matching import Says
from tests.pages.numbers.view import View

_RISE_OF_UNEMPLOYMENT = "The peak of the rise against the baseline; positive is a slowdown."
_DEFICIT = "Positive is stimulus, at an annual rate, cyclically adjusted, against the baseline."


def _month(year: int, month: int) -> int:
    """A month as a number: the next month is one more."""
    return 12 * year + month


def _apart(first: int, last: int) -> bool:
    """Whether a stretch of months keeps clear of March to December 2020."""
    return last < _month(2020, 3) or first > _month(2020, 12)


def _most(values: dict, span: int, *, reach: int = 0, sign: int = 1) -> float:
    return max(
        sign * (values[end] - values[end - span])
        for end in values
        if end - span in values and _apart(end - span - reach, end)
    )


def _since(view: View, variable: str, year: int) -> dict:
    months = view.world.setting.history[variable].dropna().items()
    return {_month(m.year, m.month): x for m, x in months if m.year >= year}


def records(view: View) -> list[Says]:
    """The widest moves on record, 2020 aside: in the help of their sliders, and where one is passed."""
    found = []
    for name, text in (("labour", _RISE_OF_UNEMPLOYMENT), ("credit", ""), ("inflation", "")):
        values = _since(view, LEVERS[name].variable, 1969)
        part, reach, of = view.scenario.parts[name], 0, ""
        if name == "inflation":  # of a year, month by month too uneven
            values = {
                m: sum(values[m - k] for k in range(12)) / 12 for m in values if m - 11 in values
            }
            reach, of = 11, " (core inflation over 12 months)"
        most = max(_most(values, taken, reach=reach) for taken in range(1, part.months_to_peak + 1))
        in_words = f"{plus(most)} pp{of}"
        passed = part.peak_rise_pp > most
        found += _record(text, 1969, part.months_to_peak, in_words, passed=passed, shown=most <= 6)
    tech = view.scenario.tech
    sign, leads = -1 if tech.peak_move_pp < 0 else 1, _since(view, "technology_lead", 1987)
    most = max(_most(leads, taken, sign=sign) for taken in range(1, tech.months_to_peak + 1))
    found += _record(
        "",
        1987,
        tech.months_to_peak,
        f"{plus(sign * most)} pp",
        passed=sign * tech.peak_move_pp > most,
        shown=most <= (120 if sign < 0 else 100),
    )
    impulses = _since(view, "fiscal_impulse", 1969)
    most = max(x for m, x in impulses.items() if _apart(m - 12, m) and m >= _month(1970, 1))
    passed = view.scenario.fiscal.size_pct_gdp > most
    found += _record(_DEFICIT, 1969, 12, f"{plus(most)}% of GDP", passed=passed, shown=most <= 6)
    return [*found, *_record_of_moves(view)]


def _record_of_moves(view: View) -> list[Says]:
    fed = view.scenario.fed
    if fed.direction not in ("cut", "hike"):
        return []
    sign, rate = -1 if fed.direction == "cut" else 1, _since(view, "policy_rate", 1985)
    takes = {n: -(-n * fed.every * 3 // 2) for n in range(1, 13)}  # months, eight meetings a year
    most = max(n for n, span in takes.items() if n * fed.size_pp <= _most(rate, span, sign=sign))
    in_words = f"{'more than ' * (most == 12)}{most} {fed.direction}s of {100 * fed.size_pp:.0f} bp"
    return _record(
        "How many times the target changes.",
        1985,
        takes[most],
        in_words,
        passed=12 > most < fed.moves,
        shown=most < 12,
    )


def _record(
    text: str, year: int, span: int, in_words: str, *, passed: bool, shown: bool
) -> list[Says]:
    said = f"{text} Since {year}, 2020 aside, the most in {{span}} was {{most}}: ".lstrip()
    where = "the mark." if shown else "off this slider."
    passing = Says(
        f"Beyond the most since {year}, 2020 aside: {{most}} in {{span}}.",
        most=in_words,
        span=months(span),
    )
    return [Says(said + where, span=months(span), most=in_words), *[passing] * passed]
