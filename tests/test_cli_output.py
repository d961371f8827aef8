"""The command line as a process: in what characters it prints, where nobody takes it, what it imports."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models import run_scenario
from models.__main__ import main, summary
from models.common.text import MINUS
from models.scenario.presets import presets

ROOT = Path(__file__).parents[1]


def shell(arguments, **options):
    command = [sys.executable, "-m", "models", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, **options)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_the_summary_is_said_in_the_characters_there_are(encoding, tmp_path, monkeypatch, capsys):
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    with monkeypatch.context() as there:
        there.setattr(sys, "stdout", out)
        assert main(["run", "--preset", "slump-fed-late", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr() == ("", "")
    said = "\n".join(summary(run_scenario(presets()["slump-fed-late"].scenario))) + "\n"
    assert MINUS in said
    expected = said if encoding == "utf-8" else said.replace(MINUS, "-")
    assert out.buffer.getvalue().decode(encoding).replace("\r", "") == expected


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["presets", "series"])
@pytest.mark.slow
def test_an_output_that_takes_nothing_is_one_sentence(command):
    with open("/dev/full", "w") as full:
        done = shell([command], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("Standard output cannot be written: No space left on device;")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_reader_who_leaves_early_is_no_fault():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        done = shell(["series"], stdout=gone, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_module_runs_as_a_command_and_imports_no_estimator(tmp_path):
    code = (
        "import sys; from models.__main__ import main; "
        f"main(['run', '--preset', 'hikes', '--out', {str(tmp_path)!r}]); "
        "print(sorted({'statsmodels', 'sklearn', 'streamlit', 'altair'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
