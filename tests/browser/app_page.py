"""A page object whose helpers wait on state, never on time."""

from typing import Any

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Request,
    Response,
    WebSocket,
)

WAIT_MS = 120_000  # for one change on screen, on a busy machine too
# A deep link makes Streamlit probe these below the page's own address first.
BENIGN_404 = ("/_stcore/health", "/_stcore/host-config")
# Vega says this of a chart whose data arrive a moment after its spec, and of a time axis into which
# no recession falls; a chart that stays empty is caught by the rows it lacks.
EMPTY_FOR_NOW = "Infinite extent for field"
# Streamlit says this when a key falls together with the question for what a slider's steps would show;
# the server then has the whole page drawn, so that neither is lost.
TWO_PARTS_AT_ONCE = "Multiple different fragmentIds detected"
BENIGN_WORDS = ("Failed to load resource", EMPTY_FOR_NOW, TWO_PARTS_AT_ONCE)

IDLE = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.dataset.testConnectionState === 'CONNECTED'
    && app.dataset.testScriptState === 'notRunning'
    && document.querySelector('[data-testid=stMain] [data-testid=stElementContainer]')
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]');
}"""
# The rows behind the marks of one kind, from the scene that Vega keeps on its SVG nodes.
ROWS = """([label, mark]) => {
  const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
  const chart = charts.find(one => one.getAttribute('aria-label') === label);
  const nodes = chart ? [...chart.querySelectorAll(`svg .mark-${mark}.role-mark *`)] : [];
  const scenes = new Set(nodes.map(n => n.__data__ && n.__data__.mark).filter(Boolean));
  return [...scenes].flatMap(scene => scene.items.map(item => item.datum));
}"""


class AppPage:
    """One tab on the app, and what it complained about."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.problems: list[str] = []
        self.external: list[str] = []
        self.sent: list[str | bytes] = []  # to the server, over the websocket
        self.page = context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        self.page.on("response", self._judge)
        self.page.on("request", self._see)
        self.page.on("websocket", self._listen)

    def _hear(self, message: ConsoleMessage) -> None:
        # A failed resource is judged by its address, in _judge.
        benign = any(words in message.text for words in BENIGN_WORDS)
        if message.type in {"error", "warning"} and not benign:
            self.problems.append(f"console {message.type}: {message.text}")

    def _judge(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith(BENIGN_404):
            self.problems.append(f"{response.status} {response.url}")

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda message: self.sent.append(message))

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.external.append(request.url)

    def open(self, path: str) -> None:
        """Go to an address of the app; return as soon as it begins to answer."""
        self.page.goto(self.url + path, wait_until="commit")

    def wait_idle(self) -> "AppPage":
        """Wait until the script has run and nothing on screen is stale."""
        self.page.wait_for_function(IDLE)
        return self

    def told(self) -> str:
        """Return what a person would see, for the report of a failed test."""
        state = self.page.evaluate(
            "JSON.stringify(document.querySelector('[data-testid=stApp]')?.dataset ?? {})"
        )
        text = self.page.inner_text("body", timeout=1000)
        return "\n".join([self.address(), state, text])

    def address(self) -> str:
        """Return path and query as the browser shows them now."""
        return self.page.evaluate("location.pathname + location.search")

    def history_length(self) -> int:
        """Return the number of entries behind the Back button, this one included."""
        return self.page.evaluate("history.length")

    def menu(self) -> Locator:
        """Return the entries of the menu at the top."""
        return self.page.get_by_test_id("stTopNavLink")

    def errors(self) -> Locator:
        """Return every error box and exception on the page."""
        return self.page.locator("[data-testid=stException], [data-testid=stAlertContentError]")

    def widget(self, key: str) -> Locator:
        """Return the container of the widget with this ``key=``."""
        return self.page.locator(f".st-key-{key}")

    def slider(self, key: str) -> Locator:
        """Return the handle of a slider: a native range input."""
        return self.widget(key).get_by_role("slider")

    def charts(self) -> Locator:
        """Return all charts."""
        return self.page.get_by_test_id("stVegaLiteChart")

    def chart(self, alt: str) -> Locator:
        """Return the chart that was drawn with this ``alt``: its aria-label."""
        return self.page.locator(f"[data-testid=stVegaLiteChart][aria-label='{alt}']")

    def rows(self, alt: str, mark: str = "line") -> list[dict[str, Any]]:
        """Return the rows behind a chart's marks of one kind."""
        return self.page.evaluate(ROWS, [alt, mark])

    def wait_for_rows(
        self, alt: str, condition: str = "true", *, mark: str = "line", given: Any = None
    ) -> list[dict[str, Any]]:
        """Wait until the chart has rows and a JavaScript condition on ``rows`` and ``given`` holds.

        Returns the rows.
        """
        self.page.wait_for_function(
            f"""([asked, given]) => {{
              const rows = ({ROWS})(asked);
              return rows.length && ({condition});
            }}""",
            arg=[[alt, mark], given],
        )
        return self.rows(alt, mark)
