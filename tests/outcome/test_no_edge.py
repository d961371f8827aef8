"""Live figures may leave no month half published before the origin: then there is no edge to complete."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

from models.completion.completion import make_completion
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from tests.cases import EPS, MODERATE, RETURN


def test_a_start_without_an_edge_is_answered():
    world = shipped_world()
    model = world.completion
    data = model.data
    known = pd.concat([data.sample, model.completed_edge()])
    whole = make_completion(replace(data, sample=known, edge=data.edge.iloc[:0]), model.fit)
    request = Request(scenario=Scenario(**MODERATE))
    found = evaluate(request, replace(world, completion=whole))
    expected = evaluate(request, world)
    assert found.macro.edge_change.shape[0] == 0
    for variable in (RETURN, EPS):
        assert np.isfinite(found.path(variable).scenario).all()
        # What was the edge's mean is taken as published: effects hardly move.
        assert_allclose(
            found.path(variable).difference, expected.path(variable).difference, atol=0.5
        )
