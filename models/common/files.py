"""Text files that the program keeps: read so that damage is one sentence, written whole or not at all."""

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
    """Replace a file at once, so that nobody ever reads half of one."""
    draft = path.with_name(f".{path.name}.writing")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
