// Orders pictures and follows them: the picture as it grows, the time left, stop; nothing is ordered twice.
import { get, order, post } from "./api.js";
import { $, fill, h, say, swapImage } from "./dom.js";
import { on } from "./events.js";
import { number, t, timeLeft } from "./strings.js";

const over = new Set(["done", "failed", "cancelled"]);

/** Follows a job until it is over; `tell(job)` is called with every change. */
export function follow(id, tell) {
  let finished = false;
  let stop = () => {};
  const take = (job) => {
    if (finished || job.id !== id) return;
    finished = over.has(job.state);
    tell(job);
    if (finished) stop();
  };
  const ask = () => get(`/jobs/${id}`).then(take).catch(() => {});
  const stops = [on("job", take), on("resume", ask)];
  stop = () => stops.forEach((end) => end());
  // The job may have gone on before we listened.
  ask();
  return () => { finished = true; stop(); };
}

/** The panel under the button while a picture is being made. */
export function progressLine(job, cancel) {
  const bar = h("progress", { max: 1, "aria-label": t("bench.starting") });
  const words = h("p", { class: "progress-words" });
  const button = h("button", { type: "button", class: "plain", onclick: () => { button.disabled = true; button.textContent = t("bench.cancelling"); cancel(); } }, t("actions.cancel"));
  const spoken = h("p", { class: "unseen", role: "status" });
  const line = h("div", { class: "progress" }, bar, h("div", {}, words, button), spoken);
  let told = "";
  const update = (next) => {
    if (next.share > 0) bar.value = next.share; else bar.removeAttribute("value");
    words.textContent = [next.stage, next.share > 0 ? timeLeft(next.secondsLeft) : null].filter(Boolean).join(", ");
    // Screen readers hear stages, not every second.
    if (next.stage && next.stage !== told) { told = next.stage; spoken.textContent = told; }
  };
  update(job);
  return { line, update };
}

export function generator({ photoID, chooser, place, hint, onSnapshot, onPicture, onStart, onEnd }) {
  const box = h("div", { class: "running" });
  place.append(box);
  let busy = false;

  async function start() {
    if (busy) return;
    busy = true;
    hint.textContent = t("bench.starting");
    onStart();
    const choices = chooser.current;
    try {
      const answer = await order("/pictures", { photo: photoID, choices, kind: "picture" }, { onWait: () => { hint.textContent = t("events.queued"); } });
      hint.textContent = "";
      if (answer.comparison) return location.assign(`/compare/${answer.comparison.id ?? answer.comparison}`);
      attend(answer.job ?? answer.jobs[0]);
    } catch (error) {
      busy = false;
      onEnd();
      hint.textContent = "";
      fill(box, h("p", { class: "problem", role: "alert" }, error.words ?? String(error)));
    }
  }
  /** Watches a job, also one that was under way when the page was opened. */
  function attend(job) {
    busy = true;
    onStart();
    const { line, update } = progressLine(job, async () => { await post(`/jobs/${job.id}/cancel`).catch((error) => say(error.words)); });
    fill(box, line);
    follow(job.id, (next) => {
      update(next);
      if (next.snapshotUrl) onSnapshot(next);
      if (!over.has(next.state)) return;
      busy = false;
      onEnd();
      hint.textContent = "";
      if (next.state === "cancelled") fill(box, h("p", { class: "hint" }, t("bench.cancelled")));
      else if (next.state === "failed") fill(box, h("div", { role: "alert" }, h("p", { class: "problem" }, [next.error?.message, next.error?.advice].filter(Boolean).join(" ")), h("p", { class: "hint" }, t("bench.failedFree"))));
      else { fill(box); onPicture(next.picture); }
    });
  }
  return { start, attend };
}

/** Three free sketches with other seeds; choosing one makes its seed the picture's. */
export function sketches({ photoID, chooser, place, choose }) {
  const strip = h("ul", { class: "sketches" });
  let making = false;
  return async function make() {
    if (making) return;
    making = true;
    fill(place, h("h2", { class: "check-title", tabindex: "-1" }, t("bench.sketchesTitle")), h("p", { class: "hint" }, t("bench.variationsHint")), strip);
    $("h2", place).focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest", behavior: "smooth" });
    try {
      const answer = await order("/pictures", { photo: photoID, choices: chooser.current, kind: "preview" });
      const jobs = answer.jobs ?? [answer.job];
      fill(strip, jobs.map((job, index) => {
        const image = h("img", { alt: "", width: 256, height: 320 });
        const state = h("span", {}, t("bench.sketching"));
        const card = h("button", { type: "button", class: "sketch is-waiting", disabled: true, "aria-pressed": "false", onclick: () => {
          strip.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === card)));
          choose({ seed: job.seed, url: image.src });
        } }, image, state);
        follow(job.id, (next) => {
          if (next.snapshotUrl) swapImage(image, next.snapshotUrl, "");
          if (next.state === "done") { swapImage(image, next.picture?.previewUrl ?? next.picture?.url ?? next.snapshotUrl, ""); card.disabled = false; card.classList.remove("is-waiting"); state.textContent = t("bench.sketch", { n: number(index + 1) }); }
          else if (over.has(next.state)) { card.classList.remove("is-waiting"); state.textContent = next.error?.message ?? ""; }
        });
        return h("li", {}, card);
      }));
    } catch (error) { say(error.words ?? String(error)); }
    making = false;
  };
}
