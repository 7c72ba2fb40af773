/** Questions that came up in several of the compared interviews, with the answers side by side. */

import { likeQuestions } from "./asked-questions.js";
import { h } from "./dom.js";
import { formatDate, formatScore } from "./format.js";
import { inlineNodes, markdownNodes } from "./markdown.js";

/**
 * @typedef {import("./django-client.js").Interview} Interview
 * @typedef {import("./asked-questions.js").Asked} Asked
 */

/** @param {Interview[]} interviews oldest first */
export function answersToLikeQuestions(interviews) {
  const found = likeQuestions(interviews);
  if (!found.length)
    return h("p", { class: "soft" }, "None of the questions was asked in two of these interviews.");
  return found.map(({ question, answers }) =>
    h(
      "section",
      { class: "like-question" },
      h("h3", { dir: "auto" }, inlineNodes(question)),
      h(
        "div",
        { class: "answers" },
        answers.map((asked, i) => asked && answer(asked, question, interviews[i], i)),
      ),
    ),
  );
}

/** @param {Asked} asked @param {string} heading @param {Interview} interview @param {number} i */
const answer = (asked, heading, { id, completed_at: completed }, i) =>
  h(
    "div",
    { class: "answer" },
    h(
      "p",
      {},
      h("span", { class: "number" }, i + 1),
      " ",
      h("a", { href: `/dashboard/interviews/${id}` }, formatDate(completed)),
      asked.score !== null && h("span", { class: "soft" }, ` ${formatScore(asked.score)} / 10`),
    ),
    asked.question !== heading &&
      h("p", { class: "soft", dir: "auto" }, inlineNodes(asked.question)),
    h("div", { class: "prose", dir: "auto" }, markdownNodes(asked.answer, { headingLevel: 4 })),
  );
