// Before and after: a native range input over two pictures, so that fingers, keys and screen readers all work.
import { t } from "./strings.js";

export function wipe(figure) {
  const input = figure.querySelector("input[type=range]");
  const show = () => {
    figure.style.setProperty("--x", `${input.value}%`);
    input.setAttribute("aria-valuetext", t("wipe.value", { n: input.value }));
  };
  input.addEventListener("input", show);
  show();
}
