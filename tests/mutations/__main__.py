"""`python -m tests.mutations [WORDS]`: put each bug of the list into a copy of the project and run tests.

First the walk over the screen, then the files that the list names. A bug that no test notices survives;
the command then ends with status 1. WORDS select bugs by their file or their reason.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pages.parts.frame import SCREENS
from tests.mutations.mutation import ROOT, Mutation, mutations

WALK = "tests/pages/numbers"
PAGES = [Path(screen.file).stem for screen in SCREENS]
TOO_SLOW = "not preset_menu_loads and not without_a_stored_fit"
PASSED, FAILED = 0, 1  # of pytest
LONGEST_SECONDS = 900  # a bug may also never end


def copied(into: Path) -> Path:
    """Copy what git would keep, nothing else."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, into / name)
    return into


def notices(tree: Path, tests: list[str], which: str = TOO_SLOW) -> bool:
    """Whether one of these tests fails; raises RuntimeError where they could not be run."""
    asked = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-k", which]
    # No compiled files: a change within the same second and of the same length would go unseen.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [*asked, *tests],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return True
    if done.returncode not in (PASSED, FAILED):
        raise RuntimeError(f"pytest ended with status {done.returncode}:\n{done.stdout[-3000:]}")
    return done.returncode == FAILED


def killer(mutation: Mutation, tree: Path) -> str:
    """Say which tests notice a bug, the quickest first; empty where none does."""
    file = tree / mutation.file
    source = file.read_text(encoding="utf-8")
    page = next((page for page in PAGES if page in file.name), "")
    try:
        file.write_text(mutation.changed(source), encoding="utf-8")
        if page and notices(tree, [WALK], page):
            return f"the walk over {page}"
        if notices(tree, [WALK]):
            return "the walk"
        return " ".join(mutation.tests) if notices(tree, mutation.tests) else ""
    finally:
        file.write_text(source, encoding="utf-8")


def main(words: list[str]) -> int:
    """Run the list; return how the command ends."""
    text = " ".join(words).lower()
    chosen = [m for m in mutations() if text in f"{m.file} {m.why}".lower()]
    survivors, began = [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path(folder))
        if notices(tree, [WALK]):
            print("The walk fails without any bug: make it pass first.")
            return 2
        for count, mutation in enumerate(chosen, start=1):
            found = killer(mutation, tree)
            if not found:
                survivors.append(mutation)
            said = f"killed by {found}" if found else "SURVIVED"
            place = f"[{count}/{len(chosen)}, {time.monotonic() - began:.0f} s]"
            print(f"{place} {mutation.file}: {mutation.why}: {said}", flush=True)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} killed.")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
