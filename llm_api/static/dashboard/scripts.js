/** The script of a text. Where it differs, the language does; the reverse is not true. */

const NAMES = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Arabic",
  "Hebrew",
  "Devanagari",
  "Bengali",
  "Tamil",
  "Thai",
  "Hangul",
];
/** @type {[string, RegExp][]} */
const SCRIPTS = [
  ...NAMES.map(
    (name) => /** @type {[string, RegExp]} */ ([name, new RegExp(`\\p{Script=${name}}`, "gu")]),
  ),
  ["Han", /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu],
];
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * The script of most letters: its name in Unicode, or "Japanese".
 * @param {string} text
 * @returns {string | null} null without letters
 */
export function scriptOf(text) {
  const counts = SCRIPTS.map(([name, letters]) => ({
    name,
    count: text.match(letters)?.length ?? 0,
  }));
  const { name, count } = counts.reduce((most, each) => (each.count > most.count ? each : most));
  if (!count) return null;
  return name === "Han" && KANA.test(text) ? "Japanese" : name;
}
