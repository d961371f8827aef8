"""Claims about what comes next, put to the fitted equations as scenarios: effects with bands."""

from dataclasses import dataclass

from models.common.bands import NORMAL_QUANTILES, SHOWN, SHOWN_COLUMN
from models.common.text import signed
from models.equations.outcomes import RETURN
from models.outcome.difference import difference
from models.outcome.outcome import Outcome
from models.outcome.run import run_scenario
from models.overview.claim import Claim, Finding, Verdict
from models.scenario.presets import preset

BASE, LATE, LABOUR = "january-2026-base-case", "delayed-fed", "labour-slowdown-january-2026"
HORIZONS_MONTHS = (3, 6, 12)
_HALF_WIDTH_SD = float(NORMAL_QUANTILES[SHOWN_COLUMN])


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference of two paths of small minus large, pp, with the band of its coefficients."""

    horizon_months: int
    mean_pp: float
    low_pp: float
    high_pp: float

    def __str__(self) -> str:
        mean, low, high = (signed(pp, 2) for pp in (self.mean_pp, self.low_pp, self.high_pp))
        return f"{self.horizon_months}m {mean} ({low} to {high})"


def effect(outcome: Outcome, horizon_months: int) -> Effect:
    """Return scenario minus baseline at a horizon."""
    path = outcome.path(RETURN)
    row = path.at(horizon_months)
    low, high = path.band("difference")
    return Effect(horizon_months, float(path.difference[row]), float(low[row]), float(high[row]))


def gap(outcome: Outcome, other: Outcome, horizon_months: int) -> Effect:
    """Return one scenario minus another at a horizon; the band is that of the difference.

    Raises ModelError where both do not start from the same data and equations.
    """
    mean, sd = difference(outcome, other, horizon_months)
    return Effect(horizon_months, mean, mean - _HALF_WIDTH_SD * sd, mean + _HALF_WIDTH_SD * sd)


def below_zero(effects: list[Effect]) -> Verdict:
    """Judge "it hurts": true if every band lies below zero, false if above, else undecided."""
    if all(e.high_pp < 0 for e in effects):
        return "true"
    return "false" if all(e.low_pp > 0 for e in effects) else "undecided"


def above_zero(effects: list[Effect]) -> Verdict:
    """Judge "it helps": true if every band lies above zero, false if below, else undecided."""
    flipped = [Effect(e.horizon_months, -e.mean_pp, -e.high_pp, -e.low_pp) for e in effects]
    return below_zero(flipped)


def _outcomes(latest: bool) -> dict[str, Outcome]:
    scenarios = {name: preset(name).scenario for name in (BASE, LATE, LABOUR)}
    if latest:
        scenarios = {n: s.model_copy(update={"as_of": None}) for n, s in scenarios.items()}
    return {
        name: run_scenario(scenario, horizon_months=max(HORIZONS_MONTHS))
        for name, scenario in scenarios.items()
    }


def scenario_claims() -> tuple[Claim, ...]:
    """Return the claims about looser policy, a delayed Fed and a labour slowdown.

    "Now" starts the same presets from the end of the committed snapshot.
    """
    then, now = _outcomes(latest=False), _outcomes(latest=True)
    bands = (
        "small minus large at 3, 6 and 12 months with the "
        f"{SHOWN} bands of the models' average, their disagreement among it; true or false only if "
        "all three exclude zero on one side. What a preset does not set follows history, and the Fed "
        "moves for history's "
        "mix of reasons: with cuts comes some of the unemployment that they have come with."
    )
    return (
        Claim(
            "policy-lifts",
            "Looser policy lifts small caps.",
            f"Preset {preset(BASE).scenario.name}, two cuts and a small fiscal pulse, against "
            f"unchanged policy: {bands}",
            _policy(then),
            _policy(now),
        ),
        Claim(
            "delayed-fed",
            "A delayed Fed is the obvious risk.",
            f"Preset {preset(LATE).scenario.name} against the base case with its cuts: {bands}",
            _late(then),
            _late(now),
        ),
        Claim(
            "labour-risk",
            "A labour-market slowdown is the bigger risk.",
            f"Preset {preset(LABOUR).scenario.name}, unemployment up a point, minus the delayed Fed: "
            f"{bands} Sizes are the presets', not of equal odds.",
            _labour(then),
            _labour(now),
        ),
    )


def _policy(outcomes: dict[str, Outcome]) -> Finding:
    effects = [effect(outcomes[BASE], h) for h in HORIZONS_MONTHS]
    last = HORIZONS_MONTHS[-1]
    labour = outcomes[BASE].levers.frame("unemployment_rate")["difference"].iloc[last - 1]
    figure = f"{_listed(effects)}, with unemployment {signed(labour, 2)} pp at {last}m"
    return _finding(outcomes, figure, above_zero(effects))


def _late(outcomes: dict[str, Outcome]) -> Finding:
    gaps = [gap(outcomes[LATE], outcomes[BASE], h) for h in HORIZONS_MONTHS]
    alone = _listed([effect(outcomes[LATE], h) for h in HORIZONS_MONTHS])
    figure = f"delay minus base case: {_listed(gaps)}. Delay against unchanged policy: {alone}"
    return _finding(outcomes, figure, below_zero(gaps))


def _labour(outcomes: dict[str, Outcome]) -> Finding:
    gaps = [gap(outcomes[LABOUR], outcomes[LATE], h) for h in HORIZONS_MONTHS]
    alone = _listed([effect(outcomes[LABOUR], h) for h in HORIZONS_MONTHS])
    figure = f"slowdown minus delay: {_listed(gaps)}. Slowdown against unchanged policy: {alone}"
    return _finding(outcomes, figure, below_zero(gaps))


def _listed(effects: list[Effect]) -> str:
    return f"{'; '.join(map(str, effects))} pp"


def _finding(outcomes: dict[str, Outcome], figure: str, verdict: Verdict) -> Finding:
    return Finding(outcomes[BASE].setting.as_of, figure, verdict)
