"""Print lines for the command line; if standard output cannot take them, one sentence says so."""

import codecs
import os
import shutil
import sys
import time
from typing import Any

from models.common.errors import ExplorerError
from models.common.progress import Progress
from models.common.text import MINUS

QUIET_SECONDS = 2.0


def print_lines(*lines: str) -> None:
    """Print lines at once, in what characters the output has, and say where it takes none."""
    if hasattr(sys.stdout, "reconfigure"):
        codecs.register_error("spelt_in_ascii", _in_ascii)
        sys.stdout.reconfigure(errors="spelt_in_ascii")
    try:
        print(*lines, sep="\n", flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing to flush at exit
        if not isinstance(error, BrokenPipeError):  # there the reader, `head` say, has left
            raise ExplorerError(
                f"Standard output cannot be written: {error.strerror}; send it to a file or a "
                "terminal that takes it."
            ) from None


def progress_after(seconds: float = QUIET_SECONDS) -> Progress:
    """Return what tells progress on standard error once work has taken a while, a line a second."""
    told = time.monotonic() + seconds - 1.0

    def progress(share: float, words: str) -> None:
        nonlocal told
        if time.monotonic() - told > 1.0:
            print(f"{100 * share:.0f}% {words}", file=sys.stderr, flush=True)
            told = time.monotonic()

    return progress


def rewrite_line(text: str = "") -> None:
    """Put a text in the place of a terminal's last line; to a log, which has no place, say nothing."""
    if sys.stderr.isatty():
        text = text[: shutil.get_terminal_size().columns - 1]
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def _in_ascii(error: Any) -> tuple[str, int]:
    """Spell what an encoding lacks: a true minus as a hyphen, all else as question marks."""
    missing = error.object[error.start : error.end].replace(MINUS, "-")
    return missing.encode("ascii", "replace").decode(), error.end
