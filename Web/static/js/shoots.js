// The list of shoots; a new one is a name and goes straight to its page.
import { post } from "./api.js";
import { $, say } from "./dom.js";
import { ready } from "./page.js";
import { t } from "./strings.js";

$("[data-action=new-shoot]").addEventListener("click", async () => {
  try {
    const { shoot } = await post("/shoots", { name: t("shoots.newName", { date: new Date().toLocaleDateString(document.documentElement.lang) }), photos: [] });
    location.assign(`/shoots/${shoot.id}`);
  } catch (error) { say(error.words); }
});
ready();
