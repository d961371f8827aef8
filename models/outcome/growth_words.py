"""A growth rate in words: odds, the two families, and from which published quarter it starts."""

import numpy as np

from models.common.text import month, signed
from models.outcome.growth_path import GrowthPath


def odds(probability: float) -> str:
    """Return a probability as "46%", never as a certainty that no record gives."""
    return f"{100 * min(max(probability, 0.01), 0.99):.0f}%"


def odds_words(path: GrowthPath, row: int, moved: bool) -> str:
    """Say the odds that growth is positive, with the moves and without."""
    if not moved:
        return f"odds of growth {odds(path.odds_scenario[row])}"
    return (
        f"odds of growth {odds(path.odds_scenario[row])}, with nothing moved "
        f"{odds(path.odds_baseline[row])}"
    )


def family_words(path: GrowthPath, row: int) -> str:
    """Say the effect by each family, such as "-11.7 to -5.9"."""
    low, high = np.sort(path.members[:, row])
    return f"{signed(low)} and {signed(high)}"


def start_words(path: GrowthPath) -> str:
    """Say from which published quarter the path starts."""
    return (
        f"Starts from what {month(path.last_published)}, the last quarter published, was above or below "
        "the equations"
    )
