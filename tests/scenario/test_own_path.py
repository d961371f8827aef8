"""Own lever paths: typed, pasted, uploaded; whatever cannot be read is one sentence."""

import numpy as np
import pytest

from models import run_scenario
from models.common.errors import ScenarioError
from models.scenario.lever_table import COLUMNS
from models.scenario.levers import LEVERS
from models.scenario.levers.fed import FedLever
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.levers.labour import LabourLever
from models.scenario.link import own_path_text
from models.scenario.own_path import MAX_PATH_CHARS, parse_values
from models.scenario.request import Request
from models.scenario.scenario import Scenario


@pytest.mark.parametrize(
    "text", ["3.5, 3.25, 3", "3.5 3.25 3", "3.5;3.25;3", "3.5\n3.25\n3\n", " 3.5,3.25,\t3 "]
)
def test_values_may_be_separated_in_any_usual_way(text):
    assert parse_values("fed", text) == (3.5, 3.25, 3.0)


def test_no_text_is_no_path():
    assert parse_values("fed", "  ") == ()


@pytest.mark.parametrize(
    ("lever", "text", "values"),
    [
        ("fiscal", "0,5 0,5 0,2", (0.5, 0.5, 0.2)),
        ("fed", "3,5 3,25", (3.5, 3.25)),
        ("fed", "3,5; 3,25", (3.5, 3.25)),
        ("fed", "3,5, 3,25", (3.5, 3.25)),
        ("fed", "3,5\n3,25\n", (3.5, 3.25)),
        ("fed", "3,5\t3,25", (3.5, 3.25)),
        ("fiscal", "1,000", (1.0,)),
        ("labour", "4.3%, 4.4%", (4.3, 4.4)),
        ("fiscal", "\N{MINUS SIGN}0.5; 1", (-0.5, 1.0)),
        ("fed", "3.125, 3.250", (3.125, 3.25)),
        ("fed", "4.3, 4.5,", (4.3, 4.5)),
        ("fed", "3, 5, 4", (3.0, 5.0, 4.0)),
        ("fed", "3 , 5", (3.0, 5.0)),
        ("fed", "3 ,5", (3.0, 5.0)),
        ("fed", "3.5 ;", (3.5,)),
    ],
)
def test_decimal_commas_and_other_marks_are_understood(lever, text, values):
    assert parse_values(lever, text) == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3,5", "can be read as 2 months (3; 5) or as 1 month (3,5): write decimals with a point"),
        ("3,5,4,5", "can be read as 4 months"),
        ("3,5,4", "can be read as 3 months"),
        ("4,1 4,2 4", "can be read as 5 months"),
        ("3, 5,4, 4", "can be read as 4 months"),
        ("4.3,,4.5", "There is no value in month 2 of fed; every month needs one"),
        (", 4.3", "There is no value in month 1"),
        (",1,2", "There is no value in month 1"),
        ("3,5,,4", "There is no value in month 3"),
        ("1, ,2", "There is no value in month 2"),
        ("-,1", "Month 1 of fed is '-'"),
        ("4.3;;4.5", "There is no value in month 2"),
        ("4.3\n\n4.5", "There is no value in month 2"),
        ("4.3\t\t4.5", "There is no value in month 2"),
        ("1,000 000", "Month"),
        ("3, x", "Month 2 of fed is 'x'; allowed is a number from 0.05 to 25"),
        ("nan", "'nan'"),
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


def test_every_digit_of_the_longest_path_fits_on_screen():
    longest = tuple(-1.2345678901234567e-100 * (1 + i / 1000) for i in range(24))
    text = own_path_text(longest)
    assert 600 < len(text) <= MAX_PATH_CHARS
    assert parse_values("fiscal", text) == longest


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
    assert Request.from_json(Request(scenario=scenario).to_json()).scenario == scenario


@pytest.mark.parametrize("lever", list(COLUMNS.values()))
@pytest.mark.parametrize(
    "bad", ["[999]", '["a"]', "3", "[NaN]", f"[{','.join('1' * 25)}]", '"1,2"']
)
def test_a_wrong_own_path_in_a_file_is_one_sentence(lever, bad):
    with pytest.raises(ScenarioError) as error:
        Request.from_json(f'{{"schema": 1, "{lever}": {{"own_path": {bad}}}}}')
    assert f"{lever}.own_path" in str(error.value)
    assert "\n" not in str(error.value)
    assert str(LEVERS[lever].part.own_path_bounds[1]).removesuffix(".0") in str(
        error.value
    ) or "24" in str(error.value)
