"""Where a table begins: the sheet, and the row that names its columns."""

from dataclasses import dataclass

from models.common.errors import UploadError
from models.common.tables.date_dialect import is_date
from models.common.tables.grid import Grid, Row
from models.common.tables.wanted import DATE, Wanted

_WITHIN = 60  # rows that hold anything: titles and notes stand above a header


class WhichSheet(UploadError):
    """Several sheets fit and the one shown on opening does not; `sheets` are their names."""

    def __init__(self, sheets: tuple[str, ...]) -> None:
        super().__init__(
            f"The sheets {', '.join(map(repr, sheets))} each hold such a table, and none of them is the "
            "one shown on opening: choose one."
        )
        self.sheets = sheets


@dataclass(frozen=True)
class Header:
    """The row that names the columns, and the place of each part in it."""

    row: Row
    parts: dict[str, int]

    def name(self, part: str) -> str:
        """Return a part's heading as it stands there, or the part where it is blank."""
        at = self.parts[part]
        return self.row.cells[at].text or part


def choose_sheet(
    grids: list[Grid], shown: str, wanted: Wanted, asked: str
) -> tuple[Grid, Header, tuple[str, ...]]:
    """Return the sheet asked for, else the one shown on opening, else the only one that fits.

    Its header and the names of all that fit come with it. Raises UploadError where none fits, or
    WhichSheet where the choice is open.
    """
    fitting = {grid.sheet: (grid, h) for grid in grids if (h := find_header(grid, wanted))}
    names = tuple(fitting)
    if not fitting:
        raise no_header(grids, wanted)
    if asked and asked not in fitting:
        raise UploadError(
            f"The sheet {asked[:40]!r} holds no such table; those that do: "
            f"{', '.join(map(repr, names))}."
        )
    chosen = asked or (shown if shown in fitting else names[0] if len(names) == 1 else "")
    if not chosen:
        raise WhichSheet(names)
    return *fitting[chosen], names


def find_header(grid: Grid, wanted: Wanted) -> Header | None:
    """Return the first row that has every needed part; titles and notes above it are passed over.

    A first column without a heading is the dates' where a date stands below it. Raises UploadError
    where two columns can play one part.
    """
    for at, row in enumerate(grid.rows[:_WITHIN]):
        parts: dict[str, int] = {}
        twice = []
        for i, cell in enumerate(row.cells):
            part = wanted.part_of(cell.value) if isinstance(cell.value, str) else None
            if part in parts:
                twice.append((part, row.cells[parts[part]].text, cell.text))
            elif part:
                parts[part] = i
        below = grid.rows[at + 1 : at + 2]
        if DATE not in parts and row.cells[0].empty and below and is_date(below[0].cells[0].value):
            parts[DATE] = 0
        if all(group & parts.keys() for group in wanted.needed):
            for part, first, second in twice:
                raise UploadError(
                    f"Two columns, {first[:30]!r} and {second[:30]!r}, can be {part!r}: keep one of them."
                )
            return Header(row, parts)
    return None


def no_header(grids: list[Grid], wanted: Wanted) -> UploadError:
    """Return the error of a file in which no row names the columns."""
    rows = [row for grid in grids for row in grid.rows[:_WITHIN]]
    if not rows:
        return UploadError(f"The file is empty; it needs the columns {wanted.said}.")
    widest = max(rows, key=lambda row: len(row.cells))
    listed = ", ".join(repr(cell.text[:20]) for cell in widest.cells[:12])
    return UploadError(
        f"No row names the columns {wanted.said}; row {widest.number} holds {listed}: name them in one "
        "row above the numbers."
    )
