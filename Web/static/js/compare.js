// Several models side by side, each filling in as it is made.
import { patch } from "./api.js";
import { $, $$, h, say, swapImage } from "./dom.js";
import { follow } from "./generate.js";
import { ready } from "./page.js";
import { t, timeLeft } from "./strings.js";

for (const side of $$(".side")) {
  if (side.dataset.job && side.dataset.state !== "done") {
    const image = $("img", side);
    const state = $(".state", side);
    const bar = h("progress", { max: 1, "aria-label": $("h2", side).textContent });
    $(".side-picture", side).after(bar);
    let stage = "";
    follow(side.dataset.job, (job) => {
      side.dataset.state = job.state;
      if (job.share) bar.value = job.share;
      if (job.stage !== stage || job.state !== "running") { stage = job.stage; state.textContent = [job.stage, job.share ? timeLeft(job.secondsLeft) : null].filter(Boolean).join(", "); }
      if (job.snapshotUrl) swapImage(image, job.snapshotUrl, "");
      if (job.state === "done") {
        bar.remove();
        state.textContent = "";
        swapImage(image, job.picture.previewUrl ?? job.picture.url, job.picture.alt ?? "");
        $(".side-picture", side).href = `/pictures/${job.picture.id}`;
        $(".side-actions", side).append(heart(job.picture.id), h("a", { class: "secondary", href: job.picture.downloadUrl ?? job.picture.url, download: true }, t("review.download")));
      } else if (job.state === "failed" || job.state === "cancelled") {
        bar.remove();
        state.textContent = [job.error?.message, job.error?.advice].filter(Boolean).join(" ") || t("bench.cancelled");
      }
    });
  }
  const button = $("[data-favourite]", side);
  if (button) listen(button, button.dataset.favourite);
}

function heart(id) {
  const button = h("button", { type: "button", class: "heart", "aria-pressed": "false" }, t("review.favourite"));
  listen(button, id);
  return button;
}
function listen(button, id) {
  button.addEventListener("click", async () => {
    const favourite = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(favourite));
    try { await patch(`/pictures/${id}`, { favourite }); } catch (error) { button.setAttribute("aria-pressed", String(!favourite)); say(error.words); }
  });
}
ready();
