"""The list of forty faults names tests that exist, each fault once."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| `(tests/[\w/]+\.py)::(\w+)` \|$", re.MULTILINE)
ROWS = ROW.findall(TEXT)
SECTIONS = {"Publishers": 12, "Links": 8, "Files of a reader": 8, "Numbers": 6, "The machine": 6}


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_there_are_forty_in_five_kinds_each_once():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 41))
    found = {}
    for section in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]:
        if rows := ROW.findall(section):
            found[section.split("\n")[0]] = len(rows)
    assert found == SECTIONS
    assert max(Counter(name for *_, name in ROWS).values()) == 1
    assert TEXT.count("\n| ") == len(ROWS) + len(SECTIONS)  # no row in another form


@pytest.mark.parametrize(("file", "name"), [row[3:] for row in ROWS])
def test_the_test_of_a_fault_exists(file, name):
    assert name in functions_of(file)
    assert name.startswith("test_")
