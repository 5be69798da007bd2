// What the picture will be, as one sentence whose words can be changed, and the drawers that change them.
// Everything on offer is data from /options; a part that the engine cannot choose yet is not mentioned.
import { fill, h } from "./dom.js";
import { credits, t } from "./strings.js";
import { sizeDrawer, sizeWords } from "./sizes.js";

const order = ["type", "size", "model", "gesture", "finger", "hand", "ear", "light", "backdrop", "garment", "retouch", "crop", "aspect", "outputSize"];
const byID = (list, id) => list?.find((item) => item.id === id);

/** `changed(choices, part)` is called with every change; `photo` is null for a shoot, where type and size are per piece. */
export function chooser({ options, choices, photo, sentence, drawer, changed }) {
  const current = { ...choices };
  let piece = photo;
  const typed = (table) => (Array.isArray(table) ? table : table?.[current.type]) ?? [];
  const lists = {
    type: () => (photo ? options.types : []), gesture: () => typed(options.gestures), finger: () => typed(options.fingers), hand: () => typed(options.hands), ear: () => typed(options.ears), light: () => options.lights ?? [], backdrop: () => options.backdrops ?? [],
    garment: () => typed(options.garments), crop: () => typed(options.crops), aspect: () => options.aspects ?? [], outputSize: () => options.outputSizes ?? [],
  };
  const models = () => (options.models ?? []).filter((model) => !photo || !model.types || model.types.includes(current.type));

  function words(part) {
    if (part === "size") return photo ? sizeWords(current.size, piece) : null;
    if (part === "model") {
      const names = (current.models?.length ? current.models : [current.model]).map((id) => byID(options.models, id)?.name).filter(Boolean);
      return names.length ? new Intl.ListFormat(document.documentElement.lang).format(names) : null;
    }
    if (part === "retouch") {
      if (options.retouch !== true || current.retouch === undefined) return null;
      return skinWords();
    }
    const list = lists[part]();
    const item = byID(list, current[part]);
    return list.length > 1 || part === "type" ? item?.words ?? item?.name?.toLowerCase() ?? null : null;
  }
  const skinWords = () => t(current.retouch < .25 ? "choices.natural" : current.retouch > .75 ? "choices.flawless" : "choices.between");
  const shown = () => order.filter((part) => words(part) !== null);

  function word(part) {
    const value = words(part);
    const what = t(`choices.rows.${part}`);
    return h("button", { type: "button", class: "word", "data-open": part, "aria-label": t("choices.edit", { what, value }), onclick: () => open(part) }, value);
  }
  function clause(part) {
    const key = part === "model" && current.models?.length > 1 ? "models" : part;
    const [before, after] = t(`choices.${key}`).split("{value}");
    return [before, word(part), after];
  }
  function show() {
    const parts = shown();
    const line = h("p", {});
    parts.forEach((part, index) => {
      const clauses = clause(part);
      if (!index && part !== "type") clauses[0] = clauses[0].charAt(0).toUpperCase() + clauses[0].slice(1);
      const next = parts[index + 1];
      const mark = !next ? "." : next === "size" || (part === "finger" && next === "hand") ? "" : ",";
      // A word and the mark behind it stay on one line.
      line.append(clauses[0], h("span", { class: "clause" }, clauses[1], clauses[2] ?? "", mark), " ");
    });
    fill(sentence, line);
  }
  /** Of another type the size is not known yet, and what it cannot have gives way. */
  function become(type) {
    Object.assign(current, { type, size: { kind: "estimated", value: null } });
    for (const other of ["gesture", "finger", "hand", "ear", "garment", "crop"]) {
      const list = lists[other]();
      if (list.length && !byID(list, current[other])) current[other] = list[0].id;
    }
  }
  function set(part, value) {
    if (part === "type") become(value); else current[part] = value;
    show();
    changed({ ...current }, part);
  }
  function open(part) {
    const title = t(`choices.rows.${part}`);
    if (part === "model") return drawer.open(title, modelGallery());
    if (part === "size") return drawer.open(title, sizeDrawer({ type: current.type, size: current.size, photo: piece, options, set: (value) => set("size", value) }));
    if (part === "retouch") return drawer.open(title, retouch());
    return drawer.open(title, h("div", { class: part === "aspect" ? "shapes" : "option-list", role: "radiogroup", "aria-label": title },
      lists[part]().map((item) => choice(part, item))));
  }
  function choice(part, item) {
    const input = h("input", { type: "radio", name: `choice-${part}`, value: item.id, checked: item.id === current[part], onchange: () => set(part, item.id) });
    if (part === "aspect") {
      const [w, height] = item.id.split(":").map(Number);
      const figure = h("i", { "aria-hidden": "true" });
      figure.style.aspectRatio = `${w} / ${height}`;
      figure.style[w > height ? "width" : "height"] = "100%";
      return h("label", { class: "shape" }, input, h("span", { class: "shape-box" }, figure), h("span", {}, item.id.replace(":", " : ")));
    }
    return h("label", { class: "option" }, input, h("span", {}, item.name), item.price !== undefined && h("span", { class: "aside" }, credits(item.price)), item.hint && h("small", {}, item.hint));
  }
  function retouch() {
    const input = h("input", { type: "range", class: "slider", min: 0, max: 1, step: .05, value: current.retouch, "aria-label": t("choices.retouchLabel"), "aria-valuetext": skinWords(),
      oninput: () => { set("retouch", Number(input.value)); input.setAttribute("aria-valuetext", skinWords()); } });
    return h("div", { class: "between" }, input, h("div", { class: "ends" }, h("span", {}, t("choices.natural")), h("span", {}, t("choices.flawless"))));
  }

  function modelGallery() {
    const filters = { suits: false, tone: "", age: "" };
    const grid = h("ul", { class: "gallery" });
    const unique = (key) => [...new Map(models().map((model) => [model[key], model[`${key}Name`] ?? model[key]])).entries()];
    const select = (key, label, every) => h("label", {}, h("span", { class: "unseen" }, label), h("select", { onchange: (event) => { filters[key === "tone" ? "tone" : "age"] = event.target.value; list(); } },
      h("option", { value: "" }, every), unique(key).map(([id, name]) => h("option", { value: id }, name))));
    const suiting = h("button", { type: "button", "aria-pressed": "false", onclick: () => { filters.suits = !filters.suits; suiting.setAttribute("aria-pressed", String(filters.suits)); list(); } }, t("choices.suits"));
    function list() {
      const found = models().filter((model) => (!filters.suits || model.suits) && (!filters.tone || String(model.tone) === filters.tone) && (!filters.age || model.ageGroup === filters.age));
      // Who is chosen comes first, then whom the piece suits.
      const rank = (model) => (model.id === current.model ? 0 : model.suits ? 1 : 2);
      fill(grid, [...found].sort((a, b) => rank(a) - rank(b)).map(card), !found.length && h("li", { class: "none" }, t("choices.noModels")));
    }
    function card(model) {
      const picked = current.models ?? [current.model];
      const radio = h("input", { type: "radio", name: "model", class: "unseen", value: model.id, checked: model.id === current.model, onchange: () => { delete current.models; set("model", model.id); list(); grid.querySelector(`[value="${model.id}"]`)?.focus(); } });
      const tick = h("input", { type: "checkbox", checked: picked.includes(model.id), "aria-label": `${t("choices.compare")}: ${model.name}`, onchange: () => {
        const next = tick.checked ? [...new Set([...picked, model.id])] : picked.filter((id) => id !== model.id);
        if (!next.length) { tick.checked = true; return; }
        current.model = next.includes(current.model) ? current.model : next[0];
        set("models", next.length > 1 ? next : undefined);
        list();
        grid.querySelector(`[data-tick="${model.id}"]`)?.focus();
      }, "data-tick": model.id });
      return h("li", { class: `face${model.suits ? " suits" : ""}` },
        h("label", {}, radio, h("span", { class: "portrait" }, model.thumbnailUrl ? h("img", { src: model.thumbnailUrl, alt: "", loading: "lazy", width: 240, height: 300 }) : h("b", { "aria-hidden": "true" }, model.name.charAt(0))), h("strong", {}, model.name), h("small", {}, model.summary),
          model.suits && h("small", { class: "because" }, model.suits.words)),
        h("label", { class: "tick" }, tick, h("span", { "aria-hidden": "true" }, t("choices.compare"))));
    }
    list();
    return [h("div", { class: "gallery-filters chips" }, suiting, select("tone", t("choices.tone"), t("choices.everyTone")), select("ageGroup", t("choices.age"), t("choices.everyAge"))),
      h("p", { class: "hint" }, t("choices.compareHint")), grid];
  }

  show();
  return {
    get current() { return { ...current }; },
    /** Credits of one picture as it is chosen. */
    price() { return byID(options.outputSizes, current.outputSize)?.price ?? 0; },
    open,
    /** The photo was read again: sizes and words may have changed, and of several pieces another may be meant. */
    read(next) {
      const before = piece.presets.type;
      piece = next;
      if (piece.presets.type !== before && piece.presets.type !== current.type) become(piece.presets.type);
      show();
    },
    seed(value) { current.seed = value; },
  };
}
