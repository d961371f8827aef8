"""Patterns computed after the first page: once, beside the readers, and enough for the presets."""

import threading

import pytest

from models.common.cache import SingleFlightCache
from models.completion import completion
from models.outcome import world
from models.outcome.run import evaluate, preset_request
from models.outcome.warm_up import warm_up_steps
from models.outcome.world import shipped_world
from models.scenario.presets import presets
from pages.parts import run_lock, warm_up
from tests.waiting import GENEROUS_SECONDS


@pytest.fixture
def steps(monkeypatch):
    """Warming up is asked for; each step is only noted, and waited for by name of the thread."""
    taken, done = [], threading.Event()

    def noted():
        for step in range(3):
            taken.append((step, threading.current_thread()))
            yield step
        done.set()

    monkeypatch.setenv("WARM_UP", "1")
    monkeypatch.setattr(warm_up, "_begun", threading.Lock())
    monkeypatch.setattr(warm_up, "warm_up_steps", noted)
    return taken, done


def test_one_thread_for_all_sessions_which_ends_with_the_process(steps, open_app):
    taken, done = steps
    for _ in range(2):
        assert not open_app("pages/method.py").exception
    assert done.wait(GENEROUS_SECONDS)
    assert [step for step, _ in taken] == [0, 1, 2]
    (thread,) = {thread for _, thread in taken}
    assert thread.daemon
    assert thread is not threading.main_thread()


def test_it_waits_while_a_script_runs_and_keeps_none_from_running(steps):
    taken, done = steps
    with run_lock.run_lock():
        warm_up.warm_up_once()
        assert not done.wait(0.05)
        assert taken == []
    assert done.wait(GENEROUS_SECONDS)
    assert run_lock._lock.acquire(timeout=GENEROUS_SECONDS)
    run_lock._lock.release()


def test_it_can_be_left_out(steps, monkeypatch):
    monkeypatch.setenv("WARM_UP", "0")
    warm_up.warm_up_once()
    assert warm_up._begun.acquire(blocking=False)


@pytest.mark.slow
def test_afterwards_no_preset_and_no_lever_by_itself_computes_a_gain(monkeypatch):
    monkeypatch.setattr(completion, "_models", SingleFlightCache(completion.MOST_MODELS))
    monkeypatch.setattr(world, "_worlds", SingleFlightCache(12))
    computed, make = [], completion.make_response
    monkeypatch.setattr(
        completion, "make_response", lambda *given: computed.append(given) or make(*given)
    )
    warmed = list(warm_up_steps())
    moved = {lever for entry in presets().values() for lever in entry.stated.moved}
    assert {request.scenario.moved for request in warmed} >= {(lever,) for lever in moved}
    assert computed
    del computed[:]
    for entry in presets().values():
        request = preset_request(entry)
        evaluate(request, shipped_world(as_of=request.scenario.as_of))
    assert computed == []
