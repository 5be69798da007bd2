// Review: the loupe, where it touches, what was measured, small moves, and what to do when something looks wrong.
import { get, patch, post } from "./api.js";
import { $, $$, calmly, fill, h, say, swapImage } from "./dom.js";
import { makeDrawer } from "./drawer.js";
import { exportDrawer } from "./exporting.js";
import { follow } from "./generate.js";
import { nudging } from "./nudge.js";
import { ready } from "./page.js";
import { number, t } from "./strings.js";
import { trashing } from "./trash.js";
import { viewport } from "./viewport.js";

const main = $("#main");
const id = main.dataset.picture;
const drawer = makeDrawer($("#drawer"));
const image = $("#picture");
const frame = $("#view");
const percent = $("#percent");
const [width, height] = [Number(image.getAttribute("width")), Number(image.getAttribute("height"))];

// The picture and what may lie over it share one coordinate system.
const sheet = h("div", { class: "sheet" });
frame.append(sheet);
sheet.append(image);
const loupe = viewport(frame, sheet, { width, height, grab: (event, point) => nudge?.grab(event, point) ?? null, changed: (now) => { percent.textContent = `${number(Math.round(now.percent))} %`; } });
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

trashing(`/pictures/${id}`);

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

let nudge = null;
async function nudgeDrawer() {
  before(false);
  nudge = await nudging({ id, width, height, place: sheet, started: newVersion });
  return nudge.content;
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
  try {
    const inside = await content();
    const mine = button.dataset.open === "nudge" ? nudge : null;
    drawer.open(title(), inside, { closed: () => { mine?.leave(); if (nudge === mine) nudge = null; } });
  } catch (error) { say(error.words ?? String(error)); }
}));
ready();
