"""`python -m models.earnings` judges every earnings equation and stores the record."""

import sys

from models.equations.completed_spread import completed_spread
from models.equations.growth_record import earnings_record
from models.equations.stored_growth_record import record_lines, store_record
from models.panel import load_panel


def _told(share: float, words: str) -> None:
    sys.stderr.write(f"\r{100 * share:3.0f} % {words:<70}")


def main() -> None:
    """Compute the record of the committed data and replace the file."""
    panel = load_panel()
    record = earnings_record(panel, completed_spread(panel), _told)
    path = store_record(panel, record)
    sys.stderr.write("\n")
    print(*record_lines(record), f"Written to {path.name}.", sep="\n")


if __name__ == "__main__":
    main()
