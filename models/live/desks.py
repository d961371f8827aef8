"""Every provider of the register: how it is made, which host it asks, how patient that host is."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from models.common.cache import SingleFlightCache
from models.common.errors import PanelError
from models.live.chains import Feed
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Provider

MOST_FILES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """On whose behalf figures are fetched: a key never appears in its text."""

    key: str = ""
    without_key: bool = False  # FRED's graph download too
    as_of: dt.date | None = None

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"Asking(key given: {bool(self.key)}, {self.without_key=}, {self.as_of=})"


@dataclass(frozen=True, slots=True)
class Refresh:
    """What all feeds of one refresh share: the key, files that hold several series, Yahoo's session."""

    asking: Asking
    files: SingleFlightCache[Any] = field(default_factory=lambda: SingleFlightCache(MOST_FILES))

    def file(self, name: str, download: Callable[[], Any]) -> Any:
        """Return a file, downloaded by the first who asks; all others share it, or its failure."""

        def once() -> Any:
            try:
                return download()
            except FetchError as failure:
                return failure

        found = self.files.get(name, once)
        if isinstance(found, FetchError):
            raise FetchError(found.kind, str(found))
        return found


class Maker(Protocol):
    """What makes a provider for one question."""

    def __call__(self, http: Http, shared: Refresh) -> Provider:
        """Return the provider; raises FetchError where it cannot be asked."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One provider: its host is a lane, asked one thing at a time."""

    make: Maker
    host: str
    years: int | None = None  # of history that it has, or that are asked for; all if None
    since: dt.date = dt.date.min  # the first date of all it has
    apart_seconds: float = 0.0  # from one question to the next


def _fred(http: Http, shared: Refresh) -> Provider:
    if not shared.asking.key:
        raise FetchError("auth", NO_KEY)
    from models.live.providers.fred import Fred

    return Fred(http, shared.asking.key)


def _in_module(module: str, name: str) -> Maker:
    """Return the constructor of a provider, its module imported when it is asked for."""

    def make(http: Http, shared: Refresh) -> Provider:
        return getattr(import_module(f"models.live.providers.{module}"), name)(http, shared)

    return make


NO_KEY = "FRED was not asked: no key is given."
_BOARD = "www.federalreserve.gov"
# By the name that stands in chains.toml. FRED allows two questions a second.
PROVIDERS: dict[str, Desk] = {
    "bls": Desk(_in_module("bls", "Bls"), "api.bls.gov", years=9),
    "bea": Desk(_in_module("bea", "Bea"), "apps.bea.gov"),
    "board": Desk(_in_module("board", "Board"), _BOARD, years=6),
    "g17": Desk(_in_module("g17", "G17"), _BOARD),
    "frbus": Desk(_in_module("frbus", "FrbUs"), _BOARD),
    "ebp": Desk(_in_module("ebp", "ExcessBondPremium"), _BOARD),
    "newyorkfed": Desk(_in_module("newyorkfed", "NewYorkFed"), "markets.newyorkfed.org"),
    "fiscaldata": Desk(_in_module("fiscaldata", "FiscalData"), "api.fiscaldata.treasury.gov", years=9),
    "treasury": Desk(_in_module("treasury", "Treasury"), "home.treasury.gov", years=2),
    "fred_md": Desk(_in_module("fred_md", "FredMd"), "www.stlouisfed.org", since=dt.date(1959, 1, 1)),
    "fred": Desk(_fred, "api.stlouisfed.org", apart_seconds=0.6),
    "fred_csv": Desk(_in_module("fred_csv", "FredCsv"), "fred.stlouisfed.org", apart_seconds=0.6),
    "yahoo": Desk(_in_module("yahoo", "Yahoo"), "query2.finance.yahoo.com"),
    "cboe": Desk(_in_module("cboe", "Cboe"), "cdn.cboe.com"),
    "french": Desk(_in_module("french", "French"), "mba.tuck.dartmouth.edu"),
}  # fmt: skip


def require_known_providers(feeds: Mapping[str, Feed]) -> None:
    """Raise PanelError where a chain names a provider that is not in `PROVIDERS`."""
    for feed in feeds.values():
        for link in feed.chain:
            if link.provider not in PROVIDERS:
                raise PanelError(
                    f"The chain of {feed.name} asks {link.provider!r} for {link.series}; providers "
                    f"are {', '.join(PROVIDERS)}: correct chains.toml."
                )
