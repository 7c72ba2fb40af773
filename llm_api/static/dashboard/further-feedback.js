/**
 * What the feedback says beside the guide's keys: questions, and keys of any other name. The rules
 * are those of llm_api/analysis/further_feedback.py, so that the page shows what the exports show.
 */

import { competencies } from "./competencies.js";
import { keyName } from "./key-names.js";
import { isObject, isScore, SCORES } from "./scores.js";

const ADVICE = ["strengths", "areasForImprovement", "recommendations"];
const QUESTION_TEXTS = ["question", "answer", "feedback", "idealAnswer"];
const SHOWN_ELSEWHERE = new Set([...Object.keys(SCORES), ...ADVICE, "detailedFeedback", "asSent"]);

/**
 * @typedef {object} Entry a value with its name. It has a text, or entries of its own; those of a
 *   list have no name
 * @property {string} name
 * @property {string} text
 * @property {Entry[]} entries
 *
 * @typedef {object} Question one of the feedback's `questions`; texts that are missing are empty
 * @property {number} number from 1, its place in the feedback
 * @property {string} question
 * @property {string} answer
 * @property {number | null} score from 1 to 10
 * @property {string} feedback
 * @property {string} idealAnswer
 * @property {Entry[]} further
 */

/**
 * The questions of a feedback document, without those that say nothing.
 * @param {unknown} feedback
 * @returns {Question[]}
 */
export function questions(feedback) {
  const stored = isObject(feedback) ? feedback.questions : null;
  return areQuestions(stored) ? stored.map(question).filter(saysSomething) : [];
}

/**
 * Everything that is shown nowhere else, in the order in which it is stored: without the guide's
 * keys, competencies, questions and `asSent`, and without null and empty values.
 * @param {unknown} feedback
 * @returns {Entry[]}
 */
export function furtherEntries(feedback) {
  if (!isObject(feedback)) return [];
  const rest = withoutPaths(
    feedback,
    competencies(feedback).map(({ path }) => path),
  );
  const hidden = areQuestions(feedback.questions) ? "questions" : undefined;
  return entriesOf(rest.filter(([key]) => !SHOWN_ELSEWHERE.has(key) && key !== hidden));
}

/** @param {unknown} stored @returns {stored is (string | Record<string, unknown>)[]} */
const areQuestions = (stored) =>
  Array.isArray(stored) && stored.every((item) => typeof item === "string" || isObject(item));

/** @param {string | Record<string, unknown>} item @param {number} index @returns {Question} */
function question(item, index) {
  const fields = isObject(item) ? item : { question: item };
  const isShown = (/** @type {string} */ key) =>
    (QUESTION_TEXTS.includes(key) && typeof fields[key] === "string") ||
    (key === "score" && isScore(fields.score));
  const text = (/** @type {string} */ key) => (isShown(key) ? String(fields[key]) : "");
  return {
    number: index + 1,
    question: text("question"),
    answer: text("answer"),
    score: isScore(fields.score) ? fields.score : null,
    feedback: text("feedback"),
    idealAnswer: text("idealAnswer"),
    further: entriesOf(Object.entries(fields).filter(([key]) => !isShown(key))),
  };
}

/** @param {Question} question */
const saysSomething = ({ question, answer, score, feedback, idealAnswer, further }) =>
  [question, answer, feedback, idealAnswer].some(Boolean) || score !== null || further.length > 0;

/**
 * The document's keys and values without the values at `paths`, of one or two keys each.
 * @param {Record<string, unknown>} feedback
 * @param {string[][]} paths
 * @returns {[string, unknown][]}
 */
function withoutPaths(feedback, paths) {
  const isTaken = (/** @type {string[]} */ ...path) =>
    paths.some((taken) => taken.length === path.length && taken.every((key, i) => key === path[i]));
  return Object.entries(feedback)
    .filter(([key]) => !isTaken(key))
    .map(([key, value]) => [
      key,
      isObject(value)
        ? Object.fromEntries(Object.entries(value).filter(([inner]) => !isTaken(key, inner)))
        : value,
    ]);
}

/**
 * Keys and values as entries, without null and empty values.
 * @param {[string, unknown][]} document
 * @returns {Entry[]}
 */
export const entriesOf = (document) =>
  document
    .map(([key, value]) => entry(keyName(key), value))
    .filter(({ text, entries }) => text || entries.length > 0);

/** @param {string} name @param {unknown} value @returns {Entry} */
function entry(name, value) {
  if (isObject(value)) return { name, text: "", entries: entriesOf(Object.entries(value)) };
  if (!Array.isArray(value)) return { name, text: textOf(value), entries: [] };
  // An empty key has an empty name.
  return { name, text: "", entries: entriesOf(value.map((item) => ["", item])) };
}

/** Empty for null and blank texts; "Yes" and "No" for true and false. @param {unknown} value */
function textOf(value) {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (value === null || value === undefined) return "";
  const text = String(value);
  return text.trim() ? text : "";
}
