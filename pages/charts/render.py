"""A chart as a picture file: ``python -m pages.charts.render svg < spec.json > chart.svg``.

The renderer carries a JavaScript engine of 100 MB; in a process of its own that memory is given back.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 30
Format = Literal["svg", "png"]


def render(spec: dict[str, Any], file_format: Format, *, colors: list[str]) -> bytes:
    """Draw a standalone spec as a file, on paper white, with the given colours in idea order.

    Raises RuntimeError when the renderer fails; its message is in the exception.
    """
    config = {
        "background": "#ffffff",
        "font": "sans-serif",
        "padding": 16,
        "range": {"category": colors},
        "title": {"fontSize": 15, "subtitleFontSize": 11, "subtitleColor": "#555555", "offset": 12},
        "view": {"stroke": None},
    }
    done = subprocess.run(
        [sys.executable, "-m", "pages.charts.render", file_format],
        input=json.dumps(spec | {"config": config, "width": 640}).encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def main() -> None:
    """Read a spec from standard input, write the picture to standard output."""
    import vl_convert

    spec = json.load(sys.stdin)
    if sys.argv[1] == "svg":
        sys.stdout.write(vl_convert.vegalite_to_svg(spec))
    else:
        sys.stdout.buffer.write(vl_convert.vegalite_to_png(spec, scale=2))


if __name__ == "__main__":
    main()
