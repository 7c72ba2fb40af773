/** Where a search found an interview: the places by name, with the words marked. */

import { h } from "./dom.js";
import { findRanges } from "./folding.js";

/** @typedef {NonNullable<import("./django-client.js").InterviewSummary["matches"]>[number]} Match */

const MAX_SHOWN = 3;

/** @type {Record<string, string>} */
const FEEDBACK_PARTS = {
  summary: "Summary",
  strengths: "Strength",
  areasForImprovement: "Area to improve",
  recommendations: "Recommendation",
  detailedFeedback: "Feedback in detail",
};

/** @type {Record<string, string>} */
const QUESTION_PARTS = {
  question: "Question",
  answer: "Answer to question",
  feedback: "Feedback on question",
  idealAnswer: "Ideal answer to question",
};

/**
 * The places of an interview, or nothing.
 * @param {Match[]} matches without that of the job role, if it is marked in the row's heading
 * @param {string[]} words as parseSearch gives them
 */
export function searchMatches(matches, words) {
  if (!matches.length) return null;
  const more = matches.length - MAX_SHOWN;
  return h(
    "ul",
    { class: "snippets" },
    matches.slice(0, MAX_SHOWN).map((match) => place(match, words)),
    more > 0 && h("li", { class: "soft" }, `${more} more ${more === 1 ? "place" : "places"}`),
  );
}

/** @param {Match} match @param {string[]} words */
const place = ({ where, snippet }, words) =>
  h(
    "li",
    {},
    h("span", { class: "soft" }, placeName(where)),
    " ",
    h("span", { dir: "auto" }, ...markedWords(snippet, words)),
  );

/** @param {string} where for example conversation.3 or feedback.questions.0.answer */
function placeName(where) {
  const [field, key, number, part] = where.split(".");
  if (field === "conversation") return `Message ${Number(key) + 1}`;
  if (key === "questions") return `${QUESTION_PARTS[part] ?? "Question"} ${Number(number) + 1}`;
  return FEEDBACK_PARTS[key] ?? "Feedback";
}

/**
 * `text` with the words in mark elements, found as the search finds them.
 * @param {string} text
 * @param {string[]} words as parseSearch gives them
 * @returns {import("./dom.js").Child[]}
 */
export function markedWords(text, words) {
  let end = 0;
  const pieces = findRanges(text, words).flatMap(([from, to]) => {
    const between = text.slice(end, from);
    end = to;
    return [between, h("mark", {}, text.slice(from, to))];
  });
  return [...pieces, text.slice(end)];
}
