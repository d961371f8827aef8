"""The fitted model as a file: posterior moments, choices and seed; never draws."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from models.common.artifacts import Artifact, rounded
from models.completion.data import SERIES
from models.completion.design import Layout
from models.completion.fit import CompletionFit
from models.completion.posterior import NormalInverseGamma
from models.completion.prior import Tightness
from models.completion.regime import VarianceRatios
from models.completion.tuning import EquationChoice
from models.panel import Panel

COMPLETION_FITS = Path(__file__).with_name("fits")
COMPLETION_VERSION = 2  # raise it when the equations change
DIGITS = 12


def completion_artifact(panel: Panel, directory: Path = COMPLETION_FITS) -> Artifact:
    """Return what is stored of the completion model as of a panel's date, and what it rests on."""
    return Artifact(
        kind="completion",
        directory=directory,
        as_of=str(panel.vintage),
        versions=(COMPLETION_VERSION,),
        inputs=tuple(panel.series_hashes(SERIES).items()),
    )


def load_completion(panel: Panel, directory: Path = COMPLETION_FITS) -> CompletionFit | None:
    """Return the stored fit, or None where there is none for these data.

    Raises ModelError when the file is damaged or was altered or renamed after it was written.
    """
    return completion_artifact(panel, directory).read(_rebuilt)


def store_completion(fit: CompletionFit, panel: Panel, directory: Path = COMPLETION_FITS) -> Path:
    """Write a fit with twelve digits where `load_completion` looks for it."""
    return completion_artifact(panel, directory).write(_plain(fit))


def _rebuilt(stored: dict) -> CompletionFit:
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


def _plain(fit: CompletionFit) -> dict:
    """Plain lists and numbers; of each precision matrix the lower triangle."""
    return {
        "first": str(fit.first),
        "last": str(fit.last),
        "seed": fit.seed,
        "n_draws": fit.n_draws,
        "log_marginal_likelihood": rounded(fit.log_marginal_likelihood, DIGITS),
        "layout": {
            "names": list(fit.layout.names),
            "lags": fit.layout.lags,
            "persistent": fit.layout.persistent.tolist(),
            "by_surprise": fit.layout.by_surprise.tolist(),
            "centre": rounded(fit.layout.centre.tolist(), DIGITS),
        },
        "choices": [asdict(choice) for choice in fit.choices],
        "posteriors": [
            {
                "mean": rounded(one.mean.tolist(), DIGITS),
                "precision": rounded(
                    one.precision[np.tril_indices(len(one.mean))].tolist(), DIGITS
                ),
                "df": rounded(one.df, DIGITS),
                "scale": rounded(one.scale, DIGITS),
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
