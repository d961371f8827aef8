"""The record on a Dask cluster: the same numbers as here, progress told, refusals in a sentence."""

import sys
from urllib.parse import urlsplit

import dask
import pandas as pd
import pytest
from distributed import LocalCluster, default_client, get_worker

from models.common.errors import ModelError
from models.common.progress import silent
from models.equations import __main__ as command
from models.equations.level_record import _run, effects_of_bvar, effects_of_equation
from models.equations.record_workers import LOOPBACK, record_workers
from models.panel import load_panel
from models.scenario.spec import ModelSpec


@pytest.fixture(scope="module")
def jobs():
    """A horizon by two equations, a year of the completion model."""
    panel, spec = load_panel(), ModelSpec()
    return [
        (effects_of_equation, (panel, spec, "ols", 3)),
        (effects_of_equation, (panel, spec, "ridge", 6)),
        (effects_of_bvar, (panel, 2003)),
    ]


@pytest.fixture(scope="module")
def here(jobs):
    """The same by plain calls, without joblib."""
    return [function(*given) for function, given in jobs]


def cluster_here(n_workers):
    """A scheduler and workers, threads of this process, which talk over loopback.

    One worker would prove nothing: joblib computes itself where there is one core.
    """
    return LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        processes=False,
        host="127.0.0.1",
        protocol="tcp",
        dashboard_address=LOOPBACK,
    )


def worker_address():
    """Where a job is computed; refuses where there is no Dask worker."""
    return get_worker().address


def computed(jobs, n_jobs):
    """What the record computes of the jobs, and the progress it told."""
    told = []
    found = _run(jobs, n_jobs, lambda share, words: told.append((share, words)))
    return found, told


def assert_same(found, told, here):
    for piece, same in zip(found, here, strict=True):
        pd.testing.assert_frame_equal(piece, same, check_exact=True)
    words = "The record of small minus large"
    assert told == [(1 / 3, words), (2 / 3, words), (1.0, words)]


@pytest.mark.slow
def test_a_running_cluster_gives_the_numbers_of_this_process(jobs, here):
    with cluster_here(n_workers=2) as cluster, record_workers("dask", cluster.scheduler_address):
        addresses = {worker.address for worker in cluster.workers.values()}
        assert set(_run([(worker_address, ())] * 4, -1, silent)) <= addresses
        found, told = computed(jobs, n_jobs=-1)
    assert_same(found, told, here)


@pytest.mark.slow
def test_a_cluster_started_here_gives_the_numbers_of_this_process(jobs, here):
    with record_workers("dask"):
        workers = default_client().scheduler_info()["workers"]
        assert {urlsplit(address).hostname for address in workers} == {"127.0.0.1"}
        found, told = computed(jobs, n_jobs=-1)
    assert_same(found, told, here)


@pytest.mark.slow
def test_processes_of_this_machine_give_the_numbers_of_this_process(jobs, here):
    with record_workers("loky"):
        found, told = computed(jobs, n_jobs=2)
    assert_same(found, told, here)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere://127.0.0.1:9"])
def test_an_address_where_no_cluster_is(address):
    brief = dask.config.set({"distributed.comm.timeouts.connect": "100ms"})  # how often it is tried
    with (
        brief,
        pytest.raises(ModelError, match=f"No Dask cluster .* at {address}: give"),
        record_workers("dask", address),
    ):
        pass


def test_a_cluster_without_a_worker(monkeypatch):
    monkeypatch.setattr("models.equations.record_workers.WAIT_SECONDS", 0.1)  # none will come
    with (
        cluster_here(n_workers=0) as cluster,
        pytest.raises(ModelError, match="No Dask cluster with a worker answers"),
        record_workers("dask", cluster.scheduler_address),
    ):
        pass


def test_a_cluster_with_another_version_of_the_project(monkeypatch):
    monkeypatch.setattr("models.equations.record_workers._version", lambda: "0.0.1")
    with (
        cluster_here(n_workers=1) as cluster,
        pytest.raises(ModelError, match="does not have version .* PYTHONPATH"),
        record_workers("dask", cluster.scheduler_address),
    ):
        pass


def test_without_dask_a_sentence_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(command, "load_panel", lambda: None)
    monkeypatch.setattr(command, "jobs", lambda _panel: {})
    assert command.main(["--backend", "dask"]) == 1
    assert capsys.readouterr().err.strip() == (
        "The backend 'dask' needs packages that are not installed: "
        "pip install -r requirements-dev.txt, or choose the backend 'loky'."
    )


def test_an_address_without_dask_is_refused(capsys):
    with pytest.raises(SystemExit):
        command.main(["--address", "tcp://127.0.0.1:8786"])
    assert "give --backend dask with it" in capsys.readouterr().err
