// The cutout on its photo: what is bright is worn. Two brushes and a tap correct it; strokes are in 0…1 of the photo.
import { calmly, fill, h } from "./dom.js";
import { t } from "./strings.js";

const colours = { keep: "#12b886", remove: "#e03131" };

/**
 * `apply({strokes})` and `apply({click})` send a correction; resolved when the photo is read again. `strokes` are those that
 * were made before, and take the new ones.
 */
export function cutoutEditor({ sheet, tools, apply, strokes }) {
  const canvas = h("canvas", { class: "strokes", width: sheet.offsetWidth * 2, height: sheet.offsetHeight * 2, tabindex: "0", role: "application", "aria-label": t("bench.canvas") });
  const context = canvas.getContext("2d");
  const cursor = h("i", { class: "brush-cursor", "aria-hidden": "true", hidden: true });
  let mode = "move";
  let size = .03;
  let sent = 0;
  let at = [.5, .5];
  const state = h("p", { class: "hint", role: "status" });

  const modes = [["keep", "keepBrush"], ["remove", "removeBrush"], ["tap", "tapPiece"], ["move", "move"]];
  const buttons = modes.map(([id, key]) => h("button", { type: "button", class: `tool ${id}`, "aria-pressed": String(id === mode), "data-mode": id, onclick: () => choose(id) }, t(`bench.${key}`)));
  const undo = h("button", { type: "button", class: "plain", disabled: true, onclick: () => { strokes.pop(); draw(); send(); } }, t("actions.undo"));
  fill(tools,
    h("div", { class: "toolrow", role: "group", "aria-label": t("bench.cutout") }, buttons,
      h("label", { class: "brush-size" }, h("span", {}, t("bench.brushSize")), h("input", { type: "range", class: "slider", min: .006, max: .12, step: .002, value: size, oninput: (event) => { size = Number(event.target.value); showCursor(at); } })), undo),
    h("p", { class: "hint" }, t("bench.cutoutHelp")), state);
  sheet.append(canvas, cursor);

  function choose(next) {
    mode = next;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.mode === mode)));
    canvas.dataset.mode = mode;
    cursor.hidden = !colours[mode];
  }
  function showCursor([x, y]) {
    const d = size * sheet.offsetWidth;
    Object.assign(cursor.style, { left: `${100 * x}%`, top: `${100 * y}%`, width: `${d}px`, height: `${d}px` });
    cursor.style.borderColor = colours[mode] ?? "#fff";
  }
  function draw() {
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (const stroke of strokes) {
      context.strokeStyle = context.fillStyle = colours[stroke.kind];
      context.lineWidth = stroke.width * canvas.width;
      context.lineCap = context.lineJoin = "round";
      context.globalAlpha = .55;
      context.beginPath();
      const [first, ...rest] = stroke.points.map(([x, y]) => [x * canvas.width, y * canvas.height]);
      context.moveTo(...first);
      if (rest.length) rest.forEach((p) => context.lineTo(...p)); else context.lineTo(first[0] + .1, first[1]);
      context.stroke();
    }
    undo.disabled = !strokes.length;
    canvas.classList.remove("is-applied");
  }
  const send = calmly(500, async () => {
    const turn = ++sent;
    state.textContent = t("bench.applying");
    // Width is a share of the photo's width, points of its width and height.
    const list = (kind) => strokes.filter((stroke) => stroke.kind === kind).map(({ points, width }) => ({ points, width }));
    try { await apply({ strokes: { keep: list("keep"), remove: list("remove") } }); } catch (error) { state.textContent = error.words ?? ""; return; }
    if (turn !== sent) return;
    state.textContent = "";
    canvas.classList.add("is-applied");
  });
  async function tap(point) {
    state.textContent = t("bench.applying");
    try { await apply({ click: point }); state.textContent = ""; } catch (error) { state.textContent = error.words ?? ""; }
  }
  const grab = (event, point) => {
    if (mode === "tap") return { move() {}, end: () => tap(point), cancel() {} };
    if (!colours[mode]) return null;
    const stroke = { kind: mode, width: size, points: [point] };
    strokes.push(stroke);
    draw();
    return {
      move(next) { stroke.points.push(next); showCursor(next); draw(); },
      end: send,
      cancel() { strokes.splice(strokes.indexOf(stroke), 1); draw(); },
    };
  };
  Object.defineProperty(grab, "isBrush", { get: () => mode !== "move" });
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    at = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    showCursor(at);
  });
  canvas.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? .05 : .01;
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (move) {
      event.preventDefault();
      if (!colours[mode] && mode !== "tap") choose("keep");
      at = [Math.min(1, Math.max(0, at[0] + move[0])), Math.min(1, Math.max(0, at[1] + move[1]))];
      cursor.hidden = false;
      return showCursor(at);
    }
    if (event.key === "k" || event.key === "r") choose(event.key === "k" ? "keep" : "remove");
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (mode === "tap") return tap(at);
      if (!colours[mode]) choose("keep");
      strokes.push({ kind: mode, width: size, points: [at] });
      draw();
      send();
    }
  });
  choose(mode);
  draw();
  if (strokes.length) canvas.classList.add("is-applied");
  return { grab, leave() { canvas.remove(); cursor.remove(); fill(tools); } };
}
