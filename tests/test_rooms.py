"""The data's way through the rooms of models/: one direction, no cycles, type-only imports counted."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "models"
# From the data to the screen; a room may use the rooms before it and itself.
ROOMS = (
    "common",
    "panel",
    "scenario",
    "completion",
    "equations",
    "outcome",
    "comparison",
    "earnings",
    "overview",
    "live",
)
FILES = sorted(path for path in MODELS.rglob("*.py") if path.parent != MODELS)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path) for path in FILES}


def imports_of(path: Path) -> set[str]:
    """Modules of models/ that a file imports, anywhere in it, `if TYPE_CHECKING` included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            asked = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (asked & NAMES) or {node.module}
    return {name for name in found if name.startswith("models")}


def test_the_root_holds_no_loose_module():
    assert {path.name for path in MODELS.glob("*.py")} == {"__init__.py", "__main__.py"}
    folders = {path.name for path in MODELS.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_room_uses_only_the_rooms_before_it(path):
    room = name_of(path).split(".")[1]
    allowed = ROOMS[: ROOMS.index(room) + 1]
    used = {name.split(".")[1] for name in imports_of(path) if "." in name}
    assert used <= set(allowed)


def test_no_module_needs_itself_by_way_of_others():
    graph = {name_of(path): imports_of(path) - {name_of(path)} for path in FILES}
    # A package whose __init__ only gathers names stands for nothing of its own.
    TopologicalSorter(graph).prepare()


def test_modules_of_different_rooms_have_different_names():
    stems = [path.stem for path in FILES if path.stem not in {"__init__", "__main__"}]
    assert {stem for stem in stems if stems.count(stem) > 1} == set()
