// Sentences come from strings/en.json, the same file that the templates use.
const build = document.querySelector("meta[name=parure-build]")?.content ?? "";
const language = document.documentElement.lang || "en";
const sentences = await fetch(`/static/strings/${language}.json?${build}`).then((answer) => answer.json()).catch(() => ({}));

/** The sentence of a key like "bench.generate", its {places} filled. */
export function t(key, values = {}) {
  const found = key.split(".").reduce((part, name) => part?.[name], sentences);
  if (typeof found !== "string") return key;
  return found.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
export const number = (value) => (Math.abs(value) < 100 && value % 1 ? fine : whole).format(value);

export function credits(count) {
  if (!count) return t("bench.free");
  return count === 1 ? t("bench.credit") : t("bench.credits", { n: number(count) });
}

/** Time left in words that do not jump with every second. */
export function timeLeft(seconds) {
  if (!Number.isFinite(seconds)) return t("time.unknown");
  if (seconds < 4) return t("time.soon");
  if (seconds < 50) return t("time.seconds", { n: number(Math.max(5, Math.round(seconds / 5) * 5)) });
  if (seconds < 90) return t("time.minute");
  return t("time.minutes", { n: number(Math.round(seconds / 60)) });
}
