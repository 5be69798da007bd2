// A drawer beside the picture; on a phone a sheet from below. Escape closes it and focus goes back to what opened it.
import { $, fill } from "./dom.js";

const phone = matchMedia("(max-width: 760px)");

export function makeDrawer(dialog) {
  let opener = null;
  let onClose = null;
  const close = () => { if (dialog.open) dialog.close(); };
  $("[data-close]", dialog).addEventListener("click", close);
  dialog.addEventListener("close", () => {
    onClose?.();
    onClose = null;
    const back = opener && (opener.isConnected ? opener : document.querySelector(`[data-open="${opener.dataset?.open}"]`));
    back?.focus({ preventScroll: true });
    opener = null;
  });
  // A tap beside the sheet closes it.
  dialog.addEventListener("click", (event) => { if (event.target === dialog && phone.matches) close(); });
  // Also when the focus is in the picture beside it.
  addEventListener("keydown", (event) => { if (event.key === "Escape" && dialog.open) { event.preventDefault(); close(); } });
  return {
    close,
    open(title, children, { closed } = {}) {
      if (!dialog.open) opener = document.activeElement;
      else onClose?.();
      onClose = closed ?? null;
      $("#drawer-title", dialog).textContent = title;
      fill($("#drawer-body", dialog), children);
      if (!dialog.open) { if (phone.matches) dialog.showModal(); else dialog.show(); }
      dialog.scrollTop = 0;
      $("#drawer-title", dialog).focus({ preventScroll: true });
    },
  };
}
