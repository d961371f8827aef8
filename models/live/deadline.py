"""How much time is left, by a monotonic clock."""

from dataclasses import dataclass

from models.live import clock

LEAST_SECONDS = 0.05  # a time limit of none is no limit


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the moment some seconds from now."""
        return cls(clock.now() + seconds)

    def within(self, seconds: float) -> "Deadline":
        """Return the earlier of this moment and one some seconds from now."""
        return Deadline(min(self.at, clock.now() + seconds))

    @property
    def remaining_seconds(self) -> float:
        """Seconds left, never negative."""
        return max(self.at - clock.now(), 0.0)
