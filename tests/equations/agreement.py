"""Whether a new estimate agrees with a stored one."""

from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from numpy.testing import assert_allclose


def assert_same_numbers(refitted, stored, name=""):
    """Every number of two estimates, to 1e-8 of its size; the file keeps ten digits."""
    if is_dataclass(stored):
        for field in fields(stored):
            new, old = getattr(refitted, field.name), getattr(stored, field.name)
            assert_same_numbers(new, old, f"{name}.{field.name}")
    elif isinstance(stored, dict):
        assert list(refitted) == list(stored), name
        for key, old in stored.items():
            assert_same_numbers(refitted[key], old, f"{name}.{key}")
    elif isinstance(stored, list | tuple):
        assert len(refitted) == len(stored), name
        for place, (new, old) in enumerate(zip(refitted, stored, strict=True)):
            assert_same_numbers(new, old, f"{name}[{place}]")
    elif isinstance(stored, np.ndarray):
        scale = np.max(np.abs(stored), initial=0.0, where=np.isfinite(stored))
        assert_allclose(refitted, stored, rtol=1e-8, atol=1e-9 * scale, err_msg=name)
    elif isinstance(stored, float):
        assert refitted == pytest.approx(stored, rel=1e-8, nan_ok=True), name
    else:
        assert refitted == stored, name
