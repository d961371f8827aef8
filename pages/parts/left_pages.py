"""A lever's message that comes after its page has been left changes nothing of the page that is read.

Streamlit (1.67) looks whether the part that a message asks for is still there as it arrives. Where a
key and Back or the menu follow each other closely, it arrives while the new page is being run, when the
old parts still stand: the part's run then comes after the new page's, tells the browser that the old
page begins, and has nothing to draw. The page stays blank. Where the new page has not begun, the two
become one run of the old page at the new one's address.
"""

from functools import cache

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)


@cache
def drop_messages_of_left_pages() -> None:
    """Let messages of a page that has been left ask for nothing; once a process."""
    _run_what_is_there(ScriptRunner)
    _ask_for_one_page(ScriptRequests)


def _run_what_is_there(runner: type[ScriptRunner]) -> None:
    run = runner._run_script

    def run_parts_that_are_there(self: ScriptRunner, rerun_data: RerunData) -> None:
        parts = rerun_data.fragment_id_queue
        if not parts or any(map(self._fragment_storage.contains, parts)):
            run(self, rerun_data)

    runner._run_script = run_parts_that_are_there  # type: ignore[method-assign]


def _ask_for_one_page(requests: type[ScriptRequests]) -> None:
    ask = requests._request_rerun_locked

    def ask_unless_left(self: ScriptRequests, new_data: RerunData) -> bool:
        waiting = self._rerun_data
        if (
            self._state == ScriptRequestType.RERUN
            and not waiting.fragment_id_queue
            and (new_data.fragment_id or new_data.fragment_id_queue)
            and new_data.page_script_hash != waiting.page_script_hash
        ):
            return True
        return ask(self, new_data)

    requests._request_rerun_locked = ask_unless_left  # type: ignore[method-assign]
