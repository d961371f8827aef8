import json
import shutil
import tomllib

import numpy as np
import pandas as pd
import pytest

from models.common.errors import PanelError
from models.panel import load, load_panel
from models.panel.hashing import column_hashes, text_hash, whole_hash
from models.panel.load import SNAPSHOT, read_catalog

FRAMES = {"monthly": "M", "quarterly": "Q", "daily": "D"}


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(SNAPSHOT, tmp_path / "snapshot")


def edit(directory, file, old, new):
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def sign_again(directory):
    """Make the manifest fit whatever the files now hold."""
    path = directory / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    files = {name: text_hash((directory / name).read_text("utf-8")) for name in manifest["files"]}
    manifest |= {"files": files, "sha256": whole_hash(files, manifest["vintage"], read_catalog())}
    path.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("name", FRAMES)
def test_frames_are_tidy(panel, name):
    frame = getattr(panel, name)
    assert set(frame.dtypes) == {np.dtype("float64")}
    assert frame.index.is_monotonic_increasing
    assert frame.index.is_unique
    assert not np.isinf(frame.to_numpy()).any()
    if name == "daily":
        assert isinstance(frame.index, pd.DatetimeIndex)
    else:
        assert frame.index.freqstr[0] == FRAMES[name]
        assert len(frame) == (frame.index[-1] - frame.index[0]).n + 1


def test_columns_are_exactly_the_catalog(panel):
    for name, frequency in FRAMES.items():
        rows = panel.catalog[panel.catalog["frequency"] == frequency]
        assert list(getattr(panel, name).columns) == list(rows.index)
    assert panel.catalog.index.is_unique


def test_catalog_says_everything_about_every_series():
    catalog = read_catalog()
    assert catalog.notna().all().all()
    assert set(catalog["frequency"]) == set("DMQ")
    assert (catalog["release_lag_days"] >= 0).all()
    assert (catalog["plausible_low"] < catalog["plausible_high"]).all()
    assert catalog["url"].str.startswith("https://").all()


def test_manifest_describes_every_series(panel):
    series = panel.manifest["series"]
    assert list(series) == list(panel.catalog.index)
    hashes = {}
    for name in FRAMES:
        hashes |= column_hashes((SNAPSHOT / f"{name}.csv").read_text(encoding="utf-8"))
    for name, stated in series.items():
        row = panel.catalog.loc[name]
        for key in ("publisher", "publisher_id", "unit", "frequency", "release_lag_days"):
            assert stated[key] == row[key], name
        values = panel.require([name])[name].dropna()
        first, last = values.index[0], values.index[-1]
        if row["frequency"] == "D":
            first, last = first.date(), last.date()
        assert (stated["first"], stated["last"]) == (str(first), str(last))
        assert stated["n_values"] == len(values)
        assert stated["n_filled"] == (panel.fills["series"] == name).sum()
        assert bool(stated["filled_why"]) == bool(stated["n_filled"])
        assert stated["sha256"] == hashes[name]


def test_vintage_and_origin(panel):
    sources = tomllib.loads((load.SNAPSHOT.parent / "sources" / "sources.toml").read_text())
    assert panel.vintage == sources["vintage"]
    equity = pd.read_csv(load.SNAPSHOT.parent / "sources" / "equity_monthly.csv", index_col=0)
    returns = equity["rut_minus_spx_log_pct"].dropna()
    assert str(panel.origin) == returns.index[-1]  # the last month of relative returns


def test_recessions_are_months_in_order(panel):
    assert panel.recessions.iloc[0].tolist() == [pd.Period("1953-07"), pd.Period("1954-05")]
    assert (panel.recessions["peak"] < panel.recessions["trough"]).all()
    assert panel.recessions["peak"].is_monotonic_increasing


def test_a_changed_number_is_refused_by_name(copy):
    edit(copy, "quarterly.csv", ",909.387,", ",909.386,")  # of 1968Q1
    with pytest.raises(PanelError, match=r"quarterly.csv differs .*\(series gdp_nominal changed\)"):
        load_panel(copy)


def test_a_changed_fill_list_is_refused(copy):
    edit(copy, "fills.csv", "cpi,2025-10,mean", "cpi,2025-10,median")
    with pytest.raises(PanelError, match="fills.csv differs from what its manifest recorded"):
        load_panel(copy)


