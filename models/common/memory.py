"""How much memory this process may still take: of the machine, of its control group, of its own limit."""

from pathlib import Path

_MB = 1e6
_GROUPS = (  # by kind: a limit, what is used, what of that can be given back
    ("", "memory.max", "memory.current", "inactive_file"),
    ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)


def available_mb(root: Path = Path("/")) -> float | None:
    """Return the least of what is left, MB (10^6 bytes); None where the system does not tell.

    Read from Linux' own files below `root`: ``/proc/meminfo``, the control group and those above it, of
    either version, and the limit on address space. Pages of files that nobody uses count as free.
    """
    left = [*_of_machine(root), *_of_groups(root), *_of_process(root)]
    return min(left) / _MB if left else None


def _of_machine(root: Path) -> list[float]:
    lines = _lines(root / "proc/meminfo")
    return [1024.0 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")]


def _of_groups(root: Path) -> list[float]:
    """Return what is left of every group that has a limit, as far up as this process can see."""
    left = []
    for line in _lines(root / "proc/self/cgroup"):
        _, kinds, path = line.split(":", 2)
        for kind, limit, used, can_go in _GROUPS:
            if kind not in kinds.split(","):
                continue
            mounted = root / "sys/fs/cgroup" / kind
            group = mounted / path.lstrip("/")
            for each in (
                group,
                *(above for above in group.parents if above.is_relative_to(mounted)),
            ):
                most, now = _number(each / limit), _number(each / used)
                if most is not None and now is not None:
                    left.append(most - now + _entry(each / "memory.stat", can_go))
    return left


def _of_process(root: Path) -> list[float]:
    for line in _lines(root / "proc/self/limits"):
        if line.startswith("Max address space") and (soft := line.split()[3]).isdecimal():
            return [float(soft) - _entry(root / "proc/self/status", "VmSize:") * 1024]
    return []


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _number(path: Path) -> float | None:
    lines = _lines(path)
    return float(lines[0]) if lines and lines[0].isdecimal() else None  # "max" is no limit


def _entry(path: Path, name: str) -> float:
    found = (line.split()[1] for line in _lines(path) if line.split()[:1] == [name])
    return float(next(found, 0))
