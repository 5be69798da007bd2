// Several pieces in one photo: all are marked, a tap chooses the one to wear, the others may become photos of their own.
import { post } from "./api.js";
import { fill, h, say } from "./dom.js";
import { t } from "./strings.js";

/** Marks the pieces on the sheet where there are several, and says so. `choose(piece)` is told of a tap. */
export function showPieces({ photo, place, sheet, choose }) {
  const pieces = photo.pieces ?? [];
  sheet.querySelectorAll(".piece").forEach((mark) => mark.remove());
  if (pieces.length < 2) return fill(place);
  // The smallest come last and lie on top.
  sheet.append(...pieces.map((piece, index) => {
    const mark = h("button", { type: "button", class: "piece", "aria-pressed": String(piece.selected), "aria-label": t("bench.piece", { n: index + 1 }), onclick: () => choose(piece) });
    const [left, top, width, height] = piece.box.map((share) => `${100 * share}%`);
    Object.assign(mark.style, { left, top, width, height });
    return mark;
  }));
  return fill(place, h("p", { class: "hint" }, t("bench.severalPieces", { n: pieces.length })));
}

/** Where to point so that the piece under a tap is meant: the middle of a ring is a hole. */
export const meant = (photo, [x, y]) => (photo.pieces ?? []).findLast(({ box }) => x >= box[0] && x <= box[0] + box[2] && y >= box[1] && y <= box[1] + box[3])?.point ?? [x, y];

/** Makes the pieces that are not worn photos of their own, and shows where they are. */
export async function separate(photo, place) {
  try {
    const { photos } = await post(`/photos/${photo.id}/pieces`, {});
    fill(place, h("p", { class: "hint" }, t("bench.separated")), h("ul", {}, photos.map((other) => h("li", {}, h("a", { href: `/photos/${other.id}` }, other.name)))));
    place.scrollIntoView({ block: "nearest", behavior: "smooth" });
  } catch (error) { say(error.words); }
}
