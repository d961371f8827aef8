"""Random requests of many kinds, the same in every run."""

import numpy as np

from models import FedLever, FiscalLever, LabourLever, Request, Scenario

NAN = float("nan")


def random_request(rng, horizon_months=24):
    """A request with some levers moved, held, pinned to a path of its own or left to follow."""
    others = "hold" if rng.random() < 0.15 else "follow"
    fed = FedLever(otherwise=others)
    if rng.random() < 0.45:
        fed = FedLever(
            direction=str(rng.choice(["cut", "hike", "hold"])),
            moves=int(rng.integers(1, 13)),
            size_pp=float(rng.choice([0.25, 0.5])),
            first_meeting=int(rng.integers(1, 9)),
            why=str(rng.choice(["history", "policy", "weakness"])),
        )
    elif rng.random() < 0.2:
        fed = FedLever(own_path=_path(rng, 0.05, 12))
    fiscal = FiscalLever(otherwise=others)
    if rng.random() < 0.4:
        fiscal = FiscalLever(size_pct_gdp=_number(rng, -4, 6))
    labour = LabourLever(otherwise=others)
    if rng.random() < 0.65:
        labour = LabourLever(
            peak_rise_pp=_number(rng, -2, 6), months_to_peak=int(rng.integers(1, 18))
        )
    elif rng.random() < 0.2:
        labour = LabourLever(own_path=_path(rng, 2, 14))
    scenario = Scenario(
        fed=fed, fiscal=fiscal, labour=labour, baseline="sep" if rng.random() < 0.1 else "flat"
    )
    return Request(scenario=scenario, horizon_months=horizon_months)


def slump(rng, horizon_months=24):
    """A request whose unemployment rises so far that the rate that follows is held at its floor."""
    labour = LabourLever(peak_rise_pp=_number(rng, 4, 6), months_to_peak=int(rng.integers(2, 8)))
    fiscal = FiscalLever(size_pct_gdp=_number(rng, -4, -2), start_month=1, ramp_months=0)
    return Request(scenario=Scenario(fiscal=fiscal, labour=labour), horizon_months=horizon_months)


def impossible(request, rng):
    """The same with a path that no scenario may have, past the checks of its fields."""
    value = NAN if rng.random() < 0.5 else -1.0
    broken = FedLever().model_copy(update={"own_path": (4.0, value)})
    return Request(
        scenario=request.scenario.model_copy(update={"fed": broken}),
        horizon_months=request.horizon_months,
    )


def _number(rng, low, high):
    return float(np.round(rng.uniform(low, high), 1)) or 0.1


def _path(rng, low, high):
    return tuple(np.round(rng.uniform(low, high, rng.integers(1, 24)), 2).tolist())
