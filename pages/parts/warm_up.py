"""After the first page, gains of the patterns a reader is likely to ask for, while nobody waits.

One thread for the process, which ends with it. Between two steps it waits until no script runs, and
lets the next one start. ``WARM_UP=0`` in the environment leaves it out.
"""

import os
import threading

from models.outcome.warm_up import warm_up_steps
from pages.parts.run_lock import wait_between_runs

_begun = threading.Lock()  # taken by the first script of the process, for good


def warm_up_once() -> None:
    """Start the thread, if none was started before."""
    if os.environ.get("WARM_UP") != "0" and _begun.acquire(blocking=False):
        threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    wait_between_runs()
    for _ in warm_up_steps():
        wait_between_runs()
