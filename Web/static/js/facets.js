// The drop zone is drawn as an emerald cut: nested octagons joined at their corners. Progress runs along the girdle.
const space = "http://www.w3.org/2000/svg";

function octagon(width, height, inset, cut) {
  const [l, t, r, b] = [inset, inset, width - inset, height - inset];
  return [[l + cut, t], [r - cut, t], [r, t + cut], [r, b - cut], [r - cut, b], [l + cut, b], [l, b - cut], [l, t + cut]];
}
const path = (points) => `M${points.map((p) => p.join(" ")).join("L")}Z`;

export function facets(element) {
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "facets");
  const lines = document.createElementNS(space, "path");
  const girdle = document.createElementNS(space, "path");
  lines.setAttribute("class", "facet-lines");
  girdle.setAttribute("class", "facet-girdle");
  girdle.setAttribute("pathLength", "100");
  svg.append(lines, girdle);
  element.prepend(svg);
  const draw = () => {
    const { width, height } = element.getBoundingClientRect();
    if (!width) return;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const cut = Math.min(width, height) * .22;
    const step = Math.min(width, height) * .075;
    const outer = octagon(width, height, 1, cut);
    const middle = octagon(width, height, step, cut * .86);
    const table = octagon(width, height, step * 2.1, cut * .7);
    const spokes = outer.map((p, i) => `M${p.join(" ")}L${table[i].join(" ")}`).join("");
    lines.setAttribute("d", path(outer) + path(middle) + path(table) + spokes);
    girdle.setAttribute("d", path(outer));
  };
  new ResizeObserver(draw).observe(element);
  draw();
  return { progress(share) { girdle.style.strokeDashoffset = String(100 - 100 * share); } };
}
