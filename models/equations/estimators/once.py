"""Solve the same regression once: records at several distances train on the same samples."""

import hashlib
from collections.abc import Callable

import numpy as np

from models.common.cache import SingleFlightCache

_solved: SingleFlightCache[np.ndarray] = SingleFlightCache(20_000)  # some hundred bytes each


def once(
    name: str,
    solve: Callable[[], np.ndarray],
    design: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
) -> np.ndarray:
    """Return what `solve` gives, computed at the first call with this name and these numbers."""
    seen = hashlib.sha256(f"{name} {design.shape} {y.shape}".encode())
    for part in (design, y, weights):
        seen.update(np.ascontiguousarray(part, dtype=float).tobytes())
    return _solved.get(seen.digest(), solve).copy()
