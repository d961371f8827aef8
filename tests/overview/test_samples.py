"""Sample limits against a walk through each column."""

from models.equations.outcomes import SHIPPED
from models.outcome.world import shipped_world
from models.overview.samples import fitted_samples, sample_limits, sample_parts

WORLD = shipped_world()


def test_every_part_ends_with_the_series_that_ends_first():
    panel, spec = WORLD.panel, WORLD.fit.spec
    limits = sample_limits(panel, spec)
    for part, names in sample_parts(spec).items():
        frame = panel.require(names)
        firsts = {name: frame[name].first_valid_index() for name in names}
        lasts = {name: frame[name].last_valid_index() for name in names}
        row = limits.loc[part]
        assert firsts[row["starts_with"]] == max(firsts.values())
        assert lasts[row["ends_with"]] == min(lasts.values())
        assert str(min(lasts.values())).startswith(row["last"])
        assert str(max(firsts.values())).startswith(row["first"])


def test_known_limits():
    limits = sample_limits(WORLD.panel, WORLD.fit.spec)
    state = limits.loc["Relative return: state when the window begins"]
    spread = WORLD.panel.manifest["series"]["credit_spread"]["last"]
    assert (state["last"], state["ends_with"]) == (spread, "credit_spread")
    window = limits.loc["Relative return: return and levers inside the window"]
    lasts = {
        name: WORLD.panel.manifest["series"][name]["last"]
        for name in ("fiscal_impulse", "small_cap_relative_return")
    }
    assert window["first"] == "1969-01"
    assert lasts[window["ends_with"]] == min(lasts.values())
    origin = limits.loc["Time origin of a scenario"]
    returns = WORLD.panel.manifest["series"]["small_cap_relative_return"]["last"]
    assert (origin["last"], origin["ends_with"]) == (returns, "small_cap_relative_return")


def test_the_stored_equations_state_their_samples():
    samples = fitted_samples(WORLD.fit).set_index(["variable", "window_months"])
    assert [h for v, h in samples.index if v == "small_cap_relative_return"] == [1, 3, 6, 12, 24]
    twelve = WORLD.fit.returns[11].estimates
    row = samples.loc[("small_cap_relative_return", 12)]
    assert (row["first"], row["last"], row["nobs"]) == (twelve.first, twelve.last, twelve.nobs)
    assert list(samples["family"][5:]) == 3 * ["means", "levels"]
    assert set(samples.index.get_level_values(0)) == set(SHIPPED)
