"""A report taken apart: its tables, texts and pictures, and every tag and attribute in it."""

import base64
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY_TAGS = {"meta", "img"}


@dataclass
class Printed(HTMLParser):
    """What an HTML file holds; `tables` are rows of cells by caption, a group's heading a row of one."""

    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._rows: list[list[str]] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append((tag, given))
        if tag == "tr":
            self._rows.append([])
        if tag == "img":
            kind, _, content = given["src"].partition(",")
            assert kind == "data:image/svg+xml;base64"
            self.pictures[given["alt"]] = base64.b64decode(content).decode()
        if tag not in EMPTY_TAGS:
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_data(self, data):
        if self._open:
            self.texts[self._open[-1]][-1] += data

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        if tag in {"td", "th"}:
            self._rows[-1].append(self.texts[tag][-1])
        if tag == "table":
            self.tables[self.texts["caption"][-1]] = self._rows
            self._rows = []


def printed(content: bytes) -> Printed:
    """Take a report apart; a tag that is left open is a failure."""
    found = Printed()
    found.feed(content.decode())
    assert not found._open
    return found
