"""The small-cap macro scenario explorer: scenarios in, paths with bands and their evidence out."""

import models.common.blas  # noqa: F401  # before numpy
from models.outcome.run import run_scenario
from models.panel import load_panel
from models.scenario.levers.fed import FedLever
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.levers.labour import LabourLever
from models.scenario.request import Request
from models.scenario.scenario import Scenario

__all__ = [
    "FedLever",
    "FiscalLever",
    "LabourLever",
    "Request",
    "Scenario",
    "load_panel",
    "run_scenario",
]
__version__ = "0.5.0"
