"""Refresh the panel: fetch, check, splice, and record the source of every series."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from models.common.errors import PanelError
from models.live.assembled import panel_of, published
from models.live.breaker import Breakers
from models.live.chains import Chains, Feed, Rule, chains
from models.live.fetch_many import (
    BREAKERS,
    DEADLINE_SECONDS,
    Asking,
    Failed,
    LastGood,
    Seen,
    fetch_many,
)
from models.live.form import formed
from models.live.provider import Fetched
from models.live.splice import Change, spliced
from models.live.validate import Reach
from models.panel import Panel

EARLIEST_AS_OF = dt.date(2019, 1, 1)  # every series has begun by then
Built = tuple[Panel, dict[str, str]]  # with its tables as text
MONTHS_BEFORE = 36  # of closes fetched before the snapshot's last


@dataclass(frozen=True, eq=False, kw_only=True)
class Refreshed:
    """What a refresh brought. `panel` is the base itself where nothing could be used."""

    panel: Panel
    files: dict[str, str]  # its tables as text; empty where nothing could be used
    good: dict[str, Fetched]  # by feed
    bad: dict[str, Failed]  # by feed
    changes: dict[str, Change]  # by series that is live now
    kept: dict[str, str]  # series that stay on the snapshot though they have feeds: why
    as_of: dt.date | None

    @property
    def renewed(self) -> set[str]:
        """Series of which everything was fetched now, nothing taken from memory."""
        rules = chains().rules
        return {
            name
            for name in self.changes
            if not any(self.good[feed].remembered for feed in rules[name].feeds)
        }

    @property
    def used_fred(self) -> bool:
        """Whether any figure came through FRED's API: its notice must be shown then."""
        return any(found.provider == "FRED" for found in self.good.values())


def refresh(
    base: Panel,
    asking: Asking,
    *,
    seen: Seen,
    last_good: LastGood | None = None,
    deadline_seconds: float = DEADLINE_SECONDS,
    only: frozenset[str] | None = None,
    breakers: Breakers = BREAKERS,
) -> Refreshed:
    """Bring a panel up to date, or to what was known on `asking.as_of`, as far as the feeds allow.

    `only` names the feeds to ask (all if None). Whatever fails costs the series that need it and
    nothing else. Raises PanelError for an as-of date outside 2019 to the snapshot's date.
    """
    register = chains()
    if asking.as_of:
        base = _known_on(base, asking.as_of)
    rules = _rules(register, asking)
    wanted = {name for rule in rules.values() for name in rule.feeds}
    wanted |= set() if asking.as_of else set(register.display_only)
    feeds = {n: f for n, f in register.feeds.items() if n in wanted and (not only or n in only)}
    raw = published(base)
    columns = {name: frame[name].dropna() for frame in raw.values() for name in frame}
    reaches = {name: _reach(feed, rules, columns, asking.as_of) for name, feed in feeds.items()}
    good, bad = fetch_many(
        feeds,
        reaches,
        asking,
        last_good=last_good or LastGood(),
        seen=seen,
        deadline_seconds=deadline_seconds,
        breakers=breakers,
    )
    live, changes, kept = _joined(base, rules, columns, good, bad, past=bool(asking.as_of))

    def built(names: list[str]) -> Built:
        used = {feed: good[feed] for name in names for feed in rules[name].feeds}
        target = used.get("target_upper")
        return panel_of(
            base,
            {name: live[name] for name in names},
            vintage=_vintage(base, used, asking.as_of),
            target_days=target.figures if target else None,
            provenance=used,
            known={name: min(_as_known(good[f]) for f in rules[name].feeds) for name in names},
        )

    (panel, files), refused = _fitting(built, list(live), (base, {}))
    return Refreshed(
        panel=panel,
        files=files,
        good=good,
        bad=bad,
        changes={name: change for name, change in changes.items() if name not in refused},
        kept=kept | refused,
        as_of=asking.as_of,
    )


