"""Enter refreshed figures as a version: ``python tools/enter_numbers.py``.

The version moves when a number moves: where the newest entry of the changelog holds other numbers than
today's, its last digit is raised there, in `models/__init__.py` and in CITATION.cff, and an entry is
written.
"""

import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRESETS = ("mild-slowdown", "delayed-fed", "replay-2008")
ENTRY = re.compile(r"^## (\d+\.\d+)\.(\d+)\n\nNumbers: `([0-9a-f]{12})`", re.MULTILINE)
SAYS_VERSION = {
    "models/__init__.py": r'(?m)^__version__ = "(.*)"$',
    "CITATION.cff": r"(?m)^version: (.*)$",
}


def numbers() -> str:
    """Fingerprint of the scenario tables of three presets, four decimals."""
    from models import run_scenario
    from models.outcome.run import preset_request
    from models.scenario.presets import preset

    seen = hashlib.sha256()
    for name in PRESETS:
        asked = preset_request(preset(name))
        table = run_scenario(asked.scenario, horizon_months=asked.horizon_months).table
        text = table.round({"value": 4}).to_csv(index=False, float_format="%.4f")
        seen.update(text.encode())
    return seen.hexdigest()[:12]


def entered(changelog: str, found: str, vintage: str) -> tuple[str, str]:
    """Return the changelog with an entry for these numbers, and the version it is of."""
    newest = ENTRY.search(changelog)
    if newest is None:
        raise SystemExit("The changelog has no entry of a version and its numbers.")
    if newest[3] == found:
        return changelog, f"{newest[1]}.{newest[2]}"
    version = f"{newest[1]}.{int(newest[2]) + 1}"
    said = f"* The snapshot is of {vintage}; every estimate is made anew."
    entry = f"## {version}\n\nNumbers: `{found}`.\n\n{said}\n\n"
    return changelog[: newest.start()] + entry + changelog[newest.start() :], version


def run(root: Path = ROOT) -> None:
    """Write the entry and the version, and say which."""
    from models import load_panel

    path = root / "CHANGELOG.md"
    before = path.read_text(encoding="utf-8")
    after, version = entered(before, numbers(), str(load_panel().vintage))
    path.write_text(after, encoding="utf-8")
    if after != before:
        for name, pattern in SAYS_VERSION.items():
            text = (root / name).read_text(encoding="utf-8")
            found = re.search(pattern, text)
            if found is None:
                raise SystemExit(f"{name} says no version.")
            (root / name).write_text(
                text[: found.start(1)] + version + text[found.end(1) :], encoding="utf-8"
            )
    print(f"Version {version}." if after != before else f"Version {version} stands.")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run()
