import datetime
import json
import shutil
import time

import numpy as np
import pandas as pd
import pytest

from models.errors import PanelError
from models.panel import load_panel
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
    manifest |= {"files": files, "sha256": whole_hash(files)}
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
    assert panel.vintage == datetime.date(2026, 10, 3)
    assert panel.origin == pd.Period("2026-08", "M")


def test_recessions_are_months_in_order(panel):
    assert panel.recessions.iloc[0].tolist() == [pd.Period("1953-07"), pd.Period("1954-05")]
    assert (panel.recessions["peak"] < panel.recessions["trough"]).all()
    assert panel.recessions["peak"].is_monotonic_increasing


def test_a_changed_number_is_refused_by_name(copy):
    edit(copy, "quarterly.csv", ",32563.03,", ",32563.04,")
    with pytest.raises(PanelError, match=r"quarterly.csv differs .*\(series gdp_nominal changed\)"):
        load_panel(copy)


def test_a_changed_fill_list_is_refused(copy):
    edit(copy, "fills.csv", "policy_rate,2026-08,derived", "policy_rate,2026-08,published")
    with pytest.raises(PanelError, match="fills.csv differs from what its manifest recorded"):
        load_panel(copy)


def test_a_changed_fingerprint_is_refused(copy):
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["sha256"] = "0" * 64
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(PanelError, match="manifest's own fingerprint"):
        load_panel(copy)


@pytest.mark.parametrize("file", ["manifest.json", "daily.csv"])
def test_a_missing_file_is_named(copy, file):
    (copy / file).unlink()
    with pytest.raises(PanelError, match=f"no file {file}.*make snapshot"):
        load_panel(copy)


def test_an_implausible_value_is_refused_even_if_signed(copy):
    edit(copy, "quarterly.csv", ",32563.03,", ",-32563.03,")
    sign_again(copy)
    with pytest.raises(PanelError, match=r"gdp_nominal is -32563 in 2026Q2, outside .*\[500, "):
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


def test_reading_takes_less_than_150_ms():
    def seconds():
        start = time.perf_counter()
        load_panel()
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.150
