// A shoot: one look over many pieces, each with its own state; order, retry and removal by keys, buttons or dragging.
import { api, get, order, patch, post } from "./api.js";
import { chooser } from "./choices.js";
import { $, calmly, fill, h, say } from "./dom.js";
import { makeDrawer } from "./drawer.js";
import { on } from "./events.js";
import { ready } from "./page.js";
import { credits, number, t, timeLeft } from "./strings.js";
import { gather, send } from "./upload.js";

const main = $("#main");
const id = main.dataset.shoot;
const drawer = makeDrawer($("#drawer"));
const list = $("#items");
let shoot = null;
let choose = null;
const cards = new Map();

function took(next) {
  shoot = next;
  $("#shoot-name").textContent = shoot.name;
  const seen = new Set();
  shoot.items.forEach((item) => {
    seen.add(item.id);
    if (!cards.has(item.id)) cards.set(item.id, card(item));
    cards.get(item.id).update(item);
    list.append(cards.get(item.id).element);
  });
  for (const [key, { element }] of cards) if (!seen.has(key)) { element.remove(); cards.delete(key); }
  for (const child of [...list.children]) if (!seen.has(child.dataset.item) || child !== cards.get(child.dataset.item)?.element) child.remove();
  totals();
}

function totals() {
  const open = shoot.items.filter((item) => ["ready", "failed", "cancelled"].includes(item.state));
  const made = shoot.items.filter((item) => item.state === "done").length;
  $("#start > span").textContent = open.length ? t("shoot.startN", { n: number(open.length) }) : t("shoot.start");
  $("#price").textContent = choose && open.length ? t("shoot.total", { n: number(choose.price() * open.length) }) : "";
  $("#start").setAttribute("aria-disabled", String(!open.length));
  $("#overall").textContent = shoot.items.length ? t("shoot.overall", { n: number(made), m: number(shoot.items.length) }) : t("shoot.empty");
}

function card(first) {
  let item = first;
  const image = h("img", { alt: "", loading: "lazy", width: 400, height: 500 });
  const state = h("p", { class: "item-state", role: "status" });
  const bar = h("progress", { max: 1, hidden: true });
  const link = h("a", { class: "item-picture" }, image);
  const name = h("h2", {});
  const tools = h("div", { class: "item-tools" });
  const element = h("li", { class: "item", draggable: "true" }, link, bar, h("div", { class: "item-words" }, name, state), tools);
  element.dataset.item = item.id;
  element.addEventListener("dragstart", (event) => { event.dataTransfer.setData("text/plain", item.id); event.dataTransfer.effectAllowed = "move"; element.classList.add("is-dragged"); });
  element.addEventListener("dragend", () => element.classList.remove("is-dragged"));
  element.addEventListener("dragover", (event) => {
    const dragged = $(".is-dragged", list);
    if (!dragged || dragged === element) return;
    event.preventDefault();
    const box = element.getBoundingClientRect();
    element[event.clientX < box.left + box.width / 2 ? "before" : "after"](dragged);
  });
  element.addEventListener("drop", (event) => { if ($(".is-dragged", list)) { event.preventDefault(); event.stopPropagation(); saveOrder(); } });
  const move = (by, button) => {
    const all = [...list.children];
    const to = Math.min(all.length - 1, Math.max(0, all.indexOf(element) + by));
    all[to][by < 0 ? "before" : "after"](element);
    button.focus();
    say(t("shoot.moved", { n: number(to + 1) }));
    saveOrder();
  };
  const tool = (words, action, mark) => { const button = h("button", { type: "button", class: mark ? "tool-mark" : "plain", "aria-label": mark ? `${words}: ${item.name}` : null, onclick: () => action(button) }, mark ?? words); return button; };
  let shown = "";
  function update(next) {
    item = next;
    name.textContent = item.name;
    const url = item.picture?.previewUrl ?? item.picture?.url ?? item.snapshotUrl ?? item.photo.previewUrl;
    if (image.getAttribute("src") !== url) image.src = url;
    image.alt = item.picture?.alt ?? item.name;
    link.href = item.picture ? `/pictures/${item.picture.id}` : `/photos/${item.photo.id}`;
    element.dataset.state = item.state;
    const words = item.error?.message ?? [item.stage && item.state === "running" ? item.stage : t(`shoot.${item.state}`), item.state === "running" && item.share ? timeLeft(item.secondsLeft) : null].filter(Boolean).join(", ");
    if (state.textContent !== words) state.textContent = words;
    bar.hidden = item.state !== "running";
    if (item.share) bar.value = item.share;
    bar.setAttribute("aria-label", item.name);
    const key = `${item.state} ${item.picture?.id}`;
    if (key === shown) return;
    shown = key;
    fill(tools,
      ["failed", "cancelled", "done"].includes(item.state) && tool(t("shoot.retry"), () => change({ retry: [item.id] })),
      item.state === "refused" && h("a", { class: "plain", href: `/photos/${item.photo.id}` }, t("shoot.mend")),
      h("span", { class: "movers" }, tool(t("shoot.earlier"), (button) => move(-1, button), "←"), tool(t("shoot.later"), (button) => move(1, button), "→"), tool(t("shoot.remove"), () => change({ remove: [item.id] }), "×")));
  }
  return { element, update };
}

