"""Open files of the server: as many as the system grants, and the truth where they run out.

A reader takes four of them, a connection and the three of a session's event loop, for two minutes after
leaving too. A server that has none left accepts nobody, whatever its health page says.
"""

import contextlib
import errno
import os
from functools import cache

from streamlit.runtime.runtime import Runtime

WANTED = 16_384
RESERVE = 64  # for readers who come at the same time, files that are read, a process that estimates
FULL = "full: as many readers as the limit on open files allows, ulimit -n"


def has_room() -> bool:
    """Whether another reader can be taken; True where the system does not tell."""
    try:
        import resource

        used = len(os.listdir("/dev/fd"))
    except ImportError:
        return True
    except OSError as error:
        return error.errno not in (errno.EMFILE, errno.ENFILE)  # not even this could be opened
    return used + RESERVE <= resource.getrlimit(resource.RLIMIT_NOFILE)[0]


@cache
def prepare_open_files() -> None:
    """Raise the limit, and let the health page tell when there is no room; once a process.

    Browsers ask that page before they connect: while it says full, those who wait try again, and those
    who read go on reading.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        granted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = WANTED if most == resource.RLIM_INFINITY else min(WANTED, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(granted, wanted), most))
    _tell(Runtime)


def _tell(runtime: type[Runtime]) -> None:
    serves = runtime.is_ready_for_browser_connection.fget  # type: ignore[attr-defined]

    async def ready(self: Runtime) -> tuple[bool, str]:
        good, words = await serves(self)
        return (good, words) if has_room() else (False, FULL)

    runtime.is_ready_for_browser_connection = property(ready)  # type: ignore[assignment, method-assign]
