// Runs before the page is drawn: the light that was chosen, and clicks that come before the modules are there.
(function () {
  "use strict";
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("parure-theme");
    if (theme) root.dataset.theme = theme;
  } catch { /* Private windows may have no storage. */ }
  const early = (window.parureEarly = { click: null, ready: false });
  document.addEventListener("click", (event) => {
    if (early.ready) return;
    const button = event.target.closest && event.target.closest("[data-action], [data-sample]");
    if (button) early.click = button;
  }, true);
})();
