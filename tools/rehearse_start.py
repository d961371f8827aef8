"""Start the project from nothing in the places where starts fail: ``make rehearse-start``.

Each case copies the committed files to a folder of its own, runs `make` there as a newcomer would, and
is judged by what is printed and by whether the server answers. Folders of readers are not touched.
More Pythons can be named: ``make rehearse-start PYTHONS="/opt/3.13/bin/python3"``.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 600
PYTHONS = ("/usr/bin/python3", "python3.11", "python3.12", "python3.13")
NAME = "Ein Ordner für Übungen"


def copy_of_the_project(folder: Path, root: Path = ROOT) -> Path:
    """Copy the committed files, as they are changed by now, into a folder."""
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=root, text=True).split("\0")
    for name in filter(None, names):
        if (root / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    return folder


def make(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run make in a folder; return its status and all it said."""
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def version_of(python: str) -> str | None:
    """Return what a Python says it is; None for one that does not start here."""
    try:
        return subprocess.check_output([python, "-V"], text=True, stderr=subprocess.DEVNULL).strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def serves(folder: Path, *arguments: str, **user: int) -> tuple[bool, str]:
    """Whether `make run` comes to answer on loopback; with the last line it said."""
    port = free_port()
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(
            ["make", "--no-print-directory", "run", f"PORT={port}", *arguments],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "STREAMLIT_SERVER_HEADLESS": "true"},
            **user,
        )
        answered, until = False, monotonic() + SECONDS
        while not answered and server.poll() is None and monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as health:
                    answered = health.status == 200
            except OSError:
                sleep(0.5)
        if server.poll() is None:
            os.killpg(server.pid, 15)
            server.wait()
        log.seek(0)
        lines = [line.strip() for line in log.read().splitlines() if line.strip()]
    said = next((line for line in lines if line.startswith("URL")), lines[-1] if lines else "")
    return answered, said


def main() -> int:
    """Run every case; return 1 if any failed."""
    failed = 0

    def told(case: str, good: bool, said: str) -> None:
        nonlocal failed
        failed += not good
        last = said.splitlines()[-1] if said else ""
        print(f"{'held' if good else 'FAILED'}: {case}. {last}".rstrip(), flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        home = copy_of_the_project(Path(temporary) / NAME)
        told("a path with spaces and umlauts", *serves(home))
        status, said = make(home, "runtime")
        told("a second start installs nothing", status == 0 and not said, said)
        taken = socket.create_server(("127.0.0.1", 0))
        status, said = make(home, "run", f"PORT={taken.getsockname()[1]}")
        taken.close()
        told("a port in use", status != 0 and "make run PORT=" in said, _sentence(said, "Port"))
        status, said = make(home, "run", "PORT=99999")
        told("a port out of range", status != 0 and "65535" in said, _sentence(said, "PORT"))
        _read_only(home, told)
        moved = home.rename(home.with_name("moved"))
        status, said = make(moved, "runtime")
        told("a moved folder", status == 0 and "made anew" in said, _sentence(said, "The env"))
        shutil.rmtree(moved / ".venv")
        status, said = make(moved, "runtime")
        told("a removed environment", status == 0, said)
        shutil.rmtree(moved / ".venv")
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", str(moved / ".venv")], check=True
        )
        status, said = make(moved, "runtime")
        good = status == 0 and "made anew" in said
        told("a venv that was killed before pip", good, _sentence(said, "The env"))
        (moved / ".venv" / "installation-under-way").touch()
        status, said = make(moved, "runtime")
        told("a killed install", status == 0 and "cut short" in said, _sentence(said, "The env"))
        for number, python in enumerate((*PYTHONS, *sys.argv[1:])):
            version = version_of(python)
            if version is None:
                print(f"not tried: {python} does not start on this machine.", flush=True)
                continue
            status, said = make(
                moved, "runtime", f"PYTHON={python}", f"VENV={temporary}/environment-{number}"
            )
            good = status == 0 or "the pinned packages take" in said
            said = _sentence(said, "Python is") if status else "installed"
            told(f"{python}, {version}", good, said)
    return int(bool(failed))


def _read_only(home: Path, told: Callable[[str, bool, str], None]) -> None:
    """Start as a user who owns nothing and may write nothing; needs root to become one."""
    if os.geteuid() != 0:
        print("not tried: another user's read-only folder; only root can become another user.")
        return
    nobody = 65534
    home.parent.chmod(0o755)
    runs = [str(home / ".venv" / "bin" / "python"), "-c", ""]
    try:
        subprocess.run(runs, user=nobody, group=nobody, check=True)
    except (OSError, subprocess.CalledProcessError):
        print("not tried: another user's read-only folder; this Python is for its owner alone.")
        return
    told("another user, in a folder that is read-only", *serves(home, user=nobody, group=nobody))


def _sentence(said: str, begins: str) -> str:
    return next((line for line in said.splitlines() if line.startswith(begins)), said)


if __name__ == "__main__":
    sys.exit(main())
