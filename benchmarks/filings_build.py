"""Build earnings from filings at full size: memory, time against parsing alone, and progress.

``OPENBLAS_NUM_THREADS=1 python -m benchmarks.filings_build``, some three minutes: 6,000 invented filers
over 60 quarters, served on loopback from a process of its own, at the pace of the real thing. The time
of a second build, which finds every frame at hand, is compared with parsing the same JSON and nothing
else; both in processor time of one process.
"""

import gzip
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from models.live.mirror import MIRROR
from tests.live.filings.synthetic import Synthetic

N_FILERS, FIRST_YEAR, LAST = 5_940, 2011, (2025, 4)  # and 60 that are no listed companies
OUT = Path(__file__).with_suffix(".txt")
_PARSE = """
import gzip, json, sys, time
from pathlib import Path
contents = [gzip.decompress(path.read_bytes()) for path in sorted(Path(sys.argv[1]).glob("*.gz"))]
started = time.process_time()
for content in contents:
    json.loads(content)
print(time.process_time() - started, len(contents), sum(map(len, contents)))
"""


_BUILD = """
import re, sys
from pathlib import Path
from models.__main__ import main
status = main(sys.argv[1:])
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print("peak", peak, file=sys.stderr)
sys.exit(status)
"""


def main() -> None:
    """Measure, print, and keep what was printed."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers"
        answers.mkdir()
        n_facts = _write(answers)
        server = _serve(answers)
        environment = os.environ | {MIRROR: f"http://127.0.0.1:{server.server_port}"}
        first = _build(Path(folder) / "out", environment)
        second = _build(Path(folder) / "out", environment, "--resume")
        server.shutdown()
        parsed = subprocess.run(
            [sys.executable, "-c", _PARSE, str(Path(folder) / "out/frames")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        seconds, n_frames, n_bytes = parsed.stdout.split()
    lines = [
        f"{N_FILERS + 60:,} filers, {4 * (LAST[0] - FIRST_YEAR + 1)} quarters, {n_frames} frames, "
        f"{n_facts:,} facts, {int(n_bytes) / 1e6:,.0f} MB of JSON.",
        f"First build: {first['wall']:.0f} s at the pace ({first['asked']}), "
        f"{first['cpu']:.1f} s of processor, {first['mb']:.0f} MB at most, "
        f"{first['bars']} lines of progress.",
        f"Second build, nothing asked: {second['cpu']:.1f} s of processor, "
        f"{second['mb']:.0f} MB at most.",
        f"Parsing the same JSON alone: {float(seconds):.1f} s. Ratio: "
        f"{second['cpu'] / float(seconds):.2f}.",
        f"Python {sys.version.split()[0]}.",
    ]
    print(*lines, sep="\n")
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write(folder: Path) -> int:
    """Write each frame's answer, compressed; return how many facts they hold."""
    answers = Synthetic(n_listed=N_FILERS, first_year=FIRST_YEAR, last=LAST).answers()
    for name, text in answers.items():
        (folder / name).write_bytes(gzip.compress(text.encode(), compresslevel=1))
    return sum(int(re.search(r'"pts":(\d+)', text)[1]) for text in answers.values())


def _serve(folder: Path) -> ThreadingHTTPServer:
    import threading

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            tag, unit, period = self.path.removesuffix(".json").split("/")[-3:]
            path = folder / f"{tag}-{unit}-{period}"
            content = path.read_bytes() if path.exists() else b""
            self.send_response(200 if content else 404)
            if content:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _build(out: Path, environment: dict[str, str], *more: str) -> dict:
    command = [sys.executable, "-c", _BUILD, "earnings", "build", "--contact", "you@example.org"]
    started, used = time.monotonic(), _children()
    done = subprocess.Popen(
        [*command, "--out", str(out), *more],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    said, progress = done.communicate()
    if done.returncode:
        raise SystemExit(progress.splitlines()[-1])
    print(said, end="")
    return {
        "wall": time.monotonic() - started,
        "cpu": _children() - used,
        "mb": int(progress.split()[-1]) / 1024,
        "asked": said.split(",")[0],
        "bars": progress.count("["),
    }


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
