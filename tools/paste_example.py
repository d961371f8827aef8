"""Paste what the worked example of the README prints today: ``python tools/paste_example.py``."""

import io
import re
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from textwrap import fill

WIDTH = 103  # of a line of the example
ROOT = Path(__file__).parents[1]
EXAMPLE = re.compile(r"(-m (models run [^\n]*)\n)(.*?)(?=```)", re.DOTALL)


def pasted(readme: str) -> str:
    """Return the README with its example's output as the command prints it now."""
    from models.__main__ import main

    found = EXAMPLE.search(readme)
    if found is None:
        raise SystemExit("The README has no worked example that begins with `-m models run`.")
    arguments = found[2].removeprefix("models ").split()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()) as printed:
        arguments[arguments.index("--out") + 1] = folder
        main(arguments)
    lines = printed.getvalue().splitlines()
    wrapped = "\n".join(fill(line, WIDTH, subsequent_indent="  ") for line in lines) + "\n"
    return readme[: found.start(3)] + wrapped + readme[found.end(3) :]


def run() -> None:
    """Rewrite the README and say whether anything changed."""
    path = ROOT / "README.md"
    before = path.read_text(encoding="utf-8")
    after = pasted(before)
    path.write_text(after, encoding="utf-8")
    print("The README's example is pasted anew." if after != before else "The README stands.")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run()
