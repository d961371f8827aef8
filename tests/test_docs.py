"""What the documents name exists: files, make targets, decision records."""

import re
from pathlib import Path

import pytest

from models import __version__

ROOT = Path(__file__).parents[1]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/glossary.md",
    "docs/user-guide.md",
)
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
# Made by a run or by a reader, so not in a fresh checkout.
NOT_COMMITTED = {"results/", ".streamlit/secrets.toml"}
# Folders named within a row that says where they are.
WITHIN = (
    "pages",
    *(f"models/{room}" for room in ("common", "equations", "earnings", "live", "panel")),
    "models/panel/sources",
    "",
)
RECORDS = sorted((ROOT / "docs/decisions").glob("*.md"))


def named_paths(text: str) -> list[str]:
    """Paths in backticks: with a slash, or a file of the root; no placeholders, no commands."""
    spans = re.findall(r"`([^`\n]+)`", text)
    paths = [span for span in spans if PATH.fullmatch(span)]
    return [path for path in paths if "/" in path or path.endswith((".md", ".py", ".toml"))]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_exists(name):
    found = named_paths((ROOT / name).read_text())
    assert found
    missing = [
        path
        for path in found
        if path not in NOT_COMMITTED
        and not any((ROOT / folder / path).exists() for folder in WITHIN)
        and not (ROOT / name).parent.joinpath(path).exists()
    ]
    assert missing == []


def test_every_make_target_that_a_document_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in DOCUMENTS:
        named = set(re.findall(r"`make ([a-z-]+)`", (ROOT / name).read_text()))
        assert named <= targets, name


def test_contributing_has_ten_recipes_each_with_files_and_the_test_that_holds_it():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    recipes = re.findall(r"^### (\d+)\. (.+)\n((?:(?!^##).*\n)*)", text, re.MULTILINE)
    assert [int(number) for number, _, _ in recipes] == list(range(1, 11))
    for _, title, body in recipes:
        paths = named_paths(body)
        assert [path for path in paths if not path.startswith("tests/")], title
        held = body[body.index("Held by") :]
        assert [path for path in named_paths(held) if path.startswith("tests/")], title


def test_every_record_has_the_next_number_and_says_it_in_its_heading():
    for number, path in enumerate(RECORDS, 1):
        assert path.name.startswith(f"{number:04}-")
        assert re.match(rf"# {number}\. \S", path.read_text()), path.name


@pytest.mark.parametrize("path", [*RECORDS, ROOT / "README.md"], ids=lambda path: path.stem)
def test_records_refer_to_records_that_exist(path):
    numbers = re.findall(r"\b[Rr]ecords? (\d+)(?: to (\d+))?", path.read_text())
    assert {int(n) for pair in numbers for n in pair if n} <= set(range(1, len(RECORDS) + 1))


def test_code_refers_to_records_by_files_that_exist():
    for folder in ("models", "pages", "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            for number in re.findall(r"docs/decisions/(\d{4})", path.read_text()):
                assert list((ROOT / "docs/decisions").glob(f"{number}-*.md")), path


def test_the_citation_names_this_version():
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text()


def test_hooks_before_a_commit_come_from_the_environment():
    text = (ROOT / ".pre-commit-config.yaml").read_text()
    assert re.findall(r"repo: (\S+)", text) == ["local"]
    assert set(re.findall(r"language: (\S+)", text)) == {"system"}
    assert all(entry == ".venv/bin/ruff" for entry in re.findall(r"entry: (\S+)", text))
