"""Claims about what comes next, put to the fitted equations as scenarios: effects with bands."""

from dataclasses import dataclass

from models.common.bands import NORMAL_QUANTILES, SHOWN, SHOWN_COLUMN
from models.common.text import signed
from models.outcome.difference import difference
from models.outcome.outcome import Outcome
from models.outcome.run import run_scenario
from models.overview.claim import Claim, Finding, Verdict
from models.scenario.presets import preset

BASE, NO_CUTS = "january-2026-base-case", "no-cuts"
LATE, LABOUR = "delayed-fed", "labour-slowdown-january-2026"
PUT_TO_THE_MODELS = (BASE, NO_CUTS, LATE, LABOUR)  # presets
JUDGED_MONTHS = 3  # "rather rapid", says the note
HORIZONS_MONTHS = (JUDGED_MONTHS, 6, 12)
_HALF_WIDTH_SD = float(NORMAL_QUANTILES[SHOWN_COLUMN])


@dataclass(frozen=True, slots=True)
class Effect:
    """One path of small minus large less another, pp, with the band of that difference."""

    horizon_months: int
    mean_pp: float
    low_pp: float
    high_pp: float

    def __str__(self) -> str:
        mean, low, high = (signed(pp, 2) for pp in (self.mean_pp, self.low_pp, self.high_pp))
        return f"{self.horizon_months}m {mean} ({low} to {high})"


def gap(outcome: Outcome, other: Outcome, horizon_months: int) -> Effect:
    """Return one scenario minus another at a horizon; the band is that of the difference.

    Raises ModelError where both do not start from the same data and equations.
    """
    mean, sd = difference(outcome, other, horizon_months)
    return Effect(horizon_months, mean, mean - _HALF_WIDTH_SD * sd, mean + _HALF_WIDTH_SD * sd)


def below_zero(effects: list[Effect]) -> Verdict:
    """Judge "it hurts" at the horizon the note speaks of, the first: by the side of zero of its band."""
    judged = effects[0]
    if judged.high_pp < 0:
        return "true"
    return "false" if judged.low_pp > 0 else "undecided"


def above_zero(effects: list[Effect]) -> Verdict:
    """Judge "it helps" at the same horizon."""
    flipped = [Effect(e.horizon_months, -e.mean_pp, -e.high_pp, -e.low_pp) for e in effects]
    return below_zero(flipped)


def _outcomes(latest: bool) -> dict[str, Outcome]:
    scenarios = {name: preset(name).scenario for name in PUT_TO_THE_MODELS}
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
    named = {name: preset(name).scenario.name for name in PUT_TO_THE_MODELS}
    bands = (
        "small minus large by the average of the models with its "
        f"{SHOWN} band, their disagreement in it. Judged at {JUDGED_MONTHS} months, the note's "
        '"rather rapid": true or false only if that band excludes zero. What a preset does not set '
        "follows history, and the Fed moves for history's mix of reasons: with cuts comes some of the "
        "unemployment that they have come with."
    )
    return (
        Claim(
            "policy-lifts",
            "Looser policy lifts small caps.",
            f"Preset {named[BASE]}, two cuts and a small fiscal pulse, minus preset {named[NO_CUTS]}: "
            f"{bands}",
            _policy(then),
            _policy(now),
            BASE,
        ),
        Claim(
            "delayed-fed",
            "A delayed Fed is the obvious risk.",
            f"Preset {named[LATE]} minus the base case with its cuts: {bands}",
            _late(then),
            _late(now),
            LATE,
        ),
        Claim(
            "labour-risk",
            "A labour-market slowdown is the bigger risk.",
            f"Preset {named[LABOUR]}, unemployment up a point, minus the delayed Fed: {bands} Sizes are "
            "the presets', not of equal odds.",
            _labour(then),
            _labour(now),
            LABOUR,
        ),
    )


def _gaps(outcomes: dict[str, Outcome], one: str, other: str) -> list[Effect]:
    return [gap(outcomes[one], outcomes[other], horizon) for horizon in HORIZONS_MONTHS]


def _policy(outcomes: dict[str, Outcome]) -> Finding:
    gaps = _gaps(outcomes, BASE, NO_CUTS)
    last = HORIZONS_MONTHS[-1]
    with_cuts, without = (
        outcomes[name].levers.frame("unemployment_rate")["scenario"].iloc[last - 1]
        for name in (BASE, NO_CUTS)
    )
    labour = signed(with_cuts - without, 2)
    figure = f"base case minus no cuts: {_listed(gaps)}, with unemployment {labour} pp at {last}m"
    return _finding(outcomes, figure, above_zero(gaps))


def _late(outcomes: dict[str, Outcome]) -> Finding:
    gaps = _gaps(outcomes, LATE, BASE)
    return _finding(outcomes, f"delay minus base case: {_listed(gaps)}", below_zero(gaps))


def _labour(outcomes: dict[str, Outcome]) -> Finding:
    gaps = _gaps(outcomes, LABOUR, LATE)
    figure = (
        f"slowdown minus delay: {_listed(gaps)}. Slowdown minus base case: "
        f"{_listed(_gaps(outcomes, LABOUR, BASE))}"
    )
    return _finding(outcomes, figure, below_zero(gaps))


def _listed(effects: list[Effect]) -> str:
    return f"{'; '.join(map(str, effects))} pp"


def _finding(outcomes: dict[str, Outcome], figure: str, verdict: Verdict) -> Finding:
    return Finding(outcomes[BASE].setting.as_of, figure, verdict)
