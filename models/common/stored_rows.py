"""Rows of a record as a file: with a fingerprint of their own, and that of the snapshot they are of."""

import hashlib
import json
from pathlib import Path

import pandas as pd

from models.common.errors import ModelError
from models.common.files import undamaged, write_whole

_DECIMALS = 6


def store_rows(path: Path, snapshot_hash: str, record: pd.DataFrame) -> None:
    """Write a record, whole or not at all."""
    rows = record.round(_DECIMALS).to_dict(orient="records")
    content = {"fingerprint": _fingerprint(rows), "snapshot_hash": snapshot_hash, "rows": rows}
    path.parent.mkdir(exist_ok=True)
    write_whole(path, json.dumps(content, indent=0) + "\n")


def load_rows(path: Path, snapshot_hash: str, what: str) -> pd.DataFrame | None:
    """Return a record, or None where there is none of this snapshot.

    Raises ModelError when the file is damaged or was altered after it was written; `what` says of what
    it is the record.
    """
    if not path.is_file():
        return None
    with undamaged(path.name, ModelError, "run make fit."):
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["snapshot_hash"] != snapshot_hash:
            return None
        signed, found = stored["fingerprint"], _fingerprint(stored["rows"])
        record = pd.DataFrame(stored["rows"])
    if found != signed:
        raise ModelError(
            f"{path.name} of the {what} was changed after it was made (its fingerprint is "
            f"{signed}, its content gives {found}): run make fit."
        )
    return record


def _fingerprint(rows: list[dict]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]
