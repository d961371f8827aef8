"""Sectors and pairs against sums over the monthly file, cell by cell."""

import pytest

from models.overview.rotation import CYCLICAL, CYCLICAL_LABEL, DEFENSIVE, SECTORS, VALUE_LABEL


def last_sum(values, n):
    return sum(list(values.values())[-n:])


@pytest.mark.parametrize("n", [1, 3, 12])
def test_eleven_sectors(overview, column, n):
    table = overview.rotation.table
    assert len(SECTORS) == 11
    for name, label in SECTORS.items():
        values = column("monthly", name)
        assert table.loc[label, f"pp_{n}m"] == pytest.approx(last_sum(values, n))
        assert str(table.loc[label, "last"]) == list(values)[-1]


def test_sectors_stand_best_first_and_pairs_last(overview):
    table = overview.rotation.table
    sectors = table[~table["is_pair"]]
    assert sectors["pp_12m"].is_monotonic_decreasing
    assert list(table.index[-2:]) == [CYCLICAL_LABEL, VALUE_LABEL]


def test_the_pairs(overview, column):
    files = {name: column("monthly", name) for name in (*CYCLICAL, *DEFENSIVE)}
    pair = {
        month: sum(files[name][month] for name in CYCLICAL) / 4
        - sum(files[name][month] for name in DEFENSIVE) / 3
        for month in files["sector_xlb"]
    }
    value = column("monthly", "value_minus_growth")
    table, rolling = overview.rotation.table, overview.rotation.rolling
    for n in (1, 3, 12):
        assert table.loc[CYCLICAL_LABEL, f"pp_{n}m"] == pytest.approx(last_sum(pair, n))
        assert table.loc[VALUE_LABEL, f"pp_{n}m"] == pytest.approx(last_sum(value, n))
    months = list(pair)
    for end in range(12, len(months), 17):
        expected = sum(pair[month] for month in months[end - 11 : end + 1])
        assert rolling.loc[months[end], CYCLICAL_LABEL] == pytest.approx(expected)
    assert str(table.loc[VALUE_LABEL, "last"]) == "2025-09"
    assert rolling[VALUE_LABEL].last_valid_index() == table.loc[VALUE_LABEL, "last"]
