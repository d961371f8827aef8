import datetime as dt

import pytest

from models.completion.completion import completion_of
from models.panel import load_panel
from models.scenario.paths import lever_paths, make_setting
from models.scenario.scenario import Scenario
from tests.scenario.starts import OKUN, completed

DATES = (None, dt.date(2026, 1, 14), dt.date(2010, 6, 15))


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def models(panel):
    return {as_of: completion_of(panel.known_on(as_of) if as_of else panel) for as_of in DATES}


@pytest.fixture(scope="module")
def settings(panel, models):
    return {
        as_of: make_setting(panel.known_on(as_of) if as_of else panel, OKUN, *completed(model))
        for as_of, model in models.items()
    }


def run(setting, horizon=24, **levers):
    return lever_paths(Scenario(**levers), setting, horizon)
