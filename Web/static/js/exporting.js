// Exports for shops: presets ticked, one file or one ZIP.
import { get, post } from "./api.js";
import { fill, h } from "./dom.js";
import { number, t } from "./strings.js";

export async function exportDrawer(pictures) {
  const { presets } = await get("/exports/presets");
  const chosen = new Set(presets.filter((preset) => preset.usual).map((preset) => preset.id));
  const out = h("div", { role: "status", class: "pair-of-buttons" });
  const go = h("button", { type: "button", class: "primary", onclick: make }, "");
  const words = () => {
    const one = presets.find((preset) => chosen.has(preset.id));
    go.textContent = chosen.size === 1 ? t("review.exportOne", { name: one.name }) : t("review.exportMany", { m: number(chosen.size) });
    go.setAttribute("aria-disabled", String(!chosen.size));
  };
  async function make() {
    if (!chosen.size) { out.textContent = t("review.chooseOne"); return; }
    fill(out, h("p", { class: "waiting" }, t("review.exporting")));
    try {
      const { url, name } = await post("/exports", { pictures, presets: [...chosen] });
      fill(out, h("a", { class: "primary", href: url, download: name ?? true }, t("review.exportDownload", { name: name ?? "" })));
      out.firstChild.focus();
    } catch (error) { fill(out, h("p", { class: "problem" }, error.words ?? String(error))); }
  }
  words();
  return [h("div", { class: "option-list", role: "group", "aria-label": t("review.formats") }, presets.map((preset) => h("label", { class: "option" },
    h("input", { type: "checkbox", checked: chosen.has(preset.id), onchange: (event) => { chosen[event.target.checked ? "add" : "delete"](preset.id); fill(out); words(); } }),
    h("span", {}, preset.name), h("span", { class: "aside" }, preset.format), h("small", {}, preset.words)))), h("p", { class: "pair-of-buttons" }, go), out];
}
