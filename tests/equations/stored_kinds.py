"""Every kind of stored results, with the series it rests on by hand."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from models.common.artifacts import Artifact
from models.completion.stored import completion_artifact, load_completion
from models.completion.stored_coverage import coverage_artifact, load_coverage
from models.equations.completed_spread import load_completed_spread, spread_artifact
from models.equations.fitted import FORMS
from models.equations.stored_fit import PARTS
from models.equations.stored_growth_record import load_record, record_artifact
from models.equations.stored_level_record import level_artifact, load_level_record
from models.panel.hashing import series_hash
from models.scenario.spec import ModelSpec

SPEC = ModelSpec(estimator="ols")
LEVERS = {"policy_rate", "fiscal_impulse", "unemployment_rate"}
STATE = {"credit_spread", "treasury_10y"}
COMPLETION = LEVERS | {
    "core_pce_price_index",
    "treasury_10y",
    "credit_spread",
    "large_cap_excess_return",
    "small_cap_relative_return",
}
EPS = "eps_growth_large_cap"
GROWTH = {EPS, "eps_growth_large_cap_reported", "corporate_profit_growth"}


@dataclass(frozen=True)
class Kind:
    """One kind of stored results: where it is, how it is read, and the series it rests on, by hand."""

    artifact: Callable[..., Artifact]
    load: Callable
    series: set[str]


def part_kind(part, series):
    def artifact(panel, *directory):
        return part.artifact(SPEC, panel, *directory)

    def load(panel, *directory):
        return artifact(panel, *directory).read(FORMS[part.name].rebuild)

    return Kind(artifact, load, series)


SERIES_OF_PARTS = {
    "okun": {"unemployment_rate", "payrolls"},
    "returns": LEVERS | STATE | {"small_cap_relative_return"},
    "growth": COMPLETION | GROWTH,
    "at_risk": COMPLETION | {EPS},
}
KINDS = {part.name: part_kind(part, SERIES_OF_PARTS[part.name]) for part in PARTS} | {
    "level_record": Kind(
        level_artifact,
        load_level_record,
        COMPLETION | LEVERS | STATE | {"small_cap_relative_return"},
    ),
    "completion": Kind(completion_artifact, load_completion, COMPLETION),
    "completed_spread": Kind(spread_artifact, load_completed_spread, COMPLETION),
    "growth_record": Kind(record_artifact, load_record, COMPLETION | GROWTH),
    "coverage": Kind(
        coverage_artifact, lambda panel, *at: load_coverage(panel, 12, *at), COMPLETION
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def frame_of(panel, name):
    return next(f for f in ("monthly", "quarterly", "daily") if name in getattr(panel, f))


def changed(panel, name, by=0.01):
    """The panel with the last published value of one series changed, its manifest too."""
    frame = getattr(panel, frame_of(panel, name)).copy()
    frame.loc[frame[name].last_valid_index(), name] += by
    stated = panel.manifest["series"]
    entry = stated[name] | {"sha256": series_hash(frame[name])}
    manifest = panel.manifest | {"sha256": "0" * 64, "series": stated | {name: entry}}
    return replace(panel, **{frame_of(panel, name): frame}, manifest=manifest)
