"""The theme's colours where there is no screen to give them: in pictures and on paper."""

import tomllib
from functools import lru_cache
from pathlib import Path

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


@lru_cache(maxsize=1)
def paper_colors() -> list[str]:
    """Return the colours of `pages.charts.pieces.IDEAS`, in that order, as the light theme has them."""
    return tomllib.loads(CONFIG.read_text())["theme"]["light"]["chartCategoricalColors"]
