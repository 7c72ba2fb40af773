/** An interview as a row of the list. */

import { h, highlight } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { formatCount, formatDate, formatNumber } from "./format.js";

/** @typedef {import("./django-client.js").InterviewSummary} InterviewSummary */

const MAX_SNIPPETS = 3;

/**
 * @param {InterviewSummary} row
 * @param {string[]} words that were searched for
 * @param {HTMLElement} checkbox that selects it for a comparison
 */
export const interviewRow = (row, words, checkbox) =>
  h(
    "li",
    { class: "interview" },
    overallScore(row.overall_score),
    description(row, words),
    h(
      "dl",
      { class: "minor-scores" },
      minorScore("communication_score", row),
      minorScore("technical_score", row),
    ),
    h(
      "p",
      { class: "soft when" },
      h("time", { datetime: row.completed_at }, formatDate(row.completed_at)),
    ),
    checkbox,
    snippets(row, words),
  );

/** Headings for readers who see the list. Hidden from the others, as each row names its values. */
export const columnHeads = () =>
  h(
    "div",
    { class: "interview heads", "aria-hidden": "true" },
    h("span", { class: "head-overall" }, "Overall"),
    h("span", { class: "head-minor" }, h("span", {}, "Communication"), h("span", {}, "Technical")),
    h("span", { class: "when" }, "Date"),
    h("span", { class: "head-choose" }, "Compare"),
  );

/** @param {number | null} value */
const overallScore = (value) =>
  h(
    "p",
    { class: value === null ? "score unscored" : "score" },
    h("span", { class: "visually-hidden" }, "Overall score "),
    value === null
      ? h(
          "span",
          { title: "Not scored" },
          "–",
          h("span", { class: "visually-hidden" }, " not scored"),
        )
      : value,
  );

/** @param {InterviewSummary} row @param {string[]} words */
function description(row, words) {
  const search = words.length ? `?search=${encodeURIComponent(words.join(" "))}` : "";
  const questions = formatCount(row.question_count, "question");
  return h(
    "div",
    { class: "interview-text" },
    h(
      "h3",
      {},
      h(
        "a",
        { href: `/dashboard/interviews/${row.id}${search}` },
        ...highlight(row.job_role, words),
      ),
    ),
    h("p", { class: "soft" }, `${row.interview_type} · ${row.experience_level} · ${questions}`),
  );
}

/** @param {"communication_score" | "technical_score"} column @param {InterviewSummary} row */
const minorScore = (column, row) =>
  h("div", {}, h("dt", {}, SCORE_LABELS[column]), h("dd", {}, formatNumber(row[column])));

/** @param {InterviewSummary} row @param {string[]} words */
function snippets({ matches = [] }, words) {
  // Matches in the job role are highlighted in the row's own heading.
  const shown = matches.filter(({ where }) => where !== "job_role").slice(0, MAX_SNIPPETS);
  const item = (/** @type {{ where: string, snippet: string }} */ { where, snippet }) =>
    h("li", {}, h("span", { class: "soft" }, part(where)), " ", ...highlight(snippet, words));
  return shown.length > 0 && h("ul", { class: "snippets" }, shown.map(item));
}

/** @type {Record<string, string>} */
const FEEDBACK_PARTS = {
  strengths: "Strengths",
  areasForImprovement: "Areas to improve",
  recommendations: "Recommendations",
};

/** @param {string} where for example conversation.3 or feedback.strengths.0 */
function part(where) {
  const [field, key] = where.split(".");
  return field === "conversation" ? "Conversation" : (FEEDBACK_PARTS[key] ?? "Feedback");
}
