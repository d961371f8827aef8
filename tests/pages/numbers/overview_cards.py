"""The stories and cards of the first screen, from closes, presets, and the record's own columns."""

from models.common.bands import SHOWN
from models.scenario.presets import presets
from tests.pages.numbers.claims import BASE, LABOUR, LATE, less, outcome
from tests.pages.numbers.closes import SP500, ratio, spans, years
from tests.pages.numbers.figures import MONTH_NAMES, date, period, plus, row, to, whole
from tests.pages.numbers.matching import Holds, Says, Stated
from tests.pages.numbers.view import EPS, View

STORIES = (LATE, LABOUR, "fiscal-boost", "replay-2008")
CLAIMED = (BASE, LATE, LABOUR)
_LINKS = ("*The January 2026 note*",)
_YEAR = 11  # the row of twelve months


def losing(by_year) -> int:
    """How many whole years up to the last one small caps lagged in a row."""
    lost = 0
    for value in by_year.iloc[-2::-1]:
        if value > 0:
            break
        lost += 1
    return lost


def entries(view: View, five_years) -> list:
    """`five_years` is the weekly line of the last five years, which the sparkline draws again."""
    return [
        *_stories(),
        *_standing(view.world.panel, five_years),
        *_risk(view.world.panel),
        *_trust(view),
    ]


def _stories() -> list:
    found = []
    for name in (*STORIES, LABOUR, *CLAIMED):  # one link a story, one on a card, one a claim
        note, start = presets()[name].note, presets()[name].stated.as_of
        where = "the newest data"
        if start:
            where = f"{MONTH_NAMES[start.month][:3]} {start.year}"
        found.append(Says("{note} Starts {how} {where}.", note=note, where=where,
                          how="in" if start else "from"))  # fmt: skip
    return [*found, Stated("2008 replay"), Stated("Open *2026*"), *map(Stated, _LINKS)]


def _standing(panel, five_years) -> list:
    of = ratio(panel, SP500)
    by_span, lost = spans(of), losing(years(of))
    label = "Small caps vs S&P 500, year to date"
    return [
        Says(label + ": {ytd} pp", ytd=plus(by_span["Year to date"])),
        Holds({label: [tuple(round(value, 2) for value in five_years)]}),
        Stated("Russell 2000 minus S&P 500, price only, 100 x log. *"),
        Says(
            "Small caps {side} to {day}{after}; {year} pp over twelve months. Line: five years.",
            side="lead" if by_span["Year to date"] > 0 else "lag",
            day=date(of.index[-1]),
            after=f", after {lost} losing year{'s' * (lost > 1)}" if lost else "",
            year=plus(by_span["1 year"]),
        ),
    ]


def _risk(panel) -> list:
    gaps = dict(zip((3, 6, 12), less(LABOUR, LATE, now=True), strict=True))
    signs = {low > 0 for _, low, high in gaps.values() if low > 0 or high < 0}
    bigger = {frozenset([True]): "Delayed fed", frozenset([False]): "Jobs slowdown"}
    effect = {}
    for name in (LABOUR, LATE):
        path = next(each for each in outcome(name, now=True).paths if each.variable == EPS)
        at = max(i for i, ahead in enumerate(path.horizon_months) if ahead <= 12)
        effect[name] = row(path, at)
    (low, high), (late_low, late_high) = (effect[n].ends("difference") for n in (LABOUR, LATE))
    worse = "neither is clearly bigger"
    if high < late_low:
        worse = "jobs are the bigger risk"
    elif late_high < low:
        worse = "the Fed is the bigger risk"
    said = {h: f"{plus(m)} pp after {h} months" for h, (m, _, _) in gaps.items()}
    return [
        Says(
            "Bigger risk: jobs or the Fed?: {bigger}",
            bigger=bigger.get(frozenset(signs), "Not established"),
        ),
        Stated(
            "Two presets of the January 2026 note, both from the committed snapshot: * "
            f"{SHOWN} ranges of *"
        ),
        Says(
            "Small vs large, jobs minus Fed: {first} ({a}); {last} ({b}).",
            first=said[3],
            a=to(*gaps[3][1:]),
            last=said[12],
            b=to(*gaps[12][1:]),
        ),
        Says(
            "EPS growth to {quarter}, where {worse}: jobs {slow} pp, Fed {late} pp.",
            quarter=period(path.periods[at]),
            slow=plus(effect[LABOUR].difference),
            late=plus(effect[LATE].difference),
            worse=worse,
        ),
        Says("Both on the figures of {known}.", known=date(panel.vintage)),
    ]


def _trust(view: View) -> list:
    level = view.world.level
    return [
        Says(
            "Trust: inside the {shown} range: {held}%",
            shown=SHOWN,
            held=whole(level.held[_YEAR][2]),
        ),
        Stated("Share of 12-month outcomes of small vs large since 1995 inside the range *"),
        Says(
            "Direction, 12 months ahead: {explained}% of variance explained; knowing Fed, fiscal and "
            "jobs changes that by {added} points.",
            explained=whole(level.rsquared[_YEAR]),
            added=plus(100 * level.increment[_YEAR]),
        ),
        Says(
            "S&P 500 EPS growth, given all three: {share}% explained.",
            share=whole(view.record(EPS)["rsquared_levers"]),
        ),
    ]
