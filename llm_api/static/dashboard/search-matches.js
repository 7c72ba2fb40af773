/** Where a search found an interview: the places by name, with the words marked. */

import { h } from "./dom.js";

/** @typedef {NonNullable<import("./django-client.js").InterviewSummary["matches"]>[number]} Match */

const MAX_SHOWN = 3;

/** @type {Record<string, string>} */
const FEEDBACK_PARTS = {
  summary: "Summary",
  strengths: "Strength",
  areasForImprovement: "Area to improve",
  recommendations: "Recommendation",
  detailedFeedback: "Detailed feedback",
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
 * @param {boolean} answersOnly whether only what the person said was searched
 */
export function searchMatches(matches, answersOnly) {
  if (!matches.length) return null;
  const more = matches.length - MAX_SHOWN;
  return h(
    "ul",
    { class: "snippets" },
    matches.slice(0, MAX_SHOWN).map((match) => place(match, answersOnly)),
    more > 0 && h("li", { class: "soft" }, `${more} more ${more === 1 ? "place" : "places"}`),
  );
}

/** @param {Match} match @param {boolean} answersOnly */
const place = ({ where, snippet, ranges }, answersOnly) =>
  h(
    "li",
    {},
    h("span", { class: "soft" }, placeName(where, answersOnly)),
    " ",
    h("span", { dir: "auto" }, ...markedRanges(snippet, ranges)),
  );

/**
 * @param {string} where for example conversation.3 or feedback.questions.0.answer
 * @param {boolean} answersOnly
 */
function placeName(where, answersOnly) {
  const [field, key, number, part] = where.split(".");
  if (field === "job_role") return "Job role";
  if (field === "conversation")
    return `${answersOnly ? "You said, message" : "Message"} ${Number(key) + 1}`;
  if (key === "questions") return `${QUESTION_PARTS[part] ?? "Question"} ${Number(number) + 1}`;
  return FEEDBACK_PARTS[key] ?? "Feedback";
}

/**
 * `text` with each range in a mark element.
 * @param {string} text
 * @param {[number, number][]} ranges code points, which a string's own indexes are not
 * @returns {import("./dom.js").Child[]}
 */
export function markedRanges(text, ranges) {
  const characters = Array.from(text);
  const piece = (/** @type {number} */ begin, /** @type {number} */ end) =>
    characters.slice(begin, end).join("");
  let end = 0;
  const pieces = ranges.flatMap(([from, to]) => {
    const between = piece(end, from);
    end = to;
    return [between, h("mark", {}, piece(from, to))];
  });
  return [...pieces, piece(end, characters.length)];
}
