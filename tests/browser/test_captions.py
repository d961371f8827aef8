"""Small print is small: no caption takes more than two lines at the width of a laptop."""

from pathlib import Path

from pages.parts.frame import SCREENS
from tests.browser.test_accessibility import open_groups

MOST_LINES = 2
LAPTOP = {"width": 1280, "height": 720}
# Every caption that is on screen now, with the lines that its paragraphs take.
LINES = """() => [...document.querySelectorAll('[data-testid=stCaptionContainer]')]
  .filter(caption => caption.offsetHeight)
  .map(caption => {
    const lines = [...caption.querySelectorAll('p')].map(
      words => words.getBoundingClientRect().height / parseFloat(getComputedStyle(words).lineHeight)
    );
    return [caption.innerText, Math.round(lines.reduce((a, b) => a + b, 0))];
  })"""


def captions(app) -> dict[str, int]:
    """Return the lines of each caption of a page, those in groups and behind tabs too."""
    open_groups(app)
    seen = dict(app.page.evaluate(LINES))
    for tab in app.page.get_by_role("tab").all():
        tab.click()
        app.wait_idle()
        seen |= dict(app.page.evaluate(LINES))
    return seen


def test_a_caption_takes_two_lines_at_most(server, open_page):
    app = open_page(server)
    app.page.set_viewport_size(LAPTOP)
    seen: dict[tuple[str, str], int] = {}
    for screen in SCREENS:
        app.open(f"/{Path(screen.file).stem}")
        app.wait_idle()
        seen |= {(screen.title, text): lines for text, lines in captions(app).items()}
    assert len({title for title, _ in seen}) >= len(SCREENS) - 1  # Method has none
    assert min(seen.values()) == 1
    assert {text: lines for text, lines in seen.items() if lines > MOST_LINES} == {}
