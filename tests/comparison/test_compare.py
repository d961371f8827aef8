"""Scenarios side by side: each minus the first, mixes, and the same from the shell."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models import FedLever, LabourLever, Request, Scenario
from models.__main__ import main
from models.common.errors import ModelError, ScenarioError
from models.comparison.batch import evaluate_many
from models.comparison.compare import compare
from models.comparison.comparison_command import asked_presets
from models.comparison.mixture import mixture
from models.comparison.pairwise import Gap, gap
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from models.scenario.spec import ModelSpec
from tests.cases import EPS, JANUARY, PROFITS, RETURN, TWICE

JANUARY_PRESETS = "january-2026-base-case,delayed-fed,labour-slowdown-january-2026"
Z_95 = 1.6448536269514722
MONTHS = (3, 6, 12, 24)


@pytest.fixture(scope="module")
def found():
    return compare(asked_presets(JANUARY_PRESETS, None), shipped_world(as_of=JANUARY))


def test_a_scenario_minus_nothing_moved_is_its_effect():
    world = shipped_world()
    moved = evaluate(Request(scenario=Scenario(**TWICE), horizon_months=24), world)
    still = evaluate(Request(horizon_months=24), world)
    # By levers pinned to their baseline or left to follow: one path of nothing, two patterns.
    for variable, path in ((EPS, moved.path(EPS)), (PROFITS, moved.path(PROFITS))):
        row = path.at(12)
        apart = gap(variable, moved, still, world, 12)
        assert apart.mean == pytest.approx(path.difference[row], abs=1e-9)
        assert apart.sd == pytest.approx(path.difference_sd[row], rel=1e-5)
    assert gap(RETURN, moved, still, world, 12).mean == pytest.approx(
        moved.combined.difference[11], abs=1e-9
    )


@pytest.mark.parametrize("variable", [RETURN, EPS])
def test_a_scenario_minus_itself_is_nothing_for_sure(variable, found):
    apart = found.gap(variable, 1, 12, versus=1)
    assert (apart.mean, apart.sd, apart.odds_below) == (0.0, 0.0, 0.5)


@pytest.mark.parametrize("variable", [RETURN, EPS])
def test_a_difference_turns_around_with_its_band(variable, found):
    one, other = found.gap(variable, 2, 12, versus=1), found.gap(variable, 1, 12, versus=2)
    assert one.mean == pytest.approx(-other.mean, abs=1e-12)
    assert one.sd == pytest.approx(other.sd, abs=1e-12)
    assert one.odds_below == pytest.approx(1 - other.odds_below, abs=1e-12)


def test_the_band_of_a_difference_is_narrower_than_of_two_strangers(found):
    """Both scenarios share the Fed's path: what they share cancels."""
    both = [found.batch[EPS].of("difference_q95") - found.batch[EPS].of("difference")] * 2
    row = found.batch[EPS].at(12)
    apart = np.hypot(both[0][1, row], both[1][2, row]) / Z_95
    assert found.gap(EPS, 2, 12, versus=1).sd < apart


def test_growth_apart_by_drawing_slopes(found):
    """Two coefficients' draws give the within part of the variance; the rest is the specification's."""
    one, other = found.outcomes[2], found.outcomes[0]
    world, rng = found.world, np.random.default_rng(2)
    from models.equations.apply import capped, stack
    from models.outcome.run import growth_inputs

    window, means, levels = growth_inputs(EPS, world, one.macro, 24)
    _, means0, levels0 = growth_inputs(EPS, world, other.macro, 24)
    row = int(np.searchsorted(window.horizon_months, 12, side="right")) - 1
    within = []
    for member, a, b in zip(
        world.fit.growth_model(EPS).members, (means, levels), (means0, levels0), strict=True
    ):
        k, equation = len(member.lever_terms), stack((member,))
        x = [capped(equation, each.whole[row : row + 1, :k], True)[0] for each in (a, b)]
        slopes = rng.multivariate_normal(equation.slopes[0], equation.band_cov[0, 1:, 1:], 200_000)
        follow = (a.responses - b.responses)[:, row, :k] @ equation.slopes[0]
        within.append((slopes @ x[0] - slopes @ x[1]).var() + follow.var())
    apart = found.gap(EPS, 2, 12)
    d = world.fit.growth_model(EPS).alternatives.effects(
        (means0.whole[[row]], means.whole[[row]]), (levels0.whole[[row]], levels.whole[[row]]), True
    )
    between = np.mean((d - apart.mean) ** 2)
    assert apart.sd == pytest.approx(np.sqrt(np.mean(within) + between), rel=5e-3)


def test_odds_below_are_those_of_a_normal_band():
    assert Gap(-Z_95, 1.0).odds_below == pytest.approx(0.95)
    assert Gap(1.0, 0.0).odds_below == 0.0
    assert Gap(-1.0, 0.0).odds_below == 1.0


