"""Good-news sensitivity against statsmodels, month by month from the file."""

import math
import statistics

import numpy as np
import pytest
from statsmodels.api import OLS, add_constant

from models.common.errors import PanelError
from models.overview import news


@pytest.fixture(scope="module")
def plain(column):
    """(month, return, good claims, good production), built by a loop over the monthly file."""
    returns = column("monthly", "small_cap_relative_return_russell")
    claims = column("monthly", "initial_claims")
    production = column("monthly", "industrial_production")

    def back(month, n):
        at = int(month[:4]) * 12 + int(month[5:]) - 1 - n
        return f"{at // 12}-{at % 12 + 1:02}"

    rows = []
    for month, value in returns.items():
        if "2020-03" <= month <= "2020-12" or month not in claims:
            continue
        better = -100 * math.log(claims[month] / claims[back(month, 1)])
        output = 100 * math.log(production[back(month, 1)] / production[back(month, 2)])
        rows.append((month, value, better, output))
    return rows


def estimate(rows):
    """Slope and 90% band by statsmodels."""
    parts = []
    for values in ([row[2] for row in rows], [row[3] for row in rows]):
        mean, sd = statistics.mean(values), statistics.stdev(values)
        parts.append([(value - mean) / sd for value in values])
    index = [(a + b) / 2 for a, b in zip(*parts, strict=True)]
    sd = statistics.stdev(index)
    fit = OLS([row[1] for row in rows], add_constant([value / sd for value in index])).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}
    )
    low, high = fit.conf_int(alpha=0.10)[1]
    return {"beta": fit.params[1], "low": low, "high": high}


def test_whole_sample_equals_statsmodels(overview, plain):
    assert overview.news.nobs == len(plain)
    assert (str(overview.news.first), str(overview.news.last)) == (plain[0][0], plain[-1][0])
    assert overview.news.whole == pytest.approx(estimate(plain), rel=1e-9)


def test_rolling_windows_equal_statsmodels(overview, plain):
    rolling = overview.news.rolling
    assert list(rolling.index.astype(str)) == [row[0] for row in plain[59:]]
    for end in [60, 61, 150, 300, 395, len(plain)]:
        expected = estimate(plain[end - 60 : end])
        assert rolling.loc[plain[end - 1][0]].to_dict() == pytest.approx(expected, rel=1e-9)


def test_the_index_has_unit_sd_and_zero_mean(overview):
    frame = news.observations(overview.panel)[["claims", "production"]].to_numpy()
    index = news.news_index(frame)
    assert index.std(ddof=1) == pytest.approx(1)
    assert index.mean() == pytest.approx(0, abs=1e-12)


def test_better_news_moves_the_index_up():
    changes = np.random.default_rng(1).normal(size=(60, 2))
    for which in (0, 1):
        better = changes.copy()
        better[7, which] += 1.0
        assert news.news_index(better)[7] > news.news_index(changes)[7]


def test_too_short_a_sample_is_refused_in_a_sentence(overview, monkeypatch):
    monkeypatch.setattr(news, "WINDOW_MONTHS", 9999)
    with pytest.raises(PanelError, match="has 457 complete months, need 9999: choose a later"):
        news.news_sensitivity(overview.panel)
