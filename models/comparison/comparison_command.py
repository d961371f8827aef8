"""`python -m models compare | sweep | breakeven | grid | odds | events`: many scenarios at once."""

import argparse
import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from models.common.bands import SHOWN, SHOWN_PCT, ends
from models.common.console import print_lines, progress_after
from models.common.errors import ScenarioError
from models.common.files import write_set
from models.common.text import month, signed
from models.common.text import months as in_months
from models.comparison.axis import axis_of
from models.comparison.break_even import SIDES, BreakEven, Span, break_even
from models.comparison.compare import MINUS, MOST_SCENARIOS, Comparison, compare
from models.comparison.equal_odds import check_odds, lever_with_odds
from models.comparison.events_document import events_document
from models.comparison.lever_grid import grid
from models.comparison.odds_document import odds_document
from models.comparison.odds_effects import equal_odds
from models.comparison.sweep import Sweep, sweep
from models.equations.outcomes import OUTCOMES, RETURN
from models.outcome.combination import HORIZONS_MONTHS, NO_RECORD
from models.outcome.export import csv_bytes
from models.outcome.request_options import add_request, asked_request
from models.outcome.return_words import odds
from models.outcome.run import preset_request
from models.outcome.world import World, shipped_world
from models.scenario.levers import LEVERS
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.presets import preset
from models.scenario.request import Request

LATEST = "latest"
_LEVER_HELP = f"one of {', '.join(LEVERS)}, or a field such as labour_months_to_peak"
_SIDE_WORDS = {"difference": "effect", "scenario": "level"}


def add_comparison(commands: argparse._SubParsersAction) -> None:
    """Add the subcommands to the command line."""
    together = commands.add_parser(
        "compare",
        help="put scenarios side by side and measure each against the first",
        description="Evaluate presets from one start and write comparison.csv: every outcome at "
        f"{', '.join(map(str, HORIZONS_MONTHS))} months, and each scenario minus the first with the band "
        "of this difference and the probability that it is below the first.",
    )
    together.add_argument(
        "--presets",
        metavar="A,B",
        required=True,
        help=f"two to {MOST_SCENARIOS} presets with commas between; `presets` lists them",
    )
    together.add_argument(
        "--as-of",
        metavar="DATE",
        help=f"start all on a date, such as 2026-01-14, or {LATEST} (default: the presets' own, where "
        "they agree)",
    )
    together.add_argument("--out", metavar="DIR", required=True, help="folder for comparison.csv")
    together.set_defaults(command=_compare)

    line = commands.add_parser("sweep", help="vary one lever over the steps of its slider")
    add_request(line)
    line.add_argument("--lever", metavar="LEVER", required=True, help=_LEVER_HELP)
    line.add_argument("--out", metavar="DIR", required=True, help="folder for sweep.csv")
    line.set_defaults(command=_sweep)

    zero = commands.add_parser("breakeven", help="where a lever's effect, or the level, is zero")
    add_request(zero)
    zero.add_argument("--lever", metavar="LEVER", required=True, help=_LEVER_HELP)
    zero.add_argument("--out", metavar="DIR", help="folder for the same as breakeven.csv")
    zero.set_defaults(command=_breakeven)

    cells = commands.add_parser("grid", help="vary two levers together")
    add_request(cells)
    cells.add_argument("--x", metavar="LEVER", required=True, help=_LEVER_HELP)
    cells.add_argument("--y", metavar="LEVER", required=True, help="another")
    cells.add_argument("--out", metavar="DIR", required=True, help="folder for grid.csv")
    cells.set_defaults(command=_grid)

    odds_of = commands.add_parser(
        "odds",
        help="move levers as far as is equally likely, and say which is the worse",
        description="Move each lever up to what happens one time in N within a year, everything else on "
        "its likeliest path given that, and print what it means for every outcome as JSON. No sample "
        "can tell fiscal shocks apart and technology is outside the model: neither has such odds.",
    )
    odds_of.add_argument(
        "--levers",
        metavar="A,B",
        default="fed,labour",
        help=f"of {', '.join(x.id for x in LEVERS.values() if x.odds_by)} (default fed,labour)",
    )
    odds_of.add_argument(
        "--one-in", metavar="N", default="10", help="odds: one time in N, 2 to 100 (default 10)"
    )
    odds_of.add_argument(
        "--as-of", metavar="DATE", help=f"start on a date, such as 2026-01-14 (default {LATEST})"
    )
    odds_of.set_defaults(command=_odds)

    likely = commands.add_parser(
        "events",
        help="how likely a scenario's moves are, and what followed the history most like it",
        description="Print as JSON how likely each moved lever's change is by simulation, how often such "
        "changes came in history, and the windows most like the scenario over its horizon.",
    )
    add_request(likely)
    likely.set_defaults(command=_events)


