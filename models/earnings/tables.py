"""The downloads of the Earnings page: tidy tables, numbers with all their digits."""

import pandas as pd

from models.earnings.history import PriceHistory
from models.earnings.identity import symmetric_growth_pct
from models.earnings.own_series import OwnSeries
from models.earnings.relative_split import RelativeSplits
from models.earnings.small_assumption import BASIS, AssumedPath, assumption_table
from models.equations.outcomes import OUTCOMES, RELATIVE_EPS, SMALL_EPS
from models.outcome.outcome import Outcome

ESTIMATE = "estimate on a loaded series"


def growth_table(outcome: Outcome) -> pd.DataFrame:
    """Return the rows of the scenario table that are earnings growth."""
    modelled = [path.variable for path in outcome.paths]
    grown = [name for name in modelled if OUTCOMES[name].kind == "growth"]
    return outcome.table[outcome.table["variable"].isin(grown)]


def small_cap_table(
    outcome: Outcome,
    paths: tuple[AssumedPath, AssumedPath] | None,
    sensitivity: float,
    basis: str = BASIS,
) -> pd.DataFrame:
    """Return small-cap and relative growth, every row saying whether it is assumed or estimated."""
    if paths:
        return assumption_table(paths, sensitivity, basis)
    table = outcome.table
    table = table[table["variable"].isin((SMALL_EPS, RELATIVE_EPS))].drop(columns="model")
    return table.assign(basis=ESTIMATE)


def split_table(splits: RelativeSplits, assumed: bool) -> pd.DataFrame:
    """Return the relative return by its parts, every row with its basis: effect, then both levels."""
    named = {
        "difference, since the origin": splits.effect,
        "baseline, four quarters": splits.baseline,
        "scenario, four quarters": splits.scenario,
    }
    table = pd.concat({side: split.table for side, split in named.items()}, names=["of"])
    table = table.reset_index(level=0).rename(
        columns={name: f"{name}_pp" for name in ("price", "eps", "multiple")}
    )
    table.insert(0, "basis_of_eps", BASIS if assumed else ESTIMATE)
    return table


def history_tables(name: str, history: PriceHistory) -> dict[str, pd.DataFrame]:
    """Return identity, years, cycles and variance shares by file name."""
    residuals = history.identity.residuals.add_prefix("residual_")
    quarters = history.identity.table.join(residuals).rename_axis("quarter").reset_index()
    shares = [found.table for found in (history.shares, history.fine_shares) if found is not None]
    tables = {
        f"identity_{name}": quarters,
        f"years_{name}": history.years.reset_index(),
        f"cycles_{name}": history.cycles,
    }
    if shares:
        samples = pd.concat(shares, keys=["earnings", "sales_and_margin"][: len(shares)])
        tables[f"variance_shares_{name}"] = samples.reset_index(level=0, names="split")
    return tables


def own_table(own: OwnSeries) -> pd.DataFrame:
    """Return a loaded series with its symmetric growth, which losses have too."""
    growth = {
        f"{name}_symmetric_growth_pct": symmetric_growth_pct(own.levels[name])
        for name in ("small", "large")
        if name in own.levels
    }
    return own.levels.assign(**growth).rename_axis("quarter").reset_index()
