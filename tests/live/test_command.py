"""`python -m models refresh` as a scheduled job calls it, in a process of its own."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from werkzeug import Response

from models.__main__ import main
from models.live.chains import chains
from models.live.mirror import MIRROR
from models.panel import load_panel
from tests.browser.server import free_port
from tests.live import agencies
from tests.live.publishers import KEY, MONTH, NOW, VINTAGE
from tests.waiting import GENEROUS_SECONDS

ROOT = Path(__file__).parents[2]
N = len(chains().rules)
# What `python -m models` does on the publishers' day, without the pauses granted between two questions.
AT_ONCE = f"""
import datetime as dt, runpy
from models.live import clock, provider
clock.sleep = lambda _: None
provider.utc_now = lambda: dt.datetime.fromisoformat("{NOW.isoformat()}")
runpy.run_module("models", run_name="__main__")
"""


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", AT_ONCE, "refresh", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=GENEROUS_SECONDS,
        env={**os.environ, "FRED_API_KEY": KEY, **environment},
        check=False,
    )


@pytest.mark.slow
def test_it_writes_a_panel_that_loads_and_says_each_series(publishers, tmp_path, base):
    done = run("--out", tmp_path / "live", "--seconds", "600")
    assert done.returncode == 0, done.stderr
    first, *series = done.stdout.splitlines()
    assert first == f"{N} of {N} series are live, 0 stand on the snapshot of {base.vintage}."
    n_new = (MONTH - base.monthly["unemployment_rate"].last_valid_index()).n
    assert f"unemployment_rate: FRED, {n_new} new to {MONTH}." in series
    assert series[-1].startswith("This product uses the FRED® API but is not endorsed")
    assert not [line for line in series if "BLS.gov" in line]  # asked with a key: FRED has it all
    panel = load_panel(tmp_path / "live")
    assert panel.snapshot_hash != base.snapshot_hash
    assert panel.origin == MONTH
    assert KEY not in done.stdout + done.stderr
    written = "".join(path.read_text() for path in (tmp_path / "live").iterdir())
    assert KEY not in written


@pytest.mark.slow
def test_no_home_and_nowhere_to_write_is_no_fault(publishers, tmp_path):
    nowhere = {"HOME": "/proc/none", "XDG_CACHE_HOME": "/proc/none", "TMPDIR": "/proc/none"}
    done = run("--out", tmp_path / "live", "--seconds", "600", **nowhere)
    assert done.returncode == 0, done.stderr
    assert "large_cap_return_sp500: Yahoo" in done.stdout
    publishers.faults["yahoo"] = lambda *_: Response("<html>")  # the rest will do
    refused = run("--out", "/proc/none", "--seconds", "600", **nowhere)
    assert refused.returncode == 2
    assert "cannot be written" in refused.stderr.splitlines()[-1]


@pytest.fixture
def here(monkeypatch, capsys):
    """Run the command in this process; return its status and what it printed."""

    def run_here(*arguments):
        monkeypatch.setenv("FRED_API_KEY", KEY)
        status = main(["refresh", *map(str, arguments)])
        return status, *capsys.readouterr()

    return run_here


def test_all_feeds_down_ends_with_a_sentence_a_series(
    tmp_path, publishers, here, monkeypatch, base
):
    monkeypatch.setenv(MIRROR, f"http://127.0.0.1:{free_port()}")
    status, out, err = here("--out", tmp_path / "x")
    assert status == 1
    first, *series = out.splitlines()
    assert first == f"0 of {N} series are live, {N} stand on the snapshot of {base.vintage}."
    assert len(series) == N + 1  # and what is shown beside the panel
    assert all(line.endswith(".") and ": " in line for line in series)
    assert not (tmp_path / "x").exists()
    assert KEY not in out + err


@pytest.mark.slow
def test_all_feeds_hanging_ends_at_the_deadline(tmp_path, publishers):
    over = threading.Event()
    publishers.faults = dict.fromkeys(
        ("fred", "yahoo", "cboe", "french", *agencies.NAMES),
        lambda _, good: (over.wait(GENEROUS_SECONDS), good)[1],
    )
    try:
        done = run("--out", tmp_path / "x", "--seconds", "1")  # it ends while they still hang
    finally:
        over.set()
    assert done.returncode == 1
    assert done.stdout.startswith(f"0 of {N} series are live")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--seconds", "soon"), "--seconds is 'soon'; give a number from 1 to 600."),
        (("--as-of", "2026-13-01"), "write year, month and day: 2026-01-14."),
        (("--as-of", "1999-01-01"), f"from 2019-01-01 to {VINTAGE}"),
    ],
)
def test_a_wrong_request_is_one_sentence(tmp_path, publishers, here, arguments, words):
    status, _, err = here("--out", tmp_path / "x", *arguments)
    assert status == 2
    assert words in err
    assert len(err.splitlines()) == 1
    assert not publishers.asked


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.slow
def test_an_output_that_takes_nothing_is_one_sentence(tmp_path, publishers):
    command = [sys.executable, "-m", "models", "refresh", "--out", str(tmp_path / "x")]
    down = {**os.environ, MIRROR: f"http://127.0.0.1:{free_port()}"}
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, env=down, check=False
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("Standard output cannot be written: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("folder", ["", "  "])
def test_a_blank_folder_is_refused_before_anyone_is_asked(publishers, here, folder):
    status, _, err = here("--out", folder)
    assert status == 2
    assert err.startswith("--out is ")
    assert not publishers.asked