const saveOrder = calmly(600, () => change({ order: [...list.children].map((element) => element.dataset.item) }));
async function change(body) {
  try { const answer = await patch(`/shoots/${id}`, body); if (answer?.items) took(answer); } catch (error) { say(error.words); }
}

$("#start").addEventListener("click", async () => {
  if ($("#start").getAttribute("aria-disabled") === "true") return;
  const hint = $("#go-hint");
  hint.textContent = t("bench.starting");
  try { const answer = await order(`/shoots/${id}/start`, { items: shoot.items.filter((item) => item.state !== "done").map((item) => item.id) }, { onWait: () => { hint.textContent = t("events.queued"); } }); hint.textContent = ""; if (answer?.items) took(answer); } catch (error) { hint.textContent = error.words; }
});
$("[data-rename]").addEventListener("click", () => {
  const input = h("input", { type: "text", value: shoot.name, "aria-label": t("shoot.name") });
  const form = h("form", { onsubmit: (event) => { event.preventDefault(); change({ name: input.value.trim() }); $("#shoot-name").textContent = input.value.trim(); drawer.close(); } }, input, h("p", { class: "pair-of-buttons" }, h("button", { class: "primary" }, t("actions.save"))));
  drawer.open(t("shoot.rename"), form);
  input.focus();
});

async function add(files) {
  const hint = $("#go-hint");
  for (const file of files) {
    try {
      const photo = await send(file, (share) => { hint.textContent = t("home.sending", { name: file.name, percent: Math.round(100 * share) }); });
      await post(`/shoots/${id}/photos`, { photos: [photo.id] });
      hint.textContent = "";
      took(await get(`/shoots/${id}`));
    } catch (error) { hint.textContent = error.words; }
  }
}
gather(add, { zone: document.body });
$("#file").addEventListener("change", (event) => { const files = [...event.target.files]; event.target.value = ""; add(files); });

const again = calmly(250, async () => { try { took(await get(`/shoots/${id}`)); } catch { /* The next event asks again. */ } });
on("shoot", (event) => { if (event.id === id) again(); });
on("job", (job) => {
  const item = shoot?.items.find((other) => other.job === job.id || other.job?.id === job.id);
  if (!item) return;
  Object.assign(item, { state: job.state, share: job.share, stage: job.stage, secondsLeft: job.secondsLeft, snapshotUrl: job.snapshotUrl ?? item.snapshotUrl, picture: job.picture ?? item.picture, error: job.error ?? undefined });
  cards.get(item.id)?.update(item);
  totals();
});
on("photo", () => again());
on("resume", () => again());

const [found, options] = await Promise.all([get(`/shoots/${id}`), api("GET", "/options")]);
choose = chooser({ options, choices: found.choices, photo: null, sentence: $("#sentence"), drawer, changed: calmly(500, (choices) => { change({ choices }); }) });
took(found);
ready();