def _compare(options: argparse.Namespace) -> None:
    folder, requests = folder_of(options.out), asked_presets(options.presets, options.as_of)
    found = compare(requests, world_of(requests[0]))
    write_set(folder, {"comparison.csv": csv_bytes(found.table)}, ScenarioError)
    print_lines(*comparison_lines(found))


def _sweep(options: argparse.Namespace) -> None:
    folder, found = folder_of(options.out), _swept(options)
    write_set(folder, {"sweep.csv": csv_bytes(found.table)}, ScenarioError)
    first, *_, last = found.axis.steps()
    print_lines(f"sweep.csv: {found.axis.label}, every step from {first:g} to {last:g}.")


def _breakeven(options: argparse.Namespace) -> None:
    folder = None if options.out is None else folder_of(options.out)
    found = _swept(options)
    every = [
        break_even(found, variable, horizon, side)
        for variable in found.batch.outcomes
        for side in SIDES
        for horizon in HORIZONS_MONTHS
        if found.batch[variable].at(horizon) >= 0
    ]
    if folder:
        write_set(folder, {"breakeven.csv": csv_bytes(break_even_table(every))}, ScenarioError)
    print_lines(f"{found.axis.label}:", *map(break_even_line, every))


def _grid(options: argparse.Namespace) -> None:
    folder, request = folder_of(options.out), asked_request(options)
    axis_of(options.x), axis_of(options.y)  # refused before a world is made ready
    found = grid(request, world_of(request), options.x, options.y)
    write_set(folder, {"grid.csv": csv_bytes(found.table)}, ScenarioError)
    print_lines(
        f"grid.csv: {found.x.label} by {found.y.label}, {len(found.x_values)} x "
        f"{len(found.y_values)} cells."
    )


def _odds(options: argparse.Namespace) -> None:
    levers = tuple(name.strip() for name in options.levers.split(",") if name.strip())
    one_in = _whole(options.one_in)
    for lever in levers:
        lever_with_odds(lever)
    start = None if options.as_of is None else _date(options.as_of)
    world = shipped_world(as_of=start, progress=progress_after())
    print_lines(json.dumps(odds_document(equal_odds(world, levers, one_in)), indent=2))


def _events(options: argparse.Namespace) -> None:
    request = asked_request(options)
    print_lines(json.dumps(events_document(request, world_of(request)), indent=2))


def _whole(text: str) -> int:
    one_in = int(text) if re.fullmatch("[0-9]{1,9}", text) else text[:40]
    check_odds(one_in)
    return int(one_in)


def _swept(options: argparse.Namespace) -> Sweep:
    request = asked_request(options)
    axis_of(options.lever)
    return sweep(request, world_of(request), options.lever)


def world_of(request: Request) -> World:
    """Return the world a request is evaluated in; what takes longer than two seconds is told."""
    return shipped_world(request.spec, request.scenario.as_of, progress_after())


