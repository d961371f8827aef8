"""What was not known on a date does not enter what is said as of it."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models import Scenario, load_panel
from models.completion.completion import make_completion
from models.completion.data import completion_data
from models.completion.fit import fit_completion
from models.equations import growth
from models.equations.completed_spread import STORED, compute_completed_spread
from models.equations.fit_all import fit_okun, fit_return
from models.equations.fit_growth import fit_growth
from models.outcome.run import evaluate
from models.outcome.world import World, prepare
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.paths import make_setting
from models.scenario.request import Request
from models.scenario.spec import ModelSpec
from tests.cases import (
    JANUARY,
    MODERATE,
)


def changed_after(panel, date):
    """The panel with every value of a later period end replaced by another one."""
    rng = np.random.default_rng(5)
    frames = {}
    for name in ("monthly", "quarterly", "daily"):
        frame = getattr(panel, name).copy()
        days = frame.index if name == "daily" else frame.index.to_timestamp(how="end")
        late = np.asarray(days.normalize() > pd.Timestamp(date))
        frame.loc[late] = rng.normal(scale=50.0, size=frame[late].shape)
        assert late.any()
        frames[name] = frame
    return replace(panel, **frames)


def rows_before(year):
    """Stored rows of the completed spread by the fingerprint of every figure they rest on."""
    stored = json.loads((STORED / f"{load_panel().vintage}.json").read_text())["content"]
    return {
        stored["used"][quarter]: row
        for quarter, row in stored["windows"].items()
        if int(quarter[:4]) < year
    }


@pytest.mark.slow
def test_as_of_a_date_nothing_later_is_used():
    panel = load_panel()
    spec, other = ModelSpec(estimator="ols"), changed_after(panel, JANUARY).known_on(JANUARY)
    world = prepare(panel, spec, JANUARY)
    windows = compute_completed_spread(other, known=rows_before(2021))
    refitted = replace(
        world.fit,
        okun=fit_okun(other, spec),
        returns_by={"ols": tuple(fit_return(other, spec, h)[0] for h in range(1, 13))},
        growth=tuple(fit_growth(other, spec, target, windows) for target in growth.TARGETS),
    )
    data = completion_data(other)
    completion = make_completion(data, fit_completion(data))
    own = completion.complete({}, {}, horizon_months=24)
    forecast = np.column_stack([own.frame(lever)["baseline"] for lever in EQUATION_DRIVERS])
    edge = completion.completed_edge()
    blind = World(
        panel=other,
        fit=refitted,
        completion=completion,
        setting=make_setting(other, refitted.okun_pp_per_pct, edge, forecast),
        drivers=other.monthly[list(growth.DRIVERS)].loc[: other.origin].fillna(edge),
        last_growth={name: other.quarterly[name].last_valid_index() for name in growth.TARGETS},
        level=world.level,
    )
    for scenario in (
        Scenario(as_of=JANUARY, baseline="sep", **MODERATE),
        Scenario(as_of=JANUARY, baseline="model", labour=MODERATE["labour"]),
    ):
        request = Request(scenario=scenario, horizon_months=12, spec=spec)
        expected, found = evaluate(request, world).table, evaluate(request, blind).table
        assert expected.drop(columns="value").equals(found.drop(columns="value"))
        assert_allclose(found["value"], expected["value"], rtol=1e-7, atol=1e-8)
