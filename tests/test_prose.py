"""No recorded result stands in prose: what an estimate gave is put in when it is said."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

FILES = sorted(f for room in ("pages", "models") for f in (ROOT / room).rglob("*.py"))
# Percentages that are chosen, not found: levels of bands and quantiles, limits, definitions.
CHOSEN = re.compile(
    r"(?:\d+, )*\d+(?:,? and \d+)?%(?= bands?\b| intervals?\b| band | quantiles?\b| held\b| "
    r"below\b| from\b)"
    r"|Bands: 50, 80, 90%"
    r"|quantile regression, 5, 10, 25, 50 and 75%|50 and 5%(?=\.)"
    r"|some 650 (?:frames|requests)(?= )"
    r"|smallest 30% minus largest 30%"
    r"|add up to 100%|, 90%$|, 90%(?=, )"
    r"|90% range|Tail risk \(5%\)|5, 10, 25, 50 and 75% of past errors"
)
RESULT = re.compile(
    r"\d ?%"
    r"|\d+ (?:and|to) \d+ times|\b\d+ of (?:them|the|these)\b|\d+ (?:times )?in a hundred"
    r"|\b(?:some|about|nearly|good to about) (?:\d+|two|three|five|ten|fifteen)\b"
    r"|\b(?:best|worst) out of sample"
)


def prose(file: Path) -> list[tuple[int, str]]:
    """Return line and text of every string; no docstrings, no formats, nothing that is put in."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    others = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(
            node
        ):
            others.add(id(node.body[0].value))
        elif isinstance(node, ast.FormattedValue) and node.format_spec:
            others |= {id(part) for part in node.format_spec.values}
    return [
        (node.lineno, " ".join(node.value.split()))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in others
    ]


def results(text: str) -> list[str]:
    return RESULT.findall(CHOSEN.sub("", text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_result_is_written_down(file):
    found = [(line, text) for line, text in prose(file) if results(text)]
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "Its 80 and 90% bands have held 83 and 92% of outcomes after twelve months",
        "some 378 of them are 31 that do not",
        "under a true null it rejects about five times in a hundred",
        "in simulations like these data they held 84 to 91% of the time",
        "inside a year earnings are good to about 2 points",
        "A ridge of penalty 0.1 does best out of sample.",
        "explained 57% of the variance",
    ],
)
def test_a_result_is_recognised(text):
    assert results(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bands: 50, 80, 90%, ",
        "% of outcomes; its 80 and 90% bands held ",
        "90% intervals from blocks of overlapping windows",
        "the parts add up to 100%, and one may lie outside 0 to 100",
        "Scenario, 90%",
    ],
)
def test_a_level_is_none(text):
    assert not results(text)
