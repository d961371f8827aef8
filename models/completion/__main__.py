"""`python -m models.completion` fits the completion model and stores what the product reads."""

import datetime as dt

from models.common.files import write_whole
from models.completion.data import completion_data
from models.completion.fit import fit_completion
from models.completion.stored import COMPLETION_FITS, FitKey, completion_to_json
from models.panel import load_panel

SHIPPED = (None, dt.date(2026, 1, 14))


def main() -> None:
    """Fit what is shipped and replace the files."""
    panel = load_panel()
    for as_of in SHIPPED:
        known = panel.known_on(as_of) if as_of else panel
        key = FitKey(as_of=str(known.vintage), snapshot_hash=known.snapshot_hash)
        fit = fit_completion(completion_data(known))
        path = COMPLETION_FITS / key.file_name
        write_whole(path, completion_to_json(fit, key))
        print(
            f"{path.name}: {fit.first} to {fit.last}, {fit.layout.lags} lags, log marginal likelihood "
            f"{fit.log_marginal_likelihood:.1f}, {path.stat().st_size / 1000:.0f} kB"
        )


if __name__ == "__main__":
    main()
