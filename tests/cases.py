"""Scenarios and words that several tests share."""

import datetime as dt

from models import FedLever, FiscalLever, LabourLever, Scenario
from models.scenario.levers import LEVERS, PINNED

RETURN, EPS, PROFITS = (
    "small_cap_relative_return",
    "eps_growth_large_cap",
    "corporate_profit_growth",
)
JANUARY = dt.date(2026, 1, 14)
MODERATE = {
    "fed": FedLever(direction="cut", moves=3, size_pp=0.25),
    "fiscal": FiscalLever(size_pct_gdp=0.5, start_month=2),
    "labour": LabourLever(peak_rise_pp=0.4, months_to_peak=8, recovery_half_life_months=12),
}
TWICE = {
    "fed": FedLever(direction="cut", moves=3, size_pp=0.5),
    "fiscal": FiscalLever(size_pct_gdp=1.0, start_month=2),
    "labour": LabourLever(peak_rise_pp=0.8, months_to_peak=8, recovery_half_life_months=12),
}
HELD = dict.fromkeys(LEVERS, "hold")
SLUMP = Scenario(labour=LabourLever(peak_rise_pp=6.0, months_to_peak=3))


def rest_held(**levers):
    """A scenario whose other levers stay at their baseline."""
    return Scenario(**levers).with_others(HELD)


def modelled(found):
    """Rows of the equations, without those of the completion model."""
    return found.table[found.table["model"] != "bvar"]


def followers(scenario):
    """Variables of the levers that the baseline pins and that are neither moved nor held."""
    parts = {lever.variable: scenario.parts[lever.id] for lever in PINNED}
    return [name for name, p in parts.items() if not p.active and p.otherwise == "follow"]
