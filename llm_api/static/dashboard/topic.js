/** What an interview was about: it tells apart the rows of one job role. */

import { h } from "./dom.js";
import { questions } from "./further-feedback.js";
import { lineOf } from "./prose.js";
import { isObject } from "./scores.js";

const MAX_LENGTH = 1000; // characters that are read; the row shows two lines of them

/**
 * The feedback's summary, else the first question, else a strength, else the feedback in detail.
 * @param {unknown} feedback
 * @returns {HTMLElement | null}
 */
export function topic(feedback) {
  if (!isObject(feedback)) return null;
  for (const [label, source] of candidates(feedback)) {
    const text = oneLine(source);
    if (text) return line(label, text);
  }
  return null;
}

/** @param {Record<string, any>} feedback @returns {[string, unknown][]} */
const candidates = (feedback) => [
  ["", feedback.summary],
  ["First question", questions(feedback)[0]?.question],
  ["Strength", feedback.strengths?.[0]],
  ["", feedback.detailedFeedback],
];

/** Without its Markdown marks. @param {unknown} text */
const oneLine = (text) => (typeof text === "string" ? lineOf(text.slice(0, MAX_LENGTH)) : "");

/** @param {string} label @param {string} text */
const line = (label, text) =>
  label
    ? h("p", { class: "topic" }, h("span", { class: "soft" }, `${label}: `), h("bdi", {}, text))
    : h("p", { class: "topic", dir: "auto" }, text);
