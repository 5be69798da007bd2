// The Model Maker: the order in which a make-up artist looks at a person; the mirror answers within two seconds.
import { get, patch, post, remove } from "./api.js";
import { $, calmly, fill, h, say } from "./dom.js";
import { ready } from "./page.js";
import { number, t } from "./strings.js";

const main = $("#main");
const id = main.dataset.model ?? null;
const form = $("#traits");
const image = $("#preview");
const wait = $("#preview-wait");
const actions = $("#model-actions");

const [options, found] = await Promise.all([get("/options"), id ? get(`/models/${id}`) : null]);
const groups = options.traits ?? [];
const own = !found || found.own;
let traits = { ...Object.fromEntries(groups.flatMap((group) => group.items).map((item) => [item.id, item.usual])), ...found?.traits };
let view = options.previewViews?.[0]?.id ?? "face";
let turn = 0;
let shownURL = null;
// Of moles and strands: somebody new keeps in her pictures what the mirror shows.
const seed = crypto.getRandomValues(new Uint32Array(1))[0];

// The mirror is silent where the studio offers no views.
const preview = !options.previewViews?.length ? () => {} : calmly(120, async () => {
  const mine = ++turn;
  wait.textContent = t("maker.drawing");
  try {
    const picture = await post("/models/preview", { traits, view, ...(id ? { model: id } : { seed }) });
    if (mine !== turn) return;
    const url = URL.createObjectURL(picture);
    image.src = url;
    if (shownURL) URL.revokeObjectURL(shownURL);
    shownURL = url;
    wait.textContent = "";
  } catch (error) { if (mine === turn) wait.textContent = error.words ?? t("maker.failed"); }
});
function changed(name, value) { traits = { ...traits, [name]: value }; preview(); }

function range(item) {
  const out = h("output", {});
  const input = h("input", { class: "slider", type: "range", min: item.min, max: item.max, step: item.step, value: traits[item.id], disabled: !own, "aria-label": item.name, oninput: () => { words(); changed(item.id, Number(input.value)); } });
  const words = () => {
    const share = (input.value - item.min) / (item.max - item.min);
    const named = item.words?.[Math.min(item.words.length - 1, Math.floor(share * item.words.length))];
    out.textContent = named ?? number(Number(input.value));
    input.setAttribute("aria-valuetext", out.textContent);
  };
  words();
  return h("label", { class: `field${item.swatch ? " swatch" : ""}`, "data-swatch": item.swatch }, h("span", {}, item.name, out), input, item.ends && h("span", { class: "ends" }, item.ends.map((end) => h("span", {}, end))));
}
function choice(item) {
  return h("fieldset", { class: "trait-choice" }, h("legend", {}, item.name), h("div", {}, item.options.map((option) => h("label", { class: "tick" },
    h("input", { type: "radio", name: item.id, value: option.id, checked: traits[item.id] === option.id, disabled: !own, onchange: () => changed(item.id, option.id) }), h("span", {}, option.name)))));
}
/** Shares of a mixture always add up to one: what one gains, the others give. */
function mixture(item) {
  const value = { ...traits[item.id] };
  const sliders = item.parts.map((part) => {
    const out = h("output", {});
    const input = h("input", { class: "slider", type: "range", min: 0, max: 1, step: .05, value: value[part.id], disabled: !own, "aria-label": part.name, oninput: () => {
      const mine = Number(input.value);
      const rest = item.parts.filter((other) => other.id !== part.id);
      const sum = rest.reduce((total, other) => total + value[other.id], 0);
      for (const other of rest) value[other.id] = sum > 0 ? value[other.id] * (1 - mine) / sum : (1 - mine) / rest.length;
      value[part.id] = mine;
      sliders.forEach((slider) => slider.show());
      changed(item.id, { ...value });
    } });
    return { element: h("label", { class: "field" }, h("span", {}, part.name, out), input), show() { input.value = value[part.id]; out.textContent = `${number(Math.round(100 * value[part.id]))} %`; input.setAttribute("aria-valuetext", out.textContent); } };
  });
  sliders.forEach((slider) => slider.show());
  return h("fieldset", { class: "mixture" }, h("legend", {}, item.name), sliders.map((slider) => slider.element));
}
const makers = { range, choice, mixture };

function draw() {
  fill(form, groups.map((group, index) => {
    const details = h("details", { open: index < 2 }, h("summary", {}, h("span", {}, group.name), group.words && h("small", {}, group.words)), h("div", { class: "trait-group" }, group.items.map((item) => makers[item.kind ?? "range"](item))));
    return details;
  }));
}
form.addEventListener("submit", (event) => event.preventDefault());

fill($("#views"), (options.previewViews ?? []).map((item) => h("button", { type: "button", "aria-pressed": String(item.id === view), onclick: (event) => {
  view = item.id;
  [...$("#views").children].forEach((button) => button.setAttribute("aria-pressed", String(button === event.currentTarget)));
  preview();
} }, item.name)));

const name = h("input", { type: "text", id: "model-name", value: found?.name ?? "", placeholder: t("maker.newName"), "aria-label": t("maker.name"), maxlength: 40 });
async function save() {
  const body = { name: name.value.trim() || t("maker.newName"), traits };
  try {
    if (id) { await patch(`/models/${id}`, body); say(t("maker.saved", { name: body.name })); }
    else { const answer = await post("/models", { ...body, seed }); location.assign(`/models/${(answer.model ?? answer).id}`); }
  } catch (error) { say(error.words); }
}
async function duplicate() {
  try { const answer = await post("/models", { name: `${found.name} 2`, traits, from: id }); location.assign(`/models/${(answer.model ?? answer).id}`); } catch (error) { say(error.words); }
}
async function retire() {
  try {
    if (found.retired) await patch(`/models/${id}`, { retired: false }); else await remove(`/models/${id}`);
    location.assign("/models");
  } catch (error) { say(error.words); }
}
/** A face that nobody has chosen: every trait within the middle of its range. */
function surprise() {
  for (const item of groups.flatMap((group) => group.items)) {
    if (item.kind === "choice") traits[item.id] = item.options[Math.floor(Math.random() * item.options.length)].id;
    else if (item.kind === "mixture") {
      const draws = item.parts.map(() => -Math.log(1 - Math.random()));
      const sum = draws.reduce((a, b) => a + b, 0);
      traits[item.id] = Object.fromEntries(item.parts.map((part, index) => [part.id, draws[index] / sum]));
    } else { const raw = item.min + (item.max - item.min) * (.15 + .7 * Math.random()); traits[item.id] = Math.round(raw / item.step) * item.step; }
  }
  draw();
  preview();
}
// The name is written where it stands.
if (own) {
  const heading = $("#model-name");
  heading.classList.add("unseen");
  heading.removeAttribute("id");
  heading.after(h("label", { class: "name-field" }, h("span", { class: "unseen" }, t("maker.name")), name));
}
fill(actions,
  !own && h("p", { class: "hint" }, t("maker.castOnly")),
  h("div", { class: "pair-of-buttons" }, own && h("button", { type: "button", class: "primary", onclick: save }, t("maker.save")), found && h("button", { type: "button", class: own ? "secondary" : "primary", onclick: duplicate }, t("maker.duplicate")),
    own && h("button", { type: "button", class: "plain", onclick: surprise }, t("maker.surprise")), found?.own && h("button", { type: "button", class: "plain", onclick: retire }, t(found.retired ? "maker.unretire" : "maker.retire"))));
draw();
if (!image.getAttribute("src") || !found) preview();
ready();
