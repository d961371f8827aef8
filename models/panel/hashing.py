"""Fingerprints of the snapshot: of its files, and of each column as it is written there."""

import csv
import hashlib
import io


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def column_hashes(table: str) -> dict[str, str]:
    """Hash every column of a CSV table over its non-empty ``period,value`` lines.

    The text is hashed, not the number, so that no rounding can hide or fake a change.
    """
    header, *rows = csv.reader(io.StringIO(table))
    return {
        name: text_hash("".join(f"{row[0]},{row[i]}\n" for row in rows if row[i]))
        for i, name in enumerate(header)
        if i
    }


def whole_hash(files: dict[str, str]) -> str:
    """Combine the hashes of all files, in order of their names, into one."""
    return text_hash("".join(f"{name} {files[name]}\n" for name in sorted(files)))
