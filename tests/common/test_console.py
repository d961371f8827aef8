"""Progress of long work: a terminal's last line is rewritten, a log has one plain line an item."""

import io
import sys

import pytest

from models.common.console import rewrite_line
from models.equations.__main__ import done_in_turn


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def todo(tmp_path):
    def job(progress):
        progress(0.25, "Relative return over 3 months")
        path = tmp_path / "fit.json"
        path.write_text("x" * 2000)
        return path

    return {"okun": job, "returns": job}


def test_a_log_has_a_plain_line_an_item(todo, capsys):
    assert len(done_in_turn(todo)) == 2
    said = capsys.readouterr()
    assert said.out == "1 of 2: okun, 2 kB\n2 of 2: returns, 2 kB\n"
    assert said.err == ""


def test_a_terminal_shows_how_far_an_item_is(todo, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "60")
    done_in_turn(todo)
    first, shown, cleared, *_ = sys.stderr.getvalue().split("\r\x1b[K")
    assert first == cleared == ""
    assert shown == "1 of 2: okun:  25% Relative return over 3 months"
    assert "\r" not in capsys.readouterr().out


def test_a_line_never_runs_over_the_edge(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "10")
    rewrite_line("a long sentence")
    assert sys.stderr.getvalue() == "\r\x1b[Ka long se"
