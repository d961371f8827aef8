"""The recipe for a new lever as text: what a copy of the project is given to have one more."""

from pathlib import Path

LEVER = '''"""The credit lever: the Baa spread above where the model has it."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from models.common.text import months, signed
from models.scenario.levers.lever import OTHERWISE, Lever
from models.scenario.part import MAX_HORIZON_MONTHS, LeverPart, Otherwise, Within
from models.scenario.setting import Setting


class CreditLever(LeverPart):
    """A straight rise of the Baa spread that stays."""

    prefix: ClassVar[str] = "credit"
    own_path_bounds: ClassVar[tuple[float, float]] = (0.0, 15.0)

    rise_pp: float = Field(0.0, ge=-2.0, le=6.0)
    months_to_peak: int = Field(3, ge=1, le=24)
    own_path: Annotated[tuple[float, ...], Within(*own_path_bounds)] = ()
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.rise_pp != 0 or bool(self.own_path)


def _spread_path(credit: CreditLever, _setting: Setting, baseline: np.ndarray) -> np.ndarray:
    since = np.arange(1, MAX_HORIZON_MONTHS + 1)
    return baseline + credit.rise_pp * np.clip(since / credit.months_to_peak, 0.0, 1.0)


CREDIT = Lever(
    id="credit",
    variable="credit_spread",
    label="Credit",
    noun="the credit spread",
    series="credit spread",
    unit="pp",
    part=CreditLever,
    path=_spread_path,
    flat_level=lambda setting: setting.last_published("credit_spread"),
    phrase=lambda part, _: f"spread {signed(part.rise_pp)} pp over {months(part.months_to_peak)}",
    steps={"rise_pp": 0.1, "months_to_peak": 1},
    choices={"otherwise": OTHERWISE},
    own_path_unit="Baa minus 10-year yield, pp",
    own_path_example="2.0, 2.4, 2.6",
    in_equations=False,
    pinned_in_baseline=False,
)
'''

EDITS = {
    "models/scenario/levers/__init__.py": (
        (
            "from models.scenario.levers.fed import FED\n",
            "from models.scenario.levers.credit import CREDIT\n"
            "from models.scenario.levers.fed import FED\n",
        ),
        ("(FED, FISCAL, LABOUR)", "(FED, FISCAL, LABOUR, CREDIT)"),
    ),
    "models/scenario/scenario.py": (
        (
            "from models.scenario.levers.fed import",
            "from models.scenario.levers.credit import CreditLever\n"
            "from models.scenario.levers.fed import",
        ),
        (
            "    labour: LabourLever = LabourLever()\n",
            "    labour: LabourLever = LabourLever()\n    credit: CreditLever = CreditLever()\n",
        ),
    ),
}


def add_lever(root: Path) -> list[str]:
    """Add the lever to a copy of the project; return the source files that it took."""
    (root / "models/scenario/levers/credit.py").write_text(LEVER, encoding="utf-8")
    for name, edits in EDITS.items():
        text = (root / name).read_text(encoding="utf-8")
        for before, after in edits:
            assert text.count(before) == 1, f"{name} has no single {before!r}"
            text = text.replace(before, after)
        (root / name).write_text(text, encoding="utf-8")
    return ["models/scenario/levers/credit.py", *EDITS]
