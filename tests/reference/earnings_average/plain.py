"""EPS growth a second time, with numpy and csv alone, in the folder that it lies in.

Nothing of the project is imported. Reads what export.py wrote and writes figures.csv: every prediction of
the average's record one, two, and three and more quarters after the last published one; half-widths and
quantiles of its errors; earnings at risk and odds of each judged target; today's residuals; the effect of
the preset mild-slowdown by quarter, family and lever.
"""

import csv
import math
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
FAMILIES = ("means", "levels")
RHO = (1.0, 40 / 44, 31 / 44)  # of shocks weighted 1-2-3-4-3-2-1, at a distance of 0, 1, 2 quarters
LEVELS, QUANTILES = (50, 80, 90), (5, 10, 25, 50, 75)
PENALTY, EMBARGO, MIN_TRAINING, FIRST_JUDGED = 0.1, 5, 36, 35


def table(name):
    """Return the rows of a file, its head left out."""
    with (HERE / name).open(newline="") as file:
        return list(csv.reader(file))[1:]


def of_family(name):
    """Return the quarters and the numbers of a family's inputs."""
    rows = table(f"inputs_{name}.csv")
    return [row[0] for row in rows], np.array([[float(v) for v in row[1:]] for row in rows])


DATA = {name: of_family(name) for name in FAMILIES}


def ridge(x, y, w):
    """Constant and slopes of a weighted ridge on standardised inputs."""
    share = w / w.sum()
    mean, level = share @ x, share @ y
    sd = np.sqrt(share @ (x - mean) ** 2)
    z = (x - mean) / sd
    gram = (z.T * share) @ z + PENALTY * np.eye(x.shape[1])
    slopes = np.linalg.solve(gram, (z.T * share) @ (y - level)) / sd
    return level - mean @ slopes, slopes


def fitted(name, upto):
    """Return constant, slopes and the range of the levers seen in the first rows of a family."""
    rows = DATA[name][1][:upto]
    y, x, w = rows[:, 0], rows[:, 1:-1], rows[:, -1]
    low, high = x[w == 1].min(axis=0), x[w == 1].max(axis=0)
    low[6:], high[6:] = -np.inf, np.inf  # the spread is not cut back
    const, slopes = ridge(np.minimum(np.maximum(x, low), high), y, w)
    return const, slopes, low, high


def said(model, x):
    """Apply a fitted equation to one row of inputs."""
    const, slopes, low, high = model
    return const + np.minimum(np.maximum(x, low), high) @ slopes


def predicted(name, t, ahead):
    """Predict one row of a family from what ended some quarters before it."""
    rows, gap = DATA[name][1], ahead if ahead < 3 else EMBARGO
    model = fitted(name, t - gap + 1)
    found = said(model, rows[t, 1:-1])
    if ahead < 3:
        found += RHO[ahead] * (rows[t - gap, 0] - said(model, rows[t - gap, 1:-1]))
    return found


def record(ahead):
    """Return prediction and outcome of the average by quarter."""
    found = {}
    for name in FAMILIES:
        quarters, rows = DATA[name]
        for t in range(MIN_TRAINING + EMBARGO - 1, len(quarters)):
            found.setdefault(quarters[t], {})[name] = (predicted(name, t, ahead), rows[t, 0])
    both = {q: each for q, each in sorted(found.items()) if len(each) == len(FAMILIES)}
    return {q: (sum(p for p, _ in each.values()) / 2, each["means"][1]) for q, each in both.items()}


def half_width(errors, level):
    """Return the smallest half-width that held a share of errors, n + 1 counted."""
    ordered = sorted(abs(e) for e in errors)
    rank = math.ceil(round((len(ordered) + 1) * level / 100, 9))
    return ordered[min(rank, len(ordered)) - 1]


def quantile(errors, percent):
    """Return a quantile of signed errors, towards the lower end."""
    return sorted(errors)[max(math.floor(round((len(errors) + 1) * percent / 100, 9)), 1) - 1]


def odds(mean, errors):
    """Return the probability that growth is positive, errors taken with both signs."""
    above = sum(mean + e > 0 for e in errors) + sum(mean - e > 0 for e in errors)
    return (above + 0.5) / (2 * len(errors) + 1)


def regressors(path, name):
    """Return each quarter's inputs of a family on a monthly path after the published months."""
    groups = {}
    for month, values in [*BEFORE, *path]:
        year, number = month.split("-")
        groups.setdefault(f"{year}Q{(int(number) + 2) // 3}", []).append(values)
    level = {q: np.mean(months, axis=0) for q, months in groups.items() if len(months) == 3}
    quarters = list(level)
    span, drivers = (4, 4) if name == "means" else (1, 3)

    def change(i, d):  # the impulse is a change already
        before = 0.0 if d == 1 else level[quarters[i - 4]][d]
        return level[quarters[i]][d] - before

    return {
        quarters[i]: np.array(
            [
                np.mean([change(i - j - lag, d) for j in range(span)])
                for d in range(drivers)
                for lag in (0, 4)
            ]
        )
        for i in range(7 + span, len(quarters))
    }


def effects():
    """Yield quarter, family, lever and the part of the effect that is due to it."""
    total = {}
    for name in FAMILIES:
        _, slopes, low, high = fitted(name, len(DATA[name][0]))
        inputs = {joined: regressors(path, name) for joined, path in PATHS.items()}
        for joined, by_quarter in inputs.items():
            for quarter, x in by_quarter.items():
                cut = np.minimum(np.maximum(np.array([x, inputs["baseline"][quarter]]), low), high)
                total[quarter, name, joined] = (cut[0] - cut[1]) @ slopes
    for quarter, name, joined in list(total):
        if joined == "labour":
            labour, both = total[quarter, name, "labour"], total[quarter, name, "fed"]
            yield quarter, name, "labour", labour
            yield quarter, name, "fed", both - labour


BEFORE = [(row[0], [float(v) for v in row[1:]]) for row in table("drivers.csv")]
PATHS = {}
for _row in table("paths.csv"):
    PATHS.setdefault(_row[0], []).append((_row[1], [float(v) for v in _row[2:]]))


def figures():
    """Yield part, class or family, quarter, figure and value."""
    for name in FAMILIES:
        quarters, rows = DATA[name]
        residual = rows[-1, 0] - said(fitted(name, len(quarters)), rows[-1, 1:-1])
        yield "today", name, quarters[-1], "residual", residual
    for ahead in (1, 2, 3):
        found = record(ahead)
        quarters, gap = list(found), ahead if ahead < 3 else EMBARGO
        errors = [actual - p for p, actual in found.values()]
        for quarter, (p, _) in found.items():
            yield "record", ahead, quarter, "prediction", p
        for level in LEVELS:
            yield "today", ahead, "", f"half_width_{level}", half_width(errors, level)
        for percent in QUANTILES:
            yield "today", ahead, "", f"q{percent:02d}", quantile(errors, percent)
        for i in range(FIRST_JUDGED, len(quarters)):
            past, p = errors[: i - gap + 1], found[quarters[i]][0]
            for percent in QUANTILES:
                yield "at_risk", ahead, quarters[i], f"q{percent:02d}", p + quantile(past, percent)
            yield "odds", ahead, quarters[i], "positive", odds(p, past)
    for quarter, name, lever, value in effects():
        yield "effect", name, quarter, lever, value


def main():
    """Write figures.csv."""
    with (HERE / "figures.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["part", "of", "quarter", "figure", "value"])
        for *keys, value in figures():
            writer.writerow([*keys, f"{value:.15g}"])


if __name__ == "__main__":
    main()