def asked_presets(listed: str, as_of: str | None) -> list[Request]:
    """Return the requests of presets named with commas between, all from one start.

    Raises ScenarioError for an unknown preset, for starts that differ and for a date that is none.
    """
    names = [name.strip() for name in listed.split(",") if name.strip()]
    if not 2 <= len(names) <= MOST_SCENARIOS:
        raise ScenarioError(
            f"--presets names {len(names)}; give 2 to {MOST_SCENARIOS} with commas between."
        )
    starts = {preset(name).stated.as_of for name in names}
    if as_of is not None:
        starts = {_date(as_of)}
    if len(starts) > 1:
        dates = " and ".join(sorted(str(start or f"the {LATEST} data") for start in starts))
        raise ScenarioError(
            f"The presets start on {dates}; a comparison has one start: add --as-of with a date, or "
            f"--as-of {LATEST}."
        )
    (start,) = starts
    chosen = [preset(name) for name in names]
    started = [
        replace(one, stated=one.stated.model_copy(update={"as_of": start})) for one in chosen
    ]
    return [replace(preset_request(one), horizon_months=MAX_HORIZON_MONTHS) for one in started]


def _date(text: str) -> dt.date | None:
    if text == LATEST:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(
            f"--as-of is {text[:40]!r}; write a date such as 2026-01-14, or {LATEST}."
        ) from None


def comparison_lines(found: Comparison) -> list[str]:
    """Say each scenario minus the first in small minus large, horizon by horizon."""
    low, high = ends(SHOWN_PCT)
    lines = [f"Small minus large against {found.names[0]}:"]
    table = found.table[found.table["variable"] == RETURN]
    for name in found.names[1:]:
        said = [
            f"{in_months(row['horizon_months'])} {signed(row[MINUS])} pp ({SHOWN} band "
            f"{signed(row[f'{MINUS}_{low}'])} to {signed(row[f'{MINUS}_{high}'])}, "
            f"{odds(row['odds_below_first'])} likely lower)"
            if row["stated"]
            else f"{in_months(row['horizon_months'])} withheld"
            for _, row in table[table["name"] == name].iterrows()
        ]
        lines.append(f"{name}: {'; '.join(said)}.")
    return lines


def break_even_line(found: BreakEven) -> str:
    """Say one break-even: its points, and the values for which zero is inside the band."""
    label = OUTCOMES[found.variable].title
    where = " and ".join(_span_words(span) for span in found.spans) or "nowhere"
    of = f"{label}, {_SIDE_WORDS[found.side]}, {month(found.period)}"
    if not found.recorded:
        return f"{of}: withheld ({NO_RECORD})."
    return f"{of}: {found.words}; zero inside the {SHOWN} band {where}."


def _span_words(span: Span) -> str:
    if span.open_low and span.open_high:
        return "everywhere"
    if span.open_low:
        return f"up to {signed(span.high, 2)}"
    if span.open_high:
        return f"from {signed(span.low, 2)}"
    return f"from {signed(span.low, 2)} to {signed(span.high, 2)}"


def break_even_table(found: list[BreakEven]) -> pd.DataFrame:
    """Return one row a point and a span of each break-even; an open end is empty."""
    rows = []
    for each in found:
        head = {
            "variable": each.variable,
            "side": each.side,
            "horizon_months": each.horizon_months,
        }
        for point in each.points:
            rows.append(head | {"kind": "zero", "low": point.value, "high": point.value})
        for span in each.spans:
            ends = {
                "low": None if span.open_low else span.low,
                "high": None if span.open_high else span.high,
            }
            rows.append(head | {"kind": "inside band"} | ends)
    return pd.DataFrame(rows, columns=["variable", "side", "horizon_months", "kind", "low", "high"])


def folder_of(text: str) -> Path:
    """Return the folder that --out names."""
    if not text.strip():
        raise ScenarioError(f"--out is {text[:40]!r}; give the path of a folder, such as results.")
    return Path(text)
