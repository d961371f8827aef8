"""Who computes a record: processes of this machine, or the workers of a Dask cluster.

joblib carries the same jobs to either, and a job's numbers do not depend on who computes it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from models import __version__
from models.common.errors import ModelError

BACKENDS = ("loky", "dask")  # joblib's names; loky is its own, of processes
WAIT_SECONDS = 30  # for the first worker of a cluster
LOOPBACK = "127.0.0.1:0"  # any free port for its status page; None would insist on 8787 and warn


@contextmanager
def record_workers(backend: str, address: str | None = None) -> Iterator[None]:
    """Within it, `joblib.Parallel` hands its jobs to the backend asked for.

    Parameters
    ----------
    backend
        One of `BACKENDS`.
    address
        Of a running Dask cluster's scheduler, as `tcp://HOST:PORT`; scheduler and workers have this
        version of the project on PYTHONPATH. Without one, dask starts a worker a processor core on
        this machine.

    Raises
    ------
    ModelError
        If dask is not installed, no cluster with a worker answers, or it has not this version.
    """
    if backend == "loky":
        yield  # what joblib does unasked
        return
    try:  # neither is needed to run the app
        from distributed import Client, LocalCluster
        from joblib import parallel_config
    except ImportError:
        raise ModelError(
            "The backend 'dask' needs packages that are not installed: "
            "pip install -r requirements-dev.txt, or choose the backend 'loky'."
        ) from None
    with ExitStack() as opened:
        try:
            cluster = address or opened.enter_context(
                LocalCluster(threads_per_worker=1, dashboard_address=LOOPBACK)
            )
            client = opened.enter_context(Client(cluster))
            client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except (OSError, ValueError):
            raise ModelError(
                f"No Dask cluster with a worker answers at {address or 'this machine'}: give the "
                "address of a running scheduler as tcp://HOST:PORT, or none to start one here."
            ) from None
        try:  # joblib would wait for ever for a job that the scheduler cannot read
            client.submit(_version, pure=False).result(timeout=WAIT_SECONDS)
            versions = set(client.run(_version).values())
        except Exception:  # whatever unpickling raises elsewhere
            versions = set()
        if versions != {__version__}:
            raise ModelError(
                f"The Dask cluster at {address or 'this machine'} does not have version {__version__} "
                "of this project: start its scheduler and every worker with the project on PYTHONPATH."
            )
        opened.enter_context(parallel_config(backend="dask", client=client))
        yield


def _version() -> str:
    """Version of the project where this is run."""
    return __version__
