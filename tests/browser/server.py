"""A server process of our own: free loopback port, log in a file, ended at the end."""

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.waiting import GENEROUS_SECONDS, wait_until

ROOT = Path(__file__).parents[2]
SUSPICIOUS = re.compile(r"deprecat|warning|traceback|error id|exception", re.IGNORECASE)


def free_port() -> int:
    """Return a loopback port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One ``streamlit run``, of the app unless told otherwise; a context manager.

    It fetches nothing by itself unless `environment` says so. `before` is a program that the process
    runs before it starts to serve.
    """

    def __init__(
        self,
        log: Path,
        script: str = "app.py",
        environment: dict[str, str] | None = None,
        before: str = "",
    ) -> None:
        self.log = log
        self.script = script
        self.environment = environment or {}
        self.before = before
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Server":
        """Start the process and wait until it answers."""
        program = f"{self.before}\nfrom streamlit.web.cli import main\nmain()"
        command = [sys.executable, "-c", program, "run", self.script]
        options = [
            f"--server.port={self.port}",
            "--server.address=127.0.0.1",
            "--server.headless=true",
            "--server.fileWatcherType=none",
        ]
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                [*command, *options],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "PYTHONWARNINGS": "default",
                    "EXPLORER_REFRESH": "off",
                    **self.environment,
                },
            )
        try:
            wait_until(lambda: self._ended or self._answers(), f"{self.script} answers")
        except AssertionError:
            self._process.kill()
            raise
        if self._ended:
            raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")
        return self

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    @property
    def _ended(self) -> bool:
        return self._process.poll() is not None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=GENEROUS_SECONDS):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def __exit__(self, *_: object) -> None:
        """End the process; one that is too busy to listen is stopped."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def suspicious_lines(self) -> list[str]:
        """Return the lines of the log that speak of deprecations, warnings or errors."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if SUSPICIOUS.search(line) and '"GET /' not in line]
