// The bench: one photo, everything preset, a picture one click away.
import { get, patch } from "./api.js";
import { showCheck, offerMend } from "./check.js";
import { chooser } from "./choices.js";
import { cutoutEditor } from "./cutout.js";
import { $, $$, calmly, fill, h, say, swapImage } from "./dom.js";
import { makeDrawer } from "./drawer.js";
import { on } from "./events.js";
import { generator, sketches } from "./generate.js";
import { packshotDrawer } from "./packshot.js";
import { ready } from "./page.js";
import { meant, separate, showPieces } from "./pieces.js";
import { credits, number, t } from "./strings.js";
import { trashing } from "./trash.js";
import { viewport } from "./viewport.js";

const main = $("#main");
const photoID = main.dataset.photo;
const drawer = makeDrawer($("#drawer"));
const well = $("#well");
const image = $("#photo");
const button = $("#generate");
const hint = $("#go-hint");
const tabs = $$("[role=tab]");

let photo = null;
let options = null;
let choose = null;
let maker = null;
let editor = null;
let sketch = null;
let view = "photo";
let wanted = false;
let strokes = null;

// The sheet carries the photo, the marks, the cutout and the strokes in one coordinate system.
const base = 1000;
const sheet = h("div", { class: "sheet" });
const cutout = h("img", { class: "cutout", alt: "", hidden: true });
const result = h("img", { class: "result", alt: "", hidden: true });
well.append(sheet);
sheet.append(image, cutout, result);
const shape = () => { const w = Number(image.getAttribute("width")) || 4; const height = Number(image.getAttribute("height")) || 5; return [base, base * height / w]; };
const window_ = viewport(well, sheet, {
  width: shape()[0], height: shape()[1], pixels: Number(image.getAttribute("width")), wheel: false,
  grab: Object.defineProperty((event, point) => editor?.grab(event, point) ?? null, "isBrush", { get: () => Boolean(editor?.grab.isBrush) }),
});

function show(next, { focus = false } = {}) {
  view = next;
  tabs.forEach((tab) => {
    const chosen = tab.dataset.view === view;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) { $("#view").setAttribute("aria-labelledby", tab.id); if (focus) tab.focus(); }
  });
  editor?.leave();
  editor = null;
  main.dataset.view = view;
  image.hidden = view === "picture";
  cutout.hidden = view !== "cutout" || !photo?.cutoutUrl;
  result.hidden = view !== "picture";
  if (view === "picture") {
    const [w, height] = (choose?.current.aspect ?? "4:5").split(":").map(Number);
    window_.resize(base, base * height / w, Number(result.naturalWidth) || base);
  } else window_.resize(...shape(), Number(image.getAttribute("width")));
  if (view === "cutout" && photo?.cutoutUrl) {
    editor = cutoutEditor({ sheet, tools: $("#tools"), strokes, apply: (change) => correct(change.click ? { click: meant(photo, change.click) } : change) });
  }
}
tabs.forEach((tab) => {
  tab.addEventListener("click", () => show(tab.dataset.view));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const shown = tabs.filter((other) => !other.hidden);
    show(shown[(shown.indexOf(tab) + step + shown.length) % shown.length].dataset.view, { focus: true });
  });
});

/** Sends a correction and waits until the photo was read again. */
async function correct(change) {
  const answer = await patch(`/photos/${photoID}`, change);
  const next = answer.photo ?? answer;
  if (next.state !== "reading") return took(next);
  await new Promise((resolve) => {
    const stop = on("photo", (event) => { if (event.id === photoID && event.state !== "reading") { stop(); resolve(); } });
  });
}

/** Strokes that were made in an earlier visit. */
const strokesOf = (photo) => ["keep", "remove"].flatMap((kind) => (photo.strokes?.[kind] ?? []).map((stroke) => ({ ...stroke, kind })));

async function took(next) {
  photo = next;
  strokes ??= strokesOf(photo);
  $("#reading").hidden = photo.state !== "reading";
  main.dataset.state = photo.state;
  if (photo.previewUrl) swapImage(image, photo.previewUrl);
  if (photo.cutoutUrl) { cutout.src = photo.cutoutUrl; if (view === "cutout") { cutout.hidden = false; if (!editor) show("cutout"); } }
  if (photo.state === "reading") return;
  showCheck({
    photo, place: $("#check"), sheet,
    mend: (finding) => offerMend({ finding, photo, drawer, accept: (change) => correct(change).catch((error) => say(error.words)) }),
  });
  showPieces({
    photo, place: $("#pieces"), sheet,
    choose: (piece) => { if (!piece.selected || photo.pieces.filter((other) => other.selected).length > 1) correct({ click: piece.point }).catch((error) => say(error.words)); },
  });
  also();
  if (photo.state === "refused" || photo.state === "failed") return refuse();
  fill(instead);
  $("#go").hidden = false;
  if (!choose) await begin();
  else { choose.read(photo); price(); }
  if (wanted) { wanted = false; maker.start(); }
}

