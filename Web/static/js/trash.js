// What is shown can be put into the trash, and taken out again while the page is open.
import { post, remove } from "./api.js";
import { $, say } from "./dom.js";
import { t } from "./strings.js";

/** @param path of the thing in the API, e.g. `/pictures/abc`. */
export function trashing(path) {
  const main = $("#main");
  $("[data-trash]").addEventListener("click", async () => {
    try {
      await remove(path);
      main.classList.add("is-trashed");
      say(t("review.trashed"), { words: t("actions.undoDelete"), run: async () => { await post(`${path}/restore`); main.classList.remove("is-trashed"); } });
    } catch (error) { say(error.words); }
  });
}
