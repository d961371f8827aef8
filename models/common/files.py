"""Read and write the program's own files: damage becomes one sentence, writing is atomic."""

import csv
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from models.common.errors import ExplorerError

_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, csv.Error)

_DRAFTS = ".writing-"
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

    Every file is complete in a draft beside them before the first takes its name; they take it in the
    order given. What a killed write left behind goes at the next. Raises `refusal` with one sentence
    where the folder cannot be written or the disk is full.
    """
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        _clear_left_behind(folder)
        for name in contents:
            if (folder / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, f"{name} is a folder there")
        with tempfile.TemporaryDirectory(dir=folder, prefix=_DRAFTS) as draft:
            for name, content in contents.items():
                (Path(draft) / name).write_bytes(content)
            for name in contents:
                os.replace(Path(draft) / name, folder / name)
    except OSError as error:
        raise refusal(not_written(folder, error)) from None


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
