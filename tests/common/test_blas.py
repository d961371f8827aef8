import importlib
import os

import pytest

from models.common import blas

OWN, SHARED = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"


@pytest.mark.parametrize(
    ("given", "threads"),
    [({}, "1"), ({OWN: "4"}, "4"), ({SHARED: "3"}, "3"), ({OWN: "4", SHARED: "3"}, "4")],
)
def test_what_an_operator_has_set_stands(given, threads, monkeypatch):
    monkeypatch.setenv(OWN, "1")  # and put back afterwards
    for name in (OWN, SHARED):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    importlib.reload(blas)
    assert os.environ[OWN] == threads
