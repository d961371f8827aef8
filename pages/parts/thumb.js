// While the thumb of a slider moves: draws the server's answer for the step under it into the chart, its
// title and the cards. Nothing here computes: every number and word comes from the server.
// Mounted twice: as the keeper of a strip of answers, and as the bearer of what the last run has drawn.

const HELD = "thumb-held", DRAWN = "thumb-drawn", ANSWERED = "thumb-answered";
const NEAR_MS = 60; // a pointer that only passes asks for nothing, nor does a key that is followed by another
const HIDDEN = -32768;
// Not together with what a slider is about to send: a message carries the moves of one part of the page.
// A browser with much to do may call none of its pages idle: then after a moment all the same.
const LATEST_MS = 250;
const whenIdle = (act) =>
  window.requestIdleCallback ? requestIdleCallback(act, { timeout: LATEST_MS }) : setTimeout(act, 0);
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

export default function ({ data, parentElement, setTriggerValue }) {
  if (data.answered) {
    tell(ANSWERED, data.answered);
    return undefined;
  }
  parentElement.thumb ??= followThumb(data);
  parentElement.thumb.take(data.strip, (key) => setTriggerValue("ask", key));
  return () => {
    parentElement.thumb?.end();
    delete parentElement.thumb;
  };
}

function followThumb({ chart, signal, levers }) {
  const known = new Set(levers);
  let strip = null; // of one slider
  let asked = null;
  let valueThen = null; // of the slider, when it was asked about
  let ask = () => {};
  let answered = {}; // by the last run: key, context, now
  let step = null; // that is drawn, none while the server's answer stands
  let next = null;
  let near = 0;

  // The slider that an event happened in: its key and its input.
  const sliderOf = (target) => {
    const box = target instanceof Element ? target.closest("[data-testid=stElementContainer]") : null;
    const key = box && [...box.classList].map((c) => c.replace(/^st-key-/, "")).find((k) => known.has(k));
    const input = key && box.querySelector("input[type=range]:not(:disabled)");
    return input ? { key, input } : null;
  };

  const take = (given, asking) => {
    ask = asking;
    strip = given && { ...given, cells: cellsOf(given) };
    asked = strip ? strip.key : null;
    clear();
    const input = strip && document.querySelector(`.st-key-${strip.key} input[type=range]`);
    if (input && input.value !== valueThen) follow(strip.key, input); // it has moved meanwhile
    if (strip) tell(HELD, strip.key);
  };

  const want = ({ key, input }) => {
    if (strip?.key === key || asked === key) return;
    asked = key;
    valueThen = input.value;
    whenIdle(() => ask(key));
  };

  const follow = (key, input) => {
    if (strip?.key !== key) return;
    const place = Math.round((parseFloat(input.value) - strip.first) / strip.step);
    if (!(place >= 0 && place < strip.shape[0])) return;
    if (next === null) requestAnimationFrame(drawNext);
    next = place;
  };

  const drawNext = () => {
    const place = next;
    next = null;
    if (strip === null || place === null) return;
    if (place === (step ?? placeOf(answered))) return; // stands there already
    step = place;
    if (!strip.refused[place]) show(columnsAt(strip, place));
    for (const [where, texts] of Object.entries(strip.words)) {
      const text = texts[place];
      if (text === null) continue;
      document.querySelector(where)?.setAttribute("data-thumb", text);
    }
    tell(DRAWN, { key: strip.key, place });
  };

  const placeOf = ({ key, now }) =>
    strip && key === strip.key ? Math.round((now - strip.first) / strip.step) : null;

  const show = (columns) => {
    const element = document.querySelector(chart);
    if (!element) return;
    element.value = columns;
    element.dispatchEvent(new Event(signal));
  };

  const clear = () => {
    if (step === null) return;
    step = null;
    show(null);
    for (const element of document.querySelectorAll("[data-thumb]")) element.removeAttribute("data-thumb");
  };

  const onAnswered = ({ detail }) => {
    answered = detail;
    if (strip && detail.context !== strip.context) {
      strip = null;
      asked = null;
      next = null;
      clear();
    } else if (step !== null && step === placeOf(detail)) {
      // after what has been drawn by the same run
      requestAnimationFrame(() => requestAnimationFrame(() => step === placeOf(answered) && clear()));
    }
  };

  const onTouched = (event) => {
    const found = event.pointerType === "mouse" ? null : sliderOf(event.target); // a mouse hovers first
    if (found) want(found);
  };
  const onNear = ({ target }) => {
    const found = sliderOf(target);
    clearTimeout(near);
    if (found) near = setTimeout(() => want(found), NEAR_MS);
  };
  const onMoved = (changes) => {
    for (const { target } of changes) {
      const found = sliderOf(target);
      if (found) follow(found.key, found.input);
    }
  };

  const moved = new MutationObserver(onMoved);
  moved.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-valuetext"] });
  document.addEventListener("focusin", onNear);
  document.addEventListener("keydown", onNear, true);
  document.addEventListener("pointerdown", onTouched, true);
  document.addEventListener("pointerover", onNear);
  document.addEventListener(ANSWERED, onAnswered);
  // A slider that was reached before this had been loaded.
  const there = [...document.querySelectorAll(":hover"), document.activeElement];
  const slider = there.find(sliderOf);
  if (slider) onNear({ target: slider });

  const end = () => {
    clearTimeout(near);
    moved.disconnect();
    document.removeEventListener("focusin", onNear);
    document.removeEventListener("keydown", onNear, true);
    document.removeEventListener("pointerdown", onTouched, true);
    document.removeEventListener("pointerover", onNear);
    document.removeEventListener(ANSWERED, onAnswered);
    strip = null;
    clear();
  };

  return { take, end };
}

function cellsOf({ cells }) {
  const bytes = Uint8Array.from(atob(cells), (c) => c.charCodeAt(0));
  return new Int16Array(bytes.buffer);
}

// The columns of the chart at one step, an array of numbers each, null where a figure is withheld.
function columnsAt({ cells, shape: [, columns, rows], unit }, place) {
  const value = (at) => (cells[at] === HIDDEN ? null : cells[at] * unit);
  return Array.from({ length: columns }, (_, column) =>
    Array.from({ length: rows }, (_, row) => value((place * columns + column) * rows + row)));
}
