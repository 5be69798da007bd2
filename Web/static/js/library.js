// Library and trash: pick pictures for an export, name products, restore what was thrown away.
import { patch, post, remove } from "./api.js";
import { $, $$, h, say } from "./dom.js";
import { makeDrawer } from "./drawer.js";
import { exportDrawer } from "./exporting.js";
import { ready } from "./page.js";
import { number, t } from "./strings.js";

const drawer = makeDrawer($("#drawer"));
const bar = $("#picked");
const picks = () => $$("[data-pick]:checked").map((box) => box.dataset.pick);

function show() {
  const count = picks().length;
  bar.hidden = !count;
  $("p", bar).textContent = t("library.picked", { n: number(count) });
}
$$("[data-pick]").forEach((box) => box.addEventListener("change", show));
$("[data-clear]").addEventListener("click", () => { $$("[data-pick]:checked").forEach((box) => { box.checked = false; }); show(); });
$("[data-export]").addEventListener("click", async () => {
  try { drawer.open(t("review.export"), await exportDrawer(picks())); } catch (error) { say(error.words); }
});
show();

$$("[data-edit]").forEach((button) => button.addEventListener("click", () => {
  const article = button.closest("[data-product]");
  const field = (name, value) => h("label", { class: "field" }, h("span", {}, t(`library.${name}`)), h("input", { type: "text", name, value: value ?? "" }));
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    const [name, sku] = [form.elements.name.value.trim(), form.elements.sku.value.trim()];
    try {
      await patch(`/products/${article.dataset.product}`, { name, sku });
      $("h2 a", article).textContent = name;
      Object.assign(button.dataset, { name, sku });
      drawer.close();
    } catch (error) { say(error.words); }
  } }, field("name", button.dataset.name), field("sku", button.dataset.sku), h("button", { class: "primary" }, t("actions.save")));
  drawer.open(t("library.edit"), form);
}));

for (const [selector, path, key] of [["[data-restore]", "pictures", "restore"], ["[data-restore-photo]", "photos", "restorePhoto"]]) {
  $$(selector).forEach((button) => button.addEventListener("click", async () => {
    try {
      await post(`/${path}/${button.dataset[key]}/restore`);
      const item = button.closest("li");
      const article = item.closest(".product");
      item.remove();
      if (!$("li", article)) article.remove();
      say(t("library.restored"));
    } catch (error) { say(error.words); }
  }));
}
$("[data-open=empty]")?.addEventListener("click", () => drawer.open(t("library.emptyTrash"), [
  h("p", {}, t("library.emptyHint")),
  h("button", { type: "button", class: "primary", onclick: async () => { try { await remove("/trash"); location.reload(); } catch (error) { say(error.words); } } }, t("library.emptyNow")),
]));
ready();
