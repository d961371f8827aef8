"""The Fed lever: moves of the target range on the FOMC calendar."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from models.scenario.calendar import TARGET_RANGE_WIDTH_PP, Meeting
from models.scenario.levers.lever import OTHERWISE, Lever, Size
from models.scenario.part import LeverPart, Otherwise, Within
from models.scenario.setting import Setting

_WHY = {"history": "", "policy": ", as a policy choice", "weakness": ", in response to weakness"}


class FedLever(LeverPart):
    """The path of the federal funds target on the FOMC calendar.

    Cuts lower and hikes raise the target range by `size_pp` percentage points at `moves` decisions,
    beginning with the `first_meeting`-th after the scenario's date, at every `every`-th meeting.
    An `own_path` (effective rate, %) takes the place of all that. `why` says which shocks of the
    completion model bring the path about: any, those of policy, or any but those.
    """

    prefix: ClassVar[str] = "fed"
    own_path_bounds: ClassVar[tuple[float, float]] = (0.05, 25.0)  # %, effective rate

    direction: Literal["baseline", "hold", "cut", "hike"] = "baseline"
    first_meeting: int = Field(1, ge=1, le=16)
    moves: int = Field(3, ge=1, le=12)
    size_pp: Literal[0.25, 0.5] = 0.25  # type: ignore[valid-type]  # pydantic takes numbers
    every: Literal[1, 2] = 1
    floor_pct: float = Field(0.25, ge=0.25, le=5.0, description="lowest upper bound cuts may reach")
    own_path: Annotated[tuple[float, ...], Within(*own_path_bounds)] = ()
    why: Literal["history", "policy", "weakness"] = "history"
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.direction != "baseline" or bool(self.own_path)


def target_upper_after_moves(fed: FedLever, setting: Setting) -> list[tuple[Meeting, float]]:
    """Return each move's meeting and the upper bound of the target range after it, percent.

    Cuts stop at the floor; a range already at or below it does not move.
    """
    if fed.direction not in {"cut", "hike"}:
        return []
    level, moves = setting.target_upper_pct, []
    for meeting in setting.meetings[fed.first_meeting - 1 :: fed.every][: fed.moves]:
        if fed.direction == "hike":
            after = level + fed.size_pp
        else:
            after = min(level, max(level - fed.size_pp, fed.floor_pct))
        if after == level:
            break
        moves.append((meeting, after))
        level = after
    return moves


def _policy_rate_path(fed: FedLever, setting: Setting, _baseline: np.ndarray) -> np.ndarray:
    """Average rate by month: the target in effect day by day, minus the usual gap to its top."""
    path = np.full(len(setting.months), setting.target_upper_pct)
    level = setting.target_upper_pct
    for meeting, after in target_upper_after_moves(fed, setting):
        path += (after - level) * setting.share_in_effect[:, setting.meetings.index(meeting)]
        level = after
    return path - setting.target_minus_rate_pp


def target_range(upper_pct: float) -> str:
    """Say a target by its range, as the FOMC does."""
    return f"{upper_pct - TARGET_RANGE_WIDTH_PP:.2f} to {upper_pct:.2f}%"


def _phrase(fed: FedLever, setting: Setting) -> str:
    """Say the moves: "3 cuts of 25 bp from 28 Oct 2026 to a target of 3.00 to 3.25%"."""
    now = target_range(setting.target_upper_pct)
    if fed.direction == "hold":
        return f"held at {now}"
    moves = target_upper_after_moves(fed, setting)
    if not moves:
        return f"no room to cut: {now} is at the floor of {fed.floor_pct:.2f}%"
    asked = fed.moves
    noun = fed.direction if asked == 1 else f"{fed.direction}s"
    count = f"{len(moves)}" if len(moves) == asked else f"{len(moves)} of {asked}"
    rhythm = "" if len(moves) == 1 or fed.every == 1 else ", every other meeting,"
    return (
        f"{count} {noun} of {100 * fed.size_pp:.0f} bp from {moves[0][0]}{rhythm} "
        f"to a target of {target_range(moves[-1][1])}{_why_fewer(fed, setting, len(moves))}"
    )


def _why_fewer(fed: FedLever, setting: Setting, made: int) -> str:
    """Say what keeps the Fed from all the moves asked for, if anything does."""
    if made == fed.moves:
        return ""
    held = len(setting.meetings[fed.first_meeting - 1 :: fed.every])
    if made < held:
        return f" (the floor of {fed.floor_pct:.2f}% stops the others)"
    return f" (the others lie beyond the {len(setting.meetings)} meetings ahead)"


def _signed_moves(fed: FedLever) -> float | None:
    """Return how often the target moves, cuts negative; None for an own path."""
    if fed.own_path:
        return None
    return {"cut": -fed.moves, "hike": fed.moves}.get(fed.direction, 0)


def _fields_of_moves(_fed: FedLever, moves: float) -> dict[str, object]:
    if moves == 0:
        return {"direction": "hold"}
    return {"direction": "hike" if moves > 0 else "cut", "moves": abs(moves)}


_MOST_MOVES = FedLever.bounds("moves") or (1, 1)


FED = Lever(
    id="fed",
    variable="policy_rate",
    label="Fed",
    noun="the policy rate",
    series="policy rate",
    unit="%",
    part=FedLever,
    path=_policy_rate_path,
    flat_level=lambda setting: setting.target_upper_pct - setting.target_minus_rate_pp,
    phrase=_phrase,
    steps={"first_meeting": 1, "moves": 1, "floor_pct": 0.25},
    choices={
        "direction": {"baseline": "baseline", "hold": "hold", "cut": "cut", "hike": "hike"},
        "size_pp": {0.25: "25 bp", 0.5: "50 bp"},
        "every": {1: "every meeting", 2: "every other meeting"},
        "why": {
            "history": "history's mix",
            "policy": "policy choice",
            "weakness": "response to weakness",
        },
        "otherwise": OTHERWISE,
    },
    reason=lambda fed: _WHY[fed.why],
    own_path_unit="effective rate, %",
    own_path_example="3.8, 3.6, 3.4",
    in_equations=True,
    pinned_in_baseline=True,
    joins=4,
    odds_by="own",
    moves=Size(
        unit="moves, cuts negative",
        low=-_MOST_MOVES[1],
        high=_MOST_MOVES[1],
        step=1,
        of=_signed_moves,
        fields=_fields_of_moves,
    ),
    headings=(
        "fed funds",
        "fed funds rate",
        "federal funds rate",
        "effective federal funds rate",
        "fedfunds",
        "effr",
        "leitzins",
    ),
    far=1.0,  # the widest change from month to month since 1985, 2020 and 2021 aside, is just below
    fractions_below=0.3,
)
