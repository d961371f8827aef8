"""What the cards and the line on the record say of earnings and profits."""

from models.common.bands import SHOWN, WIDE_PCT
from models.common.text import month, percent, signed
from models.equations.outcomes import EPS
from models.outcome.growth_words import family_words, odds_words
from models.outcome.outcome import Outcome
from pages.parts.growth_record import chosen_reach
from pages.parts.world import world_of

Card = tuple[str, str, str, str]


def growth_card(outcome: Outcome, variable: str, label: str) -> Card:
    """Return label, value, line below and help of a growth rate at the horizon."""
    path = outcome.growth_path(variable)
    at = path.at(outcome.horizon_months)
    if at < 0 or path.horizon_months[at] < 1:
        return label, "-", "no quarter ends within the horizon", "Lengthen the horizon."
    low, high = (signed(percent(end[at])) for end in path.band("scenario"))
    return (
        f"{label}, {month(path.periods[at])}",
        f"{signed(percent(path.scenario[at]))}%",
        f"{signed(path.difference[at])} pp impact; {SHOWN} range {low} to {high}%; "
        f"{odds_words(path, at, bool(outcome.scenario.moved))}",
        "Growth over four quarters: of operating earnings per share summed over "
        "the trailing four quarters for the S&P 500; of after-tax profits with inventory and "
        "depreciation adjustments for the economy. Charts, table and files have it as 100 x log, here "
        f"{signed(path.scenario[at])}%; so is the impact, scenario minus baseline. "
        f"The average of two sets of inputs, whose effects are {family_words(path, at)} pp.",
    )


def track_record(outcome: Outcome) -> str:
    """Say how well S&P 500 EPS growth has been told, the choice of its equation included."""
    record = outcome.fit.growth_model(EPS).record
    share = 100 * record["rsquared_levers"]
    reach = f"explained {share:.0f}% of the variance" if share > 0 else "explained nothing"
    said = (
        f"**S&P 500 EPS**: given the levers, the equations {reach} out of sample since "
        f"{record['first_judged'][:4]}{chosen_words(outcome)}"
    )
    if "n_coverage" in record and f"coverage_{WIDE_PCT[0]}" in record:
        held = " and ".join(f"{100 * record[f'coverage_{level}']:.0f}%" for level in WIDE_PCT)
        said += f"; their {' and '.join(map(str, WIDE_PCT))}% bands held {held} of outcomes"
    return said


def by_specification(outcome: Outcome) -> str:
    """Say how the effect on S&P 500 EPS differs by inputs and specification."""
    path = outcome.growth_path(EPS)
    at = path.at(outcome.horizon_months)
    if at < 0:
        return ""
    every = path.specifications[at]
    return (
        f" **S&P 500 EPS by each set of inputs** {family_words(path, at)} pp; by {len(every)} "
        f"specifications {signed(every.min())} to {signed(every.max())} pp."
    )


def chosen_words(outcome: Outcome) -> str:
    """Say what they would have explained had their form been chosen at the time; empty if unknown."""
    reach = chosen_reach(world_of(outcome.request).panel)
    if reach is None:
        return ""
    low, high = (f"{100 * share:.0f}" for share in reach)
    return f" ({low} to {high}% had their form been chosen at the time)"
