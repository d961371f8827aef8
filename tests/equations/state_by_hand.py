"""The average of four state forecasts a second time: csv alone, plain sums, nothing of the project.

y(t, h) sums small minus large over the h months to t. A predictor is unemployment or the credit spread
less the mean of its last 120 months, the 10-year less the policy rate, or the last twelve months' small
minus large, all in month t - h. Windows whose reach of h + 12 months touches March to December 2020
weigh a tenth. Training windows end when the predicted one begins or earlier; predictors are held inside
their range there.
"""

import csv

NAMES = (
    "unemployment_rate",
    "credit_spread",
    "treasury_10y",
    "policy_rate",
    "small_cap_relative_return",
)


def read(path):
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    series = {name: [float(row[name]) if row[name] else None for row in rows] for name in NAMES}
    return [row["month"] for row in rows], series


def state(series, i):
    """The four predictors of month i, None where one is not known."""
    unemployment, spread, ten, policy, small = (series[name] for name in NAMES)
    needed = [ten[i], policy[i], *small[max(i - 11, 0) : i + 1]]
    needed += [*unemployment[max(i - 119, 0) : i + 1], *spread[max(i - 119, 0) : i + 1]]
    if i < 119 or None in needed:
        return None
    gaps = [run[i] - sum(run[i - 119 : i + 1]) / 120 for run in (unemployment, spread)]
    return (*gaps, ten[i] - policy[i], sum(small[i - 11 : i + 1]))


def forecasts(months, series, horizon, first="1985-01"):
    """By end month: what came and the average of the four forecasts."""
    small, start = series["small_cap_relative_return"], months.index("1969-01")
    covid = months.index("2020-03"), months.index("2020-12")
    windows = []
    for end in range(start + horizon - 1, len(months)):
        pieces, known = small[end - horizon + 1 : end + 1], state(series, end - horizon)
        if None in pieces or known is None:
            continue
        touched = end >= covid[0] and end - (horizon + 11) <= covid[1]
        windows.append((end, sum(pieces), known, 0.1 if touched else 1.0))
    found = {}
    for at, (end, actual, now, _) in enumerate(windows):
        train = [window for window in windows[:at] if window[0] <= end - horizon]
        if months[end] >= first and len(train) >= 60:
            each = [univariate(train, column, now[column]) for column in range(4)]
            found[months[end]] = (actual, sum(each) / 4)
    return found


def univariate(train, column, now):
    weights = [window[3] for window in train]
    inside = [window[2][column] for window in train if window[3] == 1.0]
    low, high = min(inside), max(inside)
    x = [min(max(window[2][column], low), high) for window in train]
    y, total = [window[1] for window in train], sum(weights)
    mean_x = sum(w * a for w, a in zip(weights, x, strict=True)) / total
    mean_y = sum(w * b for w, b in zip(weights, y, strict=True)) / total
    both = sum(w * (a - mean_x) * (b - mean_y) for w, a, b in zip(weights, x, y, strict=True))
    own = sum(w * (a - mean_x) ** 2 for w, a in zip(weights, x, strict=True))
    return mean_y + both / own * (min(max(now, low), high) - mean_x)
