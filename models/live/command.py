"""`python -m models refresh`: the panel with live figures, for a scheduled job."""

import argparse
import datetime as dt
import json
import os
import sys
from pathlib import Path

from models.common.console import print_lines
from models.common.errors import PanelError

DEFAULT_SECONDS, MOST_SECONDS = 30.0, 600.0
KEY_VARIABLE = "FRED_API_KEY"


def add_refresh(commands: argparse._SubParsersAction) -> None:
    """Add the subcommand to the command line."""
    parser = commands.add_parser(
        "refresh",
        help="fetch live figures and write the refreshed panel",
        description="Fetch live figures, splice them onto the snapshot by the stated rules, and write "
        "the tables and their manifest. Every series that cannot be had stays on the snapshot and is "
        f"named. The FRED key is read from the environment variable {KEY_VARIABLE}.",
        epilog="Status: 0 if at least one series is live, 1 if none is, 2 for a wrong request.",
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder for the tables")
    parser.add_argument(
        "--without-key",
        action="store_true",
        help="ask FRED's graph download too, which needs no key",
    )
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help="load what was known on a past date (2026-01-14), with a key",
    )
    parser.add_argument(
        "--seconds",
        metavar="N",
        default=f"{DEFAULT_SECONDS:g}",
        help=f"deadline of the whole refresh, 1 to {MOST_SECONDS:g} (default {DEFAULT_SECONDS:g})",
    )
    parser.set_defaults(command=_refresh)


def _refresh(options: argparse.Namespace) -> int:
    from models.live.fetch_many import Asking  # needs the network's libraries: only here
    from models.live.refresh import refresh
    from models.live.report import notices, sentences
    from models.panel import load_panel

    asking = Asking(
        key=os.environ.get(KEY_VARIABLE, ""),
        without_key=options.without_key,
        as_of=_date(options.as_of),
    )
    folder, seconds, base = _folder(options.out), _seconds(options.seconds), load_panel()
    done = refresh(
        base,
        asking,
        seen=lambda feed, words, number, total: print(
            f"{number}/{total} {feed}: {words}", file=sys.stderr
        ),
        deadline_seconds=seconds,
    )
    if done.files:
        _write(folder, done.files, done.panel.manifest)
    print_lines(*sentences(done, base), *notices(done))
    return 0 if done.changes else 1


def _write(folder: Path, files: dict[str, str], manifest: dict) -> None:
    """Write all tables and their manifest as a set: a folder that `load_panel` reads."""
    from models.common.files import write_set

    stated = json.dumps(manifest, indent=1, ensure_ascii=False, default=str) + "\n"
    texts = {**files, "manifest.json": stated}
    write_set(folder, {name: text.encode() for name, text in texts.items()}, PanelError, 0o700)


def _folder(text: str) -> Path:
    if not text.strip():
        raise PanelError(f"--out is {text[:40]!r}; give the path of a folder, such as results.")
    return Path(text)


def _date(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise PanelError(
            f"The as-of date is {text[:40]!r}; write year, month and day: 2026-01-14."
        ) from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = float("nan")
    if not 1 <= seconds <= MOST_SECONDS:
        raise PanelError(f"--seconds is {text[:40]!r}; give a number from 1 to {MOST_SECONDS:g}.")
    return seconds
