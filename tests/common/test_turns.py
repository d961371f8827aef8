"""Estimates take turns, those who wait are told, and none begins without the memory it takes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.common import turns
from models.common.errors import NoRoomError
from models.common.memory import available_mb
from models.common.turns import estimating
from models.outcome.world import make_world, prepare, shipped_world
from models.scenario.spec import ModelSpec
from tests.waiting import GENEROUS_SECONDS

GB = 10**9
UNSTORED = ModelSpec(pandemic="drop", cap_inputs=False)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Tell who waits without much delay."""
    monkeypatch.setattr(turns, "_WAIT_SECONDS", 0.01)


@pytest.fixture
def left_mb(monkeypatch):
    """Say how much memory is left."""
    left = {"mb": None}
    monkeypatch.setattr(turns, "available_mb", lambda: left["mb"])
    return left


def test_one_estimates_and_the_others_are_told(left_mb):
    at_once, most, told, may_end = [], [], set(), threading.Event()

    def progress(_share, words):
        told.add(words)
        may_end.set()

    def estimate():
        with estimating(100, progress):
            at_once.append(1)
            most.append(len(at_once))
            assert may_end.wait(GENEROUS_SECONDS)
            at_once.pop()

    with ThreadPoolExecutor(4) as readers:
        for asked in [readers.submit(estimate) for _ in range(4)]:
            asked.result(GENEROUS_SECONDS)
    assert most == [1] * 4
    assert told == {"waiting for another reader's estimate to end"}


def test_who_gives_up_waiting_or_fails_leaves_the_turn_to_others(left_mb):
    def leave(_share, _words):
        raise InterruptedError

    with ThreadPoolExecutor(1) as other, estimating(100):
        asked = other.submit(lambda: estimating(100, leave).__enter__())
        assert isinstance(asked.exception(GENEROUS_SECONDS), InterruptedError)
    left_mb["mb"] = 99.0
    with pytest.raises(NoRoomError, match="takes 100 MB of memory and 99 MB are left"):
        estimating(100).__enter__()
    left_mb["mb"] = 100.0
    with estimating(100):
        pass


def test_equations_that_are_not_stored_are_refused_and_stored_ones_are_not(left_mb):
    left_mb["mb"] = 20.0
    world = shipped_world()
    with pytest.raises(NoRoomError, match="go on with the stored equations"):
        prepare(world.panel, UNSTORED)
    assert prepare(world.panel).fit.fingerprint == world.fit.fingerprint
    assert make_world(world.panel, world.fit).panel is world.panel


def put(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


MEMINFO = {"proc__meminfo": "MemTotal: 9000000 kB\nMemAvailable:    5000000 kB\n"}


def test_a_machine_that_does_not_tell_has_no_guard(tmp_path):
    assert available_mb(tmp_path) is None


def test_the_machine_itself(tmp_path):
    assert available_mb(put(tmp_path, **MEMINFO)) == 5120.0


@pytest.mark.parametrize("inner", ["max", str(3 * GB)])
def test_the_control_group_and_those_above_it(tmp_path, inner):
    group = tmp_path / "sys/fs/cgroup/team/app"
    group.mkdir(parents=True)
    (group / "memory.max").write_text(f"{inner}\n")
    (group / "memory.current").write_text(f"{GB}\n")
    above = group.parent
    (above / "memory.max").write_text(f"{2 * GB}\n")
    (above / "memory.current").write_text(f"{GB}\n")
    (above / "memory.stat").write_text("anon 5\ninactive_file 300000000\n")
    put(tmp_path, **MEMINFO, proc__self__cgroup="0::/team/app\n")
    assert available_mb(tmp_path) == 1300.0


def test_the_older_kind_of_group_seen_from_inside_a_container(tmp_path):
    put(
        tmp_path,
        **MEMINFO,
        proc__self__cgroup="4:cpu,cpuacct:/docker/abc\n3:memory:/docker/abc\n",
    )
    group = tmp_path / "sys/fs/cgroup/memory"
    group.mkdir(parents=True)
    (group / "memory.limit_in_bytes").write_text(f"{GB}")
    (group / "memory.usage_in_bytes").write_text(f"{GB - 10**7}")
    (group / "memory.stat").write_text("total_inactive_file 5000000\n")
    assert available_mb(tmp_path) == 15.0


def test_the_limit_on_address_space(tmp_path):
    put(
        tmp_path,
        **MEMINFO,
        proc__self__limits="Limit  Soft Hard Units\nMax address space  2000000000  unlimited  bytes\n",
        proc__self__status="VmSize:\t 1000000 kB\n",
    )
    assert available_mb(tmp_path) == 976.0


def test_this_machine_tells_or_has_none():
    left = available_mb()
    assert left is None or left > 0
