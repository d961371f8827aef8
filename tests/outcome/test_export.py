"""The link in metadata.json says what it cannot hold."""

from urllib.parse import parse_qsl, urlsplit

from models import LabourLever, Scenario, run_scenario
from models.outcome.export import metadata
from models.scenario.link import read_query


def stamp(rise_pp):
    return metadata(run_scenario(Scenario(labour=LabourLever(peak_rise_pp=rise_pp))), "0")


def test_a_link_that_rounds_says_so_value_by_value():
    written = stamp(1.03)
    assert written["link_rounds"] == [
        "labour_peak_rise_pp was '1.03'; allowed is \N{MINUS SIGN}2 to 6 in steps of 0.1; using 1."
    ]
    restored = dict(parse_qsl(urlsplit(written["link"]).query))
    assert read_query(restored)[0]["labour_peak_rise_pp"] == 1.0


def test_a_link_that_holds_everything_says_nothing():
    assert "link_rounds" not in stamp(1.5)
