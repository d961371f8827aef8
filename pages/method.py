"""Method: equations, sources, limits."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

st.header("How the numbers are made")
st.markdown(
    """
Small minus large is 100 times the difference of two log returns, cumulative from the origin.
"""
)
