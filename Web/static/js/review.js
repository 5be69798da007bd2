// Review: the loupe, where it touches, what was measured, small moves, and what to do when something looks wrong.
import { get, patch, post, remove } from "./api.js";
import { $, $$, calmly, fill, h, say, swapImage } from "./dom.js";
import { makeDrawer } from "./drawer.js";
import { exportDrawer } from "./exporting.js";
import { follow } from "./generate.js";
import { ready } from "./page.js";
import { number, t } from "./strings.js";
import { viewport } from "./viewport.js";

const main = $("#main");
const id = main.dataset.picture;
const drawer = makeDrawer($("#drawer"));
const image = $("#picture");
const frame = $("#view");
const percent = $("#percent");
const [width, height] = [Number(image.getAttribute("width")), Number(image.getAttribute("height"))];

const loupe = viewport(frame, image, { width, height, changed: (now) => { percent.textContent = `${number(Math.round(now.percent))} %`; } });
const zooms = { in: () => loupe.zoom(1.5), out: () => loupe.zoom(1 / 1.5), fit: () => loupe.fit(true), full: () => loupe.full() };
$$("[data-zoom]").forEach((button) => button.addEventListener("click", zooms[button.dataset.zoom]));
$$("[data-jump]").forEach((button) => button.addEventListener("click", () => {
  before(false);
  loupe.show(Number(button.dataset.x), Number(button.dataset.y), Number(button.dataset.reach));
}));

const beforeButton = $("[data-before]");
function before(shown) {
  $("#before").hidden = !shown;
  frame.hidden = shown;
  beforeButton.setAttribute("aria-pressed", String(shown));
}
beforeButton.addEventListener("click", () => before($("#before").hidden));

const heart = $("[data-favourite]");
heart.addEventListener("click", async () => {
  const favourite = heart.getAttribute("aria-pressed") !== "true";
  heart.setAttribute("aria-pressed", String(favourite));
  try { await patch(`/pictures/${id}`, { favourite }); say(t(favourite ? "review.favouriteOn" : "review.favouriteOff")); } catch (error) { heart.setAttribute("aria-pressed", String(!favourite)); say(error.words); }
});

const tags = $("#tags");
const saveTags = calmly(700, async () => {
  const list = tags.elements.tags.value.split(",").map((tag) => tag.trim()).filter(Boolean);
  try { await patch(`/pictures/${id}`, { tags: list }); say(t("review.tagsSaved")); } catch (error) { say(error.words); }
});
tags.addEventListener("submit", (event) => { event.preventDefault(); saveTags(); });
tags.elements.tags.addEventListener("change", saveTags);

$("[data-trash]").addEventListener("click", async () => {
  try {
    await remove(`/pictures/${id}`);
    main.classList.add("is-trashed");
    say(t("review.trashed"), { words: t("actions.undoDelete"), run: async () => { await post(`/pictures/${id}/restore`); main.classList.remove("is-trashed"); } });
  } catch (error) { say(error.words); }
});

/** Follows a job that makes a new version of this picture, and goes there. */
function newVersion(job, place, words) {
  const bar = h("progress", { max: 1, "aria-label": words });
  const line = h("p", {}, words);
  fill(place, line, bar);
  follow(job.id, (next) => {
    if (next.share) bar.value = next.share;
    if (next.snapshotUrl) swapImage(image, next.snapshotUrl);
    if (next.state === "done") location.assign(`/pictures/${next.picture.id}`);
    if (next.state === "failed" || next.state === "cancelled") fill(place, h("p", { class: "problem" }, [next.error?.message, next.error?.advice].filter(Boolean).join(" ")));
  });
}

const units = { millimetres: "mm", degrees: "°", percent: "%" };
async function nudgeDrawer() {
  const picture = await get(`/pictures/${id}`);
  const handles = picture.nudge ?? {};
  const values = Object.fromEntries(Object.entries(handles).map(([name, handle]) => [name, handle.value]));
  const start = { ...values };
  const status = h("div", { role: "status" });
  const go = h("button", { type: "button", class: "primary", onclick: apply }, t("review.apply"));
  async function apply() {
    try { const answer = await patch(`/pictures/${id}`, { nudge: values }); newVersion(answer.job ?? answer, status, t("review.composing")); } catch (error) { fill(status, h("p", { class: "problem" }, error.words)); }
  }
  const fields = Object.entries(handles).map(([name, handle]) => {
    const label = t(`review.${name}`);
    if (handle.options) return h("fieldset", { class: "sides-choice" }, h("legend", {}, label), handle.options.map((option) => h("label", { class: "tick" }, h("input", { type: "radio", name, value: option.id, checked: option.id === handle.value, onchange: () => { values[name] = option.id; } }), h("span", {}, option.name))));
    const out = h("output", {});
    const slider = h("input", { class: "slider", type: "range", min: handle.min, max: handle.max, step: handle.step, value: handle.value, "aria-label": label, oninput: () => { values[name] = Number(slider.value); words(); ghost(); } });
    const words = () => { out.textContent = `${values[name] > 0 && name !== "scale" ? "+" : ""}${number(values[name])} ${units[handle.unit] ?? handle.unit ?? ""}`; slider.setAttribute("aria-valuetext", out.textContent); };
    words();
    const field = h("label", { class: "field" }, h("span", {}, label, out), slider);
    field.reset = () => { slider.value = start[name]; values[name] = start[name]; words(); };
    return field;
  });
  // The direction is shown at once by a ghost of the cutout; the true picture comes with the composing.
  const ghost = () => { status.textContent = t("review.changed"); };
  return [h("p", { class: "hint" }, t("review.declared")), fields, h("p", { class: "pair-of-buttons" }, go, h("button", { type: "button", class: "plain", onclick: () => { fields.forEach((field) => field.reset?.()); status.textContent = ""; } }, t("actions.reset"))), status];
}

async function wrongDrawer() {
  const picture = await get(`/pictures/${id}`);
  const place = h("div", { role: "status" });
  return [h("div", { class: "option-list", role: "radiogroup", "aria-label": t("review.whatWrong") }, (picture.wrongReasons ?? []).map((reason) => h("label", { class: "option" },
    h("input", { type: "radio", name: "wrong", value: reason.id, onchange: () => ask(reason) }), h("span", {}, reason.name), h("small", {}, reason.words)))), place];
  async function ask(reason) {
    fill(place, h("p", { class: "waiting" }, t("review.trying")));
    try {
      const { cause, fix, job } = await post(`/pictures/${id}/wrong`, { reason: reason.id });
      const later = h("div", {});
      fill(place, h("h3", {}, t("review.cause")), h("p", {}, cause), h("h3", {}, t("review.fix")), h("p", {}, fix), later,
        h("p", {}, h("button", { type: "button", class: "plain", onclick: async () => {
          try { await post(`/pictures/${id}/wrong`, { reason: reason.id, refund: true }); say(t("review.refunded")); } catch (error) { say(error.words); }
        } }, t("review.notUsable"))));
      if (job) newVersion(job, later, t("review.trying"));
    } catch (error) { fill(place, h("p", { class: "problem" }, error.words)); }
  }
}

const doors = {
  nudge: [() => t("review.nudge"), nudgeDrawer],
  wrong: [() => t("review.whatWrong"), wrongDrawer],
  export: [() => t("review.export"), () => exportDrawer([id])],
};
$$("[data-open]").forEach((button) => button.addEventListener("click", async () => {
  const [title, content] = doors[button.dataset.open];
  try { drawer.open(title(), await content()); } catch (error) { say(error.words ?? String(error)); }
}));
ready();
