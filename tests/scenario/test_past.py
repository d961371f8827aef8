"""What a scenario says of dates that its calendar cannot hold or that are over."""

import datetime as dt

import pytest

from models.common.text import day
from models.scenario.levers.fed import FED, FedLever
from models.scenario.past import past_sentence
from models.scenario.request import Request
from models.scenario.scenario import Scenario

FIGURES_OF = "The figures are those of {}, and "
THEN = "newer ones can be fetched on the Data page."
CUTS = Scenario(fed=FedLever(direction="cut", moves=2))


@pytest.fixture
def setting(settings):
    return settings[None]


@pytest.mark.parametrize(
    ("fed", "count", "why"),
    [
        (
            {"moves": 8, "first_meeting": 12},
            "5 of 8 cuts",
            "(the others lie beyond the 16 meetings ahead)",
        ),
        ({"moves": 9, "every": 2}, "8 of 9 cuts", "(the others lie beyond the 16 meetings ahead)"),
        (
            {"moves": 2, "first_meeting": 16},
            "1 of 2 cuts",
            "(the others lie beyond the 16 meetings ahead)",
        ),
        ({"moves": 4, "floor_pct": 3.25}, "3 of 4 cuts", "(the floor of 3.25% stops the others)"),
    ],
)
def test_moves_that_cannot_be_made_are_said(setting, fed, count, why):
    said = FED.words(FedLever(direction="cut", **fed), setting)
    assert said.startswith(count)
    assert why in said


def test_moves_that_all_fit_need_no_word(setting):
    said = FED.words(FedLever(direction="cut", moves=5, first_meeting=12), setting)
    assert said.startswith("5 cuts of 25 bp")
    assert "(" not in said.replace("(assumed)", "")


@pytest.mark.parametrize(
    ("of", "later", "said"),
    [
        ("first", 0, ""),
        ("first", 1, "the first move of the Fed, on {first}, lies in the past"),
        ("second", 2, "the first 2 moves of the Fed, {first} to {second}, lie in the past"),
        ("end", 1, "the horizon ends in {end:%b %Y}, before today: "),
    ],
)
def test_what_is_over_is_said(setting, of, later, said):
    days = dict(zip(("first", "second"), setting.meetings[:2], strict=True))
    days = {name: meeting.decision_day for name, meeting in days.items()}
    days["end"] = setting.months[11].end_time.date()
    today = days[of] + dt.timedelta(days=later)
    said = said.format(first=day(days["first"]), second=day(days["second"]), end=days["end"])
    found = past_sentence(Request(scenario=CUTS, horizon_months=12), setting, today)
    assert bool(found) == bool(said)
    assert said in found
    if said:
        assert found.startswith(FIGURES_OF.format(day(setting.as_of)))
        assert found.endswith(THEN)


def test_a_start_in_the_past_is_meant(setting):
    past = Request(scenario=CUTS.model_copy(update={"as_of": dt.date(2026, 10, 3)}))
    assert past_sentence(past, setting, dt.date(2030, 1, 1)) == ""
