"""The Fed's target in force at the date of live figures, though its month is not over."""

import datetime as dt
import json

import pandas as pd
import pytest
from werkzeug import Response

from models.common.text import day
from models.live import provider
from models.outcome.world import make_world, shipped_world
from models.scenario.calendar import meetings_after
from tests.live.publishers import END, NOW

DECIDED = meetings_after(NOW.date(), 1)[0]
LATER = DECIDED.effective_day + dt.timedelta(days=5)


@pytest.fixture
def after_a_cut(publishers, monkeypatch):
    """Some days after a meeting at which the target was cut, in the month of the meeting."""

    def cut(_request, good):
        rows = json.loads(good.get_data())["refRates"]
        upper = rows[0]["targetRateTo"]
        new = [
            rows[0]
            | {"effectiveDate": f"{at:%Y-%m-%d}"}
            | {"targetRateTo": upper - 0.25 * (at.date() >= DECIDED.effective_day)}
            for at in pd.bdate_range(END + pd.Timedelta(days=1), LATER - dt.timedelta(days=1))
        ]
        return Response(json.dumps({"refRates": [*reversed(new), *rows]}))

    publishers.faults["newyorkfed"] = cut
    monkeypatch.setattr(
        provider, "utc_now", lambda: dt.datetime.combine(LATER, dt.time(12), dt.UTC)
    )


def setting_of(done):
    return make_world(done.panel, shipped_world().fit).setting


def test_a_cut_of_the_month_under_way_is_where_the_levers_start(after_a_cut, refreshed):
    setting, was = setting_of(refreshed("target_upper", key="")), shipped_world().setting
    assert setting.as_of == LATER
    assert setting.target_upper_pct == was.target_upper_pct - 0.25
    assert setting.target_minus_rate_pp == was.target_minus_rate_pp
    assert setting.meetings[0].decision_day > LATER
    assert not any("FOMC's decision" in note for note in setting.notes)


def test_a_decision_that_the_figures_do_not_hold_is_said(after_a_cut, refreshed):
    setting = setting_of(refreshed("unemployment_rate", key=""))
    assert setting.target_upper_pct == shipped_world().setting.target_upper_pct
    (note,) = [note for note in setting.notes if "FOMC's decision" in note]
    ends = shipped_world().panel.monthly["policy_rate_target_upper"].last_valid_index().end_time
    before = meetings_after(ends.date(), 1)[0] != DECIDED  # another one was missed as well
    decisions, are, them = ("decisions", "are", "them") if before else ("decision", "is", "it")
    assert note.startswith(f"The FOMC's {decisions} of ")
    assert f" {DECIDED} {are} not in the figures" in note
    assert note.endswith(f"target up to {day(ends.date())}: no path has {them}.")
    assert not any("FOMC's decision" in note for note in shipped_world().setting.notes)
