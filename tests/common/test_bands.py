"""The level shown is one constant: no other file spells it or the ends of its band."""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from models.common.bands import (
    ALL_SHOWN,
    LEVELS_PCT,
    NORMAL_QUANTILES,
    QUANTILES,
    SHOWN,
    SHOWN_COLUMN,
    SHOWN_PCT,
    ends,
)

ROOT = Path(__file__).parents[2]
SPELT = re.compile(
    rf"\b{SHOWN}|\b({'|'.join(ends(SHOWN_PCT))})\b|coverage_{SHOWN_PCT}"
    r"|NORMAL_QUANTILES\[-?\d\]|half_widths\[.*-\d\]"
)
OWN_LEVELS = {
    "models/common/bands.py": "the table itself",
    "models/earnings/small_assumption.py": "the level of the assumed range of the multiple",
    "pages/charts/at_risk.py": "quantiles of earnings at risk, which are no band",
}


def test_levels_rise_and_the_shown_one_is_among_them():
    assert sorted(set(LEVELS_PCT)) == list(LEVELS_PCT)
    assert LEVELS_PCT[SHOWN_COLUMN] == SHOWN_PCT
    assert f"{SHOWN_PCT}%" == SHOWN
    assert re.findall(r"\d+", ALL_SHOWN) == list(map(str, LEVELS_PCT))


@pytest.mark.parametrize("level", LEVELS_PCT)
def test_the_ends_of_a_band_hold_its_level(level):
    low, high = (int(name[1:]) for name in ends(level))
    assert (low + high, high - low) == (100, level)
    assert (QUANTILES[f"q{low:02}"], QUANTILES[f"q{high:02}"]) == (-level, level)
    at = NORMAL_QUANTILES[LEVELS_PCT.index(level)]
    assert norm.cdf(at) - norm.cdf(-at) == pytest.approx(level / 100, abs=1e-12)


def test_quantiles_are_named_in_order():
    assert list(QUANTILES) == sorted(QUANTILES)
    assert (np.diff(list(QUANTILES.values())) > 0).all()


def test_no_other_file_spells_the_shown_level():
    spelt = {
        str(path.relative_to(ROOT))
        for folder in ("models", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if SPELT.search(path.read_text())
    }
    assert spelt <= set(OWN_LEVELS)
    assert all((ROOT / name).is_file() for name in OWN_LEVELS)
