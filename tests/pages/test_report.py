"""The report of a scenario: figures on a second path, texts as text, one file for shell and page."""

import io
import json
import math
import re

import pandas as pd
import pytest

from models import __version__
from models.__main__ import main, summary
from models.common.errors import ExplorerError
from models.outcome.export import files
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.levers import LEVERS
from models.scenario.presets import presets
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.spec import ModelSpec
from pages.charts import render
from pages.report import page
from pages.report.figures import earnings, small_minus_large
from tests.pages.numbers.figures import date, period, plus, simple, to, whole
from tests.pages.printed import printed

NAMES = {
    "small_cap_relative_return": "Small caps minus large caps, pp",
    "eps_growth_large_cap": "S&P 500 operating EPS growth, %",
    "corporate_profit_growth": "After-tax corporate profit growth, %",
}
HOSTILE = "<script>alert(1)</script> & <img src=x onerror=alert(2)> **b** $x^2$ {{ 7 * 7 }}"
NO_PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture
def unpainted(monkeypatch):
    """Leave the pictures out: a test of words and figures does not wait for them."""
    monkeypatch.setattr(page, "render", lambda *specs, **_: [NO_PICTURE] * len(specs))


def case(scenario, horizon=None, **spec):
    """Outcome and world of a preset by its name, or of a scenario."""
    if isinstance(scenario, str):
        asked = preset_request(presets()[scenario])
        scenario, horizon = asked.scenario, horizon or asked.horizon_months
    request = Request(scenario=scenario, horizon_months=horizon or 12, spec=ModelSpec(**spec))
    world = shipped_world(request.spec, request.scenario.as_of)
    return evaluate(request, world), world


CASES = {
    "nothing moved": (Scenario(), 12, {}),
    "mild-slowdown": ("mild-slowdown", None, {}),
    "stagflation, two years": ("stagflation", 24, {}),
    "january-2026-base-case": ("january-2026-base-case", None, {}),
    "replay-2008": ("replay-2008", None, {}),
    "one estimator": ("hikes", 7, {"estimator": "ridge"}),
    "one month": ("delayed-fed", 1, {}),
}


@pytest.fixture(params=CASES.values(), ids=CASES)
def told(request, unpainted):
    """Outcome, its files as the shell writes them, and its report taken apart."""
    scenario, horizon, spec = request.param
    outcome, world = case(scenario, horizon, **spec)
    return outcome, files(outcome, __version__), printed(page.report_html(outcome, world))


def exported(contents, variable):
    """Figures of the exported table: (side, statistic) by period."""
    table = pd.read_csv(io.BytesIO(contents["scenario_table.csv"]))
    rows = table[(table["variable"] == variable) & (table["model"] != "bvar")]
    return {
        (months, span): of.set_index(["scenario", "statistic"])["value"]
        for (months, span), of in rows.groupby(["horizon_months", "period"], sort=True)
    }


def spelt(span):
    return period(pd.Period(span, "Q" if "Q" in span else "M"))


def cells(values, withheld):
    if withheld:
        return ["withheld"] * 5
    return [
        *(plus(values[side, "mean"]) for side in ("baseline", "scenario", "difference")),
        *(to(values[side, "q05"], values[side, "q95"]) for side in ("difference", "scenario")),
    ]


def withheld_months(outcome):
    return (
        {i + 1 for i, why in enumerate(outcome.combined.withheld) if why}
        if outcome.combined
        else set()
    )


def test_the_paths_are_those_of_the_exported_table(told):
    outcome, contents, report = told
    usual, hidden = {1, 3, 6, 12, 18, 24, outcome.horizon_months}, withheld_months(outcome)
    expected = []
    for variable, name in NAMES.items():
        rows = []
        for (months, span), values in exported(contents, variable).items():
            if "Q" not in span and months not in usual:
                continue
            gone = "Q" not in span and months in hidden
            percent = "withheld" if gone else plus(simple(values["scenario", "mean"]))
            rows.append([spelt(span), str(months), *cells(values, gone), percent])
        expected += [[name], *rows] if rows else []
    heads, *rows = report.tables["The paths"]
    assert heads == [
        "Period", "Months", "Baseline", "Scenario", "Impact", *heads[5:7], "Scenario, simple %"
    ]  # fmt: skip
    assert rows == expected


