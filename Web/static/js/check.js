// The photo check in the seller's words, marked on the picture; mends are shown before they are accepted.
import { $, fill, h } from "./dom.js";
import { number, t } from "./strings.js";
import { wipe } from "./wipe.js";

/** Shows findings under the stage and marks them on the sheet. `mend(finding)` starts an offered fix. */
export function showCheck({ photo, place, sheet, mend }) {
  const findings = photo.check?.findings ?? [];
  sheet.querySelectorAll(".mark").forEach((mark) => mark.remove());
  if (photo.state === "failed") {
    return fill(place, h("h2", {}, t("bench.failed")), h("p", {}, photo.error?.message ?? ""), h("p", {}, photo.error?.advice ?? ""));
  }
  if (!photo.check) return fill(place);
  const refused = photo.state === "refused";
  const title = findings.length ? "bench.checkSome" : "bench.checkGood";
  const items = findings.map((finding, index) => {
    const item = h("li", { class: `finding ${finding.severity}` },
      h("span", { class: "finding-number", "aria-hidden": "true" }, String(index + 1)),
      h("div", {}, h("p", {}, h("strong", {}, finding.message), " ", finding.advice),
        finding.fix && h("button", { type: "button", class: "secondary", "data-fix": finding.fix, onclick: () => mend(finding) }, t(finding.fix === "whiteBalance" ? "bench.fixWhite" : "bench.fixExposure"))));
    if (finding.box) sheet.append(mark(finding, index, item));
    return item;
  });
  return fill(place,
    h(findings.length ? "h2" : "p", { class: findings.length ? "check-title" : "check-good" }, t(title)),
    items.length > 0 && h("ol", { class: "findings" }, items),
    refused && h("p", { class: "hint" }, t("bench.refusedHint")));
}

function mark(finding, index, item) {
  const [x, y, w, height] = finding.box;
  const box = h("span", { class: `mark ${finding.severity}`, "aria-hidden": "true" }, h("b", {}, String(index + 1)));
  Object.assign(box.style, { left: `${100 * x}%`, top: `${100 * y}%`, width: `${100 * w}%`, height: `${100 * height}%` });
  item.addEventListener("pointerenter", () => box.classList.add("is-lit"));
  item.addEventListener("pointerleave", () => box.classList.remove("is-lit"));
  return box;
}

/** The photo's pixels, small enough to mend at once. */
async function pixels(url, side = 900) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const k = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = h("canvas", { width: Math.round(image.naturalWidth * k), height: Math.round(image.naturalHeight * k) });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return { canvas, context, data: context.getImageData(0, 0, canvas.width, canvas.height) };
}

const toLinear = Float32Array.from({ length: 256 }, (_, v) => (v / 255 <= .04045 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4));
const toByte = (v) => { const c = Math.min(1, Math.max(0, v)); return 255 * (c <= .0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - .055); };

function gained(source, gains) {
  const tables = gains.map((gain) => Uint8ClampedArray.from({ length: 256 }, (_, v) => toByte(toLinear[v] * gain)));
  const out = new ImageData(source.width, source.height);
  for (let i = 0; i < source.data.length; i += 4) {
    out.data[i] = tables[0][source.data[i]];
    out.data[i + 1] = tables[1][source.data[i + 1]];
    out.data[i + 2] = tables[2][source.data[i + 2]];
    out.data[i + 3] = 255;
  }
  return out;
}

/** Gains that make the surroundings of a tapped point, 0…1, grey, keeping its luminance. */
function greyGains({ width, height, data }, [x, y]) {
  const [cx, cy, r] = [Math.round(x * width), Math.round(y * height), Math.max(2, Math.round(width / 120))];
  const sum = [0, 0, 0];
  for (let j = Math.max(0, cy - r); j <= Math.min(height - 1, cy + r); j++)
    for (let i = Math.max(0, cx - r); i <= Math.min(width - 1, cx + r); i++)
      for (let c = 0; c < 3; c++) sum[c] += toLinear[data[4 * (j * width + i) + c]];
  const grey = .2126 * sum[0] + .7152 * sum[1] + .0722 * sum[2];
  return sum.map((value) => Math.min(4, Math.max(.25, grey / Math.max(value, 1e-6))));
}

/**
 * Offers a mend in the drawer: as shot beside mended, nothing until it is accepted.
 * `accept(change)` gets {grey: [x, y]} or {exposure: stops}.
 */
export async function offerMend({ finding, photo, drawer, accept }) {
  const { canvas, context, data } = await pixels(photo.previewUrl ?? photo.url);
  const white = finding.fix === "whiteBalance";
  let change = white ? null : { exposure: finding.stops ?? 0.5 };
  const frame = h("figure", { class: "wipe mend" },
    h("div", { class: "wipe-frame" },
      h("img", { src: canvas.toDataURL("image/jpeg", .9), class: "wipe-after", alt: t("bench.mended") }),
      h("img", { src: photo.previewUrl ?? photo.url, class: "wipe-before", alt: t("bench.asShot") }),
      h("span", { class: "wipe-line", "aria-hidden": "true" }),
      h("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": t("wipe.label") })),
    h("figcaption", { class: "mend-captions" }, h("span", {}, t("bench.asShot")), h("span", {}, t("bench.mended"))));
  $(".wipe-frame", frame).style.aspectRatio = `${canvas.width} / ${canvas.height}`;
  const after = $(".wipe-after", frame);
  const yes = h("button", { type: "button", class: "primary", disabled: white, onclick: () => { drawer.close(); accept(change); } }, t("actions.accept"));
  const draw = (gains) => { context.putImageData(gained(data, gains), 0, 0); after.src = canvas.toDataURL("image/jpeg", .9); };
  let control;
  if (white) {
    const tap = h("button", { type: "button", class: "tap-grey", "aria-label": t("bench.tapGrey") }, h("img", { src: photo.previewUrl ?? photo.url, alt: "" }), h("i", { "aria-hidden": "true" }));
    const spot = $("i", tap);
    let at = finding.grey ?? [.5, .06];
    const choose = (point) => {
      at = point.map((v) => Math.min(.999, Math.max(0, v)));
      Object.assign(spot.style, { left: `${100 * at[0]}%`, top: `${100 * at[1]}%` });
      change = { grey: at };
      yes.disabled = false;
      draw(greyGains(data, at));
    };
    tap.addEventListener("click", (event) => {
      if (!event.detail) return choose(at);
      const box = tap.getBoundingClientRect();
      choose([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
    });
    tap.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-.02, 0], ArrowRight: [.02, 0], ArrowUp: [0, -.02], ArrowDown: [0, .02] }[event.key];
      if (step) { event.preventDefault(); choose([at[0] + step[0], at[1] + step[1]]); }
    });
    choose(at);
    control = h("div", {}, h("p", {}, t("bench.tapGrey")), tap);
  } else {
    const out = h("output", {}, "");
    const slider = h("input", { class: "slider", type: "range", min: -1.5, max: 1.5, step: .1, value: change.exposure, oninput: () => update() });
    const update = () => {
      change = { exposure: Number(slider.value) };
      out.textContent = `${change.exposure > 0 ? "+" : ""}${number(change.exposure)}`;
      draw(Array(3).fill(2 ** change.exposure));
    };
    control = h("label", { class: "field" }, h("span", {}, t("bench.exposure"), out), slider);
    update();
  }
  drawer.open(t(white ? "bench.fixWhite" : "bench.fixExposure"), [
    frame, control,
    h("div", { class: "pair-of-buttons" }, yes, h("button", { type: "button", class: "secondary", onclick: drawer.close }, t("actions.keep"))),
  ]);
  wipe(frame);
}
