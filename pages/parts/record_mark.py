"""The mark of the widest move on record: on a slider's track, in its help, below once passed."""

from dataclasses import dataclass

import streamlit as st

from models.scenario.extremes import Extreme, Fields, extreme_of
from models.scenario.levers.lever import Lever
from models.scenario.link import bounds
from models.scenario.setting import Setting


@dataclass(frozen=True)
class RecordMark:
    """The record of a lever, if it has one, and where the lever stands."""

    record: Extreme | None
    fields: Fields
    shown: bool  # the slider reaches it

    def help(self, field: str, text: str) -> str:
        """Return the help of a field's slider with the record, where that is the field's."""
        if self.record is None or field != self.record.field:
            return text
        where = "the mark" if self.shown else "off this slider"
        return f"{text} {self.record.said}: {where}.".strip()

    def say_if_beyond(self) -> None:
        """Say that the lever goes further than the record."""
        if self.record and self.record.is_passed(self.fields[self.record.field]):
            st.caption(self.record.exceeded)


def record_mark(lever: Lever, fields: Fields, setting: Setting) -> RecordMark:
    """Mark a lever's record on the track of its slider."""
    record = extreme_of(lever.id, fields, setting)
    if record is None:
        return RecordMark(None, fields, shown=False)
    key = f"{lever.id}_{record.field}"
    low, high = bounds(key)
    share = (record.value - low) / (high - low)
    shown = 0 <= share <= 1
    if shown:
        st.html(f"<style>.st-key-{key} {{ --tick: {share:.4f}; --tick-sign: ''; }}</style>")
    return RecordMark(record, fields, shown)
