"""Stored results: estimated once, kept as files, read only while whole and of the data at hand."""

import hashlib
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from models.common.errors import ModelError
from models.common.files import undamaged, write_whole

REFIT = "run make fit."
RECORD_DECIMALS = 6
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One stored result: what it is, and all that its numbers depend on; hashable.

    `kind`, `choices` (name and word, in the order of the file's name) and `as_of` are its identity.
    `versions` are those of the equations behind it, `inputs` the SHA-256 of every series that it uses,
    as far as known on `as_of`: a file with others is stale. Whatever is not named here, such as another
    series or the label of one, makes nothing stale.
    """

    kind: str
    directory: Path
    as_of: str
    choices: tuple[tuple[str, str], ...] = ()
    versions: tuple[int, ...]
    inputs: tuple[tuple[str, str], ...]

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self.directory / f"{'-'.join([*dict(self.choices).values(), self.as_of])}.json"

    def read(self, rebuild: Callable[[Any], Result]) -> Result | None:
        """Return what `rebuild` makes of the content, or None where nothing is stored or it is stale.

        Raises ModelError when the file is damaged, was altered or was renamed.
        """
        if not self.path.is_file():
            return None
        about, content = read_signed(self.path, self.kind)
        with undamaged(_name(self.path, self.kind), ModelError, REFIT):
            if about["versions"] != list(self.versions):
                return None
            identity = {part: about[part] for part in ("kind", "choices", "as_of")}
            if identity != {part: self._about[part] for part in identity}:
                held = ", ".join([about["kind"], *about["choices"].values()])
                raise ModelError(
                    f"{_name(self.path, self.kind)} holds {held} as of {about['as_of']}, which is not "
                    f"what its name says: {REFIT}"
                )
            return rebuild(content) if about["inputs"] == dict(self.inputs) else None

    def write(self, content: object) -> Path:
        """Store content, plain lists, numbers and words, whole or not at all."""
        body = {"about": self._about, "content": content}
        signed = {"fingerprint": _fingerprint(body)} | body
        self.directory.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, json.dumps(signed, indent=0, allow_nan=False) + "\n")
        return self.path

    @property
    def _about(self) -> dict:
        return {
            "kind": self.kind,
            "choices": dict(self.choices),
            "as_of": self.as_of,
            "versions": list(self.versions),
            "inputs": dict(self.inputs),
        }


def remove_superseded(written: Iterable[Path], *directories: Path) -> list[Path]:
    """Delete the files that were not just written, and return them."""
    kept = set(written)
    old = [path for place in directories for path in sorted(place.rglob("*.json"))]
    old = [path for path in old if path not in kept]
    for path in old:
        path.unlink()
    return old


def read_signed(path: Path, kind: str) -> tuple[dict, Any]:
    """Return what a file is about, and its content, whichever data they are of.

    Raises ModelError when it is damaged or was altered after it was written.
    """
    with undamaged(_name(path, kind), ModelError, REFIT):
        stored = json.loads(path.read_text(encoding="utf-8"))
        signed = stored.pop("fingerprint")
        about, content = stored["about"], stored["content"]
        found = _fingerprint(stored)
    if found != signed:
        raise ModelError(
            f"{_name(path, kind)} was changed after it was fitted (its fingerprint is {signed}, its "
            f"content gives {found}): {REFIT}"
        )
    return about, content


def rounded(value: object, digits: int) -> object:
    """Significant digits of every float, since the last ones differ between processors; NaN is null."""
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [rounded(item, digits) for item in value]
    if isinstance(value, dict):
        return {name: rounded(item, digits) for name, item in value.items()}
    return value


def rows_of(record: pd.DataFrame) -> list[dict]:
    """Return the rows of a record as they are stored, six decimals of each number."""
    return record.round(RECORD_DECIMALS).to_dict(orient="records")


def table_of(rows: list[dict]) -> pd.DataFrame:
    """Return the record that `rows_of` was given."""
    return pd.DataFrame([dict(row) for row in rows])


def _name(path: Path, kind: str) -> str:
    return f"{kind}/{path.name}"


def _fingerprint(body: dict) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
