"""What filers get wrong, put into an invented panel; the truth stays."""

import numpy as np

from tests.live.filings.synthetic import Synthetic


def unit_errors(world: Synthetic, n_each: int = 40) -> dict[str, list[tuple[int, int]]]:
    """Multiply cells of `told` by a power of ten; return the cells by item.

    Income is put wrong where it is half a percent of the firm's size or more (below that a thousand
    times it may be income still), floats anywhere, of large companies downwards too.
    """
    rng = np.random.default_rng(7)
    size = np.maximum(
        np.median(world.true["assets"], axis=1), np.median(world.true["revenue"], axis=1)
    )
    done: dict[str, list[tuple[int, int]]] = {}
    for item in ("income", "annual income"):
        can = world.seen[item] & (np.abs(world.true[item]) > 0.005 * size[:, None])
        done[item] = _put(world, item, can, rng, (1e3, 1e6), n_each)
    floats = world.seen["floats"]
    done["floats"] = _put(world, "floats", floats, rng, (1e3, 1e6), n_each)
    large = floats & (world.true["floats"] >= 560e6)
    done["floats of large"] = _put(world, "floats", large, rng, (1e-3, 1e-6), n_each)
    always = int(np.argmax(large.all(axis=1) | (large == floats).all(axis=1)))
    world.told["floats"][always] = world.true["floats"][always] / 1e6  # states millions every year
    return done


def _put(world, item, can, rng, factors, count):
    taken = world.told[item] != world.true[item]
    cells = np.argwhere(can & ~taken)
    chosen, firms = [], set()
    for firm, column in rng.permutation(cells):
        if firm not in firms:
            firms.add(firm)
            chosen.append((int(firm), int(column)))
            world.told[item][firm, column] *= factors[len(chosen) % len(factors)]
        if len(chosen) == count:
            break
    return chosen


def late_filers(world: Synthetic, count: int = 30) -> list[int]:
    """Take the last quarter away from some firms."""
    firms = [int(f) for f in np.random.default_rng(8).permutation(world.n_listed)[:count]]
    for seen in world.seen.values():
        seen[firms, -1] = False
    return firms


def missing_quarters(world: Synthetic, count: int = 60) -> None:
    """Take a quarter within a year away from some firms: their years stay, as wholes."""
    rng = np.random.default_rng(9)
    for firm in rng.permutation(world.n_listed)[:count]:
        world.seen["income"][firm, int(rng.integers(4, len(world.quarters)))] = False


def oddities(world: Synthetic) -> list[int]:
    """Make true what looks wrong: losses of nine tenths of the assets."""
    losers = [int(f) for f in np.random.default_rng(10).permutation(world.n_listed)[:20]]
    column = len(world.quarters) - 3
    for firm in losers:
        world.told["income"][firm, column] += (
            change := -round(0.9 * float(np.median(world.true["assets"][firm])))
        )
        world.true["income"][firm, column] += change
        for at in range(column, len(world.quarters)):
            world.told["annual income"][firm, at] += change
            world.true["annual income"][firm, at] += change
    return losers
