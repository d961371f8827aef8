"""The register as a table, and the panel's files from page and shell."""

import io

import numpy as np
import pandas as pd
import pytest

from models.__main__ import main
from models.panel.register import panel_files, series_table


def test_the_table_holds_what_each_provenance_states(panel):
    table = series_table(panel)
    assert list(table.index) == list(panel.catalog.index)
    for name in table.index:
        known, row = panel.provenance(name), table.loc[name]
        for field in ("label", "publisher", "unit", "licence_note", "url", "release_lag_days"):
            assert row[field] == getattr(known, field)
        assert row["first"] == panel.manifest["series"][name]["first"]
        assert row["last"] == panel.manifest["series"][name]["last"]
        assert row["vintage"] == str(panel.vintage)
        assert row["url"].startswith("https://")


def test_fills_say_period_rule_and_reason(panel):
    table = series_table(panel)
    assert table.loc["cpi", "fills"] == (
        "2025-10: mean of neighbours. No household survey or price collection took place in "
        "October 2025 (shutdown)."
    )
    filled = panel.fills[panel.fills["series"] == "fiscal_impulse_quarterly"]["period"].astype(str)
    span = " to ".join(sorted({filled.min(), filled.max()})) if len(filled) else ""
    rule = f"{span}: extended." if span else ""
    assert table.loc["fiscal_impulse_quarterly", "fills"].startswith(rule)
    assert table["n_filled"].sum() == len(panel.fills)
    assert ((table["fills"] == "") == (table["n_filled"] == 0)).all()


def test_the_files_hold_the_panel_to_the_last_digit(panel):
    for name, frame in (
        ("panel_monthly.csv", panel.monthly),
        ("panel_quarterly.csv", panel.quarterly),
    ):
        read = pd.read_csv(io.BytesIO(panel_files(panel)[name]), index_col=0)
        assert list(read.index) == list(frame.index.astype(str))
        assert list(read.columns) == list(frame.columns)
        np.testing.assert_array_equal(read.to_numpy(float), frame.to_numpy())


def test_the_shell_writes_the_same_bytes(panel, tmp_path, capsys):
    assert main(["panel", "--out", str(tmp_path / "data")]) == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}
    assert written == panel_files(panel)
    assert capsys.readouterr().out == (
        f"panel_monthly.csv, panel_quarterly.csv: data as of {panel.vintage}, "
        f"snapshot {panel.snapshot_hash}.\n"
    )


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["panel", "--out", str(tmp_path / "file" / "below")]) == 2
    assert "Give --out a folder you may write to." in capsys.readouterr().err


def test_out_is_required(capsys):
    with pytest.raises(SystemExit):
        main(["panel"])
    assert "--out" in capsys.readouterr().err
