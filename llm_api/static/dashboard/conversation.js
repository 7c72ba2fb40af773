/** The conversation of an interview, with the feedback on each question beside its answer. */

import { assessment } from "./assessment.js";
import { h } from "./dom.js";
import { entryList } from "./entry-list.js";
import { prose } from "./prose.js";
import { copyLinkButton, questionId } from "./question-link.js";

/**
 * @typedef {import("./transcript.js").Message} Message
 * @typedef {import("./question-places.js").NumberedQuestion} NumberedQuestion
 */

const HEADING_LEVEL = 4;

/** @param {Message[]} messages @param {NumberedQuestion[]} questions */
export function conversation(messages, questions) {
  const numbers = new Map(questions.map((question) => [firstMessage(question), question.number]));
  const assessments = new Map(
    questions.map((question) => [lastMessage(question), assessmentOf(question, messages)]),
  );
  return h(
    "ol",
    { class: "turns" },
    messages.map((message, i) => turn(message, numbers.get(i), assessments.get(i))),
  );
}

/** @param {NumberedQuestion} numbered */
const firstMessage = ({ asked, answered }) => (asked < 0 ? answered : asked);

/** @param {NumberedQuestion} numbered */
const lastMessage = ({ asked, answered }) => (answered < 0 ? asked : answered);

/** @param {NumberedQuestion} numbered @param {Message[]} messages */
function assessmentOf({ question, asked, answered }, messages) {
  const beside = [messages[asked], messages[answered]].filter(Boolean).map(({ text }) => text);
  return question && assessment(question, beside);
}

/**
 * @param {Message} message
 * @param {number} [number] of the question that begins here
 * @param {HTMLElement | null} [feedback] on the question that ends here
 */
function turn({ role, speaker, text, entries }, number, feedback) {
  const anchor = number && { id: questionId(number), tabindex: "-1" };
  return h(
    "li",
    { class: role === "user" ? "turn own" : "turn", ...anchor },
    h(
      "div",
      { class: "said" },
      turnHeading(speaker, number),
      text ? prose(text, HEADING_LEVEL) : nothingSaid(role, entries),
    ),
    feedback,
  );
}

/** @param {string} speaker @param {number} [number] */
const turnHeading = (speaker, number) =>
  h(
    "div",
    { class: "turn-heading" },
    h("p", { class: "speaker", dir: "auto" }, speaker),
    number && h("h3", { class: "question-number" }, h("span", {}, "Question "), number),
    number && copyLinkButton(number),
  );

/** @param {string} role @param {Message["entries"]} entries */
const nothingSaid = (role, entries) =>
  entries.length
    ? entryList(entries, HEADING_LEVEL)
    : h("p", { class: "soft" }, role === "user" ? "No answer" : "Nothing was said");
