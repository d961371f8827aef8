"""What a refresh did, one row a series, and in sentences for the shell."""

import pandas as pd

from models.common.text import day
from models.live.chains import chains
from models.live.providers.bls import NOTICE as BLS_NOTICE
from models.live.providers.bls import Bls
from models.live.refresh import Refreshed
from models.panel import Panel

# What must be shown where FRED's API is used.
NOTICE = (
    "This product uses the FRED® API but is not endorsed or certified by the Federal Reserve Bank "
    "of St. Louis."
)


def notices(done: Refreshed) -> list[str]:
    """Return what must be shown with these figures, by the publishers' own terms."""
    from_bls = [found for found in done.good.values() if found.provider == Bls.name]
    said = [NOTICE] if done.used_fred else []
    if from_bls:
        accessed = day(max(found.fetched_at for found in from_bls).date())
        said.append(f"Bureau of Labor Statistics, accessed on {accessed}. {BLS_NOTICE}")
    return said


def series_report(done: Refreshed, base: Panel) -> pd.DataFrame:
    """Return one row a series that has feeds, indexed by name.

    Columns: `label`, `unit`, `source` (providers, or snapshot), `n_new`, `last`, `n_revised`,
    `largest_revision` (with its period in `revised_period`), `factor` (a new base year), `known_on` and
    `fetched_at` (the earliest of its feeds; None on the snapshot), `stale` (older than its calendar
    allows), `remembered` (kept from an earlier fetch) and `reason` (why it is on the snapshot, stale,
    remembered or not from the first choice; empty otherwise).
    """
    rows = []
    for name, rule in chains().rules.items():
        if name not in done.changes and name not in done.kept:
            continue
        change = done.changes.get(name)
        feeds = [done.good[feed] for feed in rule.feeds if feed in done.good] if change else []
        rows.append(
            {
                "name": name,
                "label": base.catalog.loc[name, "label"],
                "unit": base.catalog.loc[name, "unit"],
                "source": " and ".join(dict.fromkeys(f.provider for f in feeds)) or "snapshot",
                "n_new": change.n_new if change else 0,
                "last": change.last if change else "",
                "n_revised": change.n_revised if change else 0,
                "largest_revision": change.largest_revision if change else 0.0,
                "revised_period": change.revised_period if change else "",
                "factor": change.factor if change else 1.0,
                "known_on": min((found.vintage for found in feeds), default=base.vintage),
                "fetched_at": min((found.fetched_at for found in feeds), default=None),
                "stale": any(found.stale and not found.remembered for found in feeds),
                "remembered": any(found.remembered for found in feeds),
                "reason": done.kept.get(name, "") or " ".join(f.reason for f in feeds).strip(),
            }
        )
    return pd.DataFrame(rows).set_index("name")


def display_only_report(done: Refreshed) -> list[str]:
    """Say the newest figure of each feed that stands beside the panel."""
    said = []
    for name, facts in chains().display_only.items():
        if name in done.good:
            found = done.good[name]
            said.append(
                f"{facts['label']}: {found.figures.iloc[-1]:+.2f} {facts['unit']} in "
                f"{found.last:%b %Y} ({found.provider}); shown beside the panel, in no equation."
            )
        elif name in done.bad:
            said.append(f"{facts['label']}: none. {done.bad[name].reason}")
    return said


def sentences(done: Refreshed, base: Panel) -> list[str]:
    """Return the refresh in sentences: one of all, one a series."""
    table = series_report(done, base)
    n_live = len(done.changes)
    said = [
        f"{n_live} of {len(table)} series are live, {len(table) - n_live} stand on the snapshot of "
        f"{base.vintage}."
    ]
    for name, row in table.iterrows():
        if name in done.kept:
            said.append(f"{name}: on the snapshot. {row['reason']}")
            continue
        changed = [f"{row['n_new']} new to {row['last']}"]
        if row["n_revised"]:
            changed.append(
                f"{row['n_revised']} revised, most by {row['largest_revision']:+.4g} in "
                f"{row['revised_period']}"
            )
        if row["factor"] != 1:
            changed.append(f"joined by the factor {row['factor']:.6g}")
        note = f" {row['reason']}" if row["reason"] else ""
        said.append(f"{name}: {row['source']}, {', '.join(changed)}.{note}")
    return said + display_only_report(done)
