/** An interview as a row of the list. */

import { h, highlight } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { formatCount, formatDate, formatNumber } from "./format.js";

/** @typedef {import("./django-client.js").InterviewSummary} InterviewSummary */

const SNIPPETS = 3;

/**
 * @param {InterviewSummary} row
 * @param {string[]} words searched for
 * @param {HTMLElement} chooser for a comparison
 */
export function interviewRow(row, words, chooser) {
  const search = words.length ? `?search=${encodeURIComponent(words.join(" "))}` : "";
  return h(
    "li",
    { class: "interview" },
    score(row.overall_score),
    h(
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
      h(
        "p",
        { class: "soft" },
        `${row.interview_type} · ${row.experience_level} · ${formatCount(row.question_count, "question")}`,
      ),
    ),
    h(
      "dl",
      { class: "minor-scores" },
      minor("communication_score", row),
      minor("technical_score", row),
    ),
    h(
      "p",
      { class: "soft when" },
      h("time", { datetime: row.completed_at }, formatDate(row.completed_at)),
    ),
    chooser,
    snippets(row, words),
  );
}

/** For the eye alone: each row says the same in its own words. */
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
const score = (value) =>
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

/** @param {"communication_score" | "technical_score"} column @param {InterviewSummary} row */
const minor = (column, row) =>
  h("div", {}, h("dt", {}, SCORE_LABELS[column]), h("dd", {}, formatNumber(row[column])));

/** @param {InterviewSummary} row @param {string[]} words */
function snippets({ matches = [] }, words) {
  const shown = matches.filter(({ where }) => where !== "job_role").slice(0, SNIPPETS);
  return (
    shown.length > 0 &&
    h(
      "ul",
      { class: "snippets" },
      shown.map(({ where, snippet }) =>
        h("li", {}, h("span", { class: "soft" }, place(where)), " ", ...highlight(snippet, words)),
      ),
    )
  );
}

/** @param {string} where conversation.3, feedback.strengths.0, … */
function place(where) {
  const [part, name] = where.split(".");
  if (part === "conversation") return "Conversation";
  const names = {
    strengths: "Strengths",
    areasForImprovement: "Areas to improve",
    recommendations: "Recommendations",
  };
  return /** @type {Record<string, string>} */ (names)[name] ?? "Feedback";
}
