"""The register of feeds and of the panel's series that can be formed from them: `chains.toml`."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

CHAINS = Path(__file__).with_name("chains.toml")
Every = Literal["D", "W", "M", "Q"]
Join = Literal["revise", "rebase", "extend", "chain"]


@dataclass(frozen=True, slots=True)
class Link:
    """Who is asked for a feed, under which name, and how often it has a value."""

    provider: str
    series: str
    every: Every

    def __str__(self) -> str:
        return f"{self.provider}:{self.series}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One thing to fetch, who has it, and what its values may look like."""

    name: str
    chain: tuple[Link, ...]  # in order
    every: Every
    since: dt.date
    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one column of the panel is formed from feeds and joined to the snapshot."""

    series: str
    feeds: tuple[str, ...]
    make: str
    join: Join
    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """All feeds and rules, by name."""

    feeds: dict[str, Feed]
    rules: dict[str, Rule]
    display_only: dict[str, dict[str, str]]  # feeds shown but not used: label and unit


@lru_cache(maxsize=1)
def chains() -> Chains:
    """Read the register."""
    read = tomllib.loads(CHAINS.read_text(encoding="utf-8"))
    return Chains(
        feeds={
            name: Feed(
                name=name,
                chain=tuple(_link(text, row["every"]) for text in row["chain"]),
                every=row["every"],
                since=row["since"],
                low=float(row["low"]),
                high=float(row["high"]),
                step=float(row["step"]),
            )
            for name, row in read["feeds"].items()
        },
        rules={
            name: Rule(
                series=name,
                feeds=tuple(row["from"]),
                make=row["make"],
                join=row["join"],
                tolerance=float(row["tolerance"]),
            )
            for name, row in read["series"].items()
        },
        display_only=read["display_only"],
    )


def asked_of(provider: str) -> frozenset[str]:
    """Return all series of the register that a provider may be asked for."""
    links = (link for feed in chains().feeds.values() for link in feed.chain)
    return frozenset(link.series for link in links if link.provider == provider)


def _link(text: str, every: Every) -> Link:
    """Read ``provider:series``, or ``provider:series@M`` where the frequency is not the feed's."""
    provider, series = text.split(":", 1)
    series, _, own = series.partition("@")
    return Link(provider, series, own or every)  # type: ignore[arg-type]
