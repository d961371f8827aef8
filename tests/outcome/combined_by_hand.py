"""The average of the models a second time: plain sums over stored numbers, nothing of the project."""

import math


def window(levels, horizon):
    """Six inputs of the window of the first `horizon` months: levels [month][rate, impulse, jobs]."""
    half = horizon // 2 if horizon > 1 else 1
    spans = [(0, half), (half, horizon)] if horizon > 1 else [(0, 1)]
    found = []
    for lever in range(3):
        run = [month[lever] for month in levels]
        for start, end in spans:
            if lever == 1:
                found.append(sum(run[start + 1 : end + 1]) / (end - start))
            else:
                found.append(run[end] - run[start])
    return found


def change(equation, baseline, scenario, horizon):
    """Capped inputs under the scenario less those under the baseline."""
    found = []
    pairs = zip(window(baseline, horizon), window(scenario, horizon), strict=True)
    for (base, moved), low, high in zip(pairs, equation["low"], equation["high"], strict=True):
        found.append(min(max(moved, low), high) - min(max(base, low), high))
    return found


def slopes(equation):
    terms = equation["estimates"]["terms"]
    return [equation["estimates"]["params"][terms.index(name)] for name in equation["lever_terms"]]


def effect(equation, moves):
    return sum(b * x for b, x in zip(slopes(equation), moves, strict=True))


def quadratic(matrix, x):
    return sum(x[i] * matrix[i][j] * x[j] for i in range(len(x)) for j in range(len(x)))


def mean(values):
    return sum(values) / len(values)


def variance(effects, within, between_eras):
    """Law of total variance over models, coefficients and eras."""
    centre = mean(effects)
    return mean(within) + mean([(e - centre) ** 2 for e in effects]) + mean(between_eras)


def odds(errors, centre, sd):
    """Share of past errors, to both sides and scaled to `sd`, that leave the sum above zero."""
    rms = math.sqrt(mean([e * e for e in errors]))
    both = [sign * e / rms * sd for e in errors for sign in (1, -1)]
    return sum(centre + u > 0 for u in both) / len(both)
