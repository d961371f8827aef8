"""Read and write the program's own text files: damage becomes one sentence, writing is atomic."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.common.errors import ExplorerError

_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, csv.Error)


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
