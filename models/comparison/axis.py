"""What a sweep varies: one lever by how much it is moved, or one numeric field of a lever."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from numbers import Real

from models.common.errors import ScenarioError
from models.scenario.levers import LEVERS
from models.scenario.levers.lever import Lever, Size
from models.scenario.link import STEPS, lever_of
from models.scenario.request import Request

MOST_STEPS = 41  # of each side of a grid


@dataclass(frozen=True, eq=False)
class Axis:
    """One lever along its steps: `name` is the lever's id, or the key of one of its fields."""

    name: str
    lever: Lever
    size: Size

    @property
    def label(self) -> str:
        """Say what is varied, with its unit."""
        of_field = self.name.removeprefix(self.lever.id).strip("_").replace("_", " ")
        unit = f" ({self.size.unit})" if self.size.unit else ""
        return f"{self.lever.label}{f', {of_field}' if of_field else ''}{unit}"

    def steps(self, most: int | None = None) -> tuple[float, ...]:
        """Return the slider's steps; with `most`, every second, third ... step, zero among them."""
        size, every = self.size, 1
        count = round((size.high - size.low) / size.step) + 1
        if most is not None:
            every = math.ceil((count - 1) / (most - 1))
        start = round(-size.low / size.step) % every if size.low <= 0 <= size.high else 0
        values = [size.low + size.step * number for number in range(start, count, every)]
        return tuple(type(size.step)(round(value, 10) + 0.0) for value in values)

    def now(self, request: Request) -> float | None:
        """Where the request stands, None where the lever is on a path of its own."""
        return self.size.of(getattr(request.scenario, self.lever.id))

    def moved(self, request: Request, value: float, *, hold: bool = False) -> Request:
        """Return the request with the lever at a value, as its slider would have it.

        With `hold` a lever that is not moved there stays at its baseline, so that values next to
        zero are next to it in what they mean. Raises ScenarioError for a value out of bounds.
        """
        if not isinstance(value, Real) or not math.isfinite(value):
            raise ScenarioError(
                f"{self.name} is {value!r}; allowed are numbers from {self.size.low:g} to "
                f"{self.size.high:g}: enter one of these."
            )
        scenario = request.scenario
        part = getattr(scenario, self.lever.id)
        if not self.size.low <= value <= self.size.high:
            raise ScenarioError(
                f"{self.name} is {value:g}, outside [{self.size.low:g}, {self.size.high:g}]: enter "
                "a value inside."
            )
        if isinstance(self.size.step, int):
            value = int(value)
        fields = part.model_dump() | {"own_path": ()} | self.size.fields(part, value)
        made = type(part).model_validate(fields)
        if hold and not made.active:
            made = made.model_copy(update={"otherwise": "hold"})
        return replace(request, scenario=scenario.model_copy(update={self.lever.id: made}))

    def rest(self, request: Request) -> Request:
        """Return what a sweep keeps of a request: the same wherever the lever itself stands.

        Its sweep is that of the request; only `now` is not.
        """
        return self.moved(request, self.size.high)

    def requests(
        self, request: Request, values: Sequence[float], *, hold: bool = True
    ) -> list[Request]:
        """Return a request for every value."""
        return [self.moved(request, value, hold=hold) for value in values]


def axis_of(name: str) -> Axis:
    """Return the axis of a lever (`labour`) or of a field as links name it (`labour_months_to_peak`).

    Raises ScenarioError naming those there are.
    """
    if name in LEVERS:
        return Axis(name, LEVERS[name], LEVERS[name].size)
    lever = lever_of(name) if name in STEPS else None
    if lever is None:
        raise ScenarioError(
            f"There is no lever {str(name)[:40]!r}; levers are {', '.join(LEVERS)}, or one of "
            f"{', '.join(key for key in STEPS if lever_of(key))}."
        )
    row = LEVERS[lever]
    return Axis(name, row, row.size_by(name.removeprefix(f"{lever}_")))
