"""Charts as picture files: ``python -m pages.charts.render < asked.json > pictures.json``.

The renderer carries a JavaScript engine of 100 MB; in a process of its own that memory is given back.
"""

import base64
import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Literal

from models.common.errors import ExplorerError
from pages.charts.palette import paper_colors
from pages.charts.theme import CONFIG

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 60
WIDTH = 640
Format = Literal["svg", "png"]
_one_at_a_time = threading.Lock()  # readers who press together do not multiply that memory


def render(*specs: dict[str, Any], file_format: Format) -> list[bytes]:
    """Draw specs that stand by themselves as files, on paper white, in the colours of the light theme.

    Raises ExplorerError with one sentence when the renderer fails or takes a minute.
    """
    config = CONFIG | {
        "background": "#ffffff",
        "font": "sans-serif",
        "padding": 16,
        "range": {
            "category": paper_colors(),
            "diverging": paper_colors("chartDivergingColors"),
        },
        "title": {"fontSize": 15, "subtitleFontSize": 11, "subtitleColor": "#555555", "offset": 12},
        "view": {"stroke": None},
    }
    asked = {
        "format": file_format,
        "specs": [spec | {"config": config, "width": WIDTH} for spec in specs],
    }
    command = [sys.executable, "-m", "pages.charts.render"]
    spoken = json.dumps(asked).encode()
    try:
        with _one_at_a_time:
            done = subprocess.run(
                command,
                input=spoken,
                capture_output=True,
                cwd=ROOT,
                timeout=TIMEOUT_SECONDS,
                check=True,
            )
    except (subprocess.SubprocessError, OSError) as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace")
        reasons = re.findall(r"^\w*Error: .+", said, re.MULTILINE) or [str(error)]
        raise ExplorerError(
            f"The charts could not be drawn ({reasons[-1][:200]}): try again in a minute."
        ) from None
    return [base64.b64decode(picture) for picture in json.loads(done.stdout)]


def answer(spoken: bytes) -> bytes:
    """Return the pictures, in base 64, of what is asked; both as JSON."""
    import vl_convert

    def drawn(spec: dict[str, Any]) -> bytes:
        if asked["format"] == "svg":
            return vl_convert.vegalite_to_svg(spec).encode()
        return vl_convert.vegalite_to_png(spec, scale=2)

    asked = json.loads(spoken)
    return json.dumps([base64.b64encode(drawn(spec)).decode() for spec in asked["specs"]]).encode()


def main() -> None:
    """Answer standard input on standard output."""
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
