"""Starting: the environment is used, made anew or refused in a sentence; the port likewise."""

import os
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from tools import environment, serve

ROOT = Path(__file__).parents[1]
HERE = sys.version_info[:3]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An environment with nothing in it but a stamp, in a folder with pins."""
    monkeypatch.chdir(tmp_path)
    for name in environment.FILES["dev"]:
        (tmp_path / name).write_text("a==1\n")
    made = tmp_path / "mit Leerzeichen und ä"
    made.mkdir()
    stamp = environment._wanted(str(made), HERE, "runtime")
    (made / environment.STAMP.format("runtime")).write_text(stamp, encoding="utf-8")
    return made


def why(folder, home=HERE, asked=False):
    return environment._why_anew(str(folder), home, asked)


def test_an_environment_is_good_in_its_place(folder):
    assert why(folder) == ""


def test_one_that_was_moved_says_from_where(folder):
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    assert why(elsewhere) == f"it was made for the folder {folder}"


def test_one_cut_short_without_python_or_of_another_version_is_made_anew(folder):
    assert why(folder, ()) == "it has no Python with pip that runs"
    assert why(folder, (3, 11, 2)) == "it is for Python 3.11.2"
    assert why(folder, (3, 14, 0)) == "it is for Python 3.14.0"
    other = (3, 12 if HERE[1] != 12 else 13, 1)
    assert why(folder, other) == ""
    assert why(folder, other, asked=True) == f"it is for Python 3.{other[1]}.1"
    (folder / environment.UNDER_WAY).touch()
    assert why(folder) == "its installation was cut short"


def test_other_pins_are_another_stamp(folder):
    before = environment._wanted(str(folder), HERE, "runtime")
    Path("requirements.txt").write_text("a==2\n")
    assert environment._wanted(str(folder), HERE, "runtime") != before


@pytest.mark.parametrize("version", [(3, 11, 2), (3, 10, 9), (3, 14, 0)])
def test_a_python_that_the_pins_do_not_take_installs_nothing(version, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "argv", ["environment.py", str(tmp_path / "new"), "runtime"])
    with pytest.raises(
        SystemExit, match=r"the pinned packages take 3\.11\.5 or later, 3\.12 or 3\.13"
    ):
        environment.main()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("port", ["80", "65536", "85O1", "-1", ""])
def test_a_port_out_of_range_names_the_variable(port, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["serve.py", port, "127.0.0.1"])
    with pytest.raises(SystemExit, match="make run PORT=8502"):
        serve.main()


@pytest.mark.enable_socket
def test_a_port_in_use_names_another():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "tools/serve.py", str(port), "127.0.0.1"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"Port {port} of 127.0.0.1 cannot be used (Address already in use)."
    )
    assert "make run PORT=" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_headless_start_asks_nobody_for_this_machine_s_address():
    program = (
        "from streamlit import config, net_util\nfrom streamlit.web import bootstrap\n"
        "net_util.get_external_ip = net_util.get_internal_ip = lambda: 1 / 0\n"
        "config.set_option('server.headless', True)\nbootstrap._print_url(False)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "URL: http://localhost:8501" in done.stdout


@pytest.mark.parametrize("name", ["results", "live", "filings"])
def test_what_the_examples_of_the_readme_write_is_ignored_by_git(name):
    assert f"/{name}/" in (ROOT / ".gitignore").read_text().splitlines()
    assert f"--out {name}" in (ROOT / "README.md").read_text()


@pytest.fixture
def became(monkeypatch):
    """What `make run` would become, in place of this process."""
    became = []
    monkeypatch.setattr(sys, "argv", ["serve.py", "8765", "127.0.0.1"])
    monkeypatch.setattr(serve.socket, "create_server", lambda _: nullcontext())
    monkeypatch.setattr(serve.os, "execv", lambda *given: became.append(given))
    return became


@pytest.mark.parametrize("readable", [True, False])
def test_a_home_that_may_not_be_read_is_not_looked_into(readable, became, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(serve.os, "access", lambda folder, _: readable or folder != tmp_path)
    serve.main()
    assert os.environ["HOME"] == str(tmp_path if readable else ROOT)


def test_make_run_becomes_streamlit_run(became):
    """Whatever holds for `streamlit run app.py` then holds for it too."""
    serve.main()
    ((_, command),) = became
    assert command[:5] == [sys.executable, "-m", "streamlit", "run", "app.py"]
    assert '"$(BIN)/python" tools/serve.py "$(PORT)" "$(HOST)"' in (ROOT / "Makefile").read_text()
