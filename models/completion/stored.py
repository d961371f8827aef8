"""The fitted model as a file: posterior moments, choices and seed, with a fingerprint; never draws."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.common.errors import ModelError
from models.common.files import undamaged
from models.completion.data import FiscalMeasure
from models.completion.design import Layout
from models.completion.fit import CompletionFit
from models.completion.posterior import NormalInverseGamma
from models.completion.prior import Tightness
from models.completion.regime import VarianceRatios
from models.completion.tuning import EquationChoice
from models.equations.fitted import REFIT

COMPLETION_FITS = Path(__file__).with_name("fits")
COMPLETION_VERSION = 2  # raise it when the equations change in a way the fields below do not show


@dataclass(frozen=True, slots=True, kw_only=True)
class FitKey:
    """What a stored fit belongs to."""

    as_of: str
    snapshot_hash: str
    fiscal: FiscalMeasure = "deficit"

    @property
    def file_name(self) -> str:
        """Name of the file that holds it."""
        return f"{self.fiscal}-{self.as_of}.json"


def completion_to_json(fit: CompletionFit, key: FitKey) -> str:
    """Write a fit with twelve digits; of each precision matrix the lower triangle."""
    body = _body(fit, key)
    return json.dumps({"fingerprint": _fingerprint(body)} | body, indent=0) + "\n"


def load_completion(key: FitKey, directory: Path = COMPLETION_FITS) -> CompletionFit | None:
    """Return the stored fit, or None where there is none for this snapshot.

    Raises ModelError when the file is damaged or was altered after it was written.
    """
    path = directory / key.file_name
    if not path.is_file():
        return None
    with undamaged(path.name, ModelError, REFIT):
        return _read(json.loads(path.read_text(encoding="utf-8")), path, key)


def _read(stored: dict, path: Path, key: FitKey) -> CompletionFit | None:
    found = stored.pop("fingerprint")
    if found != (expected := _fingerprint(stored)):
        raise ModelError(
            f"{path.name} was changed after it was fitted (its fingerprint is {found}, its content "
            f"gives {expected}): run make fit."
        )
    if (stored["version"], stored["key"]) != (COMPLETION_VERSION, asdict(key)):
        return None
    layout = stored["layout"]
    return CompletionFit(
        layout=Layout(
            tuple(layout["names"]),
            layout["lags"],
            np.array(layout["persistent"]),
            np.array(layout["by_surprise"]),
            np.array(layout["centre"]),
        ),
        first=pd.Period(stored["first"], freq="M"),
        last=pd.Period(stored["last"], freq="M"),
        choices=tuple(
            EquationChoice(
                tightness=Tightness(**one["tightness"]), ratios=VarianceRatios(**one["ratios"])
            )
            for one in stored["choices"]
        ),
        posteriors=tuple(_posterior(one) for one in stored["posteriors"]),
        log_marginal_likelihood=stored["log_marginal_likelihood"],
        seed=stored["seed"],
        n_draws=stored["n_draws"],
    )


def _body(fit: CompletionFit, key: FitKey) -> dict:
    return {
        "version": COMPLETION_VERSION,
        "key": asdict(key),
        "first": str(fit.first),
        "last": str(fit.last),
        "seed": fit.seed,
        "n_draws": fit.n_draws,
        "log_marginal_likelihood": _short(fit.log_marginal_likelihood),
        "layout": {
            "names": list(fit.layout.names),
            "lags": fit.layout.lags,
            "persistent": fit.layout.persistent.tolist(),
            "by_surprise": fit.layout.by_surprise.tolist(),
            "centre": _short(fit.layout.centre.tolist()),
        },
        "choices": [asdict(choice) for choice in fit.choices],
        "posteriors": [
            {
                "mean": _short(one.mean.tolist()),
                "precision": _short(one.precision[np.tril_indices(len(one.mean))].tolist()),
                "df": _short(one.df),
                "scale": _short(one.scale),
            }
            for one in fit.posteriors
        ],
    }


def _posterior(stored: dict) -> NormalInverseGamma:
    mean = np.array(stored["mean"])
    precision = np.zeros((len(mean), len(mean)))
    precision[np.tril_indices(len(mean))] = stored["precision"]
    precision += np.tril(precision, -1).T
    return NormalInverseGamma(mean, precision, stored["df"], stored["scale"])


def _fingerprint(body: dict) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


def _short(value: object) -> object:
    """Twelve significant digits, since the last ones differ between processors."""
    if isinstance(value, list):
        return [_short(item) for item in value]
    return float(f"{value:.12g}")
