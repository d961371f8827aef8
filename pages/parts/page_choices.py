"""What a link asked of a single page's controls, and a sentence for each that could not be given."""

from collections.abc import Iterable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.scenario.link import as_given
from models.scenario.link_repair import same_text
from pages.parts.address import same_value, spelt_as_drawn
from pages.parts.notes import OF_A_LINK, list_notes

_MOST_NAMED = 8  # options; a longer list is read where it is chosen from


def asked_of_page(keys: Iterable[str]) -> dict[str, str]:
    """Return what the address says of a page's controls, before Streamlit drops what they refuse."""
    return {key: text for key, text in st.query_params.to_dict().items() if key in keys}


def say_refused(asked: dict[str, str], place: DeltaGenerator) -> None:
    """Name in `place` what a drawn control shows in place of what it was asked for."""
    with place:
        list_notes(OF_A_LINK, [n for key, text in asked.items() if (n := _refused(key, text))])


def _refused(key: str, text: str) -> str | None:
    drawn = spelt_as_drawn(key)
    if drawn is None or same_value(text, drawn[0]) or same_text(text, drawn[0]):
        return None
    shown, options = drawn
    if not options:
        allowed = "allowed is a number that its slider reaches"
    elif len(options) > _MOST_NAMED:
        allowed = f"allowed is one of the {len(options)} in its list"
    else:
        allowed = f"allowed are {', '.join(options)}"
    return f"{key} was {as_given(text)}; {allowed}; using {shown}."
