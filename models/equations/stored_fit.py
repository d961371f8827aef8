"""Fitted equations as files, one a kind and choice: a fit is put together from its parts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.common.artifacts import Artifact
from models.completion.stored import COMPLETION_VERSION
from models.equations import growth, relative_return
from models.equations.fitted import FORMS, SPECIFICATION_VERSION, Fit
from models.equations.fitted_equation import FittedEquation
from models.panel import Panel
from models.scenario.spec import GROWTH_ESTIMATORS, SINGLE_ESTIMATORS, ModelSpec

RETURNS = "returns"
FITS = Path(__file__).with_name("fits")
OKUN_SERIES = ("unemployment_rate", "payrolls")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of equations, a field of `Fit`, with the choices and the series that it depends on."""

    name: str
    choices: tuple[str, ...]  # fields of ModelSpec, in the order of the file's name
    series: Callable[[ModelSpec], tuple[str, ...]]
    versions: tuple[int, ...] = (SPECIFICATION_VERSION,)

    def specs(self, spec: ModelSpec) -> tuple[ModelSpec, ...]:
        """Return the specifications it is estimated by: each single estimator where returns are."""
        if self.name != RETURNS:
            return (spec,)
        return tuple(replace(spec, estimator=name) for name in spec.single_estimators)

    def artifact(self, spec: ModelSpec, panel: Panel, directory: Path = FITS) -> Artifact:
        """Return what is stored by a specification as of a panel's date, and what it rests on."""
        return Artifact(
            kind=self.name,
            directory=directory / self.name,
            as_of=str(panel.vintage),
            choices=tuple((choice, _word(spec, choice)) for choice in self.choices),
            versions=self.versions,
            inputs=tuple(panel.series_hashes(self.series(spec)).items()),
        )

    def store(
        self, equations: object, spec: ModelSpec, panel: Panel, directory: Path = FITS
    ) -> Path:
        """Write equations where `stored_fit` looks for them, whole or not at all."""
        return self.artifact(spec, panel, directory).write(FORMS[self.name].plain(equations))


RETURN_VERSION = 4  # raise it when the equations of returns change
PARTS = (
    Part(name="okun", choices=("pandemic",), series=lambda _: OKUN_SERIES),
    Part(
        name=RETURNS,
        choices=("target", "pandemic", "cap_inputs", "estimator"),
        series=lambda spec: relative_return.series(spec.target),
        versions=(RETURN_VERSION,),
    ),
    Part(
        name="growth",
        choices=("pandemic", "cap_inputs", "growth_estimator"),
        series=lambda _: growth.series(*growth.TARGETS),
        versions=(SPECIFICATION_VERSION, growth.GROWTH_VERSION, COMPLETION_VERSION),
    ),
)

SHIPPED = (  # specifications with the date as of which they are estimated, None for the newest
    (ModelSpec(), None),
    (ModelSpec(pandemic="drop"), None),
    (ModelSpec(pandemic="keep"), None),
    (ModelSpec(cap_inputs=False), None),
    *((ModelSpec(estimator=name), None) for name in SINGLE_ESTIMATORS),
    *((ModelSpec(growth_estimator=name), None) for name in GROWTH_ESTIMATORS[1:]),
    (ModelSpec(target="small_cap_relative_return_etf"), None),
    (ModelSpec(target="small_cap_relative_return_french"), None),
    (ModelSpec(), dt.date(2026, 1, 14)),
)


def stored_fit(spec: ModelSpec, panel: Panel, directory: Path = FITS) -> Fit | None:
    """Return the stored fit of a panel, or None where a part of it is not stored or stale.

    Raises ModelError when a file is damaged, was altered or renamed after it was written.
    """
    returns = stored_returns(spec, panel, directory)
    once: dict[str, Any] = {
        p.name: _load(p.name, p.artifact(spec, panel, directory))
        for p in PARTS
        if p.name != RETURNS
    }
    if returns is None or any(part is None for part in once.values()):
        return None
    as_of, data = str(panel.vintage), panel.snapshot_hash
    return Fit(spec=spec, as_of=as_of, snapshot_hash=data, returns_by=returns, **once)


def stored_returns(
    spec: ModelSpec, panel: Panel, directory: Path = FITS
) -> dict[str, tuple[FittedEquation, ...]] | None:
    """Return the stored equations of relative returns by estimator, or None where one is missing."""
    part = next(p for p in PARTS if p.name == RETURNS)
    found: list[Any] = [
        _load(part.name, part.artifact(one, panel, directory)) for one in part.specs(spec)
    ]
    if any(equations is None for equations in found):
        return None
    return dict(zip(spec.single_estimators, found, strict=True))


def _word(spec: ModelSpec, choice: str) -> str:
    value = getattr(spec, choice)
    return value if isinstance(value, str) else ("capped" if value else "uncapped")


@lru_cache(maxsize=64)
def _load(name: str, artifact: Artifact) -> object:
    """Read one part; specifications share what they have in common."""
    return artifact.read(FORMS[name].rebuild)
