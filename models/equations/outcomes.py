"""The table of outcomes: what the equations explain, how it is called and in what unit."""

from dataclasses import dataclass
from typing import Literal

RETURN = "small_cap_relative_return"
EPS = "eps_growth_large_cap"
PROFITS = "corporate_profit_growth"
EPS_REPORTED = "eps_growth_large_cap_reported"
SMALL_EPS = "eps_growth_small_cap"
RELATIVE_EPS = "eps_growth_relative"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One variable that equations explain.

    `quarters_summed` is how many quarters a growth rate's own quantity sums, 0 for a return. `own` says
    that its history is not in the panel but in a series that a reader loads. The publisher of a
    return is that of the measure chosen.
    """

    variable: str
    label: str
    unit: str
    kind: Literal["return", "growth"]
    publisher: str = ""
    quarters_summed: int = 0
    own: bool = False

    @property
    def title(self) -> str:
        """The label as a title or a sentence begins with it."""
        return self.label[0].upper() + self.label[1:]


# In the order of tables and charts.
OUTCOMES: dict[str, OutcomeRow] = {
    row.variable: row
    for row in (
        OutcomeRow(variable=RETURN, label="small caps minus large caps", unit="pp", kind="return"),
        OutcomeRow(
            variable=EPS,
            label="S&P 500 operating EPS growth",
            unit="%",
            kind="growth",
            publisher="S&P Dow Jones Indices",
            quarters_summed=4,
        ),
        OutcomeRow(
            variable=PROFITS,
            label="after-tax corporate profit growth",
            unit="%",
            kind="growth",
            publisher="Bureau of Economic Analysis",
            quarters_summed=1,
        ),
        OutcomeRow(
            variable=EPS_REPORTED,
            label="S&P 500 reported EPS growth",
            unit="%",
            kind="growth",
            publisher="S&P Dow Jones Indices",
            quarters_summed=4,
        ),
        OutcomeRow(
            variable=SMALL_EPS,
            label="small-cap EPS growth, loaded series",
            unit="%",
            kind="growth",
            quarters_summed=4,
            own=True,
        ),
        OutcomeRow(
            variable=RELATIVE_EPS,
            label="small minus large EPS growth, loaded series",
            unit="pp",
            kind="growth",
            quarters_summed=4,
            own=True,
        ),
    )
}
SHIPPED = {name: row for name, row in OUTCOMES.items() if not row.own}
