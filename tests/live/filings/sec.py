"""data.sec.gov on loopback: recorded shapes, a log of who asked when, and faults to put in the way."""

from collections.abc import Callable
from dataclasses import dataclass, field

from werkzeug import Request, Response

REFUSAL = """<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>SEC.gov | Request Rate Threshold Exceeded</title></head><body>
<h1>Your Request Originates from an Undeclared Automated Tool</h1>
<p>To allow for equitable access to all users, SEC reserves the right to limit requests originating
from undeclared automated tools.</p><h2>Request Rate Threshold Exceeded</h2>
<p>Once the rate of requests has dropped below the threshold for 10 minutes, the user may resume
accessing content on SEC.gov.</p></body></html>"""
NO_FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"""
HTML = "<html><head><title>SEC.gov</title></head><body>Please come back later.</body></html>"


class Clock:
    """A clock that only sleeping moves; a request takes a hundredth of a second."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Sec:
    """Answers from texts by `Frame.name`; `faults` are given first, each once, by the same name."""

    texts: dict[str, str]
    clock: Clock
    faults: dict[str, list[Response]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    answer_with: Callable[[Request], Response] | None = None

    def answer(self, request: Request) -> Response:
        parts = request.path.strip("/").removesuffix(".json").split("/")
        assert parts[:4] == ["data.sec.gov", "api", "xbrl", "frames"]
        _, tag, unit, period = parts[4:]
        name = f"{tag}-{unit}-{period}"
        self.asked.append(name)
        self.times.append(self.clock.now)
        self.agents.add(request.headers["User-Agent"])
        self.clock.now += 0.01
        if waiting := self.faults.get(name):
            return waiting.pop(0)
        if name not in self.texts:
            return Response(NO_FRAME, 404, content_type="application/xml")
        return Response(self.texts[name], content_type="application/json")

    @property
    def most_a_second(self) -> int:
        """The most requests that fell into any one second."""
        return max(sum(start <= time < start + 1 for time in self.times) for start in self.times)
