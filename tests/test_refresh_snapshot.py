"""The refresh: brought over whole once every step has run, or the checkout stays as it was."""

import importlib.util
import re
from pathlib import Path

import pytest

from models.live import public
from tests.repository import small_project
from tools import refresh_snapshot

ROOT = Path(__file__).parents[1]


def test_every_step_of_the_refresh_is_there():
    for program in (refresh_snapshot.CARRY, *refresh_snapshot.STEPS.values()):
        if program[0] == "-m":
            assert importlib.util.find_spec(program[1])
        else:
            assert (ROOT / program[0]).exists()
    assert public.NOTHING == refresh_snapshot.NOTHING


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project, whose refresh writes, adds and removes files."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    root = small_project(tmp_path / "project")
    writes = "from pathlib import Path; Path({!r}).write_text({!r})"
    estimate = "import pathlib; pathlib.Path('fits').mkdir(); pathlib.Path('fits/new.json').touch()"
    monkeypatch.setattr(refresh_snapshot, "ROOT", root)
    monkeypatch.setattr(refresh_snapshot, "STORED", ("fits",))
    monkeypatch.setattr(refresh_snapshot, "FINDINGS", ("-c", "print('a finding'); exit(1)"))
    monkeypatch.setattr(refresh_snapshot, "CARRY", ("-c", writes.format("sources.csv", "1\n2\n")))
    monkeypatch.setattr(
        refresh_snapshot,
        "STEPS",
        {
            "Rebuild": ("-c", writes.format("snapshot.csv", "2\n")),
            "Estimate anew": ("-c", estimate),
            "Enter the new numbers": ("-c", "print('Version 2.')"),
        },
    )
    monkeypatch.delenv("SEC_CONTACT", raising=False)
    return root


def files(root):
    found = (path for path in root.rglob("*") if ".git" not in path.parts)
    return {str(path.relative_to(root)): path.is_file() and path.read_text() for path in found}


def test_a_refresh_that_runs_to_its_end_is_brought_over_whole(project, tmp_path):
    report = tmp_path / "report.md"
    assert refresh_snapshot.refresh(report, refresh_snapshot.CARRY) == refresh_snapshot.ADDED
    assert files(project) == {
        "sources.csv": "1\n2\n",
        "snapshot.csv": "2\n",
        "fits": False,
        "fits/new.json": "",  # what it supersedes is gone
    }
    last = "### Read the findings anew: status 1\n\n~~~text\na finding\n~~~\n\n"
    assert report.read_text().endswith(last)


@pytest.mark.parametrize(
    ("fails", "status", "outcome"),
    [
        ("carry", public.NOTHING, refresh_snapshot.NOTHING),
        ("carry", public.ALL_FAILED, refresh_snapshot.FAILED),
        ("carry", 1, refresh_snapshot.FAILED),  # a crash is not "nothing new"
        ("Rebuild", 1, refresh_snapshot.FAILED),
        ("Estimate anew", 1, refresh_snapshot.FAILED),
        ("Enter the new numbers", 3, refresh_snapshot.FAILED),
    ],
)
def test_where_a_step_fails_the_checkout_stays_as_it_was(
    project, tmp_path, monkeypatch, fails, status, outcome
):
    before = files(project)
    program = ("-c", f"open('half.csv', 'w').close(); exit({status})")
    carry = program if fails == "carry" else refresh_snapshot.CARRY
    monkeypatch.setitem(refresh_snapshot.STEPS, fails, program)
    assert refresh_snapshot.refresh(tmp_path / "report.md", carry) == outcome
    assert files(project) == before
    said = (tmp_path / "report.md").read_text()
    assert f"{fails if fails != 'carry' else 'Carry the source tables on'}: status {status}" in said
    assert "a finding" not in said  # nothing ran after it


def test_a_refresh_that_is_stopped_leaves_the_checkout_as_it_was(project, tmp_path, monkeypatch):
    def stopped(words, *given):
        if words == "Enter the new numbers":
            raise KeyboardInterrupt
        return step(words, *given)

    before, step = files(project), refresh_snapshot.step
    monkeypatch.setattr(refresh_snapshot, "step", stopped)
    with pytest.raises(KeyboardInterrupt):
        refresh_snapshot.refresh(tmp_path / "report.md", refresh_snapshot.CARRY)
    assert files(project) == before


def test_a_step_says_how_long_it_took_and_is_reported(tmp_path, capsys):
    report = tmp_path / "report.md"
    report.touch()
    program = ("-c", "print('done'); raise SystemExit(4)")
    assert refresh_snapshot.step("Try", program, report, tmp_path) == 4
    assert re.search(
        r"== Try: [\d.]+ s, [\d.]+ s of processor time, status 4", capsys.readouterr().out
    )
    assert report.read_text() == "### Try: status 4\n\n~~~text\ndone\n~~~\n\n"


def test_a_report_that_is_too_long_is_cut_and_says_so(tmp_path):
    report = tmp_path / "report.md"
    report.touch()
    program = ("-c", "print('revised\\n' * 20000)")
    for words in ("First", "Second"):
        refresh_snapshot.step(words, program, report, tmp_path)
    text = report.read_text()
    assert refresh_snapshot.MOST_CHARS < len(text) < 65_536
    assert text.count("revised") > 7000
    assert "### Second" in text
    assert text.count(refresh_snapshot.THE_REST) == 2
    assert text.count("~~~") == 4
