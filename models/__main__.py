"""The command line: `python -m models run | presets | record | series | panel | refresh | earnings`."""

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path

from models import __version__, load_panel, run_scenario
from models.common.console import print_lines
from models.common.errors import ExplorerError, ScenarioError
from models.common.files import shown, write_set
from models.equations.level_summary import summary_lines
from models.equations.outcomes import EPS, PROFITS
from models.equations.record_table import record_table
from models.equations.stored_growth_record import at_risk_lines, load_record, record_lines
from models.equations.stored_level_record import load_level_record
from models.live.command import add_refresh
from models.live.filings.build_command import add_earnings
from models.outcome.export import csv_bytes, files
from models.outcome.notes import BEYOND_HISTORY
from models.outcome.outcome import Outcome
from models.outcome.return_words import horizon_words
from models.outcome.run import preset_request
from models.outcome.words import growth_sentence, headline, lever_words
from models.outcome.workbook import workbook_bytes
from models.outcome.world import shipped_world
from models.panel.register import FILES, panel_files
from models.scenario.levers import LEVERS
from models.scenario.part import MAX_HORIZON_MONTHS, Otherwise
from models.scenario.presets import preset, presets
from models.scenario.request import Request
from models.scenario.scenario import MAX_JSON_BYTES
from models.scenario.spec import (
    ESTIMATORS,
    GROWTH_ESTIMATORS,
    RETURN_ESTIMATORS,
    SPEC_CHOICES,
    ModelSpec,
    Target,
)

