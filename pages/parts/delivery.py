"""What a run of the whole page has drawn reaches the browser, whatever is touched meanwhile.

When a part of a page is about to be rerun alone, Streamlit (1.67) throws away what is still on its way
of that part, yet tells the browser that the run before it was complete. After a run of the whole page
the browser then takes the part away, with what its sliders were set to, and what stood below it moves
up into its place, where the rerun overwrites it. It happens where the two follow each other faster than
messages leave: on a busy machine, whenever a key is held.
"""

from functools import cache

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


@cache
def deliver_whole_runs() -> None:
    """Let a rerun of a part follow what is on its way, in place of nothing; once a process."""
    _keep(ForwardMsgQueue)


def _keep(queue: type[ForwardMsgQueue]) -> None:
    clear = queue.clear

    def clear_for_whole_runs(
        self: ForwardMsgQueue,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        if fragment_ids_this_run is None:
            clear(self, retain_lifecycle_msgs)
        else:
            self._delta_index_map = {}  # what comes stands behind the end of the run before it

    queue.clear = clear_for_whole_runs  # type: ignore[method-assign]
