// The studio's API: one door for every request, errors in the seller's words, nothing sent twice.
import { t } from "./strings.js";
import { uniqueKey } from "./dom.js";

const token = document.querySelector("meta[name=parure-token]")?.content ?? "";

/** What went wrong, in words that were meant for the seller. */
export class StudioError extends Error {
  constructor({ code, message, advice, status }) {
    super(message);
    Object.assign(this, { code, advice, status });
  }
  get words() { return [this.message, this.advice].filter(Boolean).join(" "); }
}

async function errorOf(answer) {
  const body = await answer.json().catch(() => null);
  const error = body?.error ?? { code: "unknown", message: t("errors.unknown"), advice: t("errors.unknownAdvice") };
  return new StudioError({ ...error, status: answer.status });
}

export async function api(method, path, body, headers = {}) {
  const options = { method, headers: { Accept: "application/json", ...headers }, credentials: "same-origin" };
  if (method !== "GET") options.headers["X-Parure-Token"] = token;
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, options);
  } catch {
    throw new StudioError({ code: "offline", message: t("errors.network"), advice: t("errors.networkAdvice"), status: 0 });
  }
  if (!answer.ok) throw await errorOf(answer);
  if (answer.status === 204) return null;
  const type = answer.headers.get("Content-Type") ?? "";
  return type.includes("json") ? answer.json() : answer.blob();
}
export const get = (path) => api("GET", path);
export const patch = (path, body) => api("PATCH", path, body);
export const post = (path, body) => api("POST", path, body);
export const remove = (path) => api("DELETE", path);

/**
 * Sends an order that must arrive exactly once: the key is kept until an answer is there, and while the studio cannot
 * be reached the order waits and goes out again under the same key, also after the page was loaded anew.
 */
export async function order(path, body, { method = "POST", onWait } = {}) {
  const name = `parure-order ${path} ${JSON.stringify(body)}`;
  const key = recall(name) ?? uniqueKey();
  remember(name, key);
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
    try {
      const answer = await api(method, path, body, { "Idempotency-Key": key });
      forget(name);
      return answer;
    } catch (error) {
      const mayComeBack = error.code === "offline" || error.status === 502 || error.status === 504;
      if (!mayComeBack) { forget(name); throw error; }
      onWait?.();
      await new Promise((resume) => {
        const timer = setTimeout(resume, wait);
        addEventListener("online", () => { clearTimeout(timer); resume(); }, { once: true });
      });
    }
  }
}
function recall(name) { try { return sessionStorage.getItem(name); } catch { return null; } }
function remember(name, key) { try { sessionStorage.setItem(name, key); } catch { /* Kept by the page alone then. */ } }
function forget(name) { try { sessionStorage.removeItem(name); } catch { /* As above. */ } }

/** Sends a photo with its progress, 0…1. fetch cannot tell how much of an upload has left; XMLHttpRequest can. */
export function sendPhoto(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/photos");
    request.responseType = "json";
    request.setRequestHeader("X-Parure-Token", token);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name || "photo.jpg"));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) onProgress(event.loaded / event.total); });
    const lost = () => reject(new StudioError({ code: "offline", message: t("errors.network"), advice: t("errors.networkAdvice"), status: 0 }));
    request.addEventListener("error", lost);
    request.addEventListener("abort", lost);
    request.addEventListener("load", () => {
      if (request.status === 201) return resolve(request.response.photo);
      const error = request.response?.error ?? { code: "unknown", message: t("errors.unknown"), advice: t("errors.unknownAdvice") };
      reject(new StudioError({ ...error, status: request.status }));
    });
    request.send(file);
  });
}
