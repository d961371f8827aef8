"""What takes long of the first page, as files: computed by `make fit`, the same for every reader."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd

from models.common.artifacts import REFIT, Artifact, rounded
from models.common.errors import ModelError
from models.common.files import undamaged
from models.completion.stored import COMPLETION_FITS, COMPLETION_VERSION
from models.equations.fitted import SPECIFICATION_VERSION
from models.equations.growth import GROWTH_VERSION
from models.equations.stored_fit import FITS, RETURN_VERSION
from models.overview.bigger_risk import BiggerRisk, Growth, bigger_risk
from models.overview.claim import Claim, Finding
from models.overview.claims import judge_claims
from models.overview.claims_scenario import PUT_TO_THE_MODELS, Effect
from models.overview.freshness import freshness
from models.overview.news import NewsSensitivity, news_sensitivity
from models.panel import Panel
from models.scenario.presets import preset

STORED = Path(__file__).with_name("figures")
OVERVIEW_VERSION = 1  # raise it when what a kind says of the same data and equations changes
DIGITS = 10
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Generic[T]):
    """One kind of figures: how it is computed on a panel, becomes plain lists and words, and back."""

    kind: str
    compute: Callable[[Panel], T]
    plain: Callable[[T], object]
    rebuild: Callable[[Any], T]

    def artifact(self, panel: Panel, directory: Path = STORED) -> Artifact:
        """Return what is stored of a panel's date, and what it rests on: all data and all fits."""
        return Artifact(
            kind=self.kind,
            directory=directory / self.kind,
            as_of=str(panel.vintage),
            versions=(
                OVERVIEW_VERSION,
                SPECIFICATION_VERSION,
                RETURN_VERSION,
                GROWTH_VERSION,
                COMPLETION_VERSION,
            ),
            inputs=(("snapshot", panel.snapshot_hash), ("presets and fits", _equations_hash())),
        )

    def store(self, found: T, panel: Panel, directory: Path = STORED) -> Path:
        """Write figures with ten digits where `of` looks for them."""
        return self.artifact(panel, directory).write(rounded(self.plain(found), DIGITS))

    def of(self, panel: Panel, directory: Path = STORED) -> T:
        """Return what is stored of a panel, computed where it is stale or was never stored.

        Raises ModelError when the file is damaged or was altered or renamed after it was written.
        """
        found = self.artifact(panel, directory).read(self.rebuild)
        return self.compute(panel) if found is None else found


@lru_cache(maxsize=1)
def _equations_hash() -> str:
    """Return the SHA-256 of the presets that claims speak of and of every stored fit."""
    whole = hashlib.sha256()
    for name in PUT_TO_THE_MODELS:
        whole.update(preset(name).stated.model_dump_json(exclude_defaults=True).encode())
    for directory in (FITS, COMPLETION_FITS):
        for path in sorted(directory.rglob("*.json")):
            with undamaged(path.name, ModelError, REFIT):
                whole.update(path.relative_to(directory).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


def _plain_news(news: NewsSensitivity) -> dict:
    return {
        "months": news.rolling.index.astype(str).to_list(),
        "rolling": news.rolling.to_dict("list"),
        "whole": news.whole,
        "nobs": news.nobs,
        "first": str(news.first),
        "last": str(news.last),
    }


def _news(stored: dict) -> NewsSensitivity:
    months = pd.PeriodIndex(stored["months"], freq="M", name="month")
    return NewsSensitivity(
        rolling=pd.DataFrame(stored["rolling"], index=months),
        whole=stored["whole"],
        nobs=stored["nobs"],
        first=pd.Period(stored["first"], "M"),
        last=pd.Period(stored["last"], "M"),
    )


def _plain_freshness(table: pd.DataFrame) -> dict:
    return table.reset_index().to_dict("list")


def _freshness(stored: dict) -> pd.DataFrame:
    return pd.DataFrame(stored).set_index("name")


def _plain_claims(claims: tuple[Claim, ...]) -> list[dict]:
    return [
        asdict(claim) | {when: _plain_finding(getattr(claim, when)) for when in ("then", "now")}
        for claim in claims
    ]


def _plain_finding(finding: Finding) -> dict:
    return asdict(finding) | {"as_of": str(finding.as_of)}


def _claims(stored: list[dict]) -> tuple[Claim, ...]:
    return tuple(
        Claim(**claim | {when: _finding(claim[when]) for when in ("then", "now")})
        for claim in stored
    )


def _finding(stored: dict) -> Finding:
    return Finding(**stored | {"as_of": dt.date.fromisoformat(stored["as_of"])})


def _plain_risk(risk: BiggerRisk) -> dict:
    return asdict(risk) | {"as_of": str(risk.as_of), "quarter": str(risk.quarter)}


def _risk(stored: dict) -> BiggerRisk:
    return BiggerRisk(
        as_of=dt.date.fromisoformat(stored["as_of"]),
        gaps=tuple(Effect(**gap) for gap in stored["gaps"]),
        quarter=pd.Period(stored["quarter"], "Q"),
        slowdown=Growth(**stored["slowdown"]),
        delay=Growth(**stored["delay"]),
    )


NEWS = Figures(kind="news", compute=news_sensitivity, plain=_plain_news, rebuild=_news)
FRESHNESS = Figures(kind="freshness", compute=freshness, plain=_plain_freshness, rebuild=_freshness)
CLAIMS = Figures(kind="claims", compute=judge_claims, plain=_plain_claims, rebuild=_claims)
RISK = Figures(kind="risk", compute=lambda _: bigger_risk(), plain=_plain_risk, rebuild=_risk)
KINDS: tuple[Figures[Any], ...] = (NEWS, FRESHNESS, CLAIMS, RISK)