RECORD_FILE = "record.csv"
INTERRUPTED = 130  # what a shell returns of a program stopped by Ctrl-C
DEFAULT_HORIZON = Request().horizon_months
_TARGETS: dict[str, Target] = {
    "russell": "small_cap_relative_return",
    "etf": "small_cap_relative_return_etf",
    "french": "small_cap_relative_return_french",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its status.

    0; 1 if a refresh brought nothing; 2 after one sentence of error; 130 if interrupted.
    """
    options = _parser().parse_args(arguments)
    try:
        return options.command(options) or 0
    except ExplorerError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted: files that were there before stand as they were.", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m models",
        description="What history supports for US small-minus-large returns and EPS growth.",
        epilog="Example: python -m models run --preset mild-slowdown --horizon 12 --out results",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="command")

    run = commands.add_parser("run", help="evaluate a scenario and write its tables")
    which = run.add_mutually_exclusive_group(required=True)
    which.add_argument("--preset", metavar="NAME", help="a preset; `presets` lists them")
    which.add_argument("--scenario", metavar="FILE", type=Path, help="a scenario.json")
    run.add_argument(
        "--horizon",
        metavar="N",
        help=f"months ahead, 1 to {MAX_HORIZON_MONTHS} (default: the preset's or file's, else "
        f"{DEFAULT_HORIZON})",
    )
    run.add_argument(
        "--out",
        metavar="DIR",
        required=True,
        help="folder for scenario_table.csv, contributions.csv, scenario.json, metadata.json",
    )
    run.add_argument(
        "--pandemic",
        choices=tuple(SPEC_CHOICES["pandemic"]),
        help="how windows touching March to December 2020 count (default downweight)",
    )
    run.add_argument(
        "--no-cap",
        action="store_const",
        const=True,
        help="do not cut inputs back to the range seen in history",
    )
    run.add_argument(
        "--target",
        choices=tuple(_TARGETS),
        help="small minus large: Russell minus S&P 500, ETFs with dividends, French size spread",
    )
    run.add_argument(
        "--centre",
        choices=tuple(SPEC_CHOICES["centre"]),
        help="where the average of the models starts: the forecast from the economy's state, or the "
        "long-run average (default state)",
    )
    run.add_argument(
        "--estimator",
        choices=RETURN_ESTIMATORS,
        help=_estimator_help("relative returns", RETURN_ESTIMATORS),
    )
    run.add_argument(
        "--growth-estimator",
        choices=GROWTH_ESTIMATORS,
        help=_estimator_help("earnings and profits", GROWTH_ESTIMATORS),
    )
    run.add_argument(
        "--others",
        choices=("follow", "hold"),
        help="levers that the scenario does not move: follow history, or hold at baseline (default: "
        "as the scenario says)",
    )
    run.add_argument(
        "--hold",
        metavar="LEVERS",
        default="",
        help="levers held at baseline while not moved, with commas between, such as fed,fiscal",
    )
    run.add_argument("--xlsx", action="store_true", help="write scenario.xlsx as well")
    run.set_defaults(command=_run)

    listing = commands.add_parser("presets", help="list the presets")
    listing.set_defaults(command=_presets)

    record = commands.add_parser("record", help="print how well the equations have done")
    record.add_argument(
        "--show",
        action="store_true",
        help="print every outcome, estimator, horizon and period as one table of comma-separated values",
    )
    record.add_argument("--out", metavar="DIR", help=f"folder for the same table, {RECORD_FILE}")
    record.set_defaults(command=_record)

    series = commands.add_parser("series", help="list every series with unit, source and span")
    series.set_defaults(command=_series)

    panel = commands.add_parser("panel", help="write the data as CSV, one file a frequency")
    panel.add_argument(
        "--out",
        metavar="DIR",
        required=True,
        help=f"folder for {', '.join(FILES)}",
    )
    panel.set_defaults(command=_panel)
    add_refresh(commands)
    add_earnings(commands)
    return parser


def _estimator_help(explained: str, names: tuple[str, ...]) -> str:
    listed = ", ".join(f"{ESTIMATORS[name].label} ({name})" for name in names)
    return f"coefficients of {explained} by {listed} (default {names[0]})"


def _run(options: argparse.Namespace) -> None:
    directory = _folder(options.out)
    if options.preset is not None:
        asked = preset_request(preset(options.preset))
    else:
        asked = _read_request(options.scenario)
    asked = replace(asked, scenario=asked.scenario.with_others(_others(options)))
    horizon = asked.horizon_months if options.horizon is None else _horizon(options.horizon)
    outcome = run_scenario(asked, horizon_months=horizon, spec=_spec(asked.spec, options))
    contents = files(outcome, __version__)
    if options.xlsx:
        contents["scenario.xlsx"] = workbook_bytes(outcome, __version__)
    write_set(directory, contents, ScenarioError)
    print_lines(*summary(outcome))


def _spec(spec: ModelSpec, options: argparse.Namespace) -> ModelSpec:
    """Return the choices about the equations, those of the command line before those of the file."""
    given = {
        "target": options.target and _TARGETS[options.target],
        "pandemic": options.pandemic,
        "cap_inputs": False if options.no_cap else None,
        "centre": options.centre,
        "estimator": options.estimator,
        "growth_estimator": options.growth_estimator,
    }
    return replace(spec, **{name: value for name, value in given.items() if value is not None})


def _others(options: argparse.Namespace) -> dict[str, Otherwise]:
    """Return what each lever named on the command line does while it is not moved."""
    held = [lever.strip() for lever in options.hold.split(",") if lever.strip()]
    if odd := [lever for lever in held if lever not in LEVERS]:
        raise ScenarioError(
            f"--hold names {odd[0][:40]!r}; levers are {', '.join(LEVERS)}: give some of these with "
            "commas between."
        )
    everyone = dict.fromkeys(LEVERS, options.others) if options.others else {}
    return everyone | dict.fromkeys(held, "hold")


def summary(outcome: Outcome) -> list[str]:
    """Return the run in five lines, six where levers are moved and the models are averaged."""
    said = lever_words(outcome.scenario, outcome.setting)
    combined = outcome.combined if outcome.scenario.moved else None
    effects = [f"Effect of these moves: {horizon_words(combined)}."] if combined else []
    return [
        f"{outcome.scenario.name}, data to {outcome.setting.origin:%b %Y}.",
        " ".join(f"{LEVERS[lever].label}: {words}." for lever, words in said.items())
        + "".join(f" {note}" for note in outcome.notes if note.startswith(BEYOND_HISTORY)),
        headline(outcome),
        *effects,
        growth_sentence(outcome, EPS),
        growth_sentence(outcome, PROFITS),
    ]


def _horizon(text: str) -> int:
    if not re.fullmatch("[+-]?[0-9]{1,9}", text):
        raise ScenarioError(
            f"The horizon is {text[:40]!r}; write whole months, 1 to {MAX_HORIZON_MONTHS}."
        )
    return int(text)


def _folder(text: str) -> Path:
    if not text.strip():
        raise ScenarioError(f"--out is {text[:40]!r}; give the path of a folder, such as results.")
    return Path(text)


def _read_request(path: Path) -> Request:
    try:
        with path.open("rb") as file:
            return Request.from_json(file.read(MAX_JSON_BYTES + 1))
    except OSError as error:
        raise ScenarioError(
            f"The scenario file {shown(path)} cannot be read: {error.strerror}. "
            "Give the path of a scenario.json."
        ) from None


def _presets(_: argparse.Namespace) -> None:
    width = max(map(len, presets()))
    print_lines(*(f"{entry.id:<{width}}  {entry.note}" for entry in presets().values()))


def _record(options: argparse.Namespace) -> None:
    world = shipped_world()
    record = load_record(world.panel)
    if record is None:
        raise ExplorerError("No earnings record is stored for these data: run make fit.")
    of_returns = load_level_record(world.panel)
    if of_returns is None:
        raise ExplorerError(
            "No record of small minus large is stored for these data: run make fit."
        )
    if options.show or options.out is not None:
        table = record_table(of_returns, record)
        if options.out is not None:
            write_set(_folder(options.out), {RECORD_FILE: csv_bytes(table)}, ScenarioError)
        if options.show:
            print(table.to_csv(index=False, float_format="%.4f"), end="")
        else:
            print_lines(f"{RECORD_FILE}: {len(table)} rows, data as of {world.panel.vintage}.")
        return
    print_lines(*summary_lines(of_returns), "", *record_lines(record))
    print_lines("", *at_risk_lines(world.fit.growth_model(EPS)))


def _series(_: argparse.Namespace) -> None:
    panel = load_panel()
    rows = [panel.provenance(name) for name in panel.catalog.index]
    print_lines(
        *(f"{r.name}: {r.label}; {r.unit}; {r.publisher}; {r.first} to {r.last}" for r in rows)
    )


def _panel(options: argparse.Namespace) -> None:
    directory = _folder(options.out)
    panel = load_panel()
    contents = panel_files(panel)
    write_set(directory, contents, ScenarioError)
    print_lines(
        f"{', '.join(contents)}: data as of {panel.vintage}, snapshot {panel.snapshot_hash}."
    )


if __name__ == "__main__":
    sys.exit(main())
