"""Own lever paths: typed, pasted, uploaded; whatever cannot be read is one sentence."""

import csv

import numpy as np
import pandas as pd
import pytest

from models import run_scenario
from models.common.errors import ScenarioError
from models.scenario.levers import LEVERS
from models.scenario.levers.fed import FedLever
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.levers.labour import LabourLever
from models.scenario.link import own_path_text
from models.scenario.own_path import COLUMNS, MAX_PATH_CHARS, parse_table, parse_values
from models.scenario.scenario import Scenario

FIRST = pd.Period("2026-09", "M")


@pytest.mark.parametrize(
    "text", ["3.5, 3.25, 3", "3.5 3.25 3", "3.5;3.25;3", "3.5\n3.25\n3\n", " 3.5,3.25,\t3 "]
)
def test_values_may_be_separated_in_any_usual_way(text):
    assert parse_values("fed", text) == (3.5, 3.25, 3.0)


def test_no_text_is_no_path():
    assert parse_values("fed", "  ") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3, x", "Month 2 of fed is 'x'; allowed is a number from 0.05 to 25"),
        ("nan", "'nan'"),
        ("3,5; 3,4", "write decimals with a point"),
        ("99", "allowed is a number from 0.05 to 25"),
        ("3, 0.04", "Month 2 of fed is '0.04'; allowed is a number from 0.05 to 25"),
        ("1 " * 25, "25 values; at most 24"),
        ("1e400", "'1e400'"),
        ("=1+1", "'=1+1'"),
        ("1_0", "'1_0'"),
        ("\u0663", "allowed is a number from 0.05 to 25"),
        ("infinity", "'infinity'"),
        ("3, " * 300, "has 900 characters; at most 700 are allowed: give fewer"),
    ],
)
def test_a_wrong_value_is_one_sentence(text, words):
    with pytest.raises(ScenarioError) as error:
        parse_values("fed", text)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_table_with_months_is_read(mark):
    rows = ["month,policy_rate,unemployment_rate", "2026-09,3.75,4.3", "2026-10,3.6,4.4"]
    table = "\n".join(rows).replace(",", mark)
    assert parse_table(table, FIRST) == {"fed": (3.75, 3.6), "labour": (4.3, 4.4)}


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_table_may_have_any_line_ends_and_a_byte_order_mark(end):
    table = "\ufeff" + end.join(["month,policy_rate", "2026-09,3.75", "2026-10,3.5", ""])
    assert parse_table(table, FIRST) == {"fed": (3.75, 3.5)}


def test_a_table_that_no_reader_of_csv_takes_is_one_sentence():
    before = csv.field_size_limit(50)
    try:
        with pytest.raises(ScenarioError, match="The table cannot be read .*one line a month"):
            parse_table("policy_rate\n" + "3" * 60, FIRST)
    finally:
        csv.field_size_limit(before)


def test_a_month_may_be_given_by_a_day_of_it():
    assert parse_table("month,policy_rate\n2026-09-30,3", FIRST) == {"fed": (3.0,)}


def test_every_digit_of_the_longest_path_fits_on_screen():
    longest = tuple(-1.2345678901234567e-100 * (1 + i / 1000) for i in range(24))
    text = own_path_text(longest)
    assert 600 < len(text) <= MAX_PATH_CHARS
    assert parse_values("fiscal", text) == longest


def test_a_table_may_come_without_months_and_with_any_case():
    assert parse_table("Fiscal_Impulse\n0.5\n-1\n", FIRST) == {"fiscal": (0.5, -1.0)}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "needs a line of column names"),
        ("policy_rate", "needs a line of column names"),
        (
            "policy_rate\nsoon",
            "Row 1 of policy_rate is 'soon'; allowed is a number from 0.05 to 25",
        ),
        ("policy_rate,unemployment_rate\n3,", "There is no value in row 1 of unemployment_rate"),
        ("policy_rate\n3\n\n4", "fill the gap"),
        ("policy_rate\n3,4", "has 2 cells, the header has 1"),
        ("policy_rate\n" + "3\n" * 10_000, "10,000 rows; at most 24"),
        ("policy_rate\n" + "3\n" * 50_000, "at most 64,000"),
        ("rate\n3", "the columns 'rate'; allowed are month, policy_rate"),
        ("policy_rate,policy_rate\n3,3", "each once"),
        ("month\n2026-09", "at least one of the levers"),
        ("month,policy_rate\n2026-10,3", "Row 1 of the table is for '2026-10'; it must be 2026-09"),
        ("month,policy_rate\n2026-09,3\n2026-11,3", "it must be 2026-10"),
        (
            "month,policy_rate\n2026-09x,3",
            "Row 1 of the table is for '2026-09x'; it must be 2026-09",
        ),
        ("month,policy_rate\n2026-09-45,3", "'2026-09-45'; it must be 2026-09"),
        ("month,policy_rate\n2026-090,3", "'2026-090'; it must be 2026-09"),
        ("policy_rate\n1_0", "Row 1 of policy_rate is '1_0'"),
        ("policy_rate\n=HYPERLINK(1)", "'=HYPERLINK(1)'"),
        ("policy_rate\n\x00", "Row 1"),
    ],
)
def test_a_wrong_table_is_one_sentence(table, words):
    with pytest.raises(ScenarioError) as error:
        parse_table(table, FIRST)
    assert words.lower() in str(error.value).lower()
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_an_own_path_is_the_lever_s_path_where_nothing_is_published():
    scenario = Scenario(
        fed=FedLever(own_path=(3.5, 3.25, 3.0), direction="hike"),
        fiscal=FiscalLever(own_path=(1.0,), size_pct_gdp=-2.0),
        labour=LabourLever(own_path=(4.0, 5.0), peak_rise_pp=3.0),
    )
    outcome = run_scenario(scenario, horizon_months=5)
    known = outcome.setting.known[:5]
    for column, (variable, wanted) in enumerate(
        {
            "policy_rate": [3.5, 3.25, 3.0, 3.0, 3.0],
            "fiscal_impulse": [1.0] * 5,
            "unemployment_rate": [4.0, 5.0, 5.0, 5.0, 5.0],
        }.items()
    ):
        published = np.isfinite(known[:, column])
        path = outcome.levers.frame(variable)["scenario"].to_numpy()
        np.testing.assert_array_equal(path[~published], np.array(wanted)[~published])
        np.testing.assert_array_equal(path[published], known[published, column])


def test_own_paths_survive_json_and_the_text_on_screen():
    values = (3.5, 3.1234567890123, -0.0, 4.0)
    assert parse_values("fiscal", own_path_text(values)) == values
    scenario = Scenario(fiscal=FiscalLever(own_path=values))
    assert Scenario.from_json(scenario.to_json()) == scenario


@pytest.mark.parametrize("lever", list(COLUMNS.values()))
@pytest.mark.parametrize("bad", ["[99]", '["a"]', "3", "[NaN]", f"[{','.join('1' * 25)}]", '"1,2"'])
def test_a_wrong_own_path_in_a_file_is_one_sentence(lever, bad):
    with pytest.raises(ScenarioError) as error:
        Scenario.from_json(f'{{"schema": 1, "{lever}": {{"own_path": {bad}}}}}')
    assert f"{lever}.own_path" in str(error.value)
    assert "\n" not in str(error.value)
    assert str(LEVERS[lever].part.own_path_bounds[1]).removesuffix(".0") in str(
        error.value
    ) or "24" in str(error.value)
