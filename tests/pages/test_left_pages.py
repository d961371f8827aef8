"""A message of a part whose page has been left asks for nothing; all others are kept."""

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)

from pages.parts.left_pages import _ask_for_one_page, _run_what_is_there


class Storage:
    def contains(self, part):
        return part == "there"


@pytest.fixture
def runner():
    class Runner:
        _fragment_storage = Storage()

        def __init__(self):
            self.ran = []

        def _run_script(self, rerun_data):
            self.ran.append(rerun_data)

    _run_what_is_there(Runner)
    return Runner()


@pytest.mark.parametrize(
    ("parts", "runs"), [([], True), (["there"], True), (["gone", "there"], True), (["gone"], False)]
)
def test_only_parts_that_are_there_are_run(runner, parts, runs):
    asked = RerunData(fragment_id_queue=parts)
    runner._run_script(asked)
    assert runner.ran == [asked] * runs


@pytest.fixture
def requests():
    class Requests(ScriptRequests):
        pass

    _ask_for_one_page(Requests)
    return Requests()


@pytest.mark.parametrize(
    ("second", "page"),
    [
        (RerunData(page_script_hash="left", fragment_id="lever"), "read"),
        (RerunData(page_script_hash="read", fragment_id="lever"), "read"),
        (RerunData(page_script_hash="next"), "next"),
    ],
)
def test_what_waits_keeps_its_page(requests, second, page):
    assert requests.request_rerun(RerunData(page_script_hash="read"))
    assert requests.request_rerun(second)
    run = requests.on_scriptrunner_ready()
    assert run.type == ScriptRequestType.RERUN
    assert run.rerun_data.page_script_hash == page
    assert not run.rerun_data.fragment_id_queue
    assert requests.on_scriptrunner_ready().type == ScriptRequestType.STOP
