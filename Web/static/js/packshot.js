// The piece alone, on white, nothing, or a colour, with a soft shadow. Free.
import { post } from "./api.js";
import { calmly, fill, h } from "./dom.js";
import { t } from "./strings.js";

export function packshotDrawer(photo) {
  let background = "white";
  let shadow = "soft";
  let turn = 0;
  const image = h("img", { alt: t("bench.packshotAlt"), width: photo.width, height: photo.height, src: photo.cutoutUrl });
  const frame = h("div", { class: "packshot" }, image);
  const out = h("p", { class: "pair-of-buttons", role: "status" });
  const colour = h("input", { type: "color", value: "#d9dfd9", "aria-label": t("bench.pickColour"), oninput: () => { background = colour.value; radios.querySelector("[value=colour]").checked = true; make(); } });
  const radios = h("div", { class: "chips-choice", role: "radiogroup", "aria-label": t("bench.background") },
    [["white", "bench.white"], ["transparent", "bench.transparent"], ["colour", "bench.colour"]].map(([id, key]) => h("label", { class: "tick" }, h("input", { type: "radio", name: "background", value: id, checked: id === "white", onchange: () => { background = id === "colour" ? colour.value : id; make(); } }), h("span", {}, t(key)), id === "colour" && colour)));
  const soft = h("label", { class: "tick" }, h("input", { type: "checkbox", checked: true, onchange: (event) => { shadow = event.target.checked ? "soft" : "none"; make(); } }), h("span", {}, `${t("bench.shadow")}, ${t("bench.soft")}`));
  const make = calmly(250, async () => {
    const mine = ++turn;
    frame.classList.add("is-working");
    frame.dataset.ground = background.startsWith("#") ? "colour" : background;
    try {
      const { url } = await post(`/photos/${photo.id}/packshot`, { background, shadow });
      if (mine !== turn) return;
      image.src = url;
      fill(out, h("a", { class: "primary", href: url, download: true }, t("bench.download")));
    } catch (error) { fill(out, h("span", { class: "problem" }, error.words ?? String(error))); }
    frame.classList.remove("is-working");
  });
  make();
  return [h("p", { class: "hint" }, t("bench.packshotHint")), frame, radios, soft, out];
}
