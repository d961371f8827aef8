"""Build the series from the SEC's frames: ask what is not at hand, read, measure; can be interrupted."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.common.progress import Progress
from models.earnings.filings.facts import Facts
from models.earnings.filings.firms import Firms, firms_of
from models.earnings.filings.frames import FIRST_YEAR, Frame, frames
from models.earnings.filings.measure import last_available, measures
from models.earnings.filings.series import CORRECTIONS_FILE, DETAIL_FILE, INDEX_FILE, FilingsSeries
from models.live.filings.client import Client, Refused
from models.live.filings.pace import Pace
from models.live.filings.store import Store
from models.live.provider import utc_now

READING_SHARE = 0.9  # of the progress bar; the rest is measuring


@dataclass(frozen=True, eq=False)
class Built:
    """A series, the firms behind it, and how many frames were asked and how many taken from disk."""

    series: FilingsSeries
    firms: Firms
    n_asked: int
    n_kept: int

    @property
    def counts(self) -> str:
        """How much was asked and read, in a sentence."""
        return (
            f"{self.n_asked} frames asked, {self.n_kept} at hand; {len(self.firms.ciks):,} filers, "
            f"{len(self.firms.left_out):,} left out, {len(self.firms.corrections):,} values corrected."
        )

    def files(self) -> Iterator[tuple[str, str]]:
        """Give name and content of each file; raises ModelError at the last, where no index exists."""
        yield DETAIL_FILE, self.series.detail_csv()
        yield CORRECTIONS_FILE, corrections_csv(self.firms)
        yield INDEX_FILE, self.series.index_csv()


def build(
    contact: str,
    folder: Path,
    *,
    resume: bool,
    progress: Progress,
    first_year: int = FIRST_YEAR,
    pace: Pace | None = None,
    now: Callable[[], dt.datetime] = utc_now,
) -> Built:
    """Fetch and read all frames, one at a time, and measure.

    Parameters
    ----------
    contact : str
        An e-mail address, stated to the SEC in each request.
    folder : Path
        Where frames are kept, one file each.
    resume : bool
        Take frames from the folder while they are young enough; otherwise ask for all of them.
    progress : callable
        Called before each frame; may raise to interrupt. What was fetched stays.

    Raises
    ------
    PanelError
        For a contact that is none, before anyone is asked, or a folder that cannot be written.
    FetchError
        When a frame cannot be had; `Refused` at, and for ten minutes after, the refusal page.
    """
    today = now().date()
    wanted, store = frames(today, first_year), Store(folder, now)
    facts = Facts(pd.period_range(f"{first_year}Q1", f"{today.year}Q4", freq="Q"))
    n_asked = 0
    with Client(contact, pace or Pace()) as client:
        for number, frame in enumerate(wanted):
            progress(READING_SHARE * number / len(wanted), _words(frame, number, len(wanted)))
            at_hand, said = store.get(frame) if resume else (False, None)
            content = None
            if not at_hand:
                content, said = _asked(client, store, frame)
            if said is not None:
                facts.add(frame, said)
            if not at_hand:
                store.put(frame, content)  # only what could be read
                n_asked += 1
    progress(READING_SHARE, "Measuring")
    firms = firms_of(facts)
    series = FilingsSeries(measures(firms, last_available(today)))
    return Built(series, firms, n_asked, len(wanted) - n_asked)


def corrections_csv(firms: Firms) -> str:
    """Return each value mended or dropped, and each firm left out, one row a case."""
    rows: list[tuple] = [
        (
            firms.ciks[c.row],
            firms.names[c.row],
            firms.quarters[c.column],
            c.item,
            c.reported,
            c.used,
            c.rule,
        )
        for c in firms.corrections
    ]
    rows += [
        (firms.ciks[row], firms.names[row], "", "left out", "", "", why)
        for row, why in sorted(firms.left_out.items())
    ]
    columns = ["cik", "name", "quarter", "item", "reported_usd", "used_usd", "rule"]
    return pd.DataFrame(rows, columns=columns).to_csv(index=False, lineterminator="\n")


def _asked(client: Client, store: Store, frame: Frame) -> tuple[bytes | None, dict | None]:
    store.require_welcome()
    try:
        return client.get(frame) or (None, None)
    except Refused:
        store.note_refusal()
        raise


def _words(frame: Frame, number: int, of: int) -> str:
    return f"{frame.period}: {number} of {of} frames"
