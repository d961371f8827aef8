"""The small-cap macro scenario explorer: scenarios in, paths with bands and their evidence out."""

from models.outcome.run import run_scenario
from models.panel import load_panel
from models.scenario.scenario import FedLever, FiscalLever, LabourLever, Scenario

__all__ = ["FedLever", "FiscalLever", "LabourLever", "Scenario", "load_panel", "run_scenario"]
__version__ = "0.1.0"
