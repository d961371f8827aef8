"""Lever paths from tables: the right months and values, a question, or a sentence."""

import io

import pandas as pd
import pytest
from openpyxl import Workbook

from models.common.errors import UploadError
from models.equations.technology import monthly_changes
from models.outcome.world import shipped_world
from models.panel import load_panel
from models.scenario.lever_table import COLUMNS, read_lever_table, template
from models.scenario.levers import LEVERS, VARIABLE_OF
from models.scenario.own_path_meaning import PathStart

FIRST = pd.Period("2026-09", "M")
START = PathStart(
    FIRST,
    {"fed": (), "fiscal": (), "labour": ()},
    {"fed": 3.63, "fiscal": 0.0, "labour": 4.2},
)
PUBLISHED = PathStart(FIRST, {"fed": (3.75,), "fiscal": (), "labour": (4.2,)}, START.last)
ALL = PathStart(FIRST, dict.fromkeys(LEVERS, ()), dict.fromkeys(LEVERS, 2.0))


def values(text, start=START):
    return read_lever_table(text, start).paths


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_table_with_months_is_read(mark):
    rows = ["month,policy_rate,unemployment_rate", "2026-09,3.75,4.3", "2026-10,3.6,4.4"]
    assert values("\n".join(rows).replace(",", mark)) == {"fed": (3.75, 3.6), "labour": (4.3, 4.4)}


def test_decimal_commas_are_understood():
    assert values("Monat;policy_rate\n2026-09;3,75\n2026-10;3,5") == {"fed": (3.75, 3.5)}
    assert values("policy_rate\n3,5\n3,25") == {"fed": (3.5, 3.25)}
    assert values('month,policy_rate\n2026-09,"3,75"\n2026-10,"3,5"') == {"fed": (3.75, 3.5)}


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_table_may_have_any_line_ends_and_a_byte_order_mark(end):
    table = "\ufeff" + end.join(["month,policy_rate", "2026-09,3.75", "2026-10,3.5", ""])
    assert values(table) == {"fed": (3.75, 3.5)}


@pytest.mark.parametrize("day", ["2026-09-30", "30.09.2026", "Sep-26", "9/30/2026", "2026-09-01"])
def test_a_month_may_be_given_by_a_day_of_it(day):
    assert values(f"month\tpolicy_rate\n{day}\t3.5") == {"fed": (3.5,)}


def test_a_table_may_come_without_months_and_with_any_case():
    assert values("Fiscal_Impulse\n0.5\n-1\n") == {"fiscal": (0.5, -1.0)}


@pytest.mark.parametrize("heading", ["Fed funds rate", "Policy rate (%)", "policy_rate"])
def test_common_headings_are_known(heading):
    assert values(f"{heading}\n3.5\n3") == {"fed": (3.5, 3.0)}


@pytest.mark.parametrize(
    ("lever", "heading"),
    [
        *((lever.id, f"{lever.variable} ({lever.unit})") for lever in LEVERS.values()),
        ("credit", "Baa spread, pp"),
        ("inflation", "core PCE inflation, % a year"),
        ("tech", "Nasdaq-100 minus S&P 500, pp"),
    ],
)
def test_headings_as_the_screen_writes_them_are_known(lever, heading):
    assert values(f"month;{heading}\n2026-09;2\n2026-10;1", ALL) == {lever: (2.0, 1.0)}


def test_what_was_read_is_said():
    table = read_lever_table("month;policy_rate\n2026-09;3,75\n2026-10;3,5", START)
    assert (
        table.said == "Policy rate Sep 2026 to Oct 2026, decimal comma, semicolons between cells."
    )
    assert table.notes == ()


def test_published_months_are_named_and_not_used():
    table = read_lever_table("month,policy_rate\n2026-08,9\n2026-09,9\n2026-10,3.5", PUBLISHED)
    assert table.paths == {"fed": (9.0, 3.5)}
    assert table.notes == ("Policy rate: Sep 2026 is published and stays as it is (3.75%).",)
    assert "Policy rate Oct 2026," in table.said


def test_a_table_may_start_at_the_first_free_month():
    assert values("month,policy_rate\n2026-10,3.5\n2026-11,3.25", PUBLISHED) == {
        "fed": (3.75, 3.5, 3.25)
    }


QUARTERLY = "quarter,policy_rate\n2026Q3,3.5\n2026Q4,3.25"


@pytest.mark.parametrize("table", [QUARTERLY, "month,policy_rate\n2026-09-30,3.5\n2026-12-31,3.25"])
def test_a_table_of_quarters_is_asked_about(table):
    asked = read_lever_table(table, START)
    (question,) = asked.questions
    assert "has a row a quarter (Sep 2026 to Dec 2026)" in question
    assert asked.choices == {"As written": {"fed": (3.5, 3.25, 3.25, 3.25)}}
    with pytest.raises(UploadError, match="Choose a reading: As written"):
        _ = asked.paths


