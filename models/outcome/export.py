"""The files of a run: the same bytes from the page's buttons, the command line and Python."""

import json
import re
import unicodedata
from dataclasses import asdict
from urllib.parse import parse_qsl

import pandas as pd

from models.common.checkout import commit
from models.outcome.outcome import Outcome
from models.scenario.link import query, read_query
from models.scenario.request import Request

_LONGEST_SLUG = 40


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV, UTF-8, numbers with all their digits."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def metadata(outcome: Outcome, version: str) -> dict:
    """Return the metadata of an outcome: where its numbers come from, and the link that restores it.

    `link_rounds` says which values the link restores otherwise than they were, where there are any.
    """
    fit, checkout = outcome.fit, commit()
    return {
        "version": version,
        **({"commit": checkout} if checkout else {}),
        "snapshot": {
            "as_of": fit.as_of,
            "hash": fit.snapshot_hash,
            **({"older": older} if (older := outcome.setting.older.removeprefix(", ")) else {}),
        },
        "origin": str(outcome.setting.origin),
        "horizon_months": outcome.horizon_months,
        "model": outcome.model,
        "growth_model": fit.spec.growth_estimator,
        "model_specification": asdict(fit.spec),
        "fit_fingerprint": fit.fingerprint,
        "samples": [
            {
                "variable": equation.variable,
                **({"family": equation.family} if equation.family else {}),
                "horizon_months": equation.horizon_months,
                "first": equation.estimates.first,
                "last": equation.estimates.last,
                "nobs": equation.estimates.nobs,
            }
            for equation in outcome.equations
        ],
        "bands": {
            "baseline and scenario": "everything that made the equation miss out of sample, and where "
            "levers that are not set may go",
            "difference": "uncertainty of the coefficients, those by which levers follow among "
            "them; of the average of the models, their disagreement and that of eras too; no future "
            "shocks",
        },
        "small_minus_large": outcome.combined.effects if outcome.combined else [],
        "notes": list(outcome.notes),
        "link": f"/scenario?{query(outcome.request)}",
        **({"link_rounds": rounded} if (rounded := _link_rounds(outcome.request)) else {}),
    }


def _link_rounds(request: Request) -> list[str]:
    """Say what the link cannot hold: the screen's levers move in steps, a request need not."""
    given = dict(parse_qsl(query(request), keep_blank_values=True))
    return read_query(given)[1]


def file_name(outcome: Outcome, name: str) -> str:
    """Return a file's name for a reader's folder: the scenario, the date of the data, what it is.

    "mild-slowdown_2026-10-03_scenario.json"; the command line keeps the plain names in a folder.
    """
    ascii_name = unicodedata.normalize("NFKD", outcome.scenario.name).encode("ascii", "ignore")
    slug = "-".join(re.findall("[a-z0-9]+", ascii_name.decode().lower()))[:_LONGEST_SLUG].strip("-")
    return f"{slug or 'scenario'}_{outcome.setting.as_of}_{name}"


def files(outcome: Outcome, version: str) -> dict[str, bytes]:
    """Return every file of a run by name."""
    stamp = json.dumps(metadata(outcome, version), indent=2) + "\n"
    return {
        "scenario_table.csv": csv_bytes(outcome.table),
        "contributions.csv": csv_bytes(outcome.contributions),
        "scenario.json": outcome.request.to_json().encode(),
        "metadata.json": stamp.encode(),
    }
