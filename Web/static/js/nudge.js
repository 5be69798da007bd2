// Small moves of the worn piece: sliders, and the piece itself to drag. What is dragged is a ghost of the piece; the true
// picture, with its contact and shadow, comes when it is composed again.
import { get, order as send } from "./api.js";
import { fill, h } from "./dom.js";
import { number, t } from "./strings.js";

const order = ["slide", "drop", "turn", "scale", "ear", "finger"];
const units = { millimetres: "mm", degrees: "°", percent: "%" };

/**
 * The drawer's content and a `grab` for the loupe. `ghost` of the picture, where the studio has one, is
 * {url, centre: [x, y], millimetre, slide: [dx, dy], drop: [dx, dy]}: the piece's own layer, as large as the picture;
 * where it turns, 0…1; how much of the picture's width a millimetre is; and which way its moves go in the picture.
 */
export async function nudging({ id, width, height, place, started }) {
  const picture = await get(`/pictures/${id}`);
  const handles = picture.nudge ?? {};
  const start = Object.fromEntries(Object.entries(handles).map(([name, handle]) => [name, handle.value]));
  const values = { ...start };
  const { ghost } = picture;
  const layer = ghost ? h("img", { class: "ghost", src: ghost.url, alt: "" }) : null;
  const status = h("div", { role: "status" });
  const slideAxis = ghost?.slide ?? [1, 0];
  const dropAxis = ghost?.drop ?? [0, 1];
  if (layer) {
    Object.assign(layer.style, { width: `${width}px`, height: `${height}px`, transformOrigin: `${100 * ghost.centre[0]}% ${100 * ghost.centre[1]}%` });
    place.append(layer);
  }

  function show() {
    if (layer) {
      const perMillimetre = ghost.millimetre * width;
      const along = (axis) => ((values.slide ?? 0) - (start.slide ?? 0)) * slideAxis[axis] + ((values.drop ?? 0) - (start.drop ?? 0)) * dropAxis[axis];
      const turn = (values.turn ?? 0) - (start.turn ?? 0);
      const scale = (values.scale ?? 100) / (start.scale ?? 100);
      layer.style.transform = `translate(${along(0) * perMillimetre}px, ${along(1) * perMillimetre}px) rotate(${turn}deg) scale(${scale})`;
      layer.classList.toggle("is-moved", isChanged());
    }
    status.textContent = isChanged() ? t("review.changed") : "";
  }
  const isChanged = () => Object.keys(values).some((name) => values[name] !== start[name]);

  const fields = new Map();
  function slider(name, handle) {
    const label = t(`review.${name}`);
    const out = h("output", {});
    const input = h("input", { class: "slider", type: "range", min: handle.min, max: handle.max, step: handle.step, value: handle.value, "aria-label": label, oninput: () => set(Number(input.value)) });
    const set = (value) => {
      values[name] = Math.min(handle.max, Math.max(handle.min, Math.round(value / handle.step) * handle.step));
      input.value = values[name];
      out.textContent = `${values[name] > 0 && name !== "scale" ? "+" : ""}${number(values[name])} ${units[handle.unit] ?? handle.unit ?? ""}`;
      input.setAttribute("aria-valuetext", out.textContent);
      show();
    };
    fields.set(name, set);
    const field = h("label", { class: "field" }, h("span", {}, label, out), input);
    set(handle.value);
    return field;
  }
  function sides(name, handle) {
    return h("fieldset", { class: "sides-choice" }, h("legend", {}, t(`review.${name}`)), handle.options.map((option) => h("label", { class: "tick" },
      h("input", { type: "radio", name, value: option.id, checked: option.id === handle.value, onchange: () => { values[name] = option.id; show(); } }), h("span", {}, option.name))));
  }

  async function apply() {
    try {
      const { job } = await send(`/pictures/${id}`, { nudge: values }, { method: "PATCH", onWait: () => { status.textContent = t("events.queued"); } });
      started(job, status, t("review.composing"));
    } catch (error) { fill(status, h("p", { class: "problem" }, error.words)); }
  }
  const reset = () => { for (const [name, set] of fields) set(start[name]); };

  const content = [
    h("p", { class: "hint" }, ghost ? t("review.dragIt") : "", " ", t("review.declared")),
    order.filter((name) => handles[name]).map((name) => (handles[name].options ? sides : slider)(name, handles[name])),
    h("p", { class: "pair-of-buttons" }, h("button", { type: "button", class: "primary", onclick: apply }, t("review.apply")), h("button", { type: "button", class: "plain", onclick: reset }, t("actions.reset"))),
    status,
  ];

  function grab(_, from) {
    if (!ghost) return null;
    const [slide, drop] = [values.slide ?? 0, values.drop ?? 0];
    return {
      move(to) {
        const moved = [(to[0] - from[0]) / ghost.millimetre, (to[1] - from[1]) * height / width / ghost.millimetre];
        // Solve moved = a·slide + b·drop for a and b.
        const det = slideAxis[0] * dropAxis[1] - slideAxis[1] * dropAxis[0] || 1;
        fields.get("slide")?.(slide + (moved[0] * dropAxis[1] - moved[1] * dropAxis[0]) / det);
        fields.get("drop")?.(drop + (slideAxis[0] * moved[1] - slideAxis[1] * moved[0]) / det);
      },
      end() {},
      cancel() { fields.get("slide")?.(slide); fields.get("drop")?.(drop); },
    };
  }
  return { content, grab, leave() { layer?.remove(); } };
}
