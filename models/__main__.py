"""The command line, `python -m models COMMAND`: run, report, presets, record, series, panel, and more."""

import argparse
import sys
from pathlib import Path

from models import __version__, load_panel, run_scenario
from models.common.console import print_lines
from models.common.errors import ExplorerError, ScenarioError
from models.common.files import shown, write_set
from models.common.text import day
from models.comparison.comparison_command import add_comparison
from models.equations.level_summary import summary_lines
from models.equations.outcomes import EPS, PROFITS
from models.equations.record_table import record_table
from models.equations.stored_growth_record import at_risk_lines, load_record, record_lines
from models.equations.stored_level_record import load_level_record
from models.live.command import add_refresh
from models.live.filings.build_command import add_earnings
from models.outcome.export import csv_bytes, files
from models.outcome.notes import BEYOND_HISTORY, beside_notes
from models.outcome.outcome import Outcome
from models.outcome.request_options import add_request, asked_request
from models.outcome.return_words import horizon_words
from models.outcome.run import evaluate
from models.outcome.words import growth_sentence, headline, words_in_play
from models.outcome.workbook import workbook_bytes
from models.outcome.world import shipped_world
from models.panel.register import FILES, panel_files
from models.scenario.levers import LEVERS
from models.scenario.presets import presets

RECORD_FILE = "record.csv"
INTERRUPTED = 130  # what a shell returns of a program stopped by Ctrl-C


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
    add_request(run)
    run.add_argument(
        "--out",
        metavar="DIR",
        required=True,
        help="folder for scenario_table.csv, contributions.csv, scenario.json, metadata.json",
    )
    run.add_argument("--xlsx", action="store_true", help="write scenario.xlsx as well")
    run.set_defaults(command=_run)

    report = commands.add_parser("report", help="write a scenario as one page to print or send")
    add_request(report)
    report.add_argument("--out", metavar="FILE", required=True, help="such as report.html")
    report.set_defaults(command=_report)

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
    add_comparison(commands)
    add_refresh(commands)
    add_earnings(commands)
    return parser


def _run(options: argparse.Namespace) -> None:
    directory = _folder(options.out)
    outcome = run_scenario(asked_request(options))
    contents = files(outcome, __version__)
    if options.xlsx:
        contents["scenario.xlsx"] = workbook_bytes(outcome, __version__)
    write_set(directory, contents, ScenarioError)
    print_lines(*summary(outcome))


def _report(options: argparse.Namespace) -> None:
    """Write the report: what draws it stands above `models/` and is loaded for this command alone."""
    from pages.report.page import report_html

    file = _report_file(options.out)
    request = asked_request(options)
    world = shipped_world(request.spec, request.scenario.as_of)
    outcome = evaluate(request, world)
    write_set(file.parent, {file.name: report_html(outcome, world)}, ScenarioError)
    print_lines(f"{file.name}: {outcome.scenario.name}, data as of {day(outcome.setting.as_of)}.")


def summary(outcome: Outcome) -> list[str]:
    """Return the run in five lines, six where levers are moved and the models are averaged."""
    said = words_in_play(outcome.scenario, outcome.setting)
    combined = outcome.combined if outcome.scenario.moved else None
    effects = [f"Effect of these moves: {horizon_words(combined)}."] if combined else []
    doubts = beside_notes(outcome.setting, outcome.scenario.moved)
    return [
        f"{outcome.scenario.name}, data to {outcome.setting.origin:%b %Y}.",
        " ".join(f"{LEVERS[lever].label}: {words}." for lever, words in said.items())
        + "".join(f" {note}" for note in outcome.notes if note.startswith(BEYOND_HISTORY))
        + "".join(f" {note}" for note in doubts),
        headline(outcome),
        *effects,
        growth_sentence(outcome, EPS),
        growth_sentence(outcome, PROFITS),
    ]


def _folder(text: str) -> Path:
    if not text.strip():
        raise ScenarioError(f"--out is {text[:40]!r}; give the path of a folder, such as results.")
    return Path(text)


def _report_file(text: str) -> Path:
    file = Path(text)
    if not text.strip() or not file.name or file.is_dir():
        raise ScenarioError(
            f"--out is {shown(file)}; give the name of a file to write, such as report.html."
        )
    return file


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
