"""A small repository, in which programs that use git are tried."""

import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody; return what it prints."""
    named = ("-c", "user.name=One", "-c", "user.email=one@example.org")
    return subprocess.check_output(["git", *named, *arguments], cwd=folder, text=True).strip()


def small_project(root: Path) -> Path:
    """Make one whose figures rest on a source, and commit it."""
    (root / "fits").mkdir(parents=True)
    (root / "sources.csv").write_text("1\n")
    (root / "fits" / "old.json").write_text("{}\n")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "As it was")
    return root
