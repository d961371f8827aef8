"""What a run of the whole page has drawn reaches the browser, though a part is rerun right after it."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from pages.parts.delivery import _keep

PART = "a part of the page"


def drawn(path: int, text: str, part: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path[:] = [0, path]
    message.delta.new_element.markdown.body = text
    if part:
        message.delta.fragment_id = part
    return message


def finished() -> ForwardMsg:
    return ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)


@pytest.fixture
def queue():
    class Queue(ForwardMsgQueue):
        pass

    _keep(Queue)
    sent = Queue()
    for message in (drawn(0, "title"), drawn(1, "chart", PART), finished()):
        sent.enqueue(message)
    return sent


def told(queue: ForwardMsgQueue) -> list[str]:
    """What the browser is told, in order."""
    return [
        message.delta.new_element.markdown.body if message.HasField("delta") else "finished"
        for message in queue.flush()
    ]


def test_a_rerun_of_a_part_follows_what_is_on_its_way(queue):
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=[PART])
    queue.enqueue(drawn(1, "chart anew", PART))
    assert told(queue) == ["title", "chart", "finished", "chart anew"]


def test_a_rerun_of_the_whole_page_takes_its_place(queue):
    queue.clear(retain_lifecycle_msgs=True)
    queue.enqueue(drawn(0, "title anew"))
    assert told(queue) == ["finished", "title anew"]
