"""What is kept: made once for readers who ask at once, who may give up; or as long as its owner."""

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.common import turns
from models.common.cache import SingleFlightCache, while_it_lives
from models.common.progress import silent
from models.outcome import world as engine
from models.scenario.spec import ModelSpec
from tests.waiting import GENEROUS_SECONDS, wait_until


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Tell who waits without much delay."""
    monkeypatch.setattr(turns, "_WAIT_SECONDS", 0.01)


@pytest.fixture
def slow():
    """Work that takes until an event; counts how often it was begun."""
    begun, may_end = [], threading.Event()

    def make(key):
        def work():
            begun.append(key)
            assert may_end.wait(GENEROUS_SECONDS)
            return object()

        return work

    return make, begun, may_end


def told(barrier):
    """Return a progress that meets the barrier when first told to wait."""
    once = iter([barrier.wait])

    def progress(_share, _words):
        next(once, lambda _seconds: None)(GENEROUS_SECONDS)

    return progress


def leave(_share, words):
    assert "another reader" in words
    raise InterruptedError


def test_the_same_thing_is_made_once_for_all_who_ask(slow):
    make, begun, may_end = slow
    things, waiting = SingleFlightCache(2), threading.Barrier(4)  # three who wait, and the test
    with ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(things.get, "a", make("a"), told(waiting)) for _ in range(4)]
        waiting.wait(GENEROUS_SECONDS)
        may_end.set()
        made = [reader.result(GENEROUS_SECONDS) for reader in asked]
    assert begun == ["a"]
    assert all(thing is made[0] for thing in made)


def test_waiting_can_be_given_up_and_another_thing_needs_no_waiting(slow):
    make, begun, may_end = slow
    things = SingleFlightCache(2)
    with ThreadPoolExecutor(1) as reader:
        first = reader.submit(things.get, "a", make("a"), silent)
        wait_until(lambda: begun or first.done(), "the first has begun")
        with pytest.raises(InterruptedError):
            things.get("a", make("a"), leave)
        assert things.get("b", lambda: "made at once", leave) == "made at once"
        may_end.set()
        kept = first.result(GENEROUS_SECONDS)
    assert begun == ["a"]
    assert things.get("a", make("a"), leave) is kept


def test_after_a_failure_the_next_one_makes_the_thing(slow):
    """Who waits behind a failure makes the thing; nobody waits for ever, nothing half-made stays."""
    make, begun, may_end = slow
    things, waiting = SingleFlightCache(2), threading.Barrier(2)

    def fail():
        begun.append("failing")
        assert may_end.wait(GENEROUS_SECONDS)
        raise InterruptedError

    with ThreadPoolExecutor(2) as readers:
        first = readers.submit(things.get, "a", fail, silent)
        wait_until(lambda: begun or first.done(), "the first has begun")
        second = readers.submit(things.get, "a", make("a"), told(waiting))
        waiting.wait(GENEROUS_SECONDS)
        may_end.set()
        with pytest.raises(InterruptedError):
            first.result(GENEROUS_SECONDS)
        made = second.result(GENEROUS_SECONDS)
    assert begun == ["failing", "a"]
    assert things.get("a", make("a"), leave) is made


def test_the_last_used_things_are_kept():
    things, made = SingleFlightCache(2), []

    def ask(key):
        return things.get(key, lambda: made.append(key) or object())

    a = ask("a")
    ask("b")
    assert ask("a") is a  # "b" is now the one not used for longest
    ask("c")
    assert made == ["a", "b", "c"]
    assert len(things) == 2
    assert ["a" in things, "b" in things, "c" in things] == [True, False, True]
    assert ask("a") is a
    ask("b")
    assert made == ["a", "b", "c", "b"]
    things.clear()
    assert len(things) == 0
    assert ask("a") is not a


def test_nothing_is_a_thing_too():
    things, made = SingleFlightCache(1), []
    for _ in range(3):
        assert things.get("a", lambda: made.append(1)) is None
    assert made == [1]


def test_no_lock_outlives_its_making():
    """Keys come from readers, so what is kept for each must not grow with them."""
    things = SingleFlightCache(3)
    for key in range(100):
        things.get(key, object)
    assert len(things) == 3
    assert len(things._in_flight) == 0


def test_worlds_are_made_once_and_eight_are_kept(monkeypatch, slow):
    make, begun, may_end = slow
    monkeypatch.setattr(engine, "_worlds", SingleFlightCache(8))
    monkeypatch.setattr(engine, "prepare", lambda _, spec, *__: make(spec)())
    spec, waiting = ModelSpec(pandemic="drop", cap_inputs=False), threading.Barrier(2)
    with ThreadPoolExecutor(2) as readers:
        asked = [readers.submit(engine.shipped_world, spec, None, told(waiting)) for _ in range(2)]
        waiting.wait(GENEROUS_SECONDS)
        may_end.set()
        one, other = (reader.result(GENEROUS_SECONDS) for reader in asked)
    assert begun == [spec]
    assert one is other
    assert engine.is_ready(spec, None)


class Owner:
    """Compared by identity."""


def test_what_is_made_of_an_object_is_kept_while_it_lives_and_not_longer():
    made = []

    @while_it_lives
    def make(owner, choice, more=0):
        made.append((choice, more))
        return f"{choice} {more}"

    one, other = Owner(), Owner()
    assert [make(one, "a"), make(one, "a"), make(one, "b"), make(one, "a", more=1)] == [
        "a 0",
        "a 0",
        "b 0",
        "a 1",
    ]
    assert make(other, "a") == "a 0"
    assert made == [("a", 0), ("b", 0), ("a", 1), ("a", 0)]
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None