def _fitting(
    built: Callable[[list[str]], Built], names: list[str], nothing: Built
) -> tuple[Built, dict[str, str]]:
    """Build with all columns that go together; return it, and why each of the others does not.

    What only the whole table shows (a growth rate that nobody can believe) is found by halving: the
    first column with which those before it cannot be built is left out.
    """
    refused: dict[str, str] = {}
    names = list(names)
    while names:
        fit, fail, why = 0, len(names) + 1, ""  # so many of the first can be built; so many cannot
        tried = len(names)
        while fail - fit > 1:
            try:
                found = built(names[:tried])
                fit = tried
            except PanelError as error:
                fail, why = tried, str(error)
            tried = (fit + fail) // 2
        if fit == len(names):
            return found, refused
        refused[names.pop(fail - 1)] = why
    return nothing, refused


def _known_on(base: Panel, as_of: dt.date) -> Panel:
    if not EARLIEST_AS_OF <= as_of <= base.vintage:
        raise PanelError(
            f"The as-of date is {as_of}; past vintages can be loaded from {EARLIEST_AS_OF} to "
            f"{base.vintage}: choose a day in between."
        )
    return base.known_on(as_of)


def _rules(register: Chains, asking: Asking) -> dict[str, Rule]:
    """Return the rules to follow; of a past date only what FRED keeps vintages of and is revised."""
    if not asking.as_of:
        return register.rules
    return {
        name: rule
        for name, rule in register.rules.items()
        if rule.join in ("revise", "rebase")
        and all(_has_fred(register.feeds[feed]) for feed in rule.feeds)
    }


def _has_fred(feed: Feed) -> bool:
    return any(link.provider == "fred" for link in feed.chain)


def _reach(
    feed: Feed, rules: dict[str, Rule], columns: dict[str, pd.Series], as_of: dt.date | None
) -> Reach:
    """Return from when figures are needed, and up to when the snapshot already has them."""
    first, last = dt.date.max, None
    for rule in rules.values():
        if feed.name not in rule.feeds:
            continue
        begins, ends = (_day(columns[rule.series].index[at]) for at in (0, -1))
        if rule.join in ("extend", "chain"):
            begins = (
                (pd.Timestamp(ends) - pd.DateOffset(months=MONTHS_BEFORE)).date().replace(day=1)
            )
        first, last = min(first, begins), max(last or ends, ends)
    if first == dt.date.max:  # a feed beside the panel
        first = feed.since
    return Reach(first=first, last=None if as_of else last)


def _day(period: pd.Period | pd.Timestamp) -> dt.date:
    return (period if isinstance(period, pd.Timestamp) else period.start_time).date()


def _joined(
    base: Panel,
    rules: dict[str, Rule],
    columns: dict[str, pd.Series],
    good: dict[str, Fetched],
    bad: dict[str, Failed],
    *,
    past: bool,
) -> tuple[dict[str, pd.Series], dict[str, Change], dict[str, str]]:
    """Form and splice each series whose feeds are all there."""
    live, changes, kept = {}, {}, {}
    for name, rule in rules.items():
        if any(feed not in good for feed in rule.feeds):
            reasons = [bad[feed].reason for feed in rule.feeds if feed in bad]
            kept[name] = " ".join(dict.fromkeys(reasons)) or "Not asked for."
            continue
        try:
            column = formed(
                rule, base.catalog.loc[name, "frequency"], [good[f].figures for f in rule.feeds]
            )
            live[name], changes[name] = spliced(rule, columns[name], column, past=past)
        except PanelError as error:
            kept[name] = str(error)
    return live, changes, kept


def _as_known(found: Fetched) -> dt.date:
    """Return the day as of which figures are known, never before the newest of them."""
    return max(found.vintage, found.last)


def _vintage(base: Panel, used: dict[str, Fetched], as_of: dt.date | None) -> dt.date:
    """Date the panel: never before the snapshot or its newest figure, whatever the clock says.

    `used` are the feeds that its series are made of: what stands beside it or was refused dates nothing.
    """
    if as_of:
        return as_of
    return max(base.vintage, *map(_as_known, used.values()))
