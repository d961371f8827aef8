"""What tests of the pages share."""

from functools import partial

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator


@pytest.fixture
def offered(monkeypatch):
    """Collect the downloads that a run offers, by file name."""
    found, draw = {}, DeltaGenerator.download_button

    def record(self, label, data, **options):
        found[options["file_name"]] = data
        return draw(self, label, data, **options)

    main = st.download_button.__self__
    monkeypatch.setattr(DeltaGenerator, "download_button", record)
    monkeypatch.setattr(st, "download_button", partial(record, main))
    return found
