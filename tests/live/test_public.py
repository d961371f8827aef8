"""The source tables carried on with public-domain figures: added to, never rewritten."""

import pandas as pd
import pytest
from werkzeug import Response

from models.live import public
from models.panel.builder import raw
from tests.live import agencies
from tests.live.publishers import figures
from tests.live.test_faults import edited


@pytest.fixture
def sources(tmp_path):
    for path in raw.SOURCES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def read(directory, table=public.MACRO):
    return pd.read_csv(directory / table, index_col=0, dtype=str)


def test_new_periods_are_added_and_nothing_else_moves(publishers, sources):
    tables = (public.MACRO, public.FISCAL, public.EARNINGS)
    before = {table: read(sources, table) for table in tables}
    done = public.carry_on(sources)
    after = {table: read(sources, table) for table in tables}
    assert not done.all_failed
    assert "unemployment_rate_pct: 1 added, to 2026-10 (bls)." in done.said
    assert after[public.MACRO].loc["2026-10", "unemployment_rate_pct"] == "4.2"
    yields = before[public.MACRO]["treasury_10y_pct"]
    assert after[public.MACRO].loc["2026-10", "treasury_10y_pct"] == yields["2026-09"]
    assert after[public.FISCAL].index[-1] >= "2026Q3"
    n_new = 0
    for table in tables:
        kept = after[table].loc[before[table].index]
        changed = (kept.fillna("") != before[table].fillna("")).to_numpy()
        assert before[table].isna().to_numpy()[changed].all()  # blanks only
        n_new += int(after[table].notna().sum().sum() - before[table].notna().sum().sum())
    assert n_new == done.added
    assert sum("nothing added" in line for line in done.said) == 0, done.said
    assert "vintage = 2026-11-04" in (sources / "sources.toml").read_text()
    assert public.carry_on(sources).added == 0


def test_no_other_publisher_is_asked(publishers, sources):
    public.carry_on(sources)
    asked = {
        "bls",
        "bea",
        "board",
        "newyorkfed",
        "treasury",
        "fred_md",
        "g17",
        "frbus",
        "fiscaldata",
    }
    assert set(publishers.asked) == asked
    assert publishers.asked.count("bls") == publishers.asked.count("frbus") == 1


def test_a_series_revised_at_the_join_is_left_and_named(publishers, sources):
    last = read(sources)["payrolls_thousands"].dropna()
    year, month = last.index[-1].split("-")
    pattern = f'("year": "{year}", "period": "M{month}", "periodName": ".+?", "value": )"[^"]*"'
    publishers.faults["bls"] = edited(  # payrolls stand first
        pattern, rf'\1"{float(last.iloc[-1]) + 31:.0f}"'
    )
    done = public.carry_on(sources)
    (sentence,) = [line for line in done.said if line.startswith("payrolls")]
    assert "it was revised, and joining the two would make a step." in sentence
    assert sum("nothing added" in line for line in done.said) == 1


@pytest.mark.parametrize("body", ["<html>", "", "{}", '{"status": "REQUEST_NOT_PROCESSED"}'])
def test_whoever_fails_costs_its_own_columns(publishers, sources, body):
    publishers.faults["bls"] = lambda *_: Response(body)
    before = read(sources)
    done = public.carry_on(sources)
    assert done.added > 2
    assert not done.all_failed
    assert sum("nothing added." in line for line in done.said) == 3
    assert read(sources)["cpi_index"].dropna().equals(before["cpi_index"].dropna())


def test_nothing_is_written_when_all_fail_and_the_command_says_so(
    publishers, sources, monkeypatch, capsys
):
    publishers.faults |= dict.fromkeys(agencies.NAMES, lambda *_: Response("", 404))
    texts = {path.name: path.read_bytes() for path in sources.iterdir()}
    assert public.carry_on(sources).all_failed
    assert {path.name: path.read_bytes() for path in sources.iterdir()} == texts
    monkeypatch.setattr(public.carry_on, "__defaults__", (sources,))
    assert public.main([]) == public.ALL_FAILED
    assert capsys.readouterr().err == "Every publisher failed.\n"


def test_a_thirteenth_month_and_a_dash_are_no_figures(publishers, sources):
    assert pd.Timestamp("2025-10-01") not in figures()["cpi"].index  # the stub sends a dash
    public.carry_on(sources)
    assert pd.isna(read(sources).loc["2025-10", "cpi_index"])
