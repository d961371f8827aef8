"""One wrong-number bug, and the list of them all."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("mutations.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """`new` in the place of `old`, which stands exactly once in `file`."""

    why: str
    file: str
    old: str
    new: str
    tests: list[str]

    def changed(self, source: str) -> str:
        if (found := source.count(self.old)) != 1:
            raise ValueError(
                f"{self.file}: what the mutation '{self.why}' replaces stands there {found} times, must "
                f"stand there once: {self.old!r}."
            )
        return source.replace(self.old, self.new)


def mutations() -> list[Mutation]:
    """Return the list as stored."""
    stored = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return [Mutation(**each) for each in stored["mutation"]]
