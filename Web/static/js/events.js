// What happens in the studio, as it happens: server-sent events, polling where they do not come through.
import { $, say } from "./dom.js";
import { t } from "./strings.js";

const listeners = new Map();
const kinds = ["photo", "job", "picture", "shoot", "notice"];
let last = 0;
let source = null;
let failures = 0;
let polling = null;
let quiet = null;
let opened = false;

/** Calls back with the data of every event of a kind. Returns a function that stops it. */
export function on(kind, action) {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(action);
  connect();
  return () => listeners.get(kind).delete(action);
}

function tell(kind, data, sequence) {
  // An event that comes twice, by both ways, is told once.
  if (sequence) { if (sequence <= last) return; last = sequence; }
  for (const action of listeners.get(kind) ?? []) action(data);
}

function connect() {
  if (source || polling) return;
  if (!("EventSource" in window)) return poll();
  // The browser sends Last-Event-ID itself when it reconnects; a connection of ours says it in the address.
  source = new EventSource(`/api/v1/events${last ? `?after=${last}` : ""}`);
  source.addEventListener("open", () => {
    failures = 0;
    online(true);
    listen();
    // What happened in between may be older than the first event we heard: whoever follows something asks once.
    if (opened) tell("resume");
    opened = true;
  });
  for (const kind of kinds) {
    source.addEventListener(kind, (event) => { listen(); tell(kind, JSON.parse(event.data), Number(event.lastEventId)); });
  }
  source.addEventListener("error", () => {
    failures += 1;
    if (failures >= 2) online(false);
    // A proxy that swallows streams answers polls all the same.
    if (failures >= 3 || source.readyState === EventSource.CLOSED) { source.close(); source = null; poll(); }
  });
}

// A stream may die without an error. Without a word for 45 s (three heartbeats, which scripts cannot see), one poll asks.
function listen() { clearTimeout(quiet); quiet = setTimeout(async () => { await ask().catch(() => {}); listen(); }, 45000); }

async function ask() {
  const answer = await fetch(`/api/v1/events?after=${last}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const { events } = await answer.json();
  for (const event of events) tell(event.event, event.data, event.id);
}

function poll(calm = 2000) {
  let wait = calm;
  const turn = async () => {
    const mine = polling;
    try { await ask(); online(true); wait = calm; } catch { online(false); wait = Math.min(wait * 1.6, 15000); }
    // Somebody may have gone back to the stream meanwhile.
    if (polling === mine) polling = setTimeout(turn, wait);
  };
  polling = setTimeout(turn, 300);
}

let reachable = true;
function online(now) {
  if (now === reachable) return;
  reachable = now;
  $("#connection").hidden = now;
  if (now) say(t("events.back"));
  for (const action of listeners.get("reachable") ?? []) action(now);
}
addEventListener("offline", () => online(false));
addEventListener("online", () => {
  if (polling) { clearTimeout(polling); polling = null; }
  if (!source) connect();
  // A stream that outlived the gap says nothing; one question tells whether the studio is there.
  ask().then(() => online(true)).catch(() => {});
});
// A browser allows six connections to a host, and many tabs may be open: one that is not looked at gives its own back.
let hidden = null;
document.addEventListener("visibilitychange", () => {
  clearTimeout(hidden);
  if (document.hidden) hidden = setTimeout(() => { if (source) { source.close(); source = null; clearTimeout(quiet); poll(15000); } }, 20000);
  else if (polling && "EventSource" in window) { clearTimeout(polling); polling = null; connect(); }
});
addEventListener("pagehide", () => { source?.close(); source = null; });
addEventListener("pageshow", (event) => { if (event.persisted && listeners.size) connect(); });
