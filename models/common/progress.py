"""How long work says how far it is: a call with the share done and words; raise to interrupt."""

from collections.abc import Callable

Progress = Callable[[float, str], object]


def silent(_share: float, _words: str) -> None:
    """Report no progress."""
