"""The levers, one row each: what a reader may set, and which of it enters the equations."""

from models.scenario.levers.credit import CREDIT
from models.scenario.levers.fed import FED
from models.scenario.levers.fiscal import FISCAL
from models.scenario.levers.inflation import INFLATION
from models.scenario.levers.labour import LABOUR
from models.scenario.levers.lever import Lever
from models.scenario.levers.tech import TECH

LEVERS: dict[str, Lever] = {
    lever.id: lever for lever in (FED, FISCAL, LABOUR, CREDIT, INFLATION, TECH)
}
# What a reader may set, and what the estimated equations have as regressors: two ideas.
VARIABLE_OF = {lever.id: lever.variable for lever in LEVERS.values()}
EQUATION_DRIVERS = tuple(lever.variable for lever in LEVERS.values() if lever.in_equations)
PINNED = tuple(lever for lever in LEVERS.values() if lever.pinned_in_baseline)
