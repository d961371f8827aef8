"""Readers who ask for the same estimate at once: it is made once, and waiting can be given up."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from models import engine
from models.fitted import ModelSpec
from models.progress import silent

SPEC = ModelSpec(pandemic="drop", cap_inputs=False)  # nothing is stored for it


@pytest.fixture
def slow(monkeypatch):
    """Replace the work by an event to wait for; count how often it was begun."""
    begun, may_end = [], threading.Event()

    def prepare(panel, spec, as_of, progress):
        begun.append(spec)
        assert may_end.wait(20)
        return spec, as_of

    monkeypatch.setattr(engine, "prepare", prepare)
    monkeypatch.setattr(engine, "_worlds", {})
    monkeypatch.setattr(engine, "_turns", {})
    monkeypatch.setattr(engine, "_WAIT_SECONDS", 0.01)
    return begun, may_end


def test_the_same_world_is_prepared_once_for_all_who_ask(slow):
    begun, may_end = slow
    waiting = threading.Barrier(4)  # three who wait, and the test

    def told():
        once = iter([waiting.wait])

        def progress(_share, _words):
            next(once, lambda _seconds: None)(20)

        return progress

    with ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(engine.shipped_world, SPEC, None, told()) for _ in range(4)]
        waiting.wait(20)
        may_end.set()
        worlds = [reader.result(20) for reader in asked]
    assert begun == [SPEC]
    assert all(world is worlds[0] for world in worlds)


def test_waiting_can_be_given_up_and_another_world_needs_no_waiting(slow):
    begun, may_end = slow

    def leave(_share, words):
        assert "another reader" in words
        raise InterruptedError

    with ThreadPoolExecutor(1) as reader:
        first = reader.submit(engine.shipped_world, SPEC, None, silent)
        while not begun:
            assert not first.done()
        with pytest.raises(InterruptedError):
            engine.shipped_world(SPEC, None, leave)
        may_end.set()
        other = ModelSpec(pandemic="keep", cap_inputs=False)
        assert engine.shipped_world(other, None, leave) == (other, None)
        first.result(20)
    assert begun == [SPEC, other]


def test_a_failure_hands_the_turn_on(monkeypatch, slow):
    slow[1].set()
    good = engine.prepare

    def fail(*_):
        raise InterruptedError

    monkeypatch.setattr(engine, "prepare", fail)
    with pytest.raises(InterruptedError):
        engine.shipped_world(SPEC, None, silent)
    monkeypatch.setattr(engine, "prepare", good)
    assert engine.shipped_world(SPEC, None, silent) == (SPEC, None)