def test_the_scorecard_is_the_last_row_of_each_outcome_and_its_odds(told):
    outcome, contents, report = told
    _, *rows = next(table for name, table in report.tables.items() if name.startswith("At the end"))
    expected = []
    for variable, name in NAMES.items():
        found = exported(contents, variable)
        if not found:
            continue
        (months, span), values = max(found.items())
        gone = "Q" not in span and months in withheld_months(outcome)
        expected.append(
            [name, spelt(span), *cells(values, gone), odds_said(outcome, variable, gone)]
        )
    assert rows == expected


def odds_said(outcome, variable, gone):
    path = next(path for path in outcome.paths if path.variable == variable)
    if not hasattr(path, "odds_scenario"):
        return "not estimated"
    last = max(
        i for i, months in enumerate(path.horizon_months) if months <= outcome.horizon_months
    )
    shares = (path.odds_scenario[last], path.odds_baseline[last])
    with_moves, without = (whole(min(max(share, 0.01), 0.99)) for share in shares)
    return "withheld" if gone else f"{with_moves}% ({without}%)"


def test_headline_and_levers_are_those_of_the_shell(told):
    outcome, _, report = told
    said = summary(outcome)
    assert said[2] in report.texts["p"]
    assert outcome.scenario.name == report.texts["h1"][0]
    _, *levers = report.tables["The levers"]
    expected = [
        lever.label
        for lever in LEVERS.values()
        if lever.pinned_in_baseline or getattr(outcome.scenario, lever.id).active
    ]
    assert [name for name, _ in levers] == expected
    for name, setting in levers:
        assert f"{name}: {setting[0].lower()}{setting[1:]}".lower() in said[1].lower()


def test_the_models_are_those_of_the_audit_file(told):
    outcome, contents, report = told
    found = json.loads(contents["metadata.json"])["small_minus_large"]
    table = next((t for name, t in report.tables.items() if name.startswith("Do the models")), None)
    if not found or not outcome.scenario.moved:
        assert table is None
        return
    lines = {row[0]: row[1:] for row in table}
    for column, at in enumerate(found):
        average = f"{plus(at['effect_pp'])} ({to(at['low_pp'], at['high_pp'])})"
        assert lines["Average of the models"][column] == ("withheld" if at["withheld"] else average)
        assert lines["Sign"][column] == ("settled" if at["sign_established"] else "not settled")
        each = [row[1:][column] for row in table[2:-1]]
        assert each == [plus(effect) for effect in at["effect_by_model_pp"].values()]


def test_the_track_record_is_that_of_the_equations(told):
    outcome, _, report = told
    _, *rows = report.tables["Track record on data not seen before"]
    expected = []
    for variable in NAMES:
        path = next(path for path in outcome.paths if path.variable == variable)
        if variable == "small_cap_relative_return" and outcome.combined:
            share = path.level.rsquared[outcome.horizon_months - 1]
            held = path.level.held[outcome.horizon_months - 1][2]
        else:
            record = outcome.equation_of(variable).record
            share, held = record["rsquared_levers"], record.get("coverage_90", math.nan)
        explained = f"{whole(share)}%" if share >= 0.005 else "nothing"
        expected.append([explained, "not judged" if math.isnan(held) else f"{whole(held)}%"])
    assert [row[1:] for row in rows] == expected


