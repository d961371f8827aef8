"""What of a scenario lies in the past by today's date, because the figures it stands on are old."""

import datetime as dt

from models.scenario.levers.fed import target_upper_after_moves
from models.scenario.request import Request
from models.scenario.setting import Setting


def past_sentence(request: Request, setting: Setting, today: dt.date) -> str:
    """Say which moves of the Fed, or that the whole horizon, lie before today; "" where nothing does.

    A scenario with a date of its own is meant to begin in the past and has none.
    """
    scenario = request.scenario
    if scenario.as_of is not None:
        return ""
    known = f"The figures are those of {setting.dated}"
    then = "newer ones can be fetched on the Data page."
    end = setting.months[request.horizon_months - 1]
    if end.end_time.date() < today:
        return f"{known}, and the horizon ends in {end:%b %Y}, before today: {then}"
    moves = [] if scenario.fed.own_path else target_upper_after_moves(scenario.fed, setting)
    over = [meeting for meeting, _ in moves if meeting.decision_day < today]
    if not over:
        return ""
    which = f"the first move of the Fed, on {over[0]}, lies"
    if len(over) > 1:
        which = f"the first {len(over)} moves of the Fed, {over[0]} to {over[-1]}, lie"
    return f"{known}, and {which} in the past, whatever was decided then: {then}"
