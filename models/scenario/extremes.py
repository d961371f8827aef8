"""How far history has gone: the widest rise of unemployment over a number of months."""

from functools import lru_cache

from models.scenario.setting import Setting

SINCE = 1969
_PANDEMIC = ("2020-03", "2020-12")  # windows that touch these months are left out


@lru_cache(maxsize=64)
def widest_rise_pp(setting: Setting, months: int) -> float:
    """Return the largest u(t) - u(t - `months`) since 1969 up to the origin, percentage points.

    Windows that touch March to December 2020 are left out: no other rise comes near theirs.
    """
    rate = setting.history["unemployment_rate"].loc[f"{SINCE}-01" :].copy()
    rate.loc[_PANDEMIC[0] : _PANDEMIC[1]] = float("nan")
    return float(rate.diff(months).max())
