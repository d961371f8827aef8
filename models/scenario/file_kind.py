"""Which file somebody gave instead: those this program writes are known by how they begin."""

import re

from models.common.errors import ScenarioError

_HEAD = 4_000
_BY_START = {
    r"%PDF": "a PDF document",
    r"\x89PNG|\xff\xd8\xff|GIF8": "a picture",
    r"\s*<(?:!doctype|html|svg|\?xml)": "a web page or picture",
    r"model,scenario,variable,unit,": "the scenario table (scenario_table.csv)",
    r"model,variable,horizon_months,lever,": "the table of contributions (contributions.csv)",
    r"variable,horizon_months,lever,": "the table of contributions (contributions.csv)",
}


def refuse_other_files(content: str | bytes, wanted: str) -> None:
    """Raise ScenarioError for a file that is plainly another kind than `wanted`, and name it."""
    head = content[:_HEAD]
    text = head.decode("latin-1") if isinstance(head, bytes) else head
    text = text.removeprefix("ï»¿").removeprefix("\ufeff")
    kind = next((k for start, k in _BY_START.items() if re.match(start, text, re.IGNORECASE)), "")
    if text.startswith("PK") and wanted.endswith(".json"):
        kind = "a workbook"
    if kind:
        raise ScenarioError(f"This is {kind}; load {wanted} instead.")
