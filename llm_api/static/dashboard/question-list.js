/** The questions of the feedback, each with its score and a link to its place in the conversation. */

import { assessment, questionScore } from "./assessment.js";
import { h } from "./dom.js";
import { lineOf, prose } from "./prose.js";
import { copyLinkButton, questionHref, questionId } from "./question-link.js";
import { isPlaced } from "./question-places.js";

/** @typedef {import("./question-places.js").NumberedQuestion} NumberedQuestion */

const HEADING_LEVEL = 4;

/** @param {NumberedQuestion[]} questions */
export const questionList = (questions) =>
  h(
    "ol",
    { class: "questions" },
    questions.map((numbered) => (isPlaced(numbered) ? linkedItem(numbered) : wholeItem(numbered))),
  );

/** A question whose feedback stands in the conversation. @param {NumberedQuestion} numbered */
const linkedItem = ({ number, title, question }) =>
  h(
    "li",
    { class: "question" },
    h("span", { class: "question-number" }, `${number}.`),
    h("a", { href: questionHref(number), dir: "auto" }, lineOf(title)),
    questionScore(question?.score ?? null),
  );

/** A question that the conversation has in other words, or not at all. @param {NumberedQuestion} numbered */
const wholeItem = ({ number, title, question }) =>
  h(
    "li",
    { class: "question", id: questionId(number), tabindex: "-1" },
    h("h3", { class: "question-number" }, h("span", {}, "Question "), number),
    copyLinkButton(number),
    title && prose(title, HEADING_LEVEL),
    question && assessment(question, [title]),
  );
