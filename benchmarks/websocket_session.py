"""One Streamlit session over its websocket, without a browser."""

import asyncio
import time
from typing import Any, Self

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

TIMEOUT_SECONDS = 600


class Session:
    """What a browser tab is to the server: ``async with Session(url, page, query) as session``."""

    def __init__(
        self, url: str, page: str = "", query: str = "", headers: dict[str, str] | None = None
    ) -> None:
        self._stream = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self._page, self._query, self._page_hash = page, query, ""
        self.sliders: dict[str, Any] = {}  # by key
        self._ids: dict[str, str] = {}  # of widgets that take text or a press, by key
        self._states: dict[str, Any] = {}  # widget id: what was set
        self.said = ""  # all text of the last run
        self._parts: dict[str, str] = {}  # by key: the part of the page that a move reruns alone
        self._headers = headers or {}
        self.problems: list[str] = []
        self.messages, self.received_kb = 0, 0.0  # of the last run
        # The page that the last run showed, by its address; "" in an app of one page.
        self.page = ""

    async def __aenter__(self) -> Self:
        self._socket = await websockets.connect(
            self._stream,
            subprotocols=["streamlit"],
            additional_headers=self._headers,
            max_size=None,
            max_queue=None,
            compression=None,
            ping_interval=None,  # a busy server is slow, not gone
        )
        await self._rerun()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def move(self, key: str, value: float) -> float:
        """Set a slider and wait until the script has finished; return the seconds it took."""
        self._states[self.sliders[key].id] = value
        return await self._rerun(self._parts[key])

    async def write(self, key: str, text: str) -> float:
        """Put text into a field; return the seconds that the run took."""
        self._states[self._ids[key]] = text
        return await self._rerun()

    async def press(self, key: str) -> float:
        """Press a button; return the seconds that the run took."""
        self._states[self._ids[key]] = True
        try:
            return await self._rerun()
        finally:
            del self._states[self._ids[key]]

    async def open(self, page: str) -> float:
        """Go to another page by the menu, the levers as they are; return the seconds."""
        self._page_hash = self._pages[page]
        return await self._rerun()

    async def look(self) -> str:
        """Run the page again; return all that it says."""
        await self._rerun()
        return self.said

    async def _rerun(self, part: str = "") -> float:
        self.said, self.messages, self.received_kb = "", 0, 0.0
        if not part:  # the whole page: what it does not draw is not there to be moved
            self.sliders, self._parts = {}, {}
        message = self._message(part)
        begun = time.perf_counter()
        await self._socket.send(message)
        ended = False
        while not ended:
            received = await asyncio.wait_for(self._socket.recv(), TIMEOUT_SECONDS)
            self.messages += 1
            self.received_kb += len(received) / 1000
            ended = self._ends_the_run(received)
        return time.perf_counter() - begun

    def _message(self, part: str) -> bytes:
        message = BackMsg()
        run = message.rerun_script
        run.fragment_id = part
        run.query_string = self._query
        run.page_script_hash = self._page_hash
        run.page_name = "" if self._page_hash else self._page
        run.context_info.timezone, run.context_info.locale = "UTC", "en"
        for widget_id, value in self._states.items():
            state = run.widget_states.widgets.add(id=widget_id)
            if isinstance(value, str):
                state.string_value = value
            elif value is True:
                state.trigger_value = True
            else:
                state.double_array_value.data[:] = [value]
        return message.SerializeToString()

    def _ends_the_run(self, received: bytes) -> bool:
        message = ForwardMsg.FromString(received)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page_hash = message.new_session.page_script_hash
        elif kind == "navigation":
            # A server that has served before takes every address for the first page until the script
            # has said which page is open: a browser sends that one's hash back, and so does this.
            self._page_hash = message.navigation.page_script_hash
            self._pages = {
                page.url_pathname: page.page_script_hash for page in message.navigation.app_pages
            }
            self.page = next(
                name for name, number in self._pages.items() if number == self._page_hash
            )
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._see(message.delta.new_element, message.delta.fragment_id)
        elif kind == "script_finished":
            # Early: the page asks for its frame, or the server moves on to a newer request.
            return message.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
            )
        return False

    def _see(self, element: Any, part: str) -> None:
        kind = element.WhichOneof("type")
        if kind == "slider":
            key = element.slider.id.rsplit("-", 1)[-1]
            self.sliders[key], self._parts[key] = element.slider, part
        elif kind in ("text_input", "text_area", "button"):
            widget_id = getattr(element, kind).id
            self._ids[widget_id.rsplit("-", 1)[-1]] = widget_id
        elif kind in ("markdown", "alert", "heading"):
            self.said += getattr(element, kind).body + "\n"
        if kind == "exception":
            self.problems.append(element.exception.message)
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            self.problems.append(element.alert.body)
