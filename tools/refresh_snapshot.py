"""Carry the committed snapshot on, with all that rests on it: ``python -m tools.refresh_snapshot``.

The scheduled workflow runs this, and ``make refresh-rehearsal`` runs it in a copy of the project. The
steps work on a copy, each a process of its own: new figures of the agencies into the source tables, the
snapshot rebuilt, every estimate made anew and superseded ones removed, what the first page shows
computed, records, the README's example and the changelog's entry written, findings of the data read anew
(tests/findings.py). Where the variable SEC_CONTACT holds an e-mail address, earnings are measured on
filings as well; what is committed stays where the SEC refuses. What all this changed comes over as one
patch at the end, removals included: where a step fails, or is stopped, the checkout stays as it was.
Ends with 0 if something was added, 3 if nothing came out, 2 if a step failed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from time import perf_counter

from tools.rehearse_start import copy_of_the_project

ROOT = Path(__file__).parents[1]
REPORT = Path("report.md")
MOST_CHARS = 60_000  # GitHub refuses the text of a pull request beyond 65,536
THE_REST = "The rest stands in the log of the run: a pull request takes no longer text."
WIDTH = 100  # of a line of it
CARRY = ("-m", "models.live.public")
STEPS = {
    "Rebuild the snapshot": ("-m", "models.panel.build_snapshot"),
    "Estimate anew": ("-m", "models.equations"),
    "Compute what the first page shows": ("-m", "models.overview"),
    "Judge the completion model month by month": ("-m", "benchmarks.completion_record"),
    "Record the page that is measured": ("-m", "benchmarks.record"),
    "Paste what the README quotes": ("tools/paste_example.py",),
    "Enter the new numbers": ("tools/enter_numbers.py",),
}
UNREPORTED = (
    "Estimate anew",
    "Compute what the first page shows",
    "Judge the completion model month by month",
)  # a line a file: too long for the text of a pull request
FINDINGS = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-rx", "--tb=line", "-m", "finding")
STORED = ("models/equations/fits", "models/completion/fits", "models/overview/figures")
MEASURED = Path("models/earnings/filings/measured")
ADDED, NOTHING, FAILED = 0, 3, 2  # 1 is a crash


def refresh(report: Path = REPORT, carry: Sequence[str] = CARRY) -> int:
    """Take the steps in a copy, write what they say to `report`, and bring over what they changed."""
    report.write_text("", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_of_the_project(Path(folder), ROOT)
        git(copy, "init", "--quiet")
        before = _tree(copy)
        status = _steps(copy, report, carry)
        if status == ADDED:
            patch = git(copy, "diff-tree", "-r", "--binary", before, _tree(copy))
            git(ROOT, "apply", "--whitespace=nowarn", given=patch)
    return status


def _steps(copy: Path, report: Path, carry: Sequence[str]) -> int:
    """Run the steps until one fails."""
    status = step("Carry the source tables on", carry, report, copy)
    if status:
        return NOTHING if status == NOTHING else FAILED
    for words, program in STEPS.items():
        if words == "Estimate anew":  # nothing that rests on the old figures stays
            for folder in STORED:
                shutil.rmtree(copy / folder)
        if step(words, program, report, copy):
            return FAILED
    step("Read the findings anew", FINDINGS, report, copy)  # the pull request's tests judge them
    if contact := os.environ.get("SEC_CONTACT"):
        with tempfile.TemporaryDirectory() as folder:
            program = ("-m", "models", "earnings", "build", "--contact", contact, "--out", folder)
            if not step("Measure earnings on filings", program, report, copy):
                (copy / MEASURED).mkdir(parents=True, exist_ok=True)
                shutil.copy(Path(folder) / "detail.csv", copy / MEASURED)
    return ADDED


def _tree(copy: Path) -> str:
    """Put all there is into the index; return the name of its tree."""
    git(copy, "add", "--all")
    return git(copy, "write-tree").decode().strip()


def git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """Run git in a folder; return what it prints."""
    return subprocess.run(
        ["git", *arguments], cwd=folder, input=given, stdout=subprocess.PIPE, check=True
    ).stdout


def step(words: str, program: Sequence[str], report: Path | None, root: Path) -> int:
    """Run a Python program at a project's root; say, with its status, how long it took."""
    print(f"== {words}", flush=True)
    before, start = os.times(), perf_counter()
    with subprocess.Popen(
        [sys.executable, *program], cwd=root, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
    status = process.returncode
    if report and (status or words not in UNREPORTED):
        _add(report, f"{words}: status {status}" if status else words, "".join(said))
    after = os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])  # of children that have ended
    took = f"{perf_counter() - start:.1f} s, {cpu:.1f} s of processor time"
    print(f"== {words}: {took}, status {status}", flush=True)
    return status


def _add(report: Path, words: str, said: str) -> None:
    """Add what a step said to the text of the pull request, as far as there is room."""
    text = report.read_text(encoding="utf-8")
    said = "\n".join(map(_wrapped, said.splitlines()))
    room = max(MOST_CHARS - len(text), 0)
    if len(said) > room:
        said = f"{said[:room]}\n{THE_REST}"
    report.write_text(f"{text}### {words}\n\n~~~text\n{said}\n~~~\n\n", encoding="utf-8")


def _wrapped(line: str) -> str:
    return fill(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def main(arguments: list[str] | None = None) -> int:
    """Refresh, and say where the report is to be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--report", type=Path, default=REPORT, help="the text for a pull request (report.md)"
    )
    return refresh(parser.parse_args(arguments).report)


if __name__ == "__main__":
    sys.exit(main())
