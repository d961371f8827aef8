"""The number of a slider can be typed: a field beside it, which gives it what is typed.

The slider stays the one widget: address, keyboard, thumb and server know of nothing else. Without the
script there is no field, and sliders work as ever.
"""

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "exact",
    js=(_HERE / "exact.js").read_text(),
    css=(_HERE / "exact.css").read_text(),
    isolate_styles=False,
)
_PIXELS = 48  # five figures


def exact(key: str, label: str) -> None:
    """Offer to type the number of the slider with this key and label."""
    _component(key=f"exact_{key}", data={"slider": key, "label": f"{label}, typed"}, width=_PIXELS)
