"""The README's pictures are there, small, and those that the script makes."""

import re

from tests.browser.pictures import FOLDER, MOST_BYTES, SCREENS
from tests.conftest import ROOT


def test_the_pictures_of_the_readme_are_those_that_are_made():
    named = re.findall(r"docs/pictures/([\w-]+)\.png", (ROOT / "README.md").read_text())
    assert set(named) == set(SCREENS)
    assert named[0] == "scenario"
    kept = {path.stem: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(kept) == set(SCREENS)
    assert all(0 < size <= MOST_BYTES for size in kept.values())
