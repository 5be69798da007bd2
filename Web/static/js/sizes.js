// Sizes as sellers know them: ring sizes of four systems, a chain's length, an earring's drop, a bracelet's inside.
import { fill, h } from "./dom.js";
import { number, t } from "./strings.js";

const ranges = { necklace: [300, 900, 5, 450], bracelet: [130, 240, 1, 180], earring: [3, 130, 1, 25] };
const kinds = { necklace: "length", bracelet: "length", earring: "height", ring: "ring" };
const longNames = { necklace: "length", bracelet: "wrist", earring: "height" };

const millimetres = (value, type) => (type === "necklace" ? t("choices.cm", { n: number(value / 10) }) : t("choices.mm", { n: number(value) }));

export function sizeWords(size, photo) {
  if (size?.value !== undefined && size.value !== null && size.kind !== "estimated") {
    return typeof size.value === "number" ? millimetres(size.value, size.kind === "length" && size.value >= 300 ? "necklace" : "") : String(size.label ?? size.value);
  }
  return photo.size?.words ?? null;
}

export function sizeDrawer({ type, size, photo, options, set }) {
  const guess = photo.size;
  const sure = guess?.certainty > .85 ? "sureHigh" : guess?.certainty > .5 ? "sureSome" : "sureLow";
  const head = guess && [h("p", {}, t("choices.sizeGuess", { value: guess.words, sure: t(`choices.${sure}`) })),
    h("div", { class: "certainty", "aria-hidden": "true" }, bar(guess.certainty))];
  const leave = h("button", { type: "button", class: "plain", onclick: () => set({ kind: "estimated", value: null }) }, t("choices.useEstimate"));
  return [head, type === "ring" ? ring(size, options, guess, set) : length(type, size, guess, options, set), leave];
}

function bar(share) {
  const inside = h("i");
  inside.style.width = `${Math.round(100 * share)}%`;
  return inside;
}

function length(type, size, guess, options, set) {
  const [low, high, step, usual] = options.sizeRanges?.[type] ?? ranges[type];
  const start = Number(size?.kind === kinds[type] && size.value) || Math.round((guess?.millimetres ?? usual) / step) * step;
  const out = h("output", {}, millimetres(start, type));
  const slider = h("input", { type: "range", class: "slider", min: low, max: high, step, value: start, "aria-label": t(`choices.${longNames[type]}`), oninput: () => { show(); }, onchange: () => set({ kind: kinds[type], value: Number(slider.value) }) });
  const show = () => { out.textContent = millimetres(Number(slider.value), type); slider.setAttribute("aria-valuetext", out.textContent); };
  const nudge = (by) => { slider.value = Number(slider.value) + by; show(); set({ kind: kinds[type], value: Number(slider.value) }); };
  const usuals = options.usualSizes?.[type];
  show();
  return [h("p", { class: "quiet" }, t(`choices.${longNames[type]}`)),
    h("div", { class: "stepper" }, h("button", { type: "button", "aria-label": `− ${step}`, onclick: () => nudge(-step) }, "−"), out, h("button", { type: "button", "aria-label": `+ ${step}`, onclick: () => nudge(step) }, "+")), slider,
    usuals && h("div", { class: "chips" }, usuals.map((item) => h("button", { type: "button", onclick: () => { slider.value = item.value; show(); set({ kind: kinds[type], value: item.value }); } }, `${item.name} ${millimetres(item.value, type)}`)))];
}

/** ISO 8653: the size is the inner circumference in millimetres. US: 0.8128 mm of diameter a size from 11.63; UK letters: 1.25 mm of circumference from A = 37.8. */
const systems = {
  us: { name: "US", of: (c) => Math.round((c / Math.PI - 11.63) / .8128 * 4) / 4, circumference: (v) => Math.PI * (11.63 + .8128 * v), step: .5, label: (v) => number2(v), say: (v) => `US ${number2(v)}` },
  uk: { name: "UK", of: (c) => Math.round((c - 37.8) / 1.25 * 2) / 2, circumference: (v) => 37.8 + 1.25 * v, step: .5, label: letters, say: (v) => `UK ${letters(v)}` },
  eu: { name: "EU", of: (c) => Math.round(c), circumference: (v) => v, step: 1, label: (v) => String(v), say: (v) => `EU ${v}` },
  mm: { name: "mm", of: (c) => Math.round(c / Math.PI * 10) / 10, circumference: (v) => v * Math.PI, step: .1, label: (v) => v.toFixed(1), say: (v) => `${v.toFixed(1)} mm` },
};
function number2(v) { return String(Math.round(v * 4) / 4); }
function letters(v) { const n = Math.max(0, Math.floor(v)); return `${n < 26 ? String.fromCharCode(65 + n) : `Z+${n - 25}`}${v % 1 ? "½" : ""}`; }

function ring(size, options, guess, set) {
  let system = size?.system && systems[size.system] ? size.system : options.ringSystem ?? "eu";
  let circumference = size?.circumference ?? (guess?.millimetres ? guess.millimetres * Math.PI : 54);
  const box = h("div", {});
  const show = () => {
    const kind = systems[system];
    const value = kind.of(circumference);
    const step = (by) => { circumference = Math.min(76, Math.max(40, kind.circumference(Math.round((value + by * kind.step) * 100) / 100))); tell(); show(); box.querySelector(by < 0 ? "[data-less]" : "[data-more]").focus(); };
    fill(box,
      h("div", { class: "chips", role: "group", "aria-label": t("choices.ringSystem") }, Object.entries(systems).map(([id, item]) => h("button", { type: "button", "data-system": id, "aria-pressed": String(id === system), onclick: () => { system = id; show(); box.querySelector(`[data-system="${id}"]`).focus(); } }, item.name))),
      h("div", { class: "stepper" }, h("button", { type: "button", "data-less": true, "aria-label": `${t("choices.ringSize")} −`, onclick: () => step(-1) }, "−"), h("output", {}, kind.label(value)), h("button", { type: "button", "data-more": true, "aria-label": `${t("choices.ringSize")} +`, onclick: () => step(1) }, "+")),
      h("p", { class: "quiet" }, t("choices.inner", { n: number(circumference / Math.PI) })));
  };
  const tell = () => {
    const kind = systems[system];
    const value = kind.of(circumference);
    set({ kind: "ring", value: kind.say(value), system, circumference });
  };
  show();
  return box;
}
