"""The rules that hold the house together, checked on the source and on running processes."""

import ast
import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from models.equations.growth import TARGETS
from models.scenario.spec import GROWTH_ESTIMATORS, RETURN_ESTIMATORS
from pages.parts.frame import SCREENS
from tests.waiting import GENEROUS_SECONDS

ROOT = Path(__file__).parents[1]
PYTHON_FILES = sorted(
    path
    for folder in (".", "models", "pages", "tests", "benchmarks")
    for path in (ROOT / folder).glob("*.py" if folder == "." else "**/*.py")
)
# One screen a file; the package file that lets a type checker resolve `pages.` is none.
PAGES = sorted({*(ROOT / "pages").glob("*.py")} - {ROOT / "pages/__init__.py"})
LONGEST_FILE = 350  # lines


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def run_python(program: str) -> str:
    """Run a program in a fresh interpreter at the root; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=GENEROUS_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def imported_modules(path: Path) -> set[str]:
    """Return the top-level names of every module that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "models").rglob("*.py")), ids=relative)
def test_models_import_no_screen(path):
    composed = {"pages"} if path == ROOT / "models" / "__main__.py" else set()
    assert not imported_modules(path) & {"streamlit", "altair", "pages"} - composed


def test_the_command_line_reaches_the_screen_for_its_report_alone():
    tree = ast.parse((ROOT / "models" / "__main__.py").read_text())
    reached = {
        (function.name, node.module)
        for function in tree.body
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom)
        and node.module.startswith("pages")
        and isinstance(function, ast.FunctionDef)
    }
    assert reached == {("_report", "pages.report.page")}
    assert not any(
        isinstance(node, ast.ImportFrom) and node.module.startswith("pages") for node in tree.body
    )


@pytest.mark.parametrize(
    "path",
    sorted(p for room in ("charts", "report") for p in (ROOT / "pages" / room).glob("*.py")),
    ids=relative,
)
def test_charts_and_report_import_no_streamlit(path):
    assert "streamlit" not in imported_modules(path)


@pytest.mark.slow
def test_running_models_load_no_screen():
    program = """
import importlib, pkgutil, sys, models
for module in pkgutil.walk_packages(models.__path__, "models."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(sorted({"streamlit", "altair"} & set(sys.modules)))
import models.__main__, pages.report.page
print("streamlit" in sys.modules)
"""
    assert run_python(program).split("\n")[:2] == ["[]", "False"]


@pytest.fixture(scope="module")
def web_process():
    """Draw every screen in a process of its own, then the estimators side by side."""
    program = f"""
import json, sys
from streamlit.testing.v1 import AppTest
def opened(page, **state):
    app = AppTest.from_file("app.py", default_timeout={GENEROUS_SECONDS})
    for name, value in state.items():
        app.session_state[name] = value
    app.switch_page(page)
    return app.run()
def loaded():
    return [name for name in ("statsmodels", "sklearn", "scipy.optimize") if name in sys.modules]
apps = [opened(page) for page in {[screen.file for screen in SCREENS]!r}]
told = dict(drawn=[len(app.main) > 0 and not app.exception for app in apps], loaded=loaded())
app = opened("pages/scenario.py", evidence=True)
told |= dict(failed=bool(app.exception), shown=[table.value.shape for table in app.dataframe])
print("RESULT" + json.dumps(told | dict(loaded_with_evidence=loaded())))
"""
    return json.loads(run_python(program).split("RESULT")[1])


@pytest.mark.slow
def test_the_web_process_loads_no_estimator(web_process):
    """Every screen is drawn from stored results; estimators cost seconds and 110 MB to import."""
    assert web_process["drawn"] == [True] * len(SCREENS)
    assert web_process["loaded"] == []


@pytest.mark.slow
def test_comparing_the_estimators_loads_none(web_process):
    assert not web_process["failed"]
    rows = len(RETURN_ESTIMATORS) + len(TARGETS) * len(GROWTH_ESTIMATORS)
    assert [rows + 1, 6] in web_process["shown"]  # and one of the completion model
    assert web_process["loaded_with_evidence"] == []


def test_every_screen_is_on_the_menu():
    assert {path.stem for path in PAGES} == {Path(screen.file).stem for screen in SCREENS}


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_page_asks_for_its_frame_before_anything_else(path):
    docstring, first, second, *_ = ast.parse(path.read_text()).body
    assert ast.unparse(docstring.value)
    assert ast.unparse(first) == "from pages.parts.frame import require_frame"
    assert ast.unparse(second) == "require_frame()"


def test_only_one_clock_is_read():
    """That of the feeds can be stopped; no test ends by real seconds, which a busy machine stretches."""
    readers = {
        relative(path)
        for folder in ("models/live", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "__main__.py" and "time" in imported_modules(path)  # no commands
    }
    assert readers == {"models/live/clock.py", "tests/live/fake_clock.py", "tests/waiting.py"}


@pytest.mark.parametrize("path", PYTHON_FILES, ids=relative)
def test_a_file_is_short_and_draws_no_raw_html(path):
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    words = {node.arg for node in ast.walk(ast.parse(text)) if isinstance(node, ast.keyword)}
    assert not words & {"unsafe_allow_html", "use_container_width"}


def pinned(file: str = "requirements.txt") -> dict[str, str]:
    """Return name and exact version of every line of a file of pins."""
    pins = {}
    for line in (ROOT / file).read_text().splitlines():
        line = line.split("#")[0].strip()
        if line and line != "-r requirements.txt":
            match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][^\s;]*)(; sys_platform.+)?", line)
            assert match, f"not pinned with ==: {line}"
            pins[canonicalize_name(match[1])] = match[2]
    return pins


def closure(names: set[str]) -> set[str]:
    """Return the names with everything that they need, on this interpreter, without extras."""
    seen: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        seen.add(name)
        for text in metadata.requires(name) or []:
            need = Requirement(text)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                waiting |= {canonicalize_name(need.name)} - seen
    return seen


def test_every_package_the_app_needs_is_pinned_at_the_version_tested_here():
    pins = pinned()
    assert closure(set(pins)) == set(pins)
    assert {name: metadata.version(name) for name in pins} == pins


def test_every_package_the_tests_need_is_pinned_too():
    """Some of them are needed on Python 3.11 alone; a pin more than needed does no harm."""
    development = pinned("requirements-dev.txt")
    runtime = pinned()
    assert set(development) & set(runtime) == set()
    assert closure(set(development)) <= set(development) | set(runtime)
    assert {name: metadata.version(name) for name in development} == development


def test_the_cloud_reads_requirements_txt():
    """Community Cloud takes the first of these that it finds, so none may stand in the way."""
    rivals = ["uv.lock", "Pipfile", "environment.yml"]
    assert [name for name in rivals if (ROOT / name).exists()] == []
