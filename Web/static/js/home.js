// The first screen: a photo comes in, the bench opens.
import { post } from "./api.js";
import { $, $$, fill, h } from "./dom.js";
import { on } from "./events.js";
import { facets } from "./facets.js";
import { ready } from "./page.js";
import { t } from "./strings.js";
import { gather, send } from "./upload.js";

const zone = $("#drop");
const gem = facets(zone);
const progress = $("#progress");
const list = $("#uploads");

async function one(file) {
  zone.classList.add("is-busy");
  progress.hidden = false;
  try {
    const photo = await send(file, (share) => {
      gem.progress(share);
      progress.textContent = t("home.sending", { name: file.name, percent: Math.round(100 * share) });
    });
    gem.progress(1);
    progress.textContent = t("home.opening");
    location.assign(`/photos/${photo.id}`);
  } catch (error) {
    gem.progress(0);
    zone.classList.remove("is-busy");
    fill(progress, h("span", { class: "problem" }, error.words), " ",
      h("button", { type: "button", class: "plain", onclick: () => one(file) }, t("home.again")));
  }
}

async function several(files) {
  list.hidden = false;
  const photos = [];
  const offer = h("li", { class: "uploads-offer" });
  const showOffer = () => {
    if (photos.length < 2) return;
    fill(offer, h("p", {}, t("home.several", { n: photos.length })),
      h("button", { type: "button", class: "primary", onclick: () => shoot(photos) }, t("home.oneLook", { n: photos.length })),
      h("p", { class: "quiet" }, t("home.openEach")));
    list.append(offer);
  };
  const waiting = files.map((file) => {
    const line = h("li", {}, h("span", {}, file.name), h("progress", { max: 1, value: 0, "aria-label": file.name }));
    list.append(line);
    return { file, line };
  });
  const work = async ({ file, line }) => {
    const bar = h("progress", { max: 1, "aria-label": file.name });
    fill(line, h("span", {}, file.name), bar);
    try {
      const photo = await send(file, (share) => { bar.value = share; });
      photos.push(photo.id);
      fill(line, h("a", { href: `/photos/${photo.id}` }, file.name), h("span", { class: "quiet" }, "✓"));
    } catch (error) {
      fill(line, h("span", { class: "problem" }, error.words),
        h("button", { type: "button", class: "plain", onclick: async () => { await work({ file, line }); showOffer(); } }, t("home.again")));
    }
  };
  // Two at a time: a slow line is not made slower by sharing it among many.
  const queue = [...waiting];
  await Promise.all([0, 1].map(async () => { while (queue.length) await work(queue.shift()); }));
  showOffer();
}

async function shoot(photos) {
  const { shoot } = await post("/shoots", { name: t("shoots.newName", { date: new Date().toLocaleDateString(document.documentElement.lang) }), photos });
  location.assign(`/shoots/${shoot.id}`);
}

const take = (files) => (files.length === 1 ? one(files[0]) : several(files));
gather(take, { zone: document.body });
$("#file").addEventListener("change", (event) => { const files = [...event.target.files]; event.target.value = ""; if (files.length) take(files); });

for (const button of $$("[data-sample]")) {
  button.addEventListener("click", async () => {
    button.classList.add("is-chosen");
    const answer = await fetch(button.dataset.sample);
    one(new File([await answer.blob()], button.dataset.name, { type: "image/jpeg" }));
  });
}

const preparing = $("[data-preparing]");
if (preparing) on("notice", (notice) => {
  if (notice.kind !== "preparing") return;
  preparing.hidden = notice.done >= notice.total;
  preparing.firstChild.textContent = `${notice.words} `;
  Object.assign($("progress", preparing), { max: notice.total, value: notice.done });
});
ready();
