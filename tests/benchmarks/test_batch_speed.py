"""The benchmark of many scenarios at once runs, and measures what it says it does."""

import re

from benchmarks.batch_speed import SIDE, cells, measured, steps
from models.outcome.run import preset_request
from models.scenario.presets import preset

REQUEST = preset_request(preset("mild-slowdown"))


def test_it_measures_a_sweep_of_71_steps_and_a_grid_of_41_by_41():
    rises = [request.scenario.labour.peak_rise_pp for request in steps(REQUEST)]
    assert (len(rises), rises[0], rises[-1]) == (71, -1.0, 6.0)
    scenarios = {request.scenario for request in cells(REQUEST)}
    assert len(scenarios) == SIDE**2 == 41 * 41


def test_a_small_one_says_ratios_to_one_evaluation_and_the_peak_of_memory():
    one, *batches, memory = measured(REQUEST, steps(REQUEST)[:3], cells(REQUEST)[:4], runs=1)
    took = float(re.fullmatch(r"One evaluation: ([\d.]+) ms\.", one)[1])
    assert len(batches) == 4  # two sizes, one outcome and two
    assert batches[0].startswith("A sweep of 3 steps")
    assert batches[2].startswith("A grid of 4 cells")
    for line in batches:
        spent, ratio = map(
            float, re.search(r": ([\d.]+) ms .*, ([\d.]+) evaluations", line).groups()
        )
        assert abs(spent / took - ratio) < 0.05 + 0.1 * ratio
    assert 0 < float(re.search(r": (\d+) MB", memory)[1]) < 150
