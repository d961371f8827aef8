"""What the Compare page shows of equally likely moves."""

from models.comparison.odds_effects import equal_odds
from tests.pages.numbers.figures import NORMAL, date, months, period, plus, to, whole
from tests.pages.numbers.matching import Draws, Holds, Says
from tests.pages.numbers.view import EPS, OUTCOMES, RETURN

WORSE_FOR = {RETURN: "small caps", EPS: "S&P 500 EPS"}


def odds(probability: float) -> str:
    return whole(min(max(probability, 0.01), 0.99)) + "%"


def at_equal_odds(world, variable: str, one_in: int) -> list:
    """The same from the moves themselves rather than from the document that is downloaded."""
    moves = equal_odds(world, one_in=one_in)
    spans: dict = {}
    for horizon in (1, 3, 6, 12):
        until = moves.period(variable, horizon)
        if until is not None and until not in spans:
            spans[until] = horizon
    gaps = {h: moves.difference(variable, "fed", "labour", h) for h in spans.values()}
    each = {h: moves.specifications(variable, "fed", "labour", h) for h in spans.values()}
    ends = {h: (g.mean - NORMAL[90] * g.sd, g.mean + NORMAL[90] * g.sd) for h, g in gaps.items()}
    sure = [months(h) for h, (low, high) in ends.items() if low > 0 or high < 0]
    verdict = "At none of these horizons does the 90% range of the difference exclude zero: *"
    if sure:
        verdict = "The 90% range of the difference excludes zero over {sure}."
    last = max(gaps)
    lines, by_one = [], {"horizon": [], "specification": [], "odds": []}
    for until, h in spans.items():
        odds_of = [said.odds_other_worse for said in each[h]]
        effects = [moves.effect(variable, lever, h).mean for lever in ("fed", "labour")]
        lines.append(
            [
                f"{months(h)}, {period(until)}",
                *map(plus, effects),
                plus(gaps[h].mean),
                to(*ends[h]),
                odds(1 - gaps[h].odds_below),
                f"{odds(min(odds_of))} to {odds(max(odds_of))}",
                f"{whole(moves.share_other_worse(variable, 'fed', 'labour', h))}%",
            ]
        )
        by_one["horizon"] += [months(h)] * len(odds_of)
        by_one["specification"] += [_spelt(said.name) for said in each[h]]
        by_one["odds"] += [100 * value for value in odds_of]
    axis = "Odds that the labour market is the worse (%)"
    at_last = [said.odds_other_worse for said in each[last]]
    return [
        Says(
            "One year in {n}, the policy rate ends up {fed} pp or more above its forecast by policy "
            "decisions alone, and unemployment {labour} pp or more by everything else; all else goes "
            f"where that most likely takes it. {verdict}",
            n=one_in,
            fed=f"{moves.moves['fed'].size:.1f}",
            labour=f"{moves.moves['labour'].size:.1f}",
            **({"sure": " and ".join(sure)} if sure else {}),
        ),
        Says(
            f"Odds that the labour market is the worse for {WORSE_FOR[variable]} over {{span}}: {{odds}}"
            ", by single specifications {low} to {high}",
            span=months(last),
            odds=odds(1 - gaps[last].odds_below),
            low=odds(min(at_last)),
            high=odds(max(at_last)),
        ),
        Says(
            "Dark: the average of the models. Faint: each of {n} specifications. Source: our estimates. "
            "Data as of {as_of}.",
            n=len(at_last),
            as_of=date(world.setting.as_of),
        ),
        Draws(
            f"Equal odds: {OUTCOMES[variable]}",
            {
                "each": by_one,
                "average": {
                    "horizon": [months(h) for h in gaps],
                    "odds": [100 * (1 - gap.odds_below) for gap in gaps.values()],
                },
            },
            (
                {
                    "point each x odds y horizon 'scenario'",
                    "tick average x odds y horizon 'history'",
                    "rule x 50 'baseline'",
                },
                {"Specification": "specification", "Horizon": "horizon", axis: "odds .0f"},
            ),
        ),
        Holds.rows(
            (
                "Horizon",
                "Fed, pp",
                "Labour market, pp",
                "Fed minus labour market, pp",
                "90% range",
                "Odds labour market worse",
                "By specification",
                "Share",
            ),
            lines,
        ),
    ]


def _spelt(name: str) -> str:
    """Names of specifications as a reader takes them."""
    for short, words in (("ols", "least squares"), ("elastic_net", "elastic net")):
        if name.split(",")[0] == short:
            return words + name.removeprefix(short)
    return "Bayesian VAR" if name == "bvar" else name.replace("_", " ")
