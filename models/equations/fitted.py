"""Fitted equations, stored as files with all that the screen needs and a fingerprint."""

import hashlib
import json
import math
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from models.common.errors import ModelError
from models.common.files import undamaged, write_whole
from models.equations.at_risk import AtRisk
from models.equations.estimators.result import RegressionResult
from models.equations.outcomes import OUTCOMES
from models.scenario.spec import ModelSpec

FITS = Path(__file__).with_name("fits")
REFIT = "run make fit."
SPECIFICATION_VERSION = (
    3  # raise it when the equations change in a way the fields below do not show
)

# Stretches of history whose slopes are kept apart, by the year an observation ends in.
PERIODS = {"1969 to 1989": (1969, 1989), "1990 to 2008": (1990, 2008), "since 2009": (2009, 2100)}


@dataclass(frozen=True, eq=False)
class FittedEquation:
    """One equation ready for use, for a window of `horizon_months` (12 for four-quarter growth).

    `start` is the prediction with all levers at zero: the shrunk drift, or the constant. `band_cov`
    (1 + k, 1 + k) is the redraw covariance of [start, lever params]; `half_widths` (3,) held
    `LEVELS_PCT` of the out-of-sample errors, whose mean square is `error_variance`; `mean_leverage` is
    the sample average of x' band_cov x. `low` and `high` (k,) bound the inputs seen.
    `period_slopes` (3, k) are the slopes within each of `PERIODS`, NaN where observations are few.
    Of returns alone: `era_cov` (k, k) is the covariance of slopes between such stretches (see
    models.equations.era_spread), `whole_low` and `whole_high` (3,) bound the sum of both halves of a
    window by each of `EQUATION_DRIVERS`.
    """

    variable: str
    unit: str
    horizon_months: int
    lever_terms: dict[str, str]
    estimates: RegressionResult
    redraw_pvalues: np.ndarray
    start: float
    low: np.ndarray
    high: np.ndarray
    band_cov: np.ndarray
    half_widths: np.ndarray
    error_variance: float
    mean_leverage: float
    record: dict[str, Any]
    period_slopes: np.ndarray
    era_cov: np.ndarray | None = None
    whole_low: np.ndarray | None = None
    whole_high: np.ndarray | None = None

    @cached_property
    def slopes(self) -> np.ndarray:
        """Lever params, shape (k,)."""
        return self.estimates.select(tuple(self.lever_terms))[0]

    def to_dict(self) -> dict:
        """Return plain lists and numbers, ready for JSON."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain = {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in values.items()}
        return plain | {"estimates": self.estimates.to_dict()}

    @classmethod
    def from_dict(cls, values: dict) -> "FittedEquation":
        """Rebuild an equation from `to_dict`."""
        rebuilt: dict[str, Any] = {
            n: np.array(v, float) if isinstance(v, list) else v for n, v in values.items()
        }
        return cls(**rebuilt | {"estimates": RegressionResult.from_dict(values["estimates"])})


@dataclass(frozen=True, eq=False)
class Fit:
    """All equations of one specification on one panel."""

    spec: ModelSpec
    as_of: str
    snapshot_hash: str
    okun: RegressionResult
    returns: tuple[FittedEquation, ...]
    growth: tuple[FittedEquation, ...]
    at_risk: AtRisk

    @property
    def okun_pp_per_pct(self) -> float:
        """Change of unemployment (pp) per percent of payroll growth, twelve months."""
        return float(self.okun.select(("payroll_growth_12m",))[0][0])

    def equation(self, variable: str, horizon_months: int = 12) -> FittedEquation:
        """Return the equation of an outcome; of a return, the one of that horizon."""
        if OUTCOMES[variable].kind == "return":
            return self.returns[horizon_months - 1]
        return next(equation for equation in self.growth if equation.variable == variable)

    @property
    def fingerprint(self) -> str:
        """Short hash of specification, snapshot and result (ten digits of every number)."""
        body = json.dumps(_rounded(self._body()), sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()[:16]

    def _body(self) -> dict:
        return {
            "specification_version": SPECIFICATION_VERSION,
            "spec": asdict(self.spec),
            "as_of": self.as_of,
            "snapshot_hash": self.snapshot_hash,
            "okun": self.okun.to_dict(),
            "returns": [equation.to_dict() for equation in self.returns],
            "growth": [equation.to_dict() for equation in self.growth],
            "at_risk": self.at_risk.to_dict(),
        }

    def to_json(self) -> str:
        """Return the fit as JSON with its fingerprint first."""
        return (
            json.dumps({"fingerprint": self.fingerprint} | _rounded(self._body()), indent=0) + "\n"
        )


def _rounded(value: object) -> object:
    """Ten significant digits, since the last ones differ between processors; NaN becomes null."""
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.10g}") if math.isfinite(value) else None
    return value


def fit_path(spec: ModelSpec, as_of: str, directory: Path = FITS) -> Path:
    """Where the fit of a specification as of a date is kept."""
    cap = "capped" if spec.cap_inputs else "uncapped"
    by = "" if spec.estimator == "ols" else f"{spec.estimator}-"
    if spec.growth_estimator != ModelSpec().growth_estimator:
        by += f"growth-{spec.growth_estimator}-"
    return directory / f"{spec.target}-{spec.pandemic}-{cap}-{by}{as_of}.json"


@lru_cache(maxsize=16)
def load_fit(spec: ModelSpec, as_of: str, snapshot_hash: str, directory: Path = FITS) -> Fit | None:
    """Return the stored fit, or None where there is none for this specification and snapshot.

    Raises ModelError when a file is damaged, was altered or renamed after it was written.
    """
    path = fit_path(spec, as_of, directory)
    if not path.is_file():
        return None
    with undamaged(path.name, ModelError, REFIT):
        stored = json.loads(path.read_text(encoding="utf-8"))
        if (stored["snapshot_hash"], stored["specification_version"]) != (
            snapshot_hash,
            SPECIFICATION_VERSION,
        ):
            return None
    fit = read_fit(stored, path.name)
    if (fit.spec, fit.as_of) != (spec, as_of):
        raise ModelError(
            f"{path.name} holds the fit of {fit.spec} as of {fit.as_of}, which is not what its name "
            "says: run make fit."
        )
    return fit


def stored_fit(
    spec: ModelSpec, as_of: str, snapshot_hash: str, directory: Path = FITS
) -> Fit | None:
    """Return the stored fit, put together from two files where returns and growth have one each.

    The growth equations depend neither on the target nor on the estimator of returns, the returns
    not on that of growth.
    """
    whole = load_fit(spec, as_of, snapshot_hash, directory)
    if whole:
        return whole
    default = ModelSpec()
    only_returns = replace(spec, growth_estimator=default.growth_estimator)
    only_growth = replace(spec, target=default.target, estimator=default.estimator)
    parts = [load_fit(s, as_of, snapshot_hash, directory) for s in (only_returns, only_growth)]
    if not all(parts):
        return None
    of_returns, of_growth = parts
    return replace(of_returns, spec=spec, growth=of_growth.growth, at_risk=of_growth.at_risk)


def store_fit(fit: Fit, directory: Path = FITS) -> Path:
    """Write a fit where `load_fit` looks for it, whole or not at all."""
    path = fit_path(fit.spec, fit.as_of, directory)
    write_whole(path, fit.to_json())
    return path


def read_fit(stored: dict, name: str) -> Fit:
    """Rebuild a fit from the object that `Fit.to_json` wrote.

    Raises ModelError when it is damaged or was altered after it was written.
    """
    with undamaged(name, ModelError, REFIT):
        fit = Fit(
            spec=ModelSpec(**stored["spec"]),
            as_of=stored["as_of"],
            snapshot_hash=stored["snapshot_hash"],
            okun=RegressionResult.from_dict(stored["okun"]),
            returns=tuple(FittedEquation.from_dict(e) for e in stored["returns"]),
            growth=tuple(FittedEquation.from_dict(e) for e in stored["growth"]),
            at_risk=AtRisk.from_dict(stored["at_risk"]),
        )
        signed, found = stored["fingerprint"], fit.fingerprint
    if found != signed:
        raise ModelError(
            f"{name} was changed after it was fitted (its fingerprint is {signed}, its content "
            f"gives {found}): run make fit."
        )
    return fit