// What stands in Generate's place while the photo is refused; a stroke may still save it.
const instead = h("div", { class: "go" });
$("#go").after(instead);

function refuse() {
  const reason = photo.check?.findings?.find((finding) => finding.severity === "refuse") ?? photo.error;
  fill($("#sentence"), h("p", { class: "finished-words" }, t("bench.notYet")), h("p", {}, reason?.message, " ", reason?.advice));
  $("#go").hidden = true;
  fill(instead, h("a", { class: "primary", href: `/guide/${photo.check?.type ?? "ring"}` }, t("bench.seeGuide")), h("a", { class: "secondary", href: "/" }, t("bench.otherPhoto")));
  wanted = false;
}

async function begin() {
  options ??= await get(`/options?photo=${encodeURIComponent(photoID)}`);
  choose = chooser({
    options, choices: photo.presets, photo, sentence: $("#sentence"), drawer,
    changed: (choices, part) => {
      price();
      // Type and size change how the photo is read; the studio is told at once.
      if (part === "type" || part === "size") tellReading({ [part]: choices[part] });
    },
  });
  maker = generator({
    photoID, chooser: choose, place: $("#go"), hint,
    onStart: () => making(true),
    onEnd: () => { making(false); price(); },
    onSnapshot: (job) => { $("#tab-picture").hidden = false; swapImage(result, job.snapshotUrl, t("bench.picture")).then(() => { if (view !== "picture") show("picture"); }); },
    onPicture: done,
  });
  sketch = sketches({ photoID, chooser: choose, place: $("#variations"), choose: ({ seed, url }) => { choose.seed(seed); $("#tab-picture").hidden = false; result.src = url; show("picture"); } });
  price();
  hint.textContent = [photo.wait?.words, t("bench.editHint")].filter(Boolean).join(" ");
  const job = photo.job ?? null;
  if (job && (job.state === "queued" || job.state === "running")) maker.attend(job);
}
/** While a picture is made nothing of it can be changed, by keys neither. */
function making(is) {
  main.classList.toggle("is-making", is);
  for (const part of ["#sentence", "#also"]) $(part).inert = is;
  button.hidden = is;
}
const tellReading = calmly(500, (change) => correct(change).catch((error) => say(error.words)));

function price() {
  if (!choose) return;
  const count = choose.current.models?.length ?? 1;
  $("#generate-words").textContent = count > 1 ? t("bench.generateSeveral", { n: number(count) }) : t(main.classList.contains("has-picture") ? "bench.again" : "bench.generate");
  $("#price").textContent = credits(choose.price() * count);
}

function done(picture) {
  main.classList.add("has-picture");
  $("#tab-picture").hidden = false;
  swapImage(result, picture.previewUrl ?? picture.url, picture.alt ?? t("bench.picture")).then(() => show("picture"));
  if (document.hidden) {
    const title = document.title;
    document.title = `◆ ${t("bench.ready")}`;
    document.addEventListener("visibilitychange", () => { document.title = title; }, { once: true });
  }
  $("#finished")?.remove();
  const made = h("div", { class: "finished", id: "finished" },
    h("p", { class: "finished-words", tabindex: "-1" }, t("bench.ready")),
    h("div", { class: "pair-of-buttons" },
      h("a", { class: "primary", href: picture.downloadUrl ?? picture.url, download: true, "data-download": true }, t("bench.download")),
      h("a", { class: "secondary", href: `/pictures/${picture.id}` }, t("bench.look"))));
  $("#sentence").before(made);
  button.classList.replace("primary", "secondary");
  price();
  $(".finished-words", made).focus({ preventScroll: false });
}

function also() {
  const door = (words, small, action, id) => h("li", {}, h("button", { type: "button", "data-open": id, onclick: action }, h("span", {}, words), h("small", {}, small)));
  const good = photo.state === "ready";
  fill($("#also"), h("ul", { class: "doors" },
    good && door(t("bench.variations"), t("bench.variationsShort"), () => sketch?.(), "sketches"),
    good && door(t("bench.compare"), t("bench.compareShort"), () => choose?.open("model"), "compare"),
    photo.cutoutUrl && door(t("bench.packshot"), t("bench.packshotShort"), () => drawer.open(t("bench.packshot"), packshotDrawer(photo)), "packshot"),
    photo.pieces?.some((piece) => !piece.selected) && door(t("bench.alone"), t("bench.aloneShort"), () => separate(photo, $("#pieces")), "pieces")));
}

button.addEventListener("click", () => {
  // Pressed before the photo is read: remembered, not lost.
  if (!maker || photo.state === "reading") { wanted = true; hint.textContent = t("bench.early"); return; }
  maker.start();
});

trashing(`/photos/${photoID}`);
const readAgain = () => get(`/photos/${photoID}`).then(took).catch((error) => say(error.words));
on("photo", (next) => { if (next.id === photoID) took(next); });
on("resume", readAgain);
get(`/photos/${photoID}`).then(took).catch((error) => say(error.words)).finally(ready);
