"""Where levers start, as known on a day, for tests of their paths."""

import numpy as np

from models.completion.completion import completion_of
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.paths import make_setting

OKUN = -0.4


def completed(model):
    """The edge and the forecast that a setting takes from the completion model."""
    own = model.complete({}, {}, horizon_months=24)
    return model.completed_edge(), own.baseline[
        :, [own.names.index(lever) for lever in EQUATION_DRIVERS]
    ]


def known_of_drivers(setting):
    """What is published ahead of the levers in the equations, as columns, NaN elsewhere."""
    return np.column_stack([setting.known_of(driver) for driver in EQUATION_DRIVERS])


def setting_on(panel, day=None):
    """The setting as known on a day, the panel's own if None."""
    known = panel.known_on(day) if day else panel
    return make_setting(known, OKUN, *completed(completion_of(known)))
