"""Which commit of the project is running, where its files lie in a git checkout."""

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_HEX_DIGITS = (40, 64)  # of SHA-1 and SHA-256


@cache
def commit(root: Path = ROOT) -> str | None:
    """Return the commit checked out at `root`, or None where that cannot be told.

    It is read from git's own files, so that neither git nor a process is needed. Changes that have
    not been committed do not show in it.
    """
    try:
        return _commit(root / ".git")
    except (OSError, ValueError):
        return None


def _commit(git: Path) -> str | None:
    if git.is_file():  # a worktree: the file says where its own folder is
        git = git.parent / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    head = git.joinpath("HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref: "):
        return _whole(head)
    name = head.removeprefix("ref: ")
    common = git
    if (shared := git / "commondir").is_file():
        common = git / shared.read_text(encoding="utf-8").strip()
    for folder in (git, common):
        if (folder / name).is_file():
            return _whole((folder / name).read_text(encoding="utf-8").strip())
    packed = common.joinpath("packed-refs").read_text(encoding="utf-8")
    found = [line.split(" ")[0] for line in packed.splitlines() if line.endswith(f" {name}")]
    return _whole(found[0]) if found else None


def _whole(text: str) -> str | None:
    return text if len(text) in _HEX_DIGITS and set(text) <= set("0123456789abcdef") else None
