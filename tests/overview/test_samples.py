"""Sample limits against a walk through each column."""

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
    assert (state["last"], state["ends_with"]) == ("2026-05", "credit_spread")
    window = limits.loc["Relative return: return and levers inside the window"]
    assert (window["first"], window["ends_with"]) == ("1969-01", "fiscal_impulse")
    origin = limits.loc["Time origin of a scenario"]
    assert (origin["last"], origin["ends_with"]) == ("2026-08", "small_cap_relative_return")


def test_the_stored_equations_state_their_samples():
    samples = fitted_samples(WORLD.fit).set_index(["variable", "window_months"])
    assert [h for v, h in samples.index if v == "small_cap_relative_return"] == [1, 3, 6, 12, 24]
    twelve = WORLD.fit.returns[11].estimates
    row = samples.loc[("small_cap_relative_return", 12)]
    assert (row["first"], row["last"], row["nobs"]) == (twelve.first, twelve.last, twelve.nobs)
    assert set(samples.index.get_level_values(0)) == {
        "small_cap_relative_return",
        "eps_growth_large_cap",
        "corporate_profit_growth",
        "eps_growth_large_cap_reported",
    }
