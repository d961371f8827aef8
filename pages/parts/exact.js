// A field in which the number of a slider is typed. It holds no value of its own: what is typed is given to
// the slider as a person would, and what the slider says is shown.

export default function ({ data, parentElement }) {
  parentElement.exact ??= fieldOf(data, parentElement);
  return () => {
    parentElement.exact?.end();
    delete parentElement.exact;
  };
}

function fieldOf({ slider, label }, parent) {
  const field = document.createElement("input");
  field.className = "exact";
  field.type = "number";
  field.setAttribute("aria-label", label);
  parent.append(field);

  let typing = false; // what is being typed stays, whatever the slider says meanwhile
  const thumb = () => document.querySelector(`.st-key-${slider} input[type=range]`);
  const show = () => {
    const of = thumb();
    if (!of) return;
    for (const name of ["min", "max", "step", "disabled"]) field[name] = of[name];
    if (!typing) field.value = of.getAttribute("aria-valuetext"); // with the decimals of its step
  };
  const typed = () => {
    typing = false;
    const of = thumb();
    const to = of && !Number.isNaN(field.valueAsNumber) ? onStep(of, field.value) : null;
    if (to !== null) sayBounds(field, to);
    if (to === null || to === of.valueAsNumber) show();
    else moveTo(of, to);
  };
  field.addEventListener("beforeinput", asWritten);
  field.addEventListener("input", () => {
    typing = true;
    field.setCustomValidity("");
  });
  field.addEventListener("change", typed);
  field.addEventListener("blur", () => {
    typing = false; // typed and taken back: no change is told
    show();
  });

  const moved = new MutationObserver((changes) => {
    if (changes.some(({ target }) => target === thumb())) show();
  });
  const attributeFilter = ["aria-valuetext", "disabled", "min", "max"];
  moved.observe(document.body, { subtree: true, attributes: true, attributeFilter });
  show();

  const end = () => {
    moved.disconnect();
    field.remove();
  };
  return { end };
}

// A browser drops what it does not know from a number: 2,5 becomes 25, and a minus as it is printed, a plus.
// Decimal commas and such a minus are put in as it writes them; what else is no number is not let in at all.
function asWritten(event) {
  if (!event.data) return;
  const meant = event.data.trim().replace(",", ".").replace("\u2212", "-");
  const number = /^[-+]?\d*\.?\d*$/.test(meant);
  if (number && meant === event.data) return;
  event.preventDefault();
  if (number) document.execCommand("insertText", false, meant);
}

// A number past the slider's ends is not taken without a word: the browser says it at the field.
function sayBounds(field, taken) {
  const { rangeUnderflow, rangeOverflow } = field.validity;
  if (!rangeUnderflow && !rangeOverflow) return;
  const words = `Allowed is ${field.min} to ${field.max}; using ${taken}.`;
  field.setCustomValidity(words.replaceAll("-", "\u2212"));
  field.reportValidity();
}

// The value that a slider takes for a number: within its bounds, on its nearest step.
function onStep(of, number) {
  const like = of.cloneNode();
  like.value = number;
  return like.valueAsNumber;
}

// The thumb is put next to the value, and an arrow key makes the last step: a key is what is answered at once.
function moveTo(of, value) {
  const up = value > Number(of.min);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set; // React hides it
  set.call(of, value - (up ? 1 : -1) * Number(of.step));
  of.dispatchEvent(new Event("input", { bubbles: true }));
  of.dispatchEvent(new KeyboardEvent("keydown", { key: up ? "ArrowRight" : "ArrowLeft", bubbles: true }));
}
