"""The measure by hand: firm by firm, on what was invented, without any module under test but ranks."""

import datetime as dt
import math

import numpy as np

RANKS = {"large": (1, 500), "small": (1001, 3000)}


def trailing(world, firm: int, column: int) -> float | None:
    """Return a firm's true income over four quarters where its filings tell it."""
    known, annual = world.seen["income"][firm], world.seen["annual income"][firm]

    def quarter_known(at: int) -> bool:
        return known[at] or (annual[at] and all(known[at - back] for back in (1, 2, 3)))

    if annual[column] or all(quarter_known(column - back) for back in range(4)):
        return float(sum(world.true["income"][firm, column - back] for back in range(4)))
    return None


def bucket(world, june: int, name: str) -> list[int]:
    """Return the listed firms of a bucket by their true floats."""
    found = []
    for firm in np.flatnonzero(world.kind == "listed"):
        for at in range(june, max(june - 7, 3), -1):
            day = world.end(world.style[firm], at) - dt.timedelta(days=20)
            dated = 4 * day.year + (day.month - 1) // 3 - world.quarters[0]
            if world.seen["floats"][firm, at] and june - 6 < dated <= june:
                if world.true["floats"][firm, at] > 0:
                    found.append((-world.true["floats"][firm, at], int(firm)))
                break
    first, last = RANKS[name]
    return [firm for _, firm in sorted(found)[first - 1 : last]]


def measure(world, year: int, quarter: int, name: str) -> dict[str, float]:
    """Return measure, ratio growth, breadth, share of losses and number of firms of one quarter."""
    column = world.column(year, quarter)
    june_year = year - 1 if quarter >= 2 else year - 2
    pairs = []
    for firm in bucket(world, world.column(june_year, 2), name):
        now, before = trailing(world, firm, column), trailing(world, firm, column - 4)
        if now is not None and before is not None:
            pairs.append((now, before))
    total = math.fsum(abs(before) for _, before in pairs)
    bound = 10 * total / len(pairs)
    clipped = math.fsum(min(max(now - before, -bound), bound) for now, before in pairs)
    sums = [math.fsum(side) for side in zip(*pairs, strict=True)]
    rising = sum(now > before for now, before in pairs)
    falling = sum(now < before for now, before in pairs)
    symmetric = [200 * (a - b) / (abs(a) + abs(b)) for a, b in pairs]
    return {
        "measure": clipped / total,
        "unclipped": (sums[0] - sums[1]) / total,
        "ratio_growth_log_pct": 100 * math.log(sums[0] / sums[1]) if min(sums) > 0 else math.nan,
        "symmetric_growth_pct": 200 * (sums[0] - sums[1]) / (abs(sums[0]) + abs(sums[1])),
        "median_symmetric_growth_pct": float(np.median(symmetric)),
        "breadth": (rising - falling) / len(pairs),
        "loss_share": sum(now < 0 for now, _ in pairs) / len(pairs),
        "n_firms": len(pairs),
    }
