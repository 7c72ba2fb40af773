/** What the feedback says about one question. */

import { h } from "./dom.js";
import { entryList } from "./entry-list.js";
import { formatScore } from "./format.js";
import { prose } from "./prose.js";
import { quotes } from "./question-places.js";

/** @typedef {import("./further-feedback.js").Question} Question */

const HEADING_LEVEL = 4;

/**
 * @param {Question} question
 * @param {string[]} beside texts that stand beside it, and are not repeated
 * @returns {HTMLElement | null}
 */
export function assessment(question, beside) {
  const isBeside = (/** @type {string} */ text) => beside.some((whole) => quotes(whole, text));
  const parts = [
    !isBeside(question.question) && part("The question, as it was noted", question.question),
    !isBeside(question.answer) && part("Your answer, as it was noted", question.answer),
    part("", question.feedback),
    part("A better answer", question.idealAnswer),
    question.further.length > 0 && entryList(question.further, HEADING_LEVEL),
  ].filter(Boolean);
  if (!parts.length && question.score === null) return null;
  return h(
    "div",
    { class: "assessment" },
    h("p", { class: "assessment-title" }, `Feedback on question ${question.number}`),
    questionScore(question.score),
    parts,
  );
}

/** @param {number | null} score */
export const questionScore = (score) =>
  score !== null &&
  h(
    "p",
    { class: "question-score" },
    h("span", { class: "visually-hidden" }, "Score "),
    h("strong", {}, formatScore(score)),
    h("span", { class: "soft" }, " / 10"),
  );

/** @param {string} title @param {string} text */
const part = (title, text) =>
  text.trim() &&
  h("div", {}, title && h("p", { class: "part-title" }, title), prose(text, HEADING_LEVEL));
