// What every page does: wipes, the choice of light, the menu, clicks that came too early.
import { $, $$ } from "./dom.js";
import { t } from "./strings.js";
import { wipe } from "./wipe.js";

$$("[data-wipe]").forEach(wipe);

const themeSwitch = $("[data-theme-switch]");
const themes = ["", "light", "dark"];
const themeWords = { "": "foot.theme", light: "foot.themeLight", dark: "foot.themeDark" };
const showTheme = () => { themeSwitch.textContent = t(themeWords[document.documentElement.dataset.theme ?? ""]); };
themeSwitch.addEventListener("click", () => {
  const root = document.documentElement;
  const next = themes[(themes.indexOf(root.dataset.theme ?? "") + 1) % themes.length];
  if (next) root.dataset.theme = next; else delete root.dataset.theme;
  try { if (next) localStorage.setItem("parure-theme", next); else localStorage.removeItem("parure-theme"); } catch { /* For this page only then. */ }
  showTheme();
});
showTheme();

const menu = $(".menu");
addEventListener("keydown", (event) => { if (event.key === "Escape" && menu.open) { menu.open = false; $("summary", menu).focus(); } });
document.addEventListener("click", (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });

/** Called by a page's module when its buttons work: a click that came before is done now. */
export function ready() {
  const early = window.parureEarly;
  early.ready = true;
  if (early.click?.isConnected) early.click.click();
  early.click = null;
  document.documentElement.dataset.ready = "";
}
