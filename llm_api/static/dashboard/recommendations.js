/** What interviews recommend, side by side too. */

import { h } from "./dom.js";
import { formatDate } from "./format.js";
import { inlineProse } from "./prose.js";
import { isObject } from "./scores.js";

/** @typedef {import("./django-client.js").InterviewSummary} InterviewSummary */

/** Of the feedback, those that say something. @param {unknown} feedback @returns {string[]} */
export const recommendations = (feedback) =>
  isObject(feedback) ? [feedback.recommendations].flat().filter(saysSomething) : [];

/** @param {unknown} text @returns {text is string} */
const saysSomething = (text) => typeof text === "string" && text.trim() !== "";

/** Null if none of them recommends anything. @param {InterviewSummary[]} interviews oldest first */
export function comparedRecommendations(interviews) {
  const lists = interviews.map(({ feedback }) => recommendations(feedback));
  if (!lists.some((texts) => texts.length)) return null;
  return h(
    "section",
    { class: "card" },
    h("h2", {}, "Recommendations"),
    h(
      "div",
      { class: "recommended" },
      interviews.map((row, i) => column(row, i, lists[i])),
    ),
  );
}

/** @param {InterviewSummary} row @param {number} i @param {string[]} texts */
const column = (row, i, texts) =>
  h(
    "div",
    {},
    h("p", {}, h("span", { class: "number" }, i + 1), " ", formatDate(row.completed_at)),
    texts.length
      ? h(
          "ul",
          { class: "pieces" },
          texts.map((text) => h("li", { dir: "auto" }, inlineProse(text))),
        )
      : h("p", { class: "soft" }, "None noted."),
  );
