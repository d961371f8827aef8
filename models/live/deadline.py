"""How much time is left, by a monotonic clock."""

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the moment some seconds from now."""
        return cls(time.monotonic() + seconds)

    def within(self, seconds: float) -> "Deadline":
        """Return the earlier of this moment and one some seconds from now."""
        return Deadline(min(self.at, time.monotonic() + seconds))

    @property
    def remaining_seconds(self) -> float:
        """Seconds left, never negative."""
        return max(self.at - time.monotonic(), 0.0)
