/** An interview as a row of the list. */

import { competencies } from "./competencies.js";
import { h } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { formatCount, formatDate, formatScore } from "./format.js";
import { exactScore } from "./scores.js";
import { markedRanges, searchMatches } from "./search-matches.js";
import { topic } from "./topic.js";

/**
 * @typedef {import("./django-client.js").InterviewSummary} InterviewSummary
 * @typedef {keyof typeof SCORE_LABELS} ScoreColumn
 */

/**
 * @param {InterviewSummary} row
 * @param {URLSearchParams} address of the list; the row's link carries its search
 * @param {HTMLElement} checkbox that selects it for a comparison
 */
export function interviewRow(row, address, checkbox) {
  const { matches = [], completed_at: completed } = row;
  const marked = matches.find(({ where, snippet }) => isWholeRole(where, snippet, row));
  const others = matches.filter((match) => match !== marked);
  const answersOnly = address.get("search_in") === "answers";
  return h(
    "tr",
    { role: "row", class: "interview" },
    scoreCell(row, "overall_score"),
    cell(
      "interview-text",
      h("h3", { dir: "auto" }, link(row, address, marked?.ranges ?? [])),
      facts(row),
      topic(row.feedback),
      competencyList(row.feedback),
      searchMatches(others, answersOnly),
    ),
    scoreCell(row, "communication_score"),
    scoreCell(row, "technical_score"),
    cell("when soft", h("time", { datetime: completed }, formatDate(completed))),
    cell("choose", checkbox),
  );
}

/** @param {string} area @param {...import("./dom.js").Child} children */
const cell = (area, ...children) => h("td", { role: "cell", class: area }, ...children);

/** Whether a match can be marked in the row's heading. @param {string} where @param {string} snippet @param {InterviewSummary} row */
const isWholeRole = (where, snippet, { job_role: role }) =>
  where === "job_role" && snippet === role;

/** @param {InterviewSummary} row @param {URLSearchParams} address @param {[number, number][]} ranges */
function link({ id, job_role: role }, address, ranges) {
  const search = new URLSearchParams(
    [...address].filter(([name]) => name === "search" || name === "search_in"),
  );
  const query = address.get("search") ? `?${search}` : "";
  return h("a", { href: `/dashboard/interviews/${id}${query}` }, ...markedRanges(role, ranges));
}

/** @param {InterviewSummary} row */
const facts = ({ interview_type: type, experience_level: level, question_count: questions }) =>
  h("p", { class: "soft" }, `${type} · ${level} · ${formatCount(questions, "question")}`);

/** @param {unknown} feedback */
function competencyList(feedback) {
  const found = competencies(feedback);
  const item = (/** @type {import("./competencies.js").Competency} */ { name, score }) =>
    h("li", {}, h("bdi", {}, name), " ", h("strong", {}, formatScore(score)));
  return found.length > 0 && h("ul", { class: "competencies soft" }, found.map(item));
}

/** @param {InterviewSummary} row @param {ScoreColumn} column */
function scoreCell(row, column) {
  const value = exactScore(row, column);
  return cell(
    column.replace("_score", ""),
    // The column's head says it where there is room for one.
    h("span", { class: "score-name soft" }, `${SCORE_LABELS[column]} `),
    h(
      "span",
      { class: value === null ? "score unscored" : "score" },
      value === null ? notScored() : [formatScore(value), scoreBar(value)],
    ),
  );
}

const notScored = () =>
  h("span", { title: "Not scored" }, "–", h("span", { class: "visually-hidden" }, " not scored"));

/** @param {number} value */
function scoreBar(value) {
  const fill = h("span", { class: "fill" });
  fill.style.setProperty("--share", `${value * 10}%`);
  return h("span", { class: "track", "aria-hidden": "true" }, fill);
}
