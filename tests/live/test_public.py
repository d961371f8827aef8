"""The source tables carried on with public-domain figures: added to, revised by a stated rule."""

import itertools

import pandas as pd
import pytest
from werkzeug import Response

from models.live import public
from models.panel.builder import raw
from tests.live import agencies
from tests.live.publishers import MONTH, NOW, figures
from tests.live.twists import edited, payrolls_moved


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
    assert f"unemployment_rate_pct: 1 added, to {MONTH} (bls)." in done.said
    for name in ("unemployment_rate_pct", "treasury_10y_pct"):  # the stub repeats the last figure
        last = before[public.MACRO][name].dropna().iloc[-1]
        assert after[public.MACRO].loc[str(MONTH), name] == last
    assert after[public.FISCAL]["gdp_real_bn"].last_valid_index() >= str(MONTH.asfreq("Q") - 1)
    n_new = 0
    for table in tables:
        kept = after[table].loc[before[table].index]
        changed = (kept.fillna("") != before[table].fillna("")).to_numpy()
        assert before[table].isna().to_numpy()[changed].all()  # blanks only
        n_new += int(after[table].notna().sum().sum() - before[table].notna().sum().sum())
    assert n_new == done.added
    assert sum("nothing added" in line for line in done.said) == 0, done.said
    assert done.revised == 0
    assert f"vintage = {NOW.date()}" in (sources / "sources.toml").read_text()
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


def test_a_benchmark_revision_is_taken_over_whole_and_reported(publishers, sources):
    before = read(sources)["payrolls_thousands"].dropna()
    months = before.index[-30:]
    publishers.faults["bls"] = payrolls_moved(
        {month: -100 - 5 * n for n, month in enumerate(months)}
    )
    done = public.carry_on(sources)
    after = read(sources)["payrolls_thousands"]
    moves = after[months].astype(float) - before[months].astype(float)
    assert list(moves) == [-100.0 - 5 * n for n in range(30)]
    rest = before.index[:-30]
    assert after[rest].equals(before[rest])
    assert done.revised == 1
    (line,) = [line for line in done.said if line.startswith("payrolls")]
    last = months[-1]
    assert (
        f"; 30 revised, {months[0]} to {last}, by -172 on average and -245 at most, in {last} "
        f"(from {float(before[last]):.0f} to {after[last]})." in line
    )
    # FRED-MD's file is the older vintage now: the figures are used whole, and the join is none.
    text = (sources / "sources.toml").read_text()
    assert 'payrolls = { column = "payrolls_thousands", fred_md_check = "PAYEMS" }' in text
    assert 'cpi = { column = "cpi_index", fred_md' in text
    assert public.carry_on(sources).revised == 0  # it is on file now


@pytest.mark.parametrize(
    ("moves", "sentence"),
    [
        (lambda months: {months[-80]: 9.0}, "and joining that to what is on file for"),
        (lambda months: {months[-2]: 9000.0}, "5.7% apart, 1.5% is accepted."),
    ],
)
def test_a_revision_that_the_rule_refuses_is_left_and_named(publishers, sources, moves, sentence):
    before = read(sources)["payrolls_thousands"]
    publishers.faults["bls"] = payrolls_moved(moves(before.dropna().index))
    done = public.carry_on(sources)
    (line,) = [line for line in done.said if line.startswith("payrolls")]
    assert line.startswith("payrolls_thousands: nothing added. ")
    assert sentence in line
    assert done.revised == 0
    after = read(sources)["payrolls_thousands"]
    assert after[before.index].equals(before)
    assert not done.all_failed


def test_what_is_not_known_to_be_revised_has_to_agree(publishers, sources):
    publishers.faults["newyorkfed"] = edited(
        '"targetRateTo": [0-9.]+', '"targetRateTo": 1.0', 40000
    )
    (line,) = [line for line in public.carry_on(sources).said if line.startswith("fed_target")]
    assert line.startswith("fed_target_upper_pct: nothing added. The figure of ")
    assert "who is not known to revise it: look at both." in line


@pytest.mark.parametrize(
    "body", ["<html>", "", "{}", '{"status": "REQUEST_NOT_PROCESSED"}', "[" * 100_000]
)
def test_whoever_fails_costs_its_own_columns(publishers, sources, body):
    publishers.faults["bls"] = lambda *_: Response(body)
    before = read(sources)
    done = public.carry_on(sources)
    assert done.added > 2
    assert not done.all_failed
    assert sum("nothing added." in line for line in done.said) == 3
    assert done.left == ["unemployment_rate_pct", "cpi_index", "payrolls_thousands"]
    assert read(sources)["cpi_index"].dropna().equals(before["cpi_index"].dropna())


def test_nothing_is_written_when_all_fail(publishers, sources):
    publishers.faults |= dict.fromkeys(agencies.NAMES, lambda *_: Response("", 404))
    texts = {path.name: path.read_bytes() for path in sources.iterdir()}
    assert public.carry_on(sources).all_failed
    assert {path.name: path.read_bytes() for path in sources.iterdir()} == texts


@pytest.mark.parametrize(
    ("carried", "status", "kind", "sentence"),
    [
        (
            public.Carried([], 0, True, 0, ["a"]),
            public.ALL_FAILED,
            "error",
            "Every publisher failed.",
        ),
        (
            public.Carried([], 2, False, 0, ["a", "b"]),
            0,
            "warning",
            "Nothing was added to a, b: the report says why.",
        ),
        (public.Carried([], 0, False, 1, []), 0, "", ""),
        (public.Carried([], 0, False, 0, []), public.NOTHING, "", ""),
    ],
)
def test_who_failed_is_said_aloud(monkeypatch, capsys, carried, status, kind, sentence):
    monkeypatch.setattr(public, "carry_on", lambda: carried)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert public.main([]) == status
    assert capsys.readouterr().err.strip() == sentence
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert public.main([]) == status
    assert capsys.readouterr().err.strip() == (f"::{kind}::{sentence}" if kind else "")


def test_nothing_is_written_when_it_is_stopped_half_way(publishers, sources):
    """The tables of the first publishers are complete when the last one is asked."""

    def stopped(*_):
        raise KeyboardInterrupt

    texts = {path.name: path.read_bytes() for path in sources.iterdir()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(public, "carried", _after(public.carried, columns=12, then=stopped))
        with pytest.raises(KeyboardInterrupt):
            public.carry_on(sources)
    assert {path.name: path.read_bytes() for path in sources.iterdir()} == texts
    assert public.carry_on(sources).added > 2


def _after(work, columns, then):
    """Return `work`, and after so many calls what takes its place."""
    calls = itertools.count(1)
    return lambda *given: (work if next(calls) <= columns else then)(*given)


def test_a_thirteenth_month_and_a_dash_are_no_figures(publishers, sources):
    assert pd.Timestamp("2025-10-01") not in figures()["cpi"].index  # the stub sends a dash
    public.carry_on(sources)
    assert pd.isna(read(sources).loc["2025-10", "cpi_index"])
