"""How long-running work reports progress: a call with the share done and a message; raise to stop."""

from collections.abc import Callable

Progress = Callable[[float, str], object]


def silent(_share: float, _words: str) -> None:
    """Report no progress."""