def test_the_table_has_a_row_a_scenario_outcome_and_horizon(found):
    table = found.table
    assert table.groupby(["name", "variable"]).size().eq(len(MONTHS)).all()
    assert set(table["name"]) == set(found.names)
    first = table[table["name"] == found.names[0]]
    assert first["minus_first"].isna().all()
    row = table[
        (table["name"] == "Delayed Fed")
        & (table["variable"] == RETURN)
        & (table["horizon_months"] == 12)
    ].squeeze()
    apart = found.gap(RETURN, 1, 12)
    assert row["minus_first"] == pytest.approx(apart.mean, abs=1e-11)
    assert row["minus_first_q95"] == pytest.approx(apart.mean + Z_95 * apart.sd, abs=1e-9)
    assert row["difference"] == pytest.approx(found.outcomes[1].combined.difference[11], abs=1e-9)


def test_the_same_scenario_twice_has_two_names():
    twice = compare([Request(), Request()], shipped_world(), months=(12,))
    assert twice.names == ("My scenario", "My scenario (2)")


@pytest.mark.parametrize("count", [1, 5])
def test_a_comparison_takes_two_to_four(count):
    with pytest.raises(ScenarioError, match=f"{count} scenarios are given"):
        compare([Request()] * count, shipped_world())


def test_scenarios_of_different_starts_are_not_compared():
    past = Request(scenario=Scenario(as_of=JANUARY))
    with pytest.raises(ScenarioError, match="differ in their start"):
        compare([Request(), past], shipped_world())


def test_a_scenario_without_an_answer_is_named():
    broken = FedLever().model_copy(update={"own_path": (float("nan"),)})
    request = Request(scenario=Scenario(name="Odd").model_copy(update={"fed": broken}))
    with pytest.raises(ModelError, match=r"^Odd: .* no number"):
        compare([Request(), request], shipped_world())


def test_a_mix_of_one_scenario_is_that_scenario():
    world = shipped_world()
    requests = [Request(scenario=Scenario(labour=LabourLever(peak_rise_pp=1.5))), Request()]
    batch = evaluate_many(requests, world, (3, 12))
    for variable in (RETURN, EPS):
        mixed = mixture(batch, (2, 0), world, variable, 12)
        many = batch[variable]
        row = many.at(12)
        assert mixed.mean == pytest.approx(many.of("scenario")[0, row])
        assert mixed.odds == pytest.approx(many.of("odds_scenario")[0, row])
        for end, value in mixed.quantiles.items():
            assert value == pytest.approx(many.of(f"scenario_{end}")[0, row], abs=1e-9)


def test_the_bars_of_a_mix_meet_at_zero_and_hold_all_of_it():
    world = shipped_world()
    for variable in (RETURN, EPS):
        batch = evaluate_many(
            asked_presets("mild-slowdown,stagflation", None), world, (12,), (variable,)
        )
        mixed = mixture(batch, (3, 1), world, variable, 12)
        edges, shares = mixed.in_bins()
        assert edges[0] <= mixed.points[0]
        assert mixed.points[-1] < edges[-1]
        assert 0.0 in edges
        assert len(shares) <= 66
        assert shares.sum() == pytest.approx(1.0)
        assert shares[edges[:-1] >= 0].sum() == pytest.approx(
            mixed.weights[mixed.points >= 0].sum()
        )


def test_a_mix_by_drawing_a_scenario_then_an_error():
    world, rng = shipped_world(), np.random.default_rng(4)
    requests = [Request(scenario=Scenario(labour=LabourLever(peak_rise_pp=2.0))), Request()]
    batch = evaluate_many(requests, world, (12,))
    shares = np.array([0.3, 0.7])
    mixed = mixture(batch, shares, world, EPS, 12)
    model, many = world.fit.growth_model(EPS), batch[EPS]
    ahead = many.periods[0].ordinal - pd.Period(model.last, freq="Q").ordinal
    errors = np.abs(model.errors_of(ahead))
    which = rng.choice(2, size=400_000, p=shares)
    half = (many.of("scenario_q95") - many.of("scenario"))[:, 0] / np.sort(errors)[94]
    drawn = many.of("scenario")[which, 0]
    drawn = drawn + half[which] * rng.choice(errors, which.size) * rng.choice([-1, 1], which.size)
    assert mixed.mean == pytest.approx(drawn.mean(), abs=0.1)
    assert mixed.odds == pytest.approx((drawn > 0).mean(), abs=0.02)
    inside = np.ceil((len(errors) + 1) * 0.9) / len(errors)  # of past errors, as in every band
    for end, share in (("q95", (1 + inside) / 2), ("q05", (1 - inside) / 2)):
        assert mixed.quantiles[end] == pytest.approx(np.quantile(drawn, share), abs=0.5)
    assert mixed.weights.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("weights", "said"),
    [((1,), "1 weights"), ((0, 0), "All weights"), ((1, -1), "A weight is -1"),
     ((1, float("nan")), "A weight is nan")],
)  # fmt: skip
def test_weights_that_are_none_are_refused(weights, said):
    batch = evaluate_many([Request(), Request()], shipped_world(), (12,))
    with pytest.raises(ScenarioError, match=said):
        mixture(batch, weights, shipped_world(), RETURN, 12)


