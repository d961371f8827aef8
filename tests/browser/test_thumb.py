"""The first view follows the thumb of a slider; on release the server's answer takes its place."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from models.equations.outcomes import RETURN
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from models.scenario.link import assemble, flatten, read_query
from models.scenario.request import Request
from pages.views.scenario_view import cards, finding_of

FAN = "Cumulative relative return with bands"
# What a reader sees now: title, cards and the last month of the chart; and how often the thumb was drawn.
LISTEN = """() => {
  window.draws = [];
  document.addEventListener('thumb-drawn', event => window.draws.push(event.detail.place));
  document.addEventListener('thumb-held', () => { window.held = true; }, {once: true});
}"""
SEEN = """() => {
  const text = one => one.dataset.thumb ?? one.textContent;
  const all = selector => [...document.querySelectorAll(selector)].map(text);
  const last = [...document.querySelectorAll('[data-testid=stVegaLiteChart] .mark-line path')]
    .flatMap(node => node.__data__.mark.items.map(item => item.datum))
    .filter(row => row.mean !== undefined && row.mean !== null).at(-1);
  return {
    title: all('.st-key-watched h2')[0],
    values: all('[class*=st-key-card_] [data-testid=stMetricValue]'),
    below: all('[class*=st-key-card_] [data-testid=stCaptionContainer]'),
    mean: last && last.mean.toFixed(1),
  };
}"""
# Everything that is seen in any frame from now until `stop`.
RECORD = f"""() => {{
  window.frames_seen = new Set();
  window.recording = true;
  const look = () => {{
    window.frames_seen.add(JSON.stringify(({SEEN})()));
    if (window.recording) requestAnimationFrame(look);
  }};
  look();
}}"""
FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def touch(app, key):
    """Let the pointer rest on a slider's thumb until the answers along it have come."""
    app.page.evaluate(LISTEN)
    thumb = app.widget(key).get_by_test_id("stSliderThumbValue")
    thumb.scroll_into_view_if_needed()
    track = app.widget(key).get_by_role("group").bounding_box()
    over = thumb.bounding_box()
    x, y = over["x"] + over["width"] / 2, track["y"] + track["height"] / 2
    app.page.mouse.move(x, y)
    app.page.wait_for_function("window.held")
    return x, y


def evaluated(app):
    """What a fresh evaluation says of the address."""
    query = {k: v[0] for k, v in parse_qs(urlsplit(app.address()).query).items()}
    request = assemble(flatten(Request()) | read_query(query)[0])
    outcome = evaluate(request, shipped_world())
    path = outcome.path(RETURN)
    said = cards(outcome)
    mean = path.difference[path.stated(outcome.horizon_months)]
    return {
        "title": finding_of(outcome, effect=True),
        "values": [card[1] for card in said],
        "below": [card[2] for card in said],
        "mean": f"{mean:.1f}",
    }


def wait_for_answer(app, parameter):
    """Wait until the page says what a fresh evaluation of its address says."""
    app.page.wait_for_function(f"location.search.includes('{parameter}')")
    app.page.wait_for_function(
        f"""expected => {{
          const seen = JSON.stringify(({SEEN})()).replaceAll('\\u00a0', ' ');
          return JSON.stringify(expected) === seen && !document.querySelector('[data-thumb]');
        }}""",
        arg=evaluated(app),
    )


@pytest.fixture
def opened(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=1.5")
    app.wait_for_rows(FAN, "rows.some(row => row.mean)")
    return app


@pytest.mark.parametrize("key", ["labour_peak_rise_pp", "labour_months_to_peak"])
def test_every_move_is_drawn_and_nothing_is_sent_until_the_release(opened, key):
    x, y = touch(opened, key)
    opened.page.mouse.down()
    opened.page.evaluate(FRAME)
    sent, moves, values = len(opened.sent), 0, [opened.slider(key).input_value()]
    for pixels in range(-1, -60, -6):
        opened.page.mouse.move(x + pixels, y)
        opened.page.evaluate(FRAME)
        value = opened.slider(key).input_value()
        moves += value != values[-1]
        values.append(value)
    assert moves >= 5
    assert opened.page.evaluate("window.draws.length") == moves
    assert len(opened.sent) == sent
    while_down = opened.page.evaluate(SEEN)
    opened.page.evaluate(RECORD)
    opened.page.mouse.up()
    wait_for_answer(opened, f"{key}={float(values[-1]):g}")
    frames = opened.page.evaluate("window.recording = false, [...window.frames_seen]")
    assert len(frames) == 1  # the server's answer takes its place without a flicker
    assert opened.slider(key).input_value() == values[-1]
    assert opened.page.evaluate(SEEN) == while_down


def test_arrow_keys_are_drawn_at_once_and_then_answered(opened):
    key = "labour_peak_rise_pp"
    opened.page.evaluate(LISTEN)
    opened.slider(key).focus()
    opened.page.wait_for_function("window.held")
    for _ in range(3):
        opened.page.keyboard.press("ArrowRight")
        opened.page.evaluate(FRAME)
    assert opened.page.evaluate("window.draws.length") == 3
    wait_for_answer(opened, f"{key}=1.8")
    # What another control changes ends what is held: the next move is the server's alone.
    opened.slider("labour_months_to_peak").press("ArrowRight")
    wait_for_answer(opened, "labour_months_to_peak")


@pytest.mark.parametrize(
    "broken",
    [
        "Object.defineProperty(Element.prototype, 'thumb', {get() { throw Error('broken'); }});",
        None,
    ],
    ids=["script error", "script blocked"],
)
def test_without_its_script_sliders_work_as_ever(server, open_page, broken):
    app = open_page(server, "/method")
    if broken:
        app.page.add_init_script(broken)
    else:
        app.page.route("**/BidiComponent*.js", lambda route: route.abort())
    app.open("/scenario?labour_peak_rise_pp=1.5")
    app.wait_for_rows(FAN, "rows.some(row => row.mean)")
    app.slider("labour_peak_rise_pp").press("ArrowRight")
    wait_for_answer(app, "labour_peak_rise_pp=1.6")
    expect(app.errors().filter(visible=True)).to_have_count(0)
    assert app.problems  # the browser says what it could not load or run
    app.problems.clear()
