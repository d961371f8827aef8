"""The queue of readers: one script at a time, and what takes long steps aside."""

import threading
from contextlib import suppress

from pages.parts import run_lock as module
from pages.parts.run_lock import run_lock, run_lock_released
from tests.waiting import GENEROUS_SECONDS


def in_another_thread(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_scripts_run_one_at_a_time_and_an_error_gives_the_turn_back():
    running, most = [], []

    def script():
        with run_lock():
            running.append(1)
            most.append(len(running))
            threading.Event().wait(0.001)
            running.pop()

    def failing():
        with suppress(KeyError), run_lock():
            raise KeyError

    for thread in [in_another_thread(work) for work in [script, failing] * 8]:
        thread.join(GENEROUS_SECONDS)
        assert not thread.is_alive()
    assert most == [1] * 8


def test_what_takes_long_lets_the_others_pass():
    with run_lock():
        passed = threading.Event()

        def script():
            with run_lock():
                passed.set()

        other = in_another_thread(script)
        assert not passed.wait(0.05)
        with run_lock_released():
            assert passed.wait(GENEROUS_SECONDS)
        other.join(GENEROUS_SECONDS)
        assert not module._lock.acquire(blocking=False)
    assert module._lock.acquire(blocking=False)
    module._lock.release()


def test_without_the_turn_there_is_nothing_to_give_back():
    with run_lock_released():
        assert module._lock.acquire(blocking=False)
        assert not module._lock.acquire(blocking=False)
        module._lock.release()
    with run_lock():
        pass
