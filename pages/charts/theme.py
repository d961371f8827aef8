"""The one look of all charts: sizes and inks that hold in light and dark, on screen and on paper.

Text takes the colour of the page's own text (``currentColor``, which an SVG inherits), a little fainter;
what an idea is coloured by comes from the app's theme.
"""

from typing import Any

TEXT_PX = 12
TEXT_OPACITY = 0.8  # of the page's text colour: more than 4.5 to 1 in both themes
_TEXT = "currentColor"

CONFIG: dict[str, Any] = {
    "axis": {
        "labelFontSize": TEXT_PX,
        "labelColor": _TEXT,
        "labelOpacity": TEXT_OPACITY,
        "titleFontSize": TEXT_PX,
        "titleFontWeight": "normal",
        "titleColor": _TEXT,
        "titleOpacity": TEXT_OPACITY,
    },
    "legend": {"labelFontSize": TEXT_PX, "labelColor": _TEXT},
    "text": {"fontSize": TEXT_PX, "color": _TEXT},
}
