"""A limit on the memory of a server and of all it starts: a control group of Linux, taken away again."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOTS = (  # version 1 where it is mounted, else 2: folder, name of the limit, of the most used
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.max_usage_in_bytes"),
    (Path("/sys/fs/cgroup"), "memory.max", "memory.peak"),
)


class LimitError(Exception):
    """Memory cannot be limited on this machine."""


@contextmanager
def memory_group(most_mib: int) -> Iterator[Path]:
    """Make a group that may take so much, without swap; what is in it must have ended when it goes.

    Raises LimitError in one sentence where this user may not.
    """
    root, limit, _ = _ROOTS[not _ROOTS[0][0].is_dir()]
    group = root / f"explorer-{os.getpid()}"
    try:
        group.mkdir()
        (group / limit).write_text(str(most_mib * 2**20))
    except OSError as error:
        raise LimitError(
            f"Memory cannot be limited here ({error.strerror} at {group}): run as root on Linux."
        ) from None
    try:
        yield group
    finally:
        for _ in range(50):
            if not (group / "cgroup.procs").read_text().strip():
                break
            time.sleep(0.1)
        group.rmdir()


def joining(group: Path) -> str:
    """Return a line of Python by which a process joins the group."""
    return f"import os; open({str(group / 'cgroup.procs')!r}, 'w').write(str(os.getpid()))"


def most_used_mib(group: Path) -> float:
    """Return the most that was used at once, files' pages included."""
    name = next(most for root, _, most in _ROOTS if (group / most).is_file())
    return int((group / name).read_text()) / 2**20


def killed(group: Path) -> int:
    """Count the processes that the system has killed for want of memory."""
    for name in ("memory.oom_control", "memory.events"):
        if (group / name).is_file():
            lines = (group / name).read_text().splitlines()
            return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
    return 0
