"""The two apps that are compared, each started on a loopback port of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.server import Server

SLIDER = "labour_peak_rise_pp"
FIRST_CHART = "Cumulative relative return with bands"
LOWEST, HIGHEST, STEP = 0.5, 3.0, 0.1  # where the sessions move the slider


@dataclass(frozen=True, slots=True)
class App:
    """One of the two: what to start, and the page to look at."""

    name: str
    script: str
    page: str


APPS = (
    App("reference", "benchmarks/reference_app/app.py", ""),
    App("page", "app.py", "scenario"),
)


def positions(count: int, start: int = 0) -> Iterator[float]:
    """Yield slider positions one step apart, up and down within the range."""
    n = round((HIGHEST - LOWEST) / STEP)
    for i in range(start, start + count):
        at = i % (2 * n)
        yield round(LOWEST + STEP * min(at, 2 * n - at), 1)


@contextmanager
def running(app: App) -> Iterator[Server]:
    """Start an app's server; refuse a log that speaks of errors."""
    with TemporaryDirectory() as folder:
        with Server(Path(folder) / "server.log", app.script) as server:
            yield server
        if lines := server.suspicious_lines():
            raise RuntimeError(f"The server of the {app.name} complained:\n" + "\n".join(lines))
