/**
 * Which of the compared interviews mention which advice. What is the same advice is decided by the
 * API, which holds two interviews against each other, so each pair is asked for. That advice is not
 * repeated says nothing about an interview of another type or in another language, so that nothing is
 * claimed then.
 */

import { api } from "./api.js";
import { comparisonHead } from "./comparison-head.js";
import { h } from "./dom.js";
import { inlineNodes } from "./markdown.js";
import { scriptOf } from "./scripts.js";

/**
 * @typedef {import("./django-client.js").Comparison} Comparison
 * @typedef {import("./django-client.js").InterviewSummary} InterviewSummary
 * @typedef {{ text: string, mentioned: boolean[] }} Advice in the latest wording; for each interview
 * @typedef {{ areas: Advice[], strengths: Advice[] }} ComparedAdvice
 *
 * @typedef {object} Pair how an interview's advice compares with a later one's
 * @property {string[]} shared in the later one's wording
 * @property {string[]} added the later one's alone
 * @property {string[]} dropped the earlier one's alone
 */

/** @param {Comparison} comparison of all of them @param {AbortSignal} signal @returns {Promise<ComparedAdvice>} */
export async function loadAdvice(comparison, signal) {
  const { interviews } = comparison;
  const pair = async (/** @type {number} */ i, /** @type {number} */ j) => {
    if (i >= j) return null;
    if (i === 0 && j === interviews.length - 1) return comparison;
    return (await api.compareInterviews([interviews[i].id, interviews[j].id], { signal })).data;
  };
  const pairs = await Promise.all(
    interviews.map((_, i) => Promise.all(interviews.map((_, j) => pair(i, j)))),
  );
  return { areas: matrix(pairs, areasOf), strengths: matrix(pairs, strengthsOf) };
}

/** @param {Comparison} pair @returns {Pair} */
const areasOf = ({ areas_for_improvement: { persisting, new: added, resolved } }) => ({
  shared: persisting,
  added,
  dropped: resolved,
});

/** @param {Comparison} pair @returns {Pair} */
const strengthsOf = ({ strengths: { kept, gained, lost } }) => ({
  shared: kept,
  added: gained,
  dropped: lost,
});

/**
 * Each piece of advice once, as the last interview that mentions it has it.
 * @param {(Comparison | null)[][]} pairs by the earlier and the later interview
 * @param {(comparison: Comparison) => Pair} adviceOf
 * @returns {Advice[]}
 */
function matrix(pairs, adviceOf) {
  const pair = (/** @type {number} */ i, /** @type {number} */ j) =>
    adviceOf(/** @type {Comparison} */ (pairs[i][j]));
  const textsOf = (/** @type {number} */ j) =>
    j ? [...pair(0, j).shared, ...pair(0, j).added] : pair(0, 1).dropped;
  const mentions = (/** @type {string} */ text, /** @type {number} */ j) =>
    pairs.map((_, i) => i === j || (i < j && pair(i, j).shared.includes(text)));
  const isLast = (/** @type {string} */ text, /** @type {number} */ j) =>
    pairs.every((_, k) => k <= j || pair(j, k).dropped.includes(text));
  return pairs.toReversed().flatMap((_, reversed) => {
    const j = pairs.length - 1 - reversed;
    return textsOf(j)
      .filter((text) => isLast(text, j))
      .map((text) => ({ text, mentioned: mentions(text, j) }));
  });
}

/** @type {[string, (first: boolean, last: boolean) => boolean][]} */
const GROUPS = [
  ["Still mentioned", (first, last) => first && last],
  ["New", (first, last) => !first && last],
  ["Not mentioned again", (first, last) => first && !last],
  ["Only in between", (first, last) => !first && !last],
];

/** @param {InterviewSummary[]} interviews oldest first @param {ComparedAdvice} advice */
export function adviceMatrix(interviews, { areas, strengths }) {
  const silence = reasonForSilence(interviews[0], interviews[interviews.length - 1]);
  return h(
    "section",
    { class: "card advice-matrix" },
    h("h2", {}, "Advice"),
    h(
      "p",
      { class: "soft" },
      silence ?? "“New” and “Not mentioned again” compare the last interview with the first.",
    ),
    adviceTable("To improve", areas, interviews, !silence),
    adviceTable("Strengths", strengths, interviews, !silence),
  );
}

/** Why nothing can be said about what is new. @param {InterviewSummary} first @param {InterviewSummary} last */
function reasonForSilence(first, last) {
  const unsaid = "What is new and what was not mentioned again is not said";
  if (first.interview_type !== last.interview_type)
    return `${unsaid}: the first interview is ${first.interview_type} and the last ${last.interview_type}.`;
  const scripts = [first, last].map((row) => scriptOf(adviceText(row)));
  if (scripts.includes(null)) return `${unsaid}: the first or the last interview has no advice.`;
  if (scripts[0] !== scripts[1])
    return `${unsaid}: the advice of the first interview and that of the last are in different languages.`;
  return null;
}

/** @param {InterviewSummary} row */
const adviceText = ({ feedback: { strengths, areasForImprovement, recommendations } }) =>
  [strengths, areasForImprovement, recommendations].flat().join(" ");

/** @param {string} title @param {Advice[]} advice @param {InterviewSummary[]} interviews @param {boolean} grouped */
function adviceTable(title, advice, interviews, grouped) {
  if (!advice.length) return h("p", { class: "soft" }, `${title}: none.`);
  const groups = grouped ? grouping(advice) : [{ name: null, members: advice }];
  return h(
    "table",
    { class: "comparison" },
    comparisonHead(title, interviews),
    groups.map(({ name, members }) =>
      h("tbody", {}, name && groupRow(name, interviews.length + 1), members.map(adviceRow)),
    ),
  );
}

/** @param {Advice[]} advice */
const grouping = (advice) =>
  GROUPS.map(([name, belongs]) => ({
    name,
    members: advice.filter(({ mentioned }) =>
      belongs(mentioned[0], mentioned[mentioned.length - 1]),
    ),
  })).filter(({ members }) => members.length);

/** @param {string} name @param {number} columns */
const groupRow = (name, columns) =>
  h("tr", { class: "group" }, h("th", { scope: "rowgroup", colspan: columns }, name));

/** @param {Advice} advice */
const adviceRow = ({ text, mentioned }) =>
  h("tr", {}, h("th", { scope: "row", dir: "auto" }, inlineNodes(text)), mentioned.map(adviceCell));

/** @param {boolean} mentioned */
const adviceCell = (mentioned) =>
  h(
    "td",
    {},
    h("span", { class: "mention", "aria-hidden": "true" }, mentioned ? "●" : "–"),
    h("span", { class: "visually-hidden" }, mentioned ? "mentioned" : "not mentioned"),
  );
