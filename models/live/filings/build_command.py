"""`python -m models earnings build`: small-cap earnings from filings, by hand or in a scheduled job."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from models.common.console import print_lines
from models.common.errors import PanelError
from models.common.progress import Progress

if TYPE_CHECKING:
    from models.live.filings.build import Built

FRAMES_FOLDER, BAR_WIDTH = "frames", 30


def add_earnings(commands: argparse._SubParsersAction) -> None:
    """Add the subcommand to the command line."""
    earnings = commands.add_parser("earnings", help="build earnings of small and large caps")
    actions = earnings.add_subparsers(required=True, metavar="action")
    parser = actions.add_parser(
        "build",
        help="measure earnings on filings at the SEC",
        description="Ask data.sec.gov for hundreds of frames of financial statements, at less than eight "
        "requests a second, and measure the earnings of small and large US companies on them. Writes "
        "detail.csv, which the Earnings page reads, index.csv and corrections.csv. Frames are kept in "
        f"the folder {FRAMES_FOLDER} inside.",
        epilog="Status: 0 if the files are written, 1 if interrupted, 2 for what a sentence says.",
    )
    parser.add_argument(
        "--contact",
        metavar="ADDRESS",
        required=True,
        help="your e-mail address, which the SEC asks for",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="use frames that are at hand: kept 180, 30 or 1 days by the age of their period",
    )
    parser.add_argument("--out", metavar="DIR", required=True, help="folder for the files")
    parser.set_defaults(command=_build)


def _build(options: argparse.Namespace) -> int:
    from models.earnings.filings.validation import REPORTED, validation
    from models.live.filings.build import build  # needs the network's libraries: only here
    from models.panel import load_panel

    folder = _folder(options.out)
    try:
        built = build(
            options.contact, folder / FRAMES_FOLDER, resume=options.resume, progress=_progress()
        )
    except KeyboardInterrupt:
        print(
            "Interrupted: the frames fetched are kept; run again with --resume to go on.",
            file=sys.stderr,
        )
        return 1
    _write(folder, built)
    print_lines(
        built.counts,
        *validation(built.series, load_panel().quarterly[REPORTED]),
    )
    return 0


def _progress() -> Progress:
    """Return what draws a bar on standard error, a line for each period where that is no terminal."""
    on_terminal, last = sys.stderr.isatty(), ""

    def progress(share: float, words: str) -> None:
        nonlocal last
        period = words.split(":")[0]
        if on_terminal or period != last:
            bar = "#" * round(BAR_WIDTH * share)
            line = f"[{bar:.<{BAR_WIDTH}}] {words}"
            print(line, end="    \r" if on_terminal else "\n", file=sys.stderr, flush=True)
        last = period

    return progress


def _write(folder: Path, built: "Built") -> None:
    """Write each file whole; the index last, which may not exist."""
    from models.common.files import not_written, write_whole

    refusal = None
    for name, content in built.files():
        try:
            write_whole(folder / name, content)
        except OSError as error:
            refusal = not_written(folder, error)
    if refusal:
        raise PanelError(refusal)


def _folder(text: str) -> Path:
    if not text.strip():
        raise PanelError(f"--out is {text[:40]!r}; give the path of a folder, such as results.")
    return Path(text)