def test_fractions_are_asked_about_and_both_readings_offered():
    asked = read_lever_table("unemployment_rate,policy_rate\n0.043,3.5\n0.045,3.25", START)
    (question,) = asked.questions
    assert "0.043 as a fraction is 4.3%; the last published is 4.2%" in question
    assert asked.choices == {
        "Times 100": {"labour": (4.3, 4.5), "fed": (3.5, 3.25)},
        "As written": {"labour": (0.043, 0.045), "fed": (3.5, 3.25)},
    }


def test_a_reading_that_the_lever_may_not_take_is_not_offered():
    assert list(read_lever_table("policy_rate\n0.035\n0.03", START).choices) == ["Times 100"]


def test_a_jump_from_the_last_published_value_is_asked_about():
    asked = read_lever_table("month,policy_rate\n2026-10,1.5", PUBLISHED)
    (question,) = asked.questions
    assert "jumps from 3.63%, the last published, to 1.5 in Oct 2026" in question


def test_what_counts_as_far_is_what_the_data_say():
    levers = (
        load_panel().monthly[["policy_rate", "fiscal_impulse", "unemployment_rate"]].loc["1985":]
    )
    moves = levers.diff().abs()[lambda frame: ~frame.index.year.isin([2020, 2021])].max()
    assert 0.5 * moves["policy_rate"] <= moves["policy_rate"] <= LEVERS["fed"].far
    assert moves["unemployment_rate"] == pytest.approx(LEVERS["labour"].far)
    assert LEVERS["fiscal"].far == pytest.approx(moves["fiscal_impulse"] / 2, rel=0.05)
    technology = monthly_changes(load_panel())["x"].abs().max()
    assert 0.95 * LEVERS["tech"].far <= technology <= LEVERS["tech"].far


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "is empty; it needs the columns month, policy_rate"),
        ("policy_rate", "column names and no row below them"),
        ("policy_rate\nsoon", "Row 2 of policy_rate is 'soon'; allowed is a number such as"),
        ("policy_rate\n99", "Row 2 of policy_rate is '99'; allowed is a number from 0.05 to 25"),
        ("policy_rate\n1e999", "Row 2 of policy_rate is '1e999'; allowed is a number such as"),
        ("policy_rate,unemployment_rate\n3,", "Row 2 of unemployment_rate is empty"),
        ("policy_rate\n3.5\n\n4", "Row 3 of the table is empty; .* fill the gap"),
        ("month,policy_rate\n2026-09,3,5", "has 3 cells, the header has 2: a mark inside a number"),
        ("policy_rate\n" + "3.5\n" * 1000, "paths run 24 months, to Aug 2028"),
        ("policy_rate\n" + "3\n" * 50_000, "about 50,001 lines; at most 2,000"),
        ("rate\n3", "No row names the columns month, policy_rate, .* row 1 holds 'rate'"),
        ("policy_rate,policy_rate\n3,3", "Two columns, .* keep one"),
        ("month\n2026-09", "No row names the columns"),
        ("policy_rate,unemployment_rat\n3,4", "'unemployment_rat', which is no lever \\(the nearest is "
         "unemployment_rate\\)"),
        ("month,policy_rate\n2026-10,3", "begins with Oct 2026; .* published up to Aug 2026"),
        ("month,policy_rate\n2026-07,3\n2026-08,3", "ends with Aug 2026; .* give months from Sep 2026"),
        ("month,policy_rate\n2026-09,3\n2026-11,3", "Row 3 of the table is Nov 2026, after Sep 2026"),
        ("month,policy_rate\n2026-09x,3", "The date in row 2 is '2026-09x'; write months as 2026-09"),
        ("month,policy_rate\n2026-09-45,3", "The date in row 2 is '2026-09-45'"),
        ("month,policy_rate\n03/04/2026,3", "can be 2026-04 or 2026-03: no row tells day from month"),
        ("policy_rate\n1_0", "Row 2 of policy_rate is '1_0'"),
        ("policy_rate\n=HYPERLINK(1)", "is a formula, '=HYPERLINK\\(1\\)'"),
        ("policy_rate\n\x00", "Row 2"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_one_sentence(table, words):
    with pytest.raises(UploadError, match=words) as error:
        _ = read_lever_table(table, START).paths
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_a_workbook_of_lever_paths():
    book = Workbook()
    book.active.title = "Paths"
    for row in [
        ["Our house view"],
        [],
        ["month", "Fed funds"],
        ["2026-09", 0.035],
        ["2026-10", 0.0325],
    ]:
        book.active.append(row)
    for row in (4, 5):
        book.active.cell(row, 2).number_format = "0.00%"
    out = io.BytesIO()
    book.save(out)
    table = read_lever_table(out.getvalue(), START)
    assert table.paths == {"fed": (3.5, 3.25)}
    assert table.said.startswith("Sheet 'Paths', policy rate Sep 2026 to Oct 2026")


def test_the_start_is_that_of_the_data_and_its_template_can_be_loaded():
    setting = shipped_world().setting
    start = PathStart.of(setting)
    assert start.first_month == setting.months[0]
    for lever, variable in VARIABLE_OF.items():
        assert start.first_free(lever) == setting.month_of(variable, 1)
    paths = read_lever_table(template(start), start).paths
    assert set(paths) == set(COLUMNS.values())
    assert {len(path) for path in paths.values()} == {12}
