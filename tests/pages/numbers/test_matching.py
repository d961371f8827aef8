"""The walk itself: what is unexplained, wrong, swapped or missing is said."""

import pandas as pd
import pytest

from tests.pages.numbers.elements import Chart, Table, Text, plain
from tests.pages.numbers.matching import Draws, Holds, Says, Stated, unexplained

EFFECT = Text("Effect: +1.2 pp, 90% band 0.0 to +2.4 pp")
MARKS, TIPS = {"line paths x month y scenario"}, {"Scenario": "scenario +.1f"}


def effect(**changed):
    said = {"mean": "+1.2", "low": "0.0", "high": "+2.4"} | changed
    return Says("Effect: {mean} pp, 90% band {low} to {high} pp", **said)


def chart(**columns):
    return Chart("A path", {"paths": pd.DataFrame(columns)}, frozenset(MARKS), TIPS)


def test_what_is_explained_passes():
    table = Table({"Period": ["Aug 2027"], "Level": ["+1.2"]})
    entries = [
        effect(),
        Holds.rows(("Period", "Level"), [["Aug 2027", "+1.2"]]),
        Draws("A path", {"paths": {"scenario": [1.0, float("nan")]}}, (MARKS, TIPS)),
        Stated("S&P 500 since 1987, *"),
    ]
    shown = [
        EFFECT,
        table,
        chart(scenario=[1.0, None]),
        Text("S&P 500 since 1987, and the 10-year"),
    ]
    assert unexplained(shown, entries) == []


@pytest.mark.parametrize(
    ("shown", "entries", "said"),
    [
        ([EFFECT], [], "Nothing explains the text"),
        ([EFFECT], [effect(high="+2.3")], "high is '+2.4', should be '+2.3'"),
        ([EFFECT], [effect(), effect()], "Not shown"),
        ([EFFECT, EFFECT], [effect()], "Nothing explains the text"),
        ([Text("since 1987, 40%")], [Stated("since 1987, *")], "Nothing explains the text"),
        (
            [Text("1 a"), Text("2 a")],
            [Says("{n} a", n=2), Says("{n} a", n=1)],
            "n is '1', should be '2'",
        ),
        ([Table({"A": ["1"]})], [Holds({"B": ["1"]})], "Nothing explains the table"),
        ([Table({"A": ["1"]})], [Holds({"A": ["2"]})], "'A' in row 0 is '1', should be '2'"),
        ([Table({"A": ["1"]})], [Holds({"A": ["1", "2"]})], "has 1 rows, should have 2"),
        ([chart(scenario=[1.0])], [], "Nothing explains the chart"),
        (
            [chart(scenario=[1.0], low=[0.0])],
            [Draws("A path", {"paths": {"scenario": [1.0]}}, (MARKS, TIPS))],
            "should have {'scenario'}",
        ),
        (
            [chart(scenario=[1.0])],
            [Draws("A path", {"paths": {"scenario": [1.0 + 1e-6]}}, (MARKS, TIPS))],
            "'scenario' in row 0",
        ),
        (
            [chart(scenario=[1.0])],
            [Draws("A path", {"paths": {"scenario": [1.0]}}, ({"line other"}, TIPS))],
            "should draw {'line other'}",
        ),
        (
            [chart(scenario=[1.0])],
            [
                Draws(
                    "A path", {"paths": {"scenario": [1.0]}}, (MARKS, {"Scenario": "baseline +.1f"})
                )
            ],
            "tooltip",
        ),
    ],
)
def test_what_is_not_is_said(shown, entries, said):
    problems = unexplained(shown, entries)
    assert problems
    assert any(said in problem for problem in problems), problems


def test_markdown_is_read_as_a_reader_sees_it():
    shown = r":small[:gray[Then]] :green-badge[:material/check: true]  **S\&P** 1\.5" + "%"
    assert plain(shown) == "Then true S&P 1.5%"
