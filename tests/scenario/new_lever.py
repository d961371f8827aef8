"""The recipe for a new lever as text: what a copy of the project is given to have one more.

A jump of large caps is a lever that no reader needs, so that it stands in nobody's way who adds one.
"""

import re
from pathlib import Path

LEVER = '''"""The lever on large caps: their excess return in the first month, above the model's."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from models.common.text import signed
from models.scenario.levers.lever import OTHERWISE, Lever
from models.scenario.part import MAX_HORIZON_MONTHS, LeverPart, Otherwise, Within
from models.scenario.setting import Setting


class LargeCapsLever(LeverPart):
    """A jump in one month."""

    prefix: ClassVar[str] = "large_caps"
    own_path_bounds: ClassVar[tuple[float, float]] = (-50.0, 50.0)

    jump_pp: float = Field(0.0, ge=-40.0, le=40.0, title="Jump of large caps, pp")
    own_path: Annotated[tuple[float, ...], Within(*own_path_bounds)] = ()
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.jump_pp != 0 or bool(self.own_path)


def _path(part: LargeCapsLever, _setting: Setting, baseline: np.ndarray) -> np.ndarray:
    return baseline + part.jump_pp * (np.arange(MAX_HORIZON_MONTHS) == 0)


LARGE_CAPS = Lever(
    id="large_caps",
    variable="large_cap_excess_return",
    label="Large caps",
    noun="large caps",
    series="large-cap excess return",
    unit="pp",
    part=LargeCapsLever,
    path=_path,
    flat_level=lambda _setting: 0.0,
    phrase=lambda part, _: f"{signed(part.jump_pp)} pp in the first month",
    steps={"jump_pp": 1.0},
    choices={"otherwise": OTHERWISE},
    own_path_unit="excess return, pp",
    own_path_example="-5, 1, 0.5",
    in_equations=False,
    pinned_in_baseline=False,
)
'''
# Where a row or a field is added: after the last of its kind, whatever there is already.
ADDED = {
    "models/scenario/levers/__init__.py": (
        (r"^from models\.scenario\.levers\.\w+ import [A-Z_]+\n",
         "from models.scenario.levers.large_caps import LARGE_CAPS\n"),
        (r"for lever in \([A-Z_, \n]*[A-Z_]", ", LARGE_CAPS"),
    ),
    "models/scenario/scenario.py": (
        (r"^from models\.scenario\.levers\.\w+ import \w+Lever\n",
         "from models.scenario.levers.large_caps import LargeCapsLever\n"),
        (r"^    \w+: \w+Lever = \w+Lever\(\)\n",
         "    large_caps: LargeCapsLever = LargeCapsLever()\n"),
    ),
}  # fmt: skip


def add_lever(root: Path) -> list[str]:
    """Add the lever to a copy of the project; return the source files that it took."""
    (root / "models/scenario/levers/large_caps.py").write_text(LEVER, encoding="utf-8")
    for name, additions in ADDED.items():
        text = (root / name).read_text(encoding="utf-8")
        for pattern, added in additions:
            *_, last = re.finditer(pattern, text, re.MULTILINE)
            text = text[: last.end()] + added + text[last.end() :]
        (root / name).write_text(text, encoding="utf-8")
    return ["models/scenario/levers/large_caps.py", *ADDED]
