"""Answers as text, rows and archives; what is none of these, or only part of one, is told apart here."""

import csv
import io
import re
import zipfile

from models.live.failure import FetchError
from models.live.redact import redact

# What publishers write where they have no figure, in capitals.
NO_FIGURE = ("", ".", "-", "NA", "N/A", "ND", "NC", "NAN", "NULL", "NONE")
_LINES_ABOVE = 12  # whose decimals are those of the table
_LAST_NUMBER = re.compile(r"(\.\d*)?\"?\s*$")
_TAG = re.compile(r"<[^>]*>?")


def readable_text(content: bytes, provider: str, series: str) -> str:
    """Return an answer as text; refuse a ZIP archive, a web page and what is not text."""
    if content[:2] == b"PK":
        raise FetchError("schema", f"{provider} sent a ZIP archive instead of a table of {series}.")
    text = _decoded(content)
    if text.lstrip()[:1] == "<":
        raise FetchError("schema", f"{provider} sent a web page instead of a table of {series}.")
    if "\0" in text:
        raise FetchError("schema", f"{provider} sent something else than text of {series}.")
    if not text.strip():
        raise FetchError("empty", f"{provider} sent an empty answer for {series}.")
    return text


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # an older way to write a letter in a label
        return content.decode("latin-1")


def whole_lines(text: str) -> str:
    """Leave out a last line that breaks off within a number: no end, and fewer decimals than above."""
    if text.endswith(("\n", "\r")):
        return text
    *above, last = text.splitlines()[-_LINES_ABOVE - 1 :] or [""]
    at = last.count(",")
    same = [line.split(",")[at] for line in above if line.count(",") >= at]
    cut = _decimals(last.split(",")[at]) < max(map(_decimals, same), default=0)
    return text[: -len(last)] if cut else text


def _decimals(cell: str) -> int:
    found = _LAST_NUMBER.search(cell)
    return len(found[1] or "") if found else 0


def table_rows(content: bytes, provider: str, series: str) -> list[list[str]]:
    """Return an answer as rows of trimmed cells, empty rows left out; there is at least one.

    Raises FetchError as `readable_text` does, and for what is no table.
    """
    rows = text_rows(whole_lines(readable_text(content, provider, series)))
    if not rows:
        raise FetchError("schema", f"{provider} sent no table of {series} that can be read.")
    return rows


def text_rows(text: str) -> list[list[str]]:
    """Return a text as rows of trimmed cells, empty rows left out; none where it is no table."""
    try:
        found = list(csv.reader(io.StringIO(text, newline=None)))
    except csv.Error:
        return []
    return [row for row in ([cell.strip() for cell in row] for row in found) if any(row)]


def zipped_text(content: bytes, member: str, most_bytes: int) -> str | None:
    """Return the one file of an archive whose name fits a pattern, None where none can be read.

    Nothing is unpacked to disk, so that a path among the names leads nowhere.
    """
    fits = re.compile(member, re.IGNORECASE)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = [one for one in archive.infolist() if fits.fullmatch(one.filename.split("/")[-1])]
        (found,) = names
        if found.file_size <= most_bytes:
            return _decoded(archive.read(found))
    except Exception:  # a broken archive raises what it likes: EOFError, zlib.error, struct.error
        pass
    return None


def in_their_words(text: object, most: int = 200) -> str:
    """Return a publisher's words as a part of a sentence: one line, no web page's tags, no key."""
    return redact(" ".join(_TAG.sub(" ", str(text)).split()))[:most].rstrip(" .")
