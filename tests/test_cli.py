"""The command line: the same bytes as the page, one sentence for what is wrong, nothing half written."""

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models import __version__, load_panel, run_scenario
from models.__main__ import main
from models.equations.growth import TARGETS
from models.outcome.export import files
from models.outcome.tidy import TABLE_COLUMNS
from models.outcome.world import shipped_world
from models.scenario.levers import LEVERS
from models.scenario.link import assemble, flatten, query, read_query
from models.scenario.presets import presets
from models.scenario.request import Request
from models.scenario.spec import ModelSpec

ROOT = Path(__file__).parents[1]
FILES = ["contributions.csv", "metadata.json", "scenario.json", "scenario_table.csv"]


@pytest.mark.parametrize("name", list(presets()))
@pytest.mark.slow
def test_every_preset_runs_and_says_six_lines(name, tmp_path, capsys):
    assert main(["run", "--preset", name, "--out", str(tmp_path / "out")]) == 0
    assert len(capsys.readouterr().out.strip().splitlines()) == 6
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == FILES


def test_the_files_are_the_bytes_of_the_outcome(tmp_path):
    main(["run", "--preset", "mild-slowdown", "--horizon", "18", "--out", str(tmp_path)])
    outcome = run_scenario(presets()["mild-slowdown"].scenario, horizon_months=18)
    for name, content in files(outcome, __version__).items():
        assert (tmp_path / name).read_bytes() == content


def test_a_scenario_file_gives_the_same_tables_as_its_preset(tmp_path):
    main(["run", "--preset", "hikes", "--out", str(tmp_path / "a")])
    again = tmp_path / "a" / "scenario.json"
    main(["run", "--scenario", str(again), "--out", str(tmp_path / "b")])
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_table_reads_back_with_all_its_digits(tmp_path):
    main(["run", "--preset", "slump-fed-late", "--horizon", "24", "--out", str(tmp_path)])
    table = pd.read_csv(tmp_path / "scenario_table.csv")
    assert tuple(table.columns) == TABLE_COLUMNS
    outcome = run_scenario(presets()["slump-fed-late"].scenario, horizon_months=24)
    assert (table["value"].to_numpy() == outcome.table["value"].to_numpy()).all()
    contributions = pd.read_csv(tmp_path / "contributions.csv")
    total = contributions.groupby(["variable", "horizon_months"])["contribution"].sum()
    mean = table.query("model != 'bvar' and scenario == 'difference' and statistic == 'mean'")
    mean = mean.set_index(["variable", "horizon_months"])["value"].reindex(total.index)
    assert (total - mean).abs().max() < 1e-9


