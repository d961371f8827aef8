"""`python -m models.overview` stores what takes long of the first page; it rests on the stored fits."""

import sys
from pathlib import Path

from threadpoolctl import threadpool_limits

from models.common.artifacts import remove_superseded
from models.common.errors import ExplorerError
from models.outcome.world import shipped_world
from models.overview.stored_figures import KINDS, STORED


def main(directory: Path = STORED) -> int:
    """Compute and replace every file, remove what is superseded, and say so."""
    written = []
    try:
        panel = shipped_world().panel
        with threadpool_limits(1):
            for kind in KINDS:
                path = kind.store(kind.compute(panel), panel, directory)
                written.append(path)
                print(f"{kind.kind}, {path.stat().st_size / 1000:.0f} kB")
    except ExplorerError as error:
        print(error, file=sys.stderr)
        return 1
    for path in remove_superseded(written, directory):
        print(f"removed, superseded: {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
