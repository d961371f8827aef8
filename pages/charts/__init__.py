"""Pictures: pure functions that return Altair charts on named data; no Streamlit, no I/O."""
