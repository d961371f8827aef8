from dataclasses import replace

import numpy as np
import pytest

from models.completion.completion import make_completion
from models.completion.data import completion_data
from models.completion.stored import load_completion
from models.completion.system import System
from models.panel import load_panel


@pytest.fixture(scope="session")
def panel():
    return load_panel()


@pytest.fixture(scope="session")
def shipped_fit(panel):
    return load_completion(panel)


@pytest.fixture(scope="session")
def model(panel, shipped_fit):
    return make_completion(completion_data(panel), replace(shipped_fit, n_draws=200))


@pytest.fixture(scope="session")
def flat(model):
    """Paths of the three levers that stay where they are, published months as published."""

    def paths(months, *names):
        last = model.past[-1]
        result = {}
        for name in names or ("unemployment_rate", "fiscal_impulse", "policy_rate"):
            path = np.full(months, last[model.names.index(name)])
            fact = model.data.ahead[name].to_numpy()[:months]
            result[name] = np.where(np.isfinite(fact), fact, path)
        return result

    return paths


def random_system(n, lags, n_draws=1, seed=0):
    """Stable systems with a full lower-triangular impact."""
    rng = np.random.default_rng(seed)
    phi = 0.3 * rng.normal(size=(n_draws, n, n * lags)) / np.arange(1, lags + 1).repeat(n)
    phi[:, np.arange(n), np.arange(n)] += 0.5
    impact = np.tril(rng.normal(size=(n_draws, n, n)))
    impact[:, np.arange(n), np.arange(n)] = rng.uniform(0.5, 1.5, size=(n_draws, n))
    return System(rng.normal(size=(n_draws, n)), phi, impact)