def test_a_single_estimator_has_no_distribution_to_mix():
    spec = ModelSpec(estimator="ols")
    batch = evaluate_many([Request(spec=spec)], shipped_world(spec), (12,))
    with pytest.raises(ModelError, match="no distribution"):
        mixture(batch, (1,), shipped_world(spec), RETURN, 12)


def run(capsys, *arguments):
    status = main([*arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_compare_from_the_shell(tmp_path, capsys, found):
    status, out, _ = run(
        capsys, "compare", "--presets", JANUARY_PRESETS, "--out", str(tmp_path / "out")
    )
    assert status == 0
    written = pd.read_csv(tmp_path / "out/comparison.csv")
    expected = pd.read_csv(io.StringIO(found.table.to_csv(index=False)))
    pd.testing.assert_frame_equal(written, expected)
    apart = found.gap(RETURN, 2, 12)
    assert out.startswith("Small minus large against January 2026 base case:")
    assert f"12 months {'+' if apart.mean > 0 else '−'}{abs(apart.mean):.1f} pp" in out
    assert "24 months withheld" in out


def test_a_start_given_for_all_moves_the_presets_to_it():
    asked = asked_presets("delayed-fed,hikes", "latest")
    assert [request.scenario.as_of for request in asked] == [None, None]
    assert {request.horizon_months for request in asked} == {24}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "--presets", "hikes", "--out", "x"), "--presets names 1"),
        (("compare", "--presets", ",".join(["hikes"] * 5), "--out", "x"), "--presets names 5"),
        (("compare", "--presets", "hikes,nope", "--out", "x"), "There is no preset 'nope'"),
        (("compare", "--presets", "hikes,delayed-fed", "--out", "x"), "add --as-of"),
        (
            ("compare", "--presets", "hikes,no-cuts", "--as-of", "soon", "--out", "x"),
            "--as-of is 'soon'",
        ),
        (("sweep", "--preset", "hikes", "--lever", "gdp", "--out", "x"), "There is no lever 'gdp'"),
        (("breakeven", "--preset", "hikes", "--lever", "fed", "--out", " "), "--out is ' '"),
        (
            ("grid", "--preset", "hikes", "--x", "fed", "--y", "fed", "--out", "x"),
            "two different levers",
        ),
    ],
)
def test_a_wrong_command_is_one_sentence(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_sweep_break_even_and_grid_from_the_shell(tmp_path, capsys):
    preset = ("--preset", "mild-slowdown")
    status, out, _ = run(capsys, "sweep", *preset, "--lever", "labour", "--out", str(tmp_path))
    assert (status, out) == (
        0, "sweep.csv: Labour market (pp), every step from -2 to 6.\n"
    )  # fmt: skip
    swept = pd.read_csv(tmp_path / "sweep.csv")
    status, out, _ = run(capsys, "breakeven", *preset, "--lever", "labour", "--out", str(tmp_path))
    assert status == 0
    assert "effect, Aug 2027: " in out
    assert "Aug 2028: withheld" in out
    at = pd.read_csv(tmp_path / "breakeven.csv")
    zero = at[(at["kind"] == "zero") & (at["side"] == "difference") & (at["variable"] == EPS)]
    curve = swept[(swept["variable"] == EPS) & (swept["horizon_months"] == 10)]
    (point,) = zero.loc[zero["horizon_months"] == 10, "low"]
    assert np.interp(point, curve["value"], curve["difference"]) == pytest.approx(0, abs=1e-6)
    status, out, _ = run(
        capsys, "grid", *preset, "--x", "labour", "--y", "fed", "--out", str(tmp_path)
    )
    assert status == 0
    cells = pd.read_csv(tmp_path / "grid.csv")
    column = cells[(cells["fed"] == -2) & (cells["variable"] == RETURN)]
    line = swept[swept["variable"] == RETURN].merge(
        column, left_on=["value", "horizon_months"], right_on=["labour", "horizon_months"]
    )
    assert len(line) == 41 * len(MONTHS)
    assert_allclose(line["scenario_x"], line["scenario_y"], atol=1e-9)


@pytest.mark.parametrize("command", ["compare", "sweep", "breakeven", "grid", "events"])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--" in capsys.readouterr().out


def test_a_longer_horizon_of_a_request_does_not_matter_to_a_comparison():
    one, other = Request(horizon_months=3), Request(scenario=Scenario(**TWICE))
    found = compare([one, replace(other, horizon_months=6)], shipped_world(), months=(12,))
    assert found.batch[RETURN].horizon_months.tolist() == [12]
