/**
 * An interview as its page shows it. Rows that the service did not write may lack values, or have
 * some of other types: those are shown as they are, and none is hidden. The exports do the same in
 * llm_api/exports/transcript.py.
 */

import { competencies } from "./competencies.js";
import { SCORE_LABELS } from "./fields.js";
import { entriesOf, furtherEntries, questions } from "./further-feedback.js";
import { keyName } from "./key-names.js";
import { exactScore, isObject, isScore, SCORES } from "./scores.js";

/**
 * @typedef {import("./further-feedback.js").Entry} Entry
 * @typedef {import("./further-feedback.js").Question} Question
 *
 * @typedef {object} Message
 * @property {string} role as stored: "interviewer", "user", or another value in older rows
 * @property {string} speaker
 * @property {string} text
 * @property {Entry[]} entries what a message without a text holds
 *
 * @typedef {object} Transcript
 * @property {Entry[]} summary
 * @property {{ name: string, value: number | null }[]} scores the guide's three, and competencies
 * @property {{ title: string, key: string, texts: string[] }[]} advice
 * @property {string} detailedFeedback
 * @property {Question[]} questions
 * @property {Message[]} messages
 * @property {Entry[]} further
 */

const ADVICE_TITLES = {
  strengths: "Strengths",
  areasForImprovement: "Areas to improve",
  recommendations: "Recommendations",
};
const SPEAKERS = new Map([
  ["interviewer", "Interviewer"],
  ["user", "You"],
]);
const SUMMARY = "Summary";

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === "string";

/** @param {unknown} value */
const isTextOrList = (value) => isText(value) || Array.isArray(value);

/**
 * Whether the page can show a value in the place of one of the guide's keys.
 * @type {Record<string, (value: unknown) => boolean>}
 */
const IS_READABLE = {
  ...Object.fromEntries(Object.keys(SCORES).map((key) => [key, isScore])),
  ...Object.fromEntries(Object.keys(ADVICE_TITLES).map((key) => [key, isTextOrList])),
  detailedFeedback: isText,
};

/** @param {import("./django-client.js").Interview} interview @returns {Transcript} */
export function transcript(interview) {
  const feedback = feedbackObject(interview.feedback);
  const entries = furtherEntries(feedback);
  return {
    summary: entries.filter(({ name }) => name === SUMMARY),
    scores: scoresOf(interview),
    advice: Object.entries(ADVICE_TITLES).map(([key, title]) => ({
      ...{ title, key, texts: adviceTexts(feedback[key]) },
    })),
    detailedFeedback: isText(feedback.detailedFeedback) ? feedback.detailedFeedback : "",
    questions: questions(feedback),
    messages: messages(interview.conversation),
    further: [...entries.filter(({ name }) => name !== SUMMARY), ...oddEntries(feedback)],
  };
}

/** @param {unknown} feedback @returns {Record<string, unknown>} */
function feedbackObject(feedback) {
  if (isObject(feedback)) return feedback;
  return isText(feedback) ? { detailedFeedback: feedback } : { feedback };
}

/** @param {import("./django-client.js").Interview} interview */
const scoresOf = (interview) => [
  ...Object.entries(SCORE_LABELS).map(([column, name]) => ({
    name,
    value: exactScore(interview, column),
  })),
  ...competencies(interview.feedback).map(({ name, score }) => ({ name, value: score })),
];

/** @param {unknown} advice @returns {string[]} */
const adviceTexts = (advice) =>
  (Array.isArray(advice) ? advice : isText(advice) ? [advice] : [])
    .map(textOf)
    .filter((text) => text.trim());

/**
 * The values under the guide's keys that are of another type than the page shows there.
 * @param {Record<string, unknown>} feedback
 */
const oddEntries = (feedback) =>
  entriesOf(
    Object.entries(feedback).filter(
      ([key, value]) => Object.hasOwn(IS_READABLE, key) && !IS_READABLE[key](value),
    ),
  );

/** @param {unknown} conversation @returns {Message[]} */
const messages = (conversation) =>
  (Array.isArray(conversation) ? conversation : [conversation])
    .map(message)
    .filter(({ role, text, entries }) => role || text || entries.length);

/** @param {unknown} sent @returns {Message} */
function message(sent) {
  if (!isObject(sent)) return { role: "", speaker: "", text: textOf(sent), entries: [] };
  const { role, content, ...rest } = sent;
  const text = textOf(content);
  return {
    role: textOf(role),
    speaker: SPEAKERS.get(textOf(role)) ?? keyName(textOf(role)),
    text,
    // A content that is empty is a question that was not answered.
    entries: text || content === "" ? [] : entriesOf(Object.entries(rest)),
  };
}

/** The text of any JSON value. @param {unknown} value */
function textOf(value) {
  if (isText(value)) return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}
