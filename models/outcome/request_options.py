"""A scenario as the command line asks for it: the same options for every command that evaluates one."""

import argparse
import re
from dataclasses import replace
from pathlib import Path

from models.common.errors import ScenarioError
from models.common.files import shown
from models.outcome.run import preset_request
from models.scenario.levers import LEVERS
from models.scenario.part import MAX_HORIZON_MONTHS, Otherwise, check_horizon
from models.scenario.presets import preset
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

DEFAULT_HORIZON = Request().horizon_months
_TARGETS: dict[str, Target] = {
    "russell": "small_cap_relative_return",
    "etf": "small_cap_relative_return_etf",
    "french": "small_cap_relative_return_french",
}


def add_request(parser: argparse.ArgumentParser) -> None:
    """Add what says which scenario is asked for, how far ahead and by which equations."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--preset", metavar="NAME", help="a preset; `presets` lists them")
    which.add_argument("--scenario", metavar="FILE", type=Path, help="a scenario.json")
    parser.add_argument(
        "--horizon",
        metavar="N",
        help=f"months ahead, 1 to {MAX_HORIZON_MONTHS} (default: the preset's or file's, else "
        f"{DEFAULT_HORIZON})",
    )
    parser.add_argument(
        "--pandemic",
        choices=tuple(SPEC_CHOICES["pandemic"]),
        help="how windows touching March to December 2020 count (default downweight)",
    )
    parser.add_argument(
        "--no-cap",
        action="store_const",
        const=True,
        help="do not cut inputs back to the range seen in history",
    )
    parser.add_argument(
        "--target",
        choices=tuple(_TARGETS),
        help="small minus large: Russell minus S&P 500, ETFs with dividends, French size spread",
    )
    parser.add_argument(
        "--centre",
        choices=tuple(SPEC_CHOICES["centre"]),
        help="where the average of the models starts: the forecast from the economy's state, or the "
        "long-run average (default state)",
    )
    parser.add_argument(
        "--estimator",
        choices=RETURN_ESTIMATORS,
        help=_estimator_help("relative returns", RETURN_ESTIMATORS),
    )
    parser.add_argument(
        "--growth-estimator",
        choices=GROWTH_ESTIMATORS,
        help=_estimator_help("earnings and profits", GROWTH_ESTIMATORS),
    )
    parser.add_argument(
        "--others",
        choices=("follow", "hold"),
        help="levers that the scenario does not move: follow history, or hold at baseline (default: "
        "as the scenario says)",
    )
    parser.add_argument(
        "--hold",
        metavar="LEVERS",
        default="",
        help="levers held at baseline while not moved, with commas between, such as fed,fiscal",
    )


def asked_request(options: argparse.Namespace) -> Request:
    """Return the request that the options of `add_request` make.

    Raises ScenarioError with one sentence where there is none of that name or it is not valid.
    """
    if options.preset is not None:
        asked = preset_request(preset(options.preset))
    else:
        asked = _read_request(options.scenario)
    asked = replace(asked, scenario=asked.scenario.with_others(_others(options)))
    horizon = asked.horizon_months if options.horizon is None else _horizon(options.horizon)
    check_horizon(horizon)
    return replace(asked, horizon_months=horizon, spec=_spec(asked.spec, options))


def _estimator_help(explained: str, names: tuple[str, ...]) -> str:
    listed = ", ".join(f"{ESTIMATORS[name].label} ({name})" for name in names)
    return f"coefficients of {explained} by {listed} (default {names[0]})"


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


def _horizon(text: str) -> int:
    if not re.fullmatch("[+-]?[0-9]{1,9}", text):
        raise ScenarioError(
            f"The horizon is {text[:40]!r}; write whole months, 1 to {MAX_HORIZON_MONTHS}."
        )
    return int(text)


def _read_request(path: Path) -> Request:
    try:
        with path.open("rb") as file:
            return Request.from_json(file.read(MAX_JSON_BYTES + 1))
    except OSError as error:
        raise ScenarioError(
            f"The scenario file {shown(path)} cannot be read: {error.strerror}. "
            "Give the path of a scenario.json."
        ) from None