def test_a_changed_fingerprint_is_refused(copy):
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["sha256"] = "0" * 64
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(PanelError, match="manifest's own fingerprint"):
        load_panel(copy)


def test_a_changed_vintage_is_refused(copy):
    edit(copy, "manifest.json", f'"vintage": "{load_panel().vintage}"', '"vintage": "2026-01-03"')
    with pytest.raises(PanelError, match="manifest's own fingerprint .* its vintage"):
        load_panel(copy)


@pytest.mark.parametrize(
    ("old", "new"),
    [(",M,M,", ",M,Q,"), ('neighbours",5,', 'neighbours",0,')],
    ids=["native", "lag"],
)
def test_a_changed_release_in_the_catalog_is_refused(tmp_path, monkeypatch, old, new):
    text = load.CATALOG.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "catalog.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(load, "CATALOG", tmp_path / "catalog.csv")
    with pytest.raises(PanelError, match="fingerprint does not fit .* release lags of the catalog"):
        load_panel()


DAMAGE = {
    "empty": lambda _: b"",
    "torn": lambda content: content[: len(content) // 2 + 7],
    "not text": lambda content: b"\xff\xfe\x00" + content,
    "another kind": lambda _: b"[]",
    "ragged": lambda content: content + b"\n\n,,\nx",
    "NUL": lambda _: b"\x00" * 100,
}


def assert_refused_by_name(directory, file):
    with pytest.raises(PanelError) as refusal:
        load_panel(directory)
    assert str(refusal.value).startswith(file)
    assert "make snapshot" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("file", ["manifest.json", *load.TABLES])
def test_a_damaged_file_is_one_sentence_that_names_it(copy, file, damage):
    path = copy / file
    path.write_bytes(damage(path.read_bytes()))
    assert_refused_by_name(copy, file)


@pytest.mark.parametrize("damage", ["empty", "ragged"])
@pytest.mark.parametrize("file", load.TABLES)
def test_a_table_that_no_one_can_read_is_one_sentence_even_if_signed(copy, file, damage):
    path = copy / file
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    sign_again(copy)
    assert_refused_by_name(copy, file)


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "null",
        '{"vintage": 5, "series": {}, "files": {}, "sha256": ""}',
        '{"vintage": "2026-10-03", "series": {"a": 1}, "files": {}, "sha256": ""}',
        '{"vintage": "2026-10-03", "series": {}, "files": 3, "sha256": ""}',
        "[" * 100_000,
    ],
)
def test_a_manifest_that_lacks_something_is_one_sentence(copy, content):
    (copy / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(PanelError, match=r"^manifest.json is damaged .*make snapshot"):
        load_panel(copy)


def test_a_damaged_catalog_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "catalog.csv").write_text("name\n\x00,3", encoding="utf-8")
    monkeypatch.setattr(load, "CATALOG", tmp_path / "catalog.csv")
    with pytest.raises(PanelError, match=r"^catalog.csv is damaged .*make snapshot"):
        load_panel()


@pytest.mark.parametrize("file", ["manifest.json", "daily.csv"])
def test_a_missing_file_is_named(copy, file):
    (copy / file).unlink()
    with pytest.raises(PanelError, match=f"no file {file}.*make snapshot"):
        load_panel(copy)


def test_an_implausible_value_is_refused_even_if_signed(copy):
    edit(copy, "quarterly.csv", ",909.387,", ",-909.387,")
    sign_again(copy)
    with pytest.raises(PanelError, match=r"gdp_nominal is -909.387 in 1968Q1, outside .*\[500, "):
        load_panel(copy)


def test_a_repeated_day_is_refused(copy):
    edit(copy, "daily.csv", "\n1987-09-11,", "\n1987-09-10,")
    sign_again(copy)
    with pytest.raises(PanelError, match="daily table's periods are not strictly increasing"):
        load_panel(copy)


def test_a_column_without_a_catalog_row_is_refused(copy):
    edit(copy, "daily.csv", "relative_price_nasdaq", "relative_price_dow")
    sign_again(copy)
    with pytest.raises(PanelError, match="disagree about relative_price_dow, relative_price_nas"):
        load_panel(copy)
