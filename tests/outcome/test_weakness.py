"""A Fed that responds to weakness with unemployment held is told so; no other setting is."""

import pytest

from models import FedLever, LabourLever, Scenario, run_scenario

CUTS = FedLever(direction="cut", why="weakness")
HELD = LabourLever(otherwise="hold")


def said(scenario):
    return [note for note in run_scenario(scenario).notes if "responds to weakness" in note]


def test_weakness_without_unemployment_is_said():
    (note,) = said(Scenario(fed=CUTS, labour=HELD))
    assert "let unemployment follow" in note


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(fed=CUTS),
        Scenario(fed=CUTS, labour=LabourLever(peak_rise_pp=1.0, otherwise="hold")),
        Scenario(fed=FedLever(direction="cut"), labour=HELD),
        Scenario(fed=FedLever(why="weakness"), labour=HELD),
    ],
)
def test_any_other_setting_says_nothing_of_it(scenario):
    assert not said(scenario)
