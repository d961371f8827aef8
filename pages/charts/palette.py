"""The theme's colours where there is no screen to give them: in pictures and on paper."""

import tomllib
from functools import lru_cache
from pathlib import Path

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


@lru_cache(maxsize=2)
def paper_colors(palette: str = "chartCategoricalColors") -> list[str]:
    """Return a palette of the light theme, by default that of `pages.charts.pieces.IDEAS`, in order."""
    return tomllib.loads(CONFIG.read_text())["theme"]["light"][palette]
