import importlib
import os

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from models.common import blas
from models.equations.__main__ import one_thread

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


def test_estimates_have_one_thread_whatever_is_set(monkeypatch):
    monkeypatch.setenv(OWN, "2")
    with threadpool_limits(2), one_thread():
        assert {each["num_threads"] for each in threadpool_info()} == {1}
        assert os.environ[OWN] == "1"
