"""Which column of a reader's file is which: the names that vendors and people give earnings series."""

from models.common.tables.estimates import says_estimate
from models.common.tables.wanted import DATE, DATE_HEADINGS, words_of

_NAMES = {
    "small": "small, small cap, small caps, smallcap, russell 2000, russell2000, r2000, rut, rty, iwm, "
    "s p 600, sp600, sp 600, s p smallcap 600, s p small cap 600, sml, ijr",
    "large": "large, large cap, large caps, largecap, s p 500, sp500, sp 500, spx, gspc, spy, ivv, "
    "russell 1000, r1000, rui",
}
_SALES = {"sales", "revenue", "revenues", "umsatz"}
_EARNINGS = {"eps", "earnings", "profit", "profits", "gewinn", "ergebnis"}
_BASIS = {"per", "share", "index", "operating", "oper", "reported", "actual", "gaap", "usd", "us"}
_WINDOW = {"ttm", "ltm", "trailing", "12m", "4q", "four", "quarter", "quarters", "twelve", "months"}
_BESIDES = _EARNINGS | _SALES | _BASIS | _WINDOW | {"month", "sum", "je", "aktie"}
_PART_OF_NAME = {name: part for part, names in _NAMES.items() for name in names.split(", ")}


def part_of(heading: str) -> str | None:
    """Return the part of a heading: date, small, large, small_sales, large_sales, or None.

    "Russell 2000 EPS", "S&P 600", "SPX operating EPS (ttm)" and "small_sales" are known; growth, prices
    and estimates are no levels of earnings.
    """
    words = words_of(heading)
    if words in DATE_HEADINGS:
        return DATE
    if says_estimate(heading):
        return None
    given = words.split()
    part = _PART_OF_NAME.get(" ".join(w for w in given if w not in _BESIDES))
    if part and _SALES & set(given):
        return None if _EARNINGS & set(given) else f"{part}_sales"
    return part
