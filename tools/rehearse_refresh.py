"""Rehearse the scheduled refresh in a copy of the project: ``make refresh-rehearsal``.

The copy's own script takes the steps that the workflow takes. The agencies are a server on this machine
that answers in their forms, a month after the snapshot, payrolls revised. Then the tests that need no
browser run on what came out. Nothing in this folder is touched. Needs the package registry, which the
snapshot is rebuilt from.
"""

import argparse
import logging
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pytest_httpserver import HTTPServer

from models.live.mirror import MIRROR
from models.panel import load_panel
from tests.live.publishers import NOW, Publishers
from tests.live.twists import payrolls_moved
from tools.refresh_snapshot import NOTHING, git, step
from tools.rehearse_start import copy_of_the_project

CARRY = f"""
import datetime as dt, sys
from models.live import provider, public
provider.utc_now = lambda: dt.datetime.fromisoformat("{NOW.isoformat()}")
sys.exit(public.main([]))
"""
IN_THE_COPY = """
import sys
from pathlib import Path
from tools.refresh_snapshot import refresh
sys.exit(refresh(Path(sys.argv[1]), carry=("-c", sys.argv[2])))
"""
WHOLE_SUITE = ("tests", "-n", "2", "--dist", "loadfile", "-m", "not browser")
AS = ("-c", "user.name=rehearsal", "-c", "user.email=rehearsal@example.org")


def main(arguments: list[str] | None = None) -> int:
    """Run the rehearsal; 0 if every step and every test went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-suite", action="store_true", help="end before the tests")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="make the copy here, and leave it")
    parser.add_argument(
        "tests", nargs="*", help="what pytest is given (default: all that need no browser)"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        copy = options.keep or Path(folder) / "project"
        copy.mkdir(parents=True)
        copy_of_the_project(copy)
        git(copy, "init", "--quiet")
        git(copy, "add", "--all")
        git(copy, *AS, "commit", "--quiet", "--message", "Before the refresh")
        report = Path(folder) / "report.md"
        report.touch()
        status = _refreshed(copy, report)
        print(f"== Text of the pull request\n{report.read_text(encoding='utf-8')}", end="")
        git(copy, "add", "--all")
        size = git(copy, "diff", "--cached", "--stat").decode()
        print(f"== Size of the difference\n{size}", end="")
        if status or options.no_suite:
            return status
        return _tested(copy, options.tests or WHOLE_SUITE)


def _refreshed(copy: Path, report: Path) -> int:
    """Run the copy's script against publishers on loopback; nothing new is a failure here."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # not a line a request
    publishers = Publishers()
    months = load_panel().monthly["payrolls"].dropna().index[-18:]
    publishers.faults["bls"] = payrolls_moved({str(month): -50.0 for month in months})
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        server.expect_request(re.compile(".*")).respond_with_handler(publishers.answer)
        environment = {k: v for k, v in os.environ.items() if k != "SEC_CONTACT"}
        status = subprocess.run(
            [sys.executable, "-c", IN_THE_COPY, str(report), CARRY],
            cwd=copy,
            env=environment | {MIRROR: server.url_for("").rstrip("/")},
            check=False,
        ).returncode
    if status == NOTHING:
        print("The publishers had nothing new: the copy is as it was.")
    return status


def _tested(copy: Path, tests: list[str] | tuple[str, ...]) -> int:
    program = ("-m", "pytest", "-q", "-rx", "-p", "no:cacheprovider", *tests)
    return step("Tests on the refreshed snapshot", program, None, copy)


if __name__ == "__main__":
    sys.exit(main())
