"""What stops a native reader stands on no page and in no guide: kinds of phrases, not single ones."""

import re

import pytest

from pages.parts.frame import SCREENS
from tests.conftest import ROOT
from tests.pages.numbers.elements import Table, Text, everything

BANNED = {
    # what is not said: what is said instead
    r"\d %(?! minus| of firms|, logs|$)": "90% without a space",  # but for names of series
    r"\b[Oo]wn (estimates|calculations?)\b": "our estimates",
    r"\bno estimate\b": "not an estimate",
    r"\b[Tt]he page (Overview|Scenario|Compare|Earnings|Evidence|Data|Method)\b": "the Data page",
    r"Moves like these|from such a start": "in past episodes like this",
    r"[Ee]verything else that can happen": "including market noise",
    r"wherever history may take": "with nothing set",
    r"[Ee]verything that may happen|effect of the levers": "full range of outcomes, scenario impact",
    r"The paths, and what moves them": "outlook and drivers",
    r"slopes of one stretch": "estimated on each era",
    r"[Ee]verything moves together": "what the rest of the economy does",
    r"meeting number": "first cut at, with its date",
    r"Size, rhythm, floor": "more settings",
    r"While it is not moved": "if left alone",
    r"Where the estimators agree": "do the models agree?",
    r"p by redraws|s\.e\. by redraws": "p-value (simulated)",
    r"Stamp and link": "audit file, copy link",
    r"completed by the model": "estimated",
    r"[Oo]ne time in twenty": "tail risk (5%)",
    r"multiple does the work": "must come from P/E",
    r"which is not the claim": "for comparison",
    r"last as high or higher": "last higher on",
    r"inputs average": "average of both",
    r"in logs, .* simple": "one unit a number",
}


def banned(text: str) -> list[str]:
    """Return what is not said in a text, with what is said instead."""
    return [
        f"{found.group()!r} in {text[:160]!r}: say {better!r}"
        for pattern, better in BANNED.items()
        if (found := re.search(pattern, text))
    ]


def said(app) -> list[str]:
    """Return every text and every heading and word of a table on a page."""
    texts = []
    for each in everything(app):
        if isinstance(each, Text):
            texts.append(each.text)
        elif isinstance(each, Table):
            texts += [
                *each.columns,
                *(str(cell) for column in each.columns.values() for cell in column),
            ]
    return texts


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_a_page_says_it_as_a_note_would(open_app, screen):
    app = open_app(screen.file, labour_peak_rise_pp="1")
    assert not app.exception
    found = said(app)
    assert len(found) > 20
    assert [fault for text in found for fault in banned(text)] == []


@pytest.mark.parametrize("file", ["README.md", "docs/user-guide.md"])
def test_a_guide_says_it_as_a_note_would(file):
    paragraphs = (ROOT / file).read_text(encoding="utf-8").split("\n\n")
    assert [fault for text in paragraphs for fault in banned(" ".join(text.split()))] == []


def test_a_phrase_is_found():
    assert banned("Source: own estimates, 90 % band; the page Data says which")
    assert not banned("Source: our estimates, 90% band; the Data page says which")
