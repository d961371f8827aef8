"""The source tables carried on with public-domain figures: added to, never rewritten."""

import pandas as pd
import pytest
from werkzeug import Response

from models.live import public
from models.panel.builder import raw
from tests.live.publishers import figures
from tests.live.test_faults import edited


@pytest.fixture
def sources(tmp_path):
    for path in raw.SOURCES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def read(directory):
    return pd.read_csv(directory / public.TABLE, index_col=0, dtype=str)


def test_new_months_are_added_and_nothing_else_moves(publishers, sources):
    before = read(sources)
    said, added = public.carry_on(sources)
    after = read(sources)
    assert added == 1 + 2 + 3 + 1 + 1
    assert "unemployment_rate_pct: 1 added, to 2026-10 (Bureau of Labor Statistics)." in said
    assert after.loc["2026-10", "unemployment_rate_pct"] == "4.2"
    assert after.loc["2026-10", "treasury_10y_pct"] == before.loc["2026-09", "treasury_10y_pct"]
    kept = after.loc[before.index]
    changed = (kept.fillna("") != before.fillna("")).to_numpy()
    assert before.to_numpy()[changed].size == before.isna().to_numpy()[changed].sum()  # blanks only
    assert "vintage = 2026-11-04" in (sources / "sources.toml").read_text()
    assert public.carry_on(sources)[1] == 0


def test_no_other_publisher_is_asked(publishers, sources):
    public.carry_on(sources)
    assert {name.split(":")[0] for name in publishers.asked} == {"bls", "treasury"}


def test_a_series_revised_at_the_join_is_left_and_named(publishers, sources):
    last = read(sources)["payrolls_thousands"].dropna()
    year, month = last.index[-1].split("-")
    pattern = f'("year": "{year}", "period": "M{month}", "periodName": ".+?", "value": )"[^"]*"'
    publishers.faults["bls"] = edited(  # payrolls stand first
        pattern, rf'\1"{float(last.iloc[-1]) + 31:.0f}"'
    )
    said, added = public.carry_on(sources)
    (sentence,) = [line for line in said if line.startswith("payrolls")]
    assert "it was revised, and joining the two would make a step." in sentence
    assert added == 1 + 2 + 1 + 1


@pytest.mark.parametrize("body", ["<html>", "", "{}", '{"status": "REQUEST_NOT_PROCESSED"}'])
def test_whoever_fails_costs_its_own_columns(publishers, sources, body):
    publishers.faults["bls"] = lambda *_: Response(body)
    before = read(sources)
    said, added = public.carry_on(sources)
    assert added == 2
    assert sum("nothing added." in line for line in said) == 3
    assert read(sources)["cpi_index"].dropna().equals(before["cpi_index"].dropna())


def test_nothing_is_written_when_all_fail(publishers, sources):
    publishers.faults |= dict.fromkeys(("bls", "treasury"), lambda *_: Response("", 404))
    texts = {path.name: path.read_bytes() for path in sources.iterdir()}
    assert public.carry_on(sources)[1] == 0
    assert {path.name: path.read_bytes() for path in sources.iterdir()} == texts


def test_a_thirteenth_month_and_a_dash_are_no_figures(publishers, sources):
    assert pd.Timestamp("2025-10-01") not in figures()["cpi"].index  # the stub sends a dash
    public.carry_on(sources)
    assert pd.isna(read(sources).loc["2025-10", "cpi_index"])
