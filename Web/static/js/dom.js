// Small tools for the page's tree.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element: h("a", {href: "/", class: "x", onclick: f}, "text", child). False and null children are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Calls once things have been quiet for a while, milliseconds. */
export function calmly(wait, action) {
  let timer;
  return (...values) => { clearTimeout(timer); timer = setTimeout(() => action(...values), wait); };
}

/** A sentence at the foot of the page, read out by screen readers; with an action it stays longer. */
export function say(text, action) {
  const line = h("p", {}, text);
  if (action) line.append(h("button", { type: "button", onclick: () => { line.remove(); action.run(); } }, action.words));
  $("#says").append(line);
  setTimeout(() => line.remove(), action ? 9000 : 5000);
}

/** A key no other request has; randomUUID exists in secure contexts only. */
export function uniqueKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Loads a picture before it is shown, so that nothing flashes. */
export async function swapImage(image, url, alt) {
  if (image.getAttribute("src") === url) return;
  const next = new Image();
  next.src = url;
  try { await next.decode(); } catch { /* A snapshot may have been replaced meanwhile. */ return; }
  image.src = url;
  if (alt !== undefined) image.alt = alt;
}
