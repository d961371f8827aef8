"""Carry the committed snapshot on, with all that rests on it: ``python tools/refresh_snapshot.py``.

The scheduled workflow runs this, and ``make refresh-rehearsal`` runs it in a copy of the project. Steps,
each a process of its own: new figures of the agencies into the source tables, the snapshot rebuilt, every
estimate made anew and superseded ones removed, what the first page shows computed, records, the README's
example and the changelog's entry written, findings of the data read anew (tests/findings.py). Where the
variable SEC_CONTACT holds an e-mail address, earnings are measured on filings as well; what is committed
stays where the SEC refuses. Ends with 0 if something was added, 3 if nothing came out, 2 if a step
failed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
REPORT = Path("report.txt")
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
MEASURED = ROOT / "models" / "earnings" / "filings" / "measured"
ADDED, NOTHING, FAILED = 0, 3, 2  # 1 is a crash


def refresh(report: Path = REPORT, carry: Sequence[str] = CARRY) -> int:
    """Run the steps until one fails, and write what they say to `report`."""
    report.write_text("", encoding="utf-8")
    status = step("Carry the source tables on", carry, report)
    if status:
        return NOTHING if status == NOTHING else FAILED
    for words, program in STEPS.items():
        if words == "Estimate anew":  # nothing that rests on the old figures stays
            for folder in STORED:
                shutil.rmtree(ROOT / folder)
        if step(words, program, None if words in UNREPORTED else report):
            return FAILED
    step("Read the findings anew", FINDINGS, report)  # the tests of the pull request judge them
    if contact := os.environ.get("SEC_CONTACT"):
        with tempfile.TemporaryDirectory() as folder:
            program = ("-m", "models", "earnings", "build", "--contact", contact, "--out", folder)
            if not step("Measure earnings on filings", program, report):
                MEASURED.mkdir(parents=True, exist_ok=True)
                shutil.copy(Path(folder) / "detail.csv", MEASURED)
    return ADDED


def step(words: str, program: Sequence[str], report: Path | None, root: Path = ROOT) -> int:
    """Run a Python program at the project's root; say, with its status, how long it took."""
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
    if report:
        with report.open("a", encoding="utf-8") as file:
            file.writelines(said)
    after = os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])  # of children that have ended
    took = f"{perf_counter() - start:.1f} s, {cpu:.1f} s of processor time"
    print(f"== {words}: {took}, status {process.returncode}", flush=True)
    return process.returncode


def main(arguments: list[str] | None = None) -> int:
    """Refresh, and say where the report is to be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--report", type=Path, default=REPORT, help="the text for a pull request (report.txt)"
    )
    return refresh(parser.parse_args(arguments).report)


if __name__ == "__main__":
    sys.exit(main())
