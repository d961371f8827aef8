"""A lever is one row: one more takes three source files and moves no number of the others."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from models.outcome.export import csv_bytes
from models.outcome.run import preset_request, run_scenario
from models.scenario.presets import preset
from tests.scenario.new_lever import add_lever

ROOT = Path(__file__).parents[2]
PRESETS = ("mild-slowdown", "delayed-fed", "replay-2008", "supervisory-severely-adverse-2025")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("copy")
    ignore = shutil.ignore_patterns("__pycache__", "sources")
    for folder in ("models", "pages", ".streamlit"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignore)
    shutil.copytree(ROOT / "models/panel/sources", root / "models/panel/sources")
    shutil.copy(ROOT / "app.py", root)
    return root, add_lever(root)


def run(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_lever_takes_three_source_files(copy):
    assert len(copy[1]) <= 3


def test_a_new_lever_moves_no_number_of_the_others(copy):
    program = """
import sys
from models.outcome.export import csv_bytes
from models.outcome.run import preset_request, run_scenario
from models.scenario.presets import preset
for name in sys.argv[1:]:
    asked = preset_request(preset(name))
    outcome = run_scenario(asked.scenario, horizon_months=asked.horizon_months)
    print(csv_bytes(outcome.table).decode() + "END OF TABLE")
"""
    theirs = run(copy[0], "-c", program, *PRESETS).split("END OF TABLE\n")
    for name, text in zip(PRESETS, theirs[:-1], strict=True):
        asked = preset_request(preset(name))
        outcome = run_scenario(asked.scenario, horizon_months=asked.horizon_months)
        assert text == csv_bytes(outcome.table).decode()


def test_the_new_lever_works_everywhere(copy):
    """File, link, command line, words, attribution and sidebar know it by its row alone."""
    root = copy[0]
    (root / "mine.json").write_text('{"schema": 1, "credit": {"rise_pp": 1.5}}')
    said = run(root, "-m", "models", "run", "--scenario", "mine.json", "--out", "out")
    assert "Credit: spread +1.5 pp over 3 months." in said
    split = pd.read_csv(root / "out/contributions.csv")
    of_credit = split[split["lever"] == "credit"].set_index(["variable", "horizon_months"])
    assert (of_credit.loc["eps_growth_large_cap", "contribution"] < 0).any()
    others = split[split["lever"] != "credit"]
    assert (others["contribution"] == 0).all()
    table = pd.read_csv(root / "out/scenario_table.csv")
    spread = table.query("variable == 'credit_spread' and statistic == 'mean'")
    moved = spread.query("scenario == 'difference'").set_index("horizon_months")["value"]
    assert moved[3] == pytest.approx(1.5, abs=1e-9)
    assert "credit_rise_pp=1.5" in (root / "out/metadata.json").read_text()
    program = """
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=1800)
app.query_params["credit_rise_pp"] = "1.5"
app.switch_page("pages/scenario.py")
app.run()
assert not app.exception and not app.error, [e.value for e in (*app.exception, *app.error)]
print("RESULT", app.slider(key="credit_rise_pp").value)
print("RESULT", any("1.5 pp over 3 months" in c.value for c in app.caption))
"""
    lines = [line for line in run(root, "-c", program).splitlines() if line.startswith("RESULT")]
    assert lines == ["RESULT 1.5", "RESULT True"]