def test_the_stamp_names_sample_snapshot_and_a_link_that_restores(tmp_path):
    main(["run", "--preset", "mild-slowdown", "--horizon", "18", "--out", str(tmp_path)])
    stamp = json.loads((tmp_path / "metadata.json").read_text())
    assert stamp["snapshot"]["hash"] == load_panel().snapshot_hash
    assert stamp["fit_fingerprint"] == shipped_world().fit.fingerprint
    assert len(stamp["samples"]) == 18 + 2 * len(TARGETS)  # two families a growth rate
    page, _, link = stamp["link"].partition("?")
    assert page == "/scenario"
    pairs = dict(pd.Series(link.split("&")).str.split("=", expand=True).to_numpy().tolist())
    cleaned, notes = read_query(
        {k: v.replace("+", " ").replace("%2C", ",") for k, v in pairs.items()}
    )
    assert notes == []
    request = assemble(flatten(Request()) | cleaned)
    assert request == Request(scenario=presets()["mild-slowdown"].scenario, horizon_months=18)
    assert query(request) == link


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--preset", "nope"], ["'nope'", "mild-slowdown"]),
        (["--scenario", "missing.json"], ["missing.json", "No such file"]),
        (["--preset", "hikes", "--horizon", "999"], ["999", "1 to 24"]),
        (["--preset", "hikes", "--horizon", "0"], ["0 months", "1 to 24"]),
        (["--preset", "hikes", "--horizon", "soon"], ["'soon'", "1 to 24"]),
        (["--preset", "hikes", "--horizon", "1_2"], ["'1_2'", "1 to 24"]),
        (["--preset", "hikes", "--horizon", "\u0661\u0662"], ["whole months, 1 to 24"]),
        (["--preset", "hikes", "--horizon", "9" * 5_000], ["whole months, 1 to 24"]),
        (["--scenario", "no\x1b[2J.json"], ["'no\\x1b[2J.json'", "No such file"]),
        (["--scenario", "deep/" * 100 + "x.json"], ["'...", "/x.json'", "No such file"]),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_nothing_is_written(
    arguments, words, tmp_path, capsys
):
    out = tmp_path / "out"
    assert main(["run", *arguments, "--out", str(out)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    for word in words:
        assert word in captured.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[]", "must be an object"),
        ('{"schema": 1, "labour": {"peak_rise_pp": NaN}}', "labour.peak_rise_pp is nan"),
        ('{"schema": 3}', "reads schemas 1 and 2"),
        ('{"schema": 1, "surprise": 1}', "no field 'surprise'"),
        ('{"schema": 1, "fed": {"moves": "many"}}', "fed.moves is 'many'"),
        ('{"schema": 1, "fed": {"moves": 99}}', "outside [1, 12]"),
        ("x" * 10_000_000, "at most 64,000"),
        ("", "not valid JSON"),
        ("[" * 30_000, "nested too deeply"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_nothing_is_written(content, words, tmp_path, capsys):
    path, out = tmp_path / "scenario.json", tmp_path / "out"
    path.write_text(content)
    assert main(["run", "--scenario", str(path), "--out", str(out)]) == 2
    message = capsys.readouterr().err
    assert words in message
    assert message.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize("command", [["run", "--preset", "hikes"], ["panel"]])
def test_an_empty_folder_name_is_refused(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*command, "--out", ""]) == 2
    assert "--out is ''; give the path of a folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path, capsys):
    taken = tmp_path / "taken"
    taken.write_text("mine")
    assert main(["run", "--preset", "hikes", "--out", str(taken)]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert taken.read_text() == "mine"


def test_a_failing_write_leaves_no_file_behind(tmp_path, capsys):
    (tmp_path / "metadata.json").mkdir()  # a folder stands where a file should go
    assert main(["run", "--preset", "hikes", "--out", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["metadata.json"]


def test_unknown_commands_and_missing_ones_exit_with_two(capsys):
    for arguments in (["fly"], [], ["run"]):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 2
        assert "usage" in capsys.readouterr().err


def test_help_names_commands_and_options(capsys):
    for arguments, words in (
        (["--help"], ["run", "presets", "series"]),
        (["run", "--help"], ["--out", "--others", "--hold"]),
    ):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 0
        printed = capsys.readouterr().out
        assert all(word in printed for word in words)


def test_listings_name_every_preset_and_every_series(capsys):
    main(["presets"])
    printed = capsys.readouterr().out
    assert all(name in printed for name in presets())
    main(["series"])
    printed = capsys.readouterr().out
    assert len(printed.strip().splitlines()) == len(load_panel().catalog)


def test_the_choices_about_the_equations_move_the_numbers(tmp_path):
    main(["run", "--preset", "mild-slowdown", "--out", str(tmp_path / "a")])
    main(["run", "--preset", "mild-slowdown", "--pandemic", "keep", "--out", str(tmp_path / "b")])
    a, b = ((tmp_path / d / "scenario_table.csv").read_bytes() for d in "ab")
    assert a != b
    spec = json.loads((tmp_path / "b" / "metadata.json").read_text())["model_specification"]
    assert spec["pandemic"] == ModelSpec(pandemic="keep").pandemic


@pytest.mark.parametrize(
    ("arguments", "otherwise"),
    [
        ([], ["follow", "follow", "follow"]),
        (["--others", "follow"], ["follow", "follow", "follow"]),
        (["--others", "hold"], ["hold", "hold", "hold"]),
        (["--hold", "fiscal"], ["follow", "hold", "follow"]),
        (["--hold", " labour ,fed,"], ["hold", "follow", "hold"]),
        (["--others", "follow", "--hold", "fed"], ["hold", "follow", "follow"]),
    ],
)
@pytest.mark.slow
def test_levers_not_moved_follow_or_hold_as_asked_and_the_file_says_so(
    arguments, otherwise, tmp_path
):
    main(["run", "--preset", "labour-stasis", *arguments, "--out", str(tmp_path / "a")])
    written = json.loads((tmp_path / "a" / "scenario.json").read_text())
    asked = dict.fromkeys(LEVERS, "hold" if "hold" in arguments else "follow") | dict(
        zip(("fed", "fiscal", "labour"), otherwise, strict=True)
    )
    assert {lever: written[lever]["otherwise"] for lever in LEVERS} == asked
    scenario = presets()["labour-stasis"].scenario.with_others(asked)
    outcome = run_scenario(scenario)
    for name, content in files(outcome, __version__).items():
        assert (tmp_path / "a" / name).read_bytes() == content
    still = [
        (outcome.levers.frame(name)["difference"] == 0).all()
        for name in ("policy_rate", "fiscal_impulse")
    ]
    assert still == [does == "hold" for does in otherwise[:2]]
    # What was written gives the same numbers again, without any option.
    file = tmp_path / "a" / "scenario.json"
    main(["run", "--scenario", str(file), "--out", str(tmp_path / "b")])
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_option_overrules_what_a_scenario_file_says(tmp_path):
    held = presets()["labour-stasis"].scenario.with_others({"fed": "hold", "fiscal": "hold"})
    file = tmp_path / "scenario.json"
    file.write_text(Request(scenario=held).to_json())
    run = ["run", "--scenario", str(file), "--out", str(tmp_path)]
    main(run)
    assert Request.from_json(file.read_bytes()).scenario == held  # none given: as the file says
    main([*run, "--others", "follow"])
    assert Request.from_json(file.read_bytes()).scenario == presets()["labour-stasis"].scenario


@pytest.mark.parametrize("name", ["budget", "fed;fiscal", "FED", "x" * 500, "fed,,\x1b[2J"])
def test_a_lever_there_is_not_is_one_sentence(name, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["run", "--preset", "hikes", "--hold", name, "--out", str(out)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert f"levers are {', '.join(LEVERS)}: give some of these" in captured.err
    assert len(captured.err) < 200
    assert "\x1b" not in captured.err
    assert not out.exists()


def test_others_do_one_of_two_things(tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["run", "--preset", "hikes", "--others", "drift", "--out", str(tmp_path / "out")])
    assert stop.value.code == 2
    assert "choose from" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("estimator", ["ols", "ridge", "elastic_net"])
def test_the_estimator_names_the_model_in_every_file(estimator, tmp_path):
    main(["run", "--preset", "hikes", "--estimator", estimator, "--out", str(tmp_path)])
    table = pd.read_csv(tmp_path / "scenario_table.csv").set_index("variable")
    assert set(table.loc["small_cap_relative_return", "model"]) == {estimator, "bvar"}
    assert set(table.loc["eps_growth_large_cap", "model"]) == {"fixed_ridge"}
    stamp = json.loads((tmp_path / "metadata.json").read_text())
    assert stamp["model"] == stamp["model_specification"]["estimator"] == estimator


@pytest.mark.parametrize("estimator", ["ols", "ridge", "elastic_net", "median", "huber"])
@pytest.mark.slow
def test_the_estimator_of_earnings_is_a_choice_of_its_own(estimator, tmp_path):
    main(["run", "--preset", "hikes", "--growth-estimator", estimator, "--out", str(tmp_path)])
    table = pd.read_csv(tmp_path / "scenario_table.csv").set_index("variable")
    assert set(table.loc["small_cap_relative_return", "model"]) == {"combined", "bvar"}
    assert set(table.loc["corporate_profit_growth", "model"]) == {estimator}
    stamp = json.loads((tmp_path / "metadata.json").read_text())
    assert stamp["growth_model"] == estimator
    assert f"growth_estimator={estimator.split('_')[0].replace('ols', 'least')}" in (
        stamp["link"].replace("Huber", "huber")
    )


def test_the_record_of_small_minus_large_is_a_table_for_other_programs(capsys):
    assert main(["record", "--show"]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out))
    table = table[table["outcome"] == "small_cap_relative_return"]
    assert set(table["horizon_months"]) == set(range(1, 25))
    of = table[(table["period"] == "all") & (table["answer"] == "combined")]
    assert len(of) == 24
    assert of["n"].min() >= 370
    year = of.set_index("horizon_months").loc[12]
    assert year["rsquared_mean_low"] < year["rsquared_mean"] < year["rsquared_mean_high"]
    assert bool(year["gate"])


def test_the_stamp_holds_the_effects_of_each_model_and_the_odds(tmp_path):
    main(["run", "--preset", "mild-slowdown", "--out", str(tmp_path)])
    effects = json.loads((tmp_path / "metadata.json").read_text())["small_minus_large"]
    assert [row["horizon_months"] for row in effects] == [3, 6, 12, 24]
    for row in effects:
        assert row["low_pp"] < row["effect_pp"] < row["high_pp"]
        by_model = row["effect_by_model_pp"]
        assert sum(by_model.values()) / len(by_model) == pytest.approx(row["effect_pp"])
        assert 0 < row["odds_small_beats_large"] < 1
    assert [bool(row["withheld"]) for row in effects] == [False, False, False, True]


def test_the_record_is_printed_with_every_equation_and_the_quantiles(capsys):
    assert main(["record"]) == 0
    said = capsys.readouterr().out
    for equation in ("eps_growth_large_cap", "corporate_profit_growth", "reported"):
        assert equation in said
    assert said.count("fixed_ridge") == 3 * (3 * 3 + 2) * 3
    for ahead in ("1", "2", "3 and more"):
        words = (
            f"Earnings at risk, eps_growth_large_cap, {ahead} ahead: 69 targets 2008Q3 to 2025Q3"
        )
        assert words in said
    assert "chosen as one would have at the time: R2 0.40 to 0.55" in said


def test_the_whole_record_is_one_table_on_screen_and_in_a_file(capsys, tmp_path):
    assert main(["record", "--show", "--out", str(tmp_path)]) == 0
    shown = pd.read_csv(io.StringIO(capsys.readouterr().out))
    kept = pd.read_csv(tmp_path / "record.csv")
    assert list(shown) == list(kept)
    assert len(shown) == len(kept) > 1_000
    assert np.allclose(shown["rsquared_mean"], kept["rsquared_mean"], atol=6e-5)
    assert set(shown["outcome"]) == {
        "small_cap_relative_return",
        "eps_growth_large_cap",
        "eps_growth_large_cap_reported",
        "corporate_profit_growth",
    }


def test_a_record_that_is_only_kept_says_where_it_went(capsys, tmp_path):
    assert main(["record", "--out", str(tmp_path / "new")]) == 0
    assert capsys.readouterr().out.startswith("record.csv: ")
    assert (tmp_path / "new" / "record.csv").exists()