def test_the_charts_show_the_exported_table(told):
    outcome, contents, report = told
    world = shipped_world(outcome.request.spec, outcome.scenario.as_of)
    side = "difference" if outcome.scenario.moved else "scenario"
    drawn = small_minus_large(outcome, world).datasets["paths"]
    found = exported(contents, "small_cap_relative_return")
    for column in ("mean", "q05", "q95"):
        for (months, _), values in found.items():
            if months in withheld_months(outcome):
                assert math.isnan(drawn[column][months])
            else:
                assert drawn[column][months] == pytest.approx(values[side, column], abs=1e-9)
    growth = earnings(outcome, world)
    found = exported(contents, "eps_growth_large_cap")
    assert list(
        growth.datasets["paths"]["scenario"][-len(found) :] if found else []
    ) == pytest.approx([values["scenario", "mean"] for values in found.values()], abs=1e-9)
    assert [alt.split(":")[0] for alt in report.pictures] == [
        "Impact of the scenario on small vs large"
        if outcome.scenario.moved
        else "Small vs large, nothing moved",
        "S&P 500 operating EPS growth",
    ]
    for figure, words in zip(
        (small_minus_large(outcome, world), growth), report.texts["strong"], strict=True
    ):
        assert figure.title == words


def test_the_stamp_names_version_data_and_the_link(told):
    outcome, contents, report = told
    stamp = json.loads(contents["metadata.json"])
    foot = " ".join(report.texts["p"][-2:])
    assert f"Data as of {date(outcome.setting.as_of)}, snapshot" in foot
    for part in (__version__, stamp["snapshot"]["hash"], stamp["link"]):
        assert part in foot


def test_a_hostile_name_stays_text_and_nothing_is_loaded():
    outcome, world = case(Scenario(name=HOSTILE), 3)
    content = page.report_html(outcome, world)
    report = printed(content)
    assert report.texts["h1"] == [HOSTILE]
    assert report.texts["title"][0].startswith(HOSTILE)
    assert {tag for tag, _ in report.tags} <= {
        "html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer",
        "h1", "h2", "p", "strong", "figure", "figcaption", "img",
        "table", "caption", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    attributes = {name for _, given in report.tags for name in given}
    assert attributes <= {
        "lang", "charset", "http-equiv", "content", "name", "class", "aria-label", "scope",
        "colspan", "alt", "src",
    }  # fmt: skip
    assert ("html", {"lang": "en"}) in report.tags
    assert not re.search(r"url\(|@import|https?://", content.decode())
    assert len(report.pictures) == 2
    for picture in report.pictures.values():
        assert picture.startswith("<svg")
        assert "<script" not in picture
        assert "<path" in picture


def test_page_and_shell_write_the_same_bytes(open_app, offered, tmp_path):
    app = open_app("pages/scenario.py", labour_peak_rise_pp="1.5", name="Mine")
    scenario = tmp_path / "scenario.json"
    scenario.write_text(app.session_state["request"].to_json())
    out = tmp_path / "there" / "mine.html"
    assert main(["report", "--scenario", str(scenario), "--out", str(out)]) == 0
    (button,) = (data for name, data in offered.items() if name.endswith("report.html"))
    assert button() == out.read_bytes()
    assert [file.name for file in out.parent.iterdir()] == ["mine.html"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--preset", "nope"], "There is no preset 'nope'"),
        (["--preset", "hikes", "--horizon", "99"], "1 to 24"),
        (["--preset", "hikes", "--out", ""], "such as report.html"),
        (["--preset", "hikes", "--out", "."], "such as report.html"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(arguments, words, tmp_path, capsys):
    out = tmp_path / "report.html"
    assert main(["report", "--out", str(out), *arguments]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert words in said.err
    assert not out.exists()


def test_charts_that_cannot_be_drawn_are_one_sentence(monkeypatch):
    with pytest.raises(
        ExplorerError, match=r"^The charts could not be drawn \(TypeError: .+\): try"
    ):
        render.render({"mark": "no mark at all"}, file_format="svg")
    monkeypatch.setattr(render, "TIMEOUT_SECONDS", 0.001)
    with pytest.raises(ExplorerError, match="timed out after"):
        render.render({}, file_format="png")
