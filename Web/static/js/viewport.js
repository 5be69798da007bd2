// A window onto a picture: wheel, pinch, drag and keys move it; pixels are shown as they are once they are large.

/**
 * Makes `frame` a window onto `content`, which is laid out `width` × `height` CSS pixels.
 * `pixels` is the picture's own width, from which 100 % is told. `grab(event, point)` may take a pointer for a brush:
 * it returns {move, end} or null; points are 0…1 of the content.
 */
export function viewport(frame, content, { width, height, pixels = width, wheel = true, grab = null, changed = () => {} }) {
  const state = { scale: 1, x: 0, y: 0, fit: 1, padding: 0 };
  const pointers = new Map();
  let brush = null;
  let pinch = null;
  content.style.width = `${width}px`;
  content.style.height = `${height}px`;
  frame.classList.add("viewport");

  const full = () => width ? pixels / width : 1;
  /** Scale at which one picture pixel is one screen pixel. */
  const hundred = () => 1 / (full() > 0 ? 1 / full() : 1) / (devicePixelRatio || 1);
  const most = () => Math.max(hundred() * 8, state.fit * 4);

  function place(animated = false) {
    const { clientWidth: w, clientHeight: h } = frame;
    const [sw, sh] = [width * state.scale, height * state.scale];
    state.x = sw <= w ? (w - sw) / 2 : Math.min(0, Math.max(w - sw, state.x));
    state.y = sh <= h ? (h - sh) / 2 : Math.min(0, Math.max(h - sh, state.y));
    content.style.transition = animated ? "transform .6s cubic-bezier(.22,.7,.2,1)" : "none";
    content.style.transform = `translate(${state.x}px, ${state.y}px) scale(${state.scale})`;
    content.style.setProperty("--unscale", String(1 / state.scale));
    content.classList.toggle("is-pixels", state.scale > hundred() * 2.5);
    frame.classList.toggle("is-near", isNear());
    changed({ scale: state.scale, percent: 100 * state.scale / hundred(), near: isNear() });
  }
  const isNear = () => state.scale > state.fit * 1.02;

  function fit(animated = false) {
    if (!frame.clientWidth) return;
    state.fit = Math.min(frame.clientWidth / width, frame.clientHeight / height);
    state.scale = state.fit;
    place(animated);
  }
  function zoom(to, cx = frame.clientWidth / 2, cy = frame.clientHeight / 2, animated = false) {
    const scale = Math.min(most(), Math.max(state.fit, to));
    state.x = cx - (cx - state.x) * scale / state.scale;
    state.y = cy - (cy - state.y) * scale / state.scale;
    state.scale = scale;
    place(animated);
  }
  /** Brings a point, 0…1, to the middle; `reach` is half the part of the width to show. */
  function show(x, y, reach) {
    // Near enough to judge, not so near that only pixels are left.
    const scale = Math.max(state.fit, Math.min(hundred() * 3, frame.clientWidth / (2 * reach * width)));
    state.scale = scale;
    state.x = frame.clientWidth / 2 - x * width * scale;
    state.y = frame.clientHeight / 2 - y * height * scale;
    place(true);
  }
  const pan = (dx, dy) => { state.x += dx; state.y += dy; place(); };

  const local = (event) => { const box = frame.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  const point = (event) => { const [x, y] = local(event); return [(x - state.x) / state.scale / width, (y - state.y) / state.scale / height]; };

  frame.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || event.target.closest("button, a, input")) return;
    pointers.set(event.pointerId, local(event));
    if (pointers.size === 1) brush = grab?.(event, point(event)) ?? null;
    else { brush?.cancel?.(); brush = null; pinch = spread(); }
    if (brush || isNear() || pointers.size > 1) frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = local(event);
    pointers.set(event.pointerId, now);
    if (pointers.size > 1 && pinch) {
      const next = spread();
      zoom(state.scale * next.distance / pinch.distance, next.x, next.y);
      pan(next.x - pinch.x, next.y - pinch.y);
      pinch = next;
    } else if (brush) {
      for (const part of event.getCoalescedEvents?.() ?? [event]) brush.move(point(part));
    } else if (isNear()) pan(now[0] - before[0], now[1] - before[1]);
  });
  const lift = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    if (brush) { if (event.type === "pointercancel") brush.cancel?.(); else brush.end(); }
    brush = null;
    if (pointers.size < 2) pinch = null;
  };
  frame.addEventListener("pointerup", lift);
  frame.addEventListener("pointercancel", lift);
  function spread() {
    const [[x1, y1], [x2, y2]] = [...pointers.values()];
    return { x: (x1 + x2) / 2, y: (y1 + y2) / 2, distance: Math.max(20, Math.hypot(x1 - x2, y1 - y2)) };
  }
  frame.addEventListener("wheel", (event) => {
    if (!wheel && !event.ctrlKey) return;
    event.preventDefault();
    const [x, y] = local(event);
    zoom(state.scale * Math.exp(-event.deltaY * (event.deltaMode ? .05 : .0022)), x, y);
  }, { passive: false });
  frame.addEventListener("dblclick", (event) => {
    if (event.target.closest("button, a, input") || grab?.isBrush) return;
    const [x, y] = local(event);
    if (isNear()) fit(true); else zoom(hundred(), x, y, true);
  });
  frame.addEventListener("keydown", (event) => {
    if (event.target !== frame || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 80;
    const keys = {
      "+": () => zoom(state.scale * 1.4), "=": () => zoom(state.scale * 1.4), "-": () => zoom(state.scale / 1.4), 0: () => fit(), 1: () => zoom(hundred()),
      ArrowLeft: () => pan(step, 0), ArrowRight: () => pan(-step, 0), ArrowUp: () => pan(0, step), ArrowDown: () => pan(0, -step),
    };
    if (!keys[event.key] || (event.key.startsWith("Arrow") && !isNear())) return;
    event.preventDefault();
    keys[event.key]();
  });
  new ResizeObserver(() => { const near = isNear(); const old = state.fit; fitScale(); if (!near || old === 0) fit(); else place(); }).observe(frame);
  function fitScale() { if (frame.clientWidth) state.fit = Math.min(frame.clientWidth / width, frame.clientHeight / height); }
  fit();
  return {
    fit, show, hundred, get scale() { return state.scale; },
    zoom: (factor) => zoom(state.scale * factor, undefined, undefined, true),
    full: () => zoom(hundred(), undefined, undefined, true),
    resize(w, h, p = w) { [width, height, pixels] = [w, h, p]; content.style.width = `${w}px`; content.style.height = `${h}px`; fit(); },
  };
}
