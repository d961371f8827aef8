"""The last good figures of a server on disk: read back only whole, and only for the same snapshot."""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from models import __version__
from models.common.errors import ExplorerError, PanelError
from models.common.files import finish_set, undamaged, write_set
from models.equations.fitted import read_fit
from models.live.last_good import LastGood
from models.live.refresh import Refreshed
from models.outcome.world import World, make_world
from models.panel import Panel
from models.panel.load import TABLES, load_panel

MANIFEST, FIT, FEEDS, FORM = "manifest.json", "fit.json", "feeds.json", "form.json"
VERSION = 2  # of the folder's form
_HASHED = (MANIFEST, FIT, FEEDS)  # the manifest has the hashes of the tables
_log = logging.getLogger("explorer")


@dataclass(frozen=True, eq=False, kw_only=True)
class Found:
    """What a folder held: tables as text, the world on them, and every feed's answer."""

    files: dict[str, str]
    world: World
    memory: LastGood


class Kept:
    """A folder with a panel, the equations estimated on it, and what both rest on.

    A folder that cannot be read or written, or whose content is damaged, altered or of another
    version, is as good as none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, base: Panel) -> Found | None:
        """Return what was kept, where it rests on this snapshot."""
        try:
            return self._read(base)
        except ExplorerError as error:
            _log.info("figures kept on disk are not used: %s", error)
            return None

    def _read(self, base: Panel) -> Found | None:
        with undamaged(FORM, PanelError, "it is fetched again."):
            with suppress(OSError):  # one that cannot be mended is read, and refused, as it stands
                finish_set(self._folder)
            if not (self._folder / FORM).exists():
                return None
            names = (*_HASHED, *TABLES)
            files = {name: (self._folder / name).read_text(encoding="utf-8") for name in names}
            form = json.loads((self._folder / FORM).read_text(encoding="utf-8"))
            if form != _form(base.snapshot_hash, files):
                return None
            memory = LastGood.from_json(files[FEEDS])
        panel, fit = load_panel(self._folder), read_fit(files[FIT])
        if fit.snapshot_hash != panel.snapshot_hash:
            return None
        tables = {name: files[name] for name in TABLES}
        return Found(files=tables, world=make_world(panel, fit), memory=memory)

    def write(self, done: Refreshed, world: World) -> None:
        """Put figures in the place of the old ones, all files or none."""
        manifest = json.dumps(done.panel.manifest, indent=1, ensure_ascii=False, default=str) + "\n"
        texts = {MANIFEST: manifest, FIT: world.fit.to_json(), FEEDS: LastGood(done.good).to_json()}
        snapshot = str(done.panel.manifest["built_from"]["snapshot"])
        texts |= {FORM: json.dumps(_form(snapshot, texts)), **done.files}
        try:
            contents = {name: text.encode() for name, text in texts.items()}
            write_set(self._folder, contents, PanelError, 0o700)
        except PanelError as error:
            _log.info("figures are not kept on disk: %s", error)


def _form(snapshot_hash: str, texts: dict[str, str]) -> dict[str, object]:
    return {
        "form": VERSION,
        "version": __version__,
        "snapshot": snapshot_hash,
        "sha256": {name: sha256(texts[name].encode()).hexdigest() for name in _HASHED},
    }
