/** One interview: its scores, its feedback and its conversation, from top to bottom. */

import { conversation } from "./conversation.js";
import { h } from "./dom.js";
import { entryList, entryValue } from "./entry-list.js";
import { interviewHeading } from "./interview-heading.js";
import { outline } from "./outline.js";
import { prose } from "./prose.js";
import { questionList } from "./question-list.js";
import { numberedQuestions } from "./question-places.js";
import { scoreBars } from "./score-bars.js";
import { transcript } from "./transcript.js";

/**
 * @typedef {import("./django-client.js").Interview} Interview
 * @typedef {import("./transcript.js").Transcript} Transcript
 * @typedef {import("./question-places.js").NumberedQuestion} NumberedQuestion
 */

const HEADING_LEVEL = 3;

/**
 * @param {Interview} interview
 * @param {HTMLElement} comingUp which of the advice other interviews have too
 */
export function interviewArticle(interview, comingUp) {
  const shown = transcript(interview);
  const questions = numberedQuestions(shown);
  const body = h("div", { class: "sections" }, sections(shown, questions, comingUp));
  return h(
    "article",
    {},
    interviewHeading(interview, shown),
    h("div", { class: "outlined" }, outline(body, questions), body),
  );
}

/** @param {Transcript} shown @param {NumberedQuestion[]} questions @param {HTMLElement} comingUp */
const sections = (shown, questions, comingUp) => [
  shown.summary.length > 0 &&
    section(
      "summary",
      "Summary",
      shown.summary.map((entry) => entryValue(entry, HEADING_LEVEL)),
    ),
  section("scores", "Scores", scoreBars(shown.scores)),
  h("div", { class: "advice" }, shown.advice.map(adviceList)),
  comingUp,
  shown.detailedFeedback.trim() &&
    section("detail", "Detailed feedback", prose(shown.detailedFeedback, HEADING_LEVEL)),
  shown.questions.length > 0 && section("questions", "Questions", questionList(questions)),
  section("conversation", "Transcript", conversation(shown.messages, questions)),
  shown.further.length > 0 &&
    section("more-feedback", "More feedback", entryList(shown.further, HEADING_LEVEL)),
];

/** @param {string} id @param {string} title @param {import("./dom.js").Child | import("./dom.js").Child[]} content */
const section = (id, title, content) =>
  h("section", { class: id, id, tabindex: "-1" }, h("h2", {}, title), content);

/** @param {Transcript["advice"][number]} advice */
const adviceList = ({ key, title, texts }) =>
  h(
    "section",
    { class: "advice-list", id: key, tabindex: "-1" },
    h("h2", {}, title),
    texts.length
      ? h(
          "ul",
          {},
          texts.map((text) => h("li", {}, prose(text, HEADING_LEVEL))),
        )
      : h("p", { class: "soft" }, "None noted."),
  );
