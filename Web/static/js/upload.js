// Photos come in by choosing, dropping, pasting or the camera; each is sent with its progress and can be sent again.
import { sendPhoto } from "./api.js";
import { t } from "./strings.js";

const limit = 60 * 1024 * 1024;
const raw = /\.(heic|heif|avif|dng|cr2|cr3|nef|arw|raf|orf|rw2|tiff?)$/i;
const looksLikePicture = (file) => file.type.startsWith("image/") || raw.test(file.name);

/** Listens on the whole page for files; calls back with a list of them. */
export function gather(action, { zone } = {}) {
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const over = (now) => (zone ?? document.body).classList.toggle("is-over", now);
  addEventListener("dragenter", (event) => { if (hasFiles(event)) { depth += 1; over(true); } });
  addEventListener("dragleave", (event) => { if (hasFiles(event) && --depth <= 0) { depth = 0; over(false); } });
  addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    if (event.dataTransfer.files.length) action([...event.dataTransfer.files]);
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) { event.preventDefault(); action(files); }
  });
}

/** Why a file need not be sent at all, or null. The server checks everything again. */
export function objection(file) {
  if (!looksLikePicture(file)) return t("home.noPicture", { name: file.name });
  if (file.size > limit) return t("home.tooLarge", { name: file.name });
  return null;
}

/** Sends a file; a connection that breaks is tried three times before it is an error. */
export async function send(file, onProgress) {
  const problem = objection(file);
  if (problem) throw Object.assign(new Error(problem), { words: problem });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendPhoto(file, onProgress);
    } catch (error) {
      if (error.code !== "offline" || attempt === 3) throw error;
      await new Promise((resume) => setTimeout(resume, 1500 * attempt));
    }
  }
}
