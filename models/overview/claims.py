"""Every claim of the January 2026 note, judged on data and equations."""

from models.outcome.world import DEFAULT_SPEC, shipped_world
from models.overview.claim import NOTE_DATE, Claim
from models.overview.claims_macro import macro_claims
from models.overview.claims_market import market_claims
from models.overview.claims_response import response_claims
from models.overview.claims_scenario import scenario_claims
from models.panel import Panel


def judge_claims(now: Panel) -> tuple[Claim, ...]:
    """Judge every claim at the note's date and at the end of a panel.

    What a claim says of a scenario rests on the snapshot's equations at both.
    """
    then = shipped_world(DEFAULT_SPEC, NOTE_DATE).panel
    return (
        *market_claims(then, now),
        *macro_claims(then, now),
        *response_claims(then, now),
        *scenario_claims(),
    )
