"""Read and write the program's own files: damage becomes one sentence, writing is atomic."""

import csv
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from models.common.errors import ExplorerError

_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, csv.Error)

_DRAFTS, _COMPLETE = ".writing-", ".complete-"
_LEFT_BEHIND_SECONDS = 3600  # no write takes an hour: drafts so old are those of a killed one
_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def undamaged(name: str, refusal: type[ExplorerError], remedy: str) -> Iterator[None]:
    """Turn whatever goes wrong with the content of a file into one sentence."""
    try:
        yield
    except _DAMAGE as error:
        raise refusal(
            f"{name} is damaged and cannot be read ({type(error).__name__}): {remedy}"
        ) from error


def write_whole(path: Path, text: str) -> None:
    """Replace a file atomically, so that no reader sees a half-written one."""
    draft = path.with_name(f".{path.name}.writing")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_set(
    folder: Path, contents: Mapping[str, bytes], refusal: type[ExplorerError], mode: int = 0o777
) -> None:
    """Write files that belong together: all of them, or none and the old ones stand.

    Every file is complete in a draft beside them before the first takes its name. What a killed write
    left half-written goes at the next; what it left complete, some names taken, is brought to its end
    by `finish_set`. Raises `refusal` with one sentence where the folder cannot be written or the disk is
    full.
    """
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        _clear_left_behind(folder)
        finish_set(folder)
        for name in contents:
            if (folder / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, f"{name} is a folder there")
        draft = Path(tempfile.mkdtemp(dir=folder, prefix=_DRAFTS))
        try:
            for name, content in contents.items():
                (draft / name).write_bytes(content)
            draft.rename(folder / f"{_COMPLETE}{draft.name.removeprefix(_DRAFTS)}")
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        finish_set(folder)
    except OSError as error:
        raise refusal(not_written(folder, error)) from None


def finish_set(folder: Path) -> None:
    """Let the files of a set that was complete when its writing was killed take their names.

    Whoever reads a set calls this before; raises OSError where the folder cannot be written.
    """
    for complete in sorted(folder.glob(f"{_COMPLETE}*")):
        with suppress(FileNotFoundError):  # another reader is at it too
            for path in sorted(complete.iterdir()):
                os.replace(path, folder / path.name)
            complete.rmdir()


def not_written(folder: Path, error: OSError) -> str:
    """Say that files cannot be written to a folder, why, and what to do about it."""
    remedy = "Give --out a folder you may write to."
    if error.errno in _FULL:
        remedy = "The disk is full, and what was there stands: make room and run the same again."
    return f"The files cannot be written to {shown(folder)}: {error.strerror}. {remedy}"


def shown(path: Path) -> str:
    """Quote a path's end, in which control characters are spelt out."""
    text = str(path)
    return repr(text if len(text) <= 80 else f"...{text[-77:]}")


def _clear_left_behind(folder: Path) -> None:
    for left in folder.glob(f"{_DRAFTS}*"):
        if time.time() - left.stat().st_mtime > _LEFT_BEHIND_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
