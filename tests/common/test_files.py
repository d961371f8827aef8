"""A set of files is written as a set: a full disk or a kill leaves the old one whole."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models import __main__ as command
from models.common.errors import PanelError
from models.common.files import write_set
from models.panel.load import SNAPSHOT, load_panel

OLD = {"a.csv": b"old a", "b.csv": b"old b"}
NEW = {"a.csv": b"new a", "b.csv": b"new b"}
ROOT = Path(__file__).parents[2]


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fails_at_the_second(monkeypatch, error):
    written, write = [], Path.write_bytes

    def write_bytes(path, content):
        if written:
            raise error
        written.append(path)
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_the_old_set_whole_and_says_so(number, tmp_path, monkeypatch):
    write_set(tmp_path, OLD, PanelError)
    fails_at_the_second(monkeypatch, OSError(number, os.strerror(number)))
    with pytest.raises(PanelError, match=r"The disk is full, and what was there stands: make room"):
        write_set(tmp_path, NEW, PanelError)
    assert contents(tmp_path) == OLD


def test_another_fault_asks_for_another_folder(tmp_path, monkeypatch):
    fails_at_the_second(monkeypatch, OSError(errno.EACCES, os.strerror(errno.EACCES)))
    with pytest.raises(PanelError, match="Permission denied. Give --out a folder you may write to"):
        write_set(tmp_path, NEW, PanelError)
    assert contents(tmp_path) == {}


def test_a_killed_write_leaves_the_old_set_and_the_next_one_cleans_up(tmp_path):
    write_set(tmp_path, OLD, PanelError)
    program = (
        "import os, signal\nfrom pathlib import Path\n"
        "from models.common.errors import PanelError\nfrom models.common.files import write_set\n"
        "write = Path.write_bytes\n"
        "def then_die(path, content):\n"
        "    write(path, content)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "Path.write_bytes = then_die\n"
        f"write_set(Path({str(tmp_path)!r}), {{'a.csv': b'new a', 'b.csv': b'new b'}}, PanelError)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert {name: (tmp_path / name).read_bytes() for name in OLD} == OLD
    write_set(tmp_path, OLD, PanelError)
    assert left.exists()  # it may be another's that is still writing
    os.utime(left, (0, 0))  # long ago
    write_set(tmp_path, NEW, PanelError)
    assert contents(tmp_path) == NEW


@pytest.mark.parametrize("renames", [1, 2, 3])
def test_a_kill_between_the_names_is_brought_to_its_end_by_the_next_reader(renames, tmp_path):
    panel = load_panel()
    texts = {path.name: path.read_bytes() for path in SNAPSHOT.iterdir() if path.is_file()}
    write_set(tmp_path, dict.fromkeys(texts, b"old"), PanelError)
    program = (
        "import os, pickle, signal, sys\nfrom pathlib import Path\n"
        "from models.common.errors import PanelError\nfrom models.common.files import write_set\n"
        "replace, left = os.replace, iter(range(sys.maxsize))\n"
        "def then_die(*paths):\n"
        "    replace(*paths)\n"
        f"    if next(left) == {renames} - 1:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.replace = then_die\n"
        f"texts = {{path.name: path.read_bytes() for path in Path({str(SNAPSHOT)!r}).iterdir()}}\n"
        f"write_set(Path({str(tmp_path)!r}), texts, PanelError)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    there = {name: (tmp_path / name).read_bytes() for name in texts}
    assert sum(there[name] != b"old" for name in texts) == renames  # old and new side by side
    assert load_panel(tmp_path).snapshot_hash == panel.snapshot_hash
    assert contents(tmp_path) == texts


def test_an_interrupted_command_says_one_line(tmp_path, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run_scenario", interrupted)
    assert command.main(["run", "--preset", "hikes", "--out", str(tmp_path)]) == 130
    assert (
        capsys.readouterr().err == "Interrupted: files that were there before stand as they were.\n"
    )
    assert contents(tmp_path) == {}
