"""Whether a new estimate agrees with a stored one."""

from dataclasses import fields

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.equations.estimators.result import RegressionResult


def assert_same_numbers(refitted, stored):
    """Every number of two estimates, to 1e-8 of its size; the file keeps ten digits."""
    for field in fields(stored):
        new, old = getattr(refitted, field.name), getattr(stored, field.name)
        if isinstance(old, RegressionResult):
            assert_same_numbers(new, old)
        elif isinstance(old, dict):
            assert list(new) == list(old), field.name
            for key in old:
                value = old[key]
                expected = value if isinstance(value, str) else pytest.approx(value, rel=1e-8)
                assert new[key] == expected, (field.name, key)
        elif isinstance(old, (np.ndarray, float)):
            scale = np.max(np.abs(old), initial=0.0, where=np.isfinite(old))
            assert_allclose(new, old, rtol=1e-8, atol=1e-9 * scale, err_msg=field.name)
        else:
            assert new == old, field.name
