"""The last good figures of a server on disk: read back only whole, and only for the same snapshot."""

import json
import logging
from hashlib import sha256
from pathlib import Path

from models import __version__
from models.common.errors import ExplorerError, PanelError
from models.common.files import undamaged, write_set
from models.equations.fitted import read_fit
from models.live.refresh import Refreshed
from models.outcome.world import World, make_world
from models.panel import Panel
from models.panel.load import TABLES, load_panel

FIT, FORM = "fit.json", "form.json"
VERSION = 1  # of the folder's form
_log = logging.getLogger("explorer")


class Kept:
    """A folder with a panel, the equations estimated on it, and what both rest on.

    A folder that cannot be written, or whose content is damaged, altered or of another version, is
    as good as none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, base: Panel) -> tuple[Panel, dict[str, str], World] | None:
        """Return panel, its tables as text and the world, where they rest on this snapshot."""
        if not (self._folder / FORM).exists():
            return None
        try:
            with undamaged(FORM, PanelError, "it is fetched again."):
                form = json.loads((self._folder / FORM).read_text(encoding="utf-8"))
                fit_text = (self._folder / FIT).read_text(encoding="utf-8")
                same = form == _form(base.snapshot_hash, fit_text)
            if not same:
                return None
            panel, fit = load_panel(self._folder), read_fit(fit_text)
            if fit.snapshot_hash != panel.snapshot_hash:
                return None
            files = {name: (self._folder / name).read_text(encoding="utf-8") for name in TABLES}
            return panel, files, make_world(panel, fit)
        except ExplorerError as error:
            _log.info("figures kept on disk are not used: %s", error)
            return None

    def write(self, done: Refreshed, world: World) -> None:
        """Put figures in the place of the old ones, all files or none."""
        fit_text = world.fit.to_json()
        manifest = json.dumps(done.panel.manifest, indent=1, ensure_ascii=False, default=str) + "\n"
        snapshot = str(done.panel.manifest["built_from"]["snapshot"])
        form = json.dumps(_form(snapshot, fit_text))
        texts = {**done.files, "manifest.json": manifest, FIT: fit_text, FORM: form}
        try:
            contents = {name: text.encode() for name, text in texts.items()}
            write_set(self._folder, contents, PanelError, 0o700)
        except PanelError as error:
            _log.info("figures are not kept on disk: %s", error)


def _form(snapshot_hash: str, fit_text: str) -> dict[str, object]:
    return {
        "form": VERSION,
        "version": __version__,
        "snapshot": snapshot_hash,
        "fit": sha256(fit_text.encode()).hexdigest(),
    }
