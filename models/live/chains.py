"""The register of feeds and of the panel's series that can be formed from them: `chains.toml`."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

CHAINS = Path(__file__).with_name("chains.toml")
Join = Literal["revise", "rebase", "extend", "chain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One thing to fetch, who has it, and what its values may look like."""

    name: str
    chain: tuple[tuple[str, str], ...]  # provider and its own name for the series, in order
    every: Literal["D", "W", "M", "Q"]
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
                chain=tuple(tuple(link.split(":", 1)) for link in row["chain"]),
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
