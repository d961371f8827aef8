"""Which frames of data.sec.gov are asked: every concept, unit and period, in order of the period.

A frame holds one fact for each company: the last one filed for a concept, a unit and a calendar period.
Quarters are `CY2019Q1`, years `CY2019`, instants `CY2019Q2I`. Fourth quarters are sparse, since annual
reports state the year; the public float stands on the first page of an annual report, at the end of a
company's second quarter, so that all four instants of a year must be read. Total assets are asked once
a year: every company has a balance sheet near December, and they serve as a yardstick alone.
"""

import datetime as dt
from dataclasses import dataclass

USD = "USD"
INCOME_TAGS = ("NetIncomeLoss", "ProfitLoss", "NetIncomeLossAvailableToCommonStockholdersBasic")
REVENUE_TAGS = (
    "RevenueFromContractWithCustomerExcludingAssessedTax",
    "Revenues",
    "SalesRevenueNet",
)
FLOAT_TAG, ASSETS_TAG = "EntityPublicFloat", "Assets"
FOREIGN_UNITS = ("CNY", "CAD", "EUR", "JPY")  # whose filers are left out
FIRST_YEAR = 2010  # small companies file from mid-2011, with the year before beside it
HOST = "https://data.sec.gov"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: a concept in a unit, over a year, a quarter, or at the end of a quarter."""

    tag: str
    year: int
    quarter: int | None = None
    instant: bool = False
    unit: str = USD

    @property
    def taxonomy(self) -> str:
        """The taxonomy that has the concept."""
        return "dei" if self.tag == FLOAT_TAG else "us-gaap"

    @property
    def period(self) -> str:
        """The period as the SEC writes it, `ccp` in its answer."""
        quarter = f"Q{self.quarter}" if self.quarter else ""
        return f"CY{self.year}{quarter}{'I' * self.instant}"

    @property
    def end(self) -> dt.date:
        """The last day of the calendar period."""
        return quarter_end(self.year, self.quarter or 4)

    @property
    def name(self) -> str:
        """A name for a file, unique among frames."""
        return f"{self.tag}-{self.unit}-{self.period}"

    @property
    def url(self) -> str:
        """The address to ask."""
        return f"{HOST}/api/xbrl/frames/{self.taxonomy}/{self.tag}/{self.unit}/{self.period}.json"


def quarter_end(year: int, quarter: int) -> dt.date:
    """Return the last day of a calendar quarter."""
    year, month = (year + 1, 1) if quarter == 4 else (year, 3 * quarter + 1)
    return dt.date(year, month, 1) - dt.timedelta(days=1)


def frames(today: dt.date, first_year: int = FIRST_YEAR) -> tuple[Frame, ...]:
    """Return the frames of quarters that have ended and of years that have begun, oldest first.

    The frame of a year holds fiscal years too that end within it.
    """
    wanted = []
    for year in range(first_year, today.year + 1):
        for quarter in (1, 2, 3, 4):
            if quarter_end(year, quarter) >= today:
                break
            wanted += [Frame(tag, year, quarter) for tag in (*INCOME_TAGS, *REVENUE_TAGS)]
            wanted.append(Frame(FLOAT_TAG, year, quarter, instant=True))
        else:
            wanted.append(Frame(ASSETS_TAG, year, 4, instant=True))
        wanted += [Frame(tag, year) for tag in (*INCOME_TAGS, *REVENUE_TAGS)]
        wanted += [Frame(INCOME_TAGS[0], year, unit=unit) for unit in FOREIGN_UNITS]
    return tuple(wanted)
