/** Each score of the interviews that are compared, with its change since the one before. */

import { comparisonHead } from "./comparison-head.js";
import { h } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { formatChange, formatScore } from "./format.js";

/** @typedef {import("./django-client.js").ScoreStep} Step */

/** @param {import("./django-client.js").Comparison} comparison */
export const comparedScores = ({ interviews, scores: { competencies, ...scores } }) =>
  h(
    "section",
    { class: "card" },
    h("h2", {}, "Scores"),
    h(
      "p",
      { class: "soft" },
      "Each with the change from the interview to its left, of the exact scores.",
    ),
    h(
      "table",
      { class: "comparison" },
      comparisonHead("Score", interviews),
      h("tbody", {}, namedScores(scores, competencies).map(scoreRow)),
    ),
  );

/** @param {Record<string, Step[]>} scores @param {Record<string, Step[]>} competencies @returns {[string, Step[]][]} */
const namedScores = (scores, competencies) => [
  ...Object.entries(SCORE_LABELS).map(
    ([column, name]) => /** @type {[string, Step[]]} */ ([`${name} score`, scores[column]]),
  ),
  ...Object.entries(competencies),
];

/** @param {[string, Step[]]} row */
const scoreRow = ([name, steps]) =>
  h("tr", {}, h("th", { scope: "row" }, name), steps.map(scoreCell));

/** @param {Step} step */
function scoreCell({ score, change }) {
  if (score === null)
    return h("td", {}, "–", h("span", { class: "visually-hidden" }, " not scored"));
  const fill = h("span", { class: "fill" });
  fill.style.setProperty("--share", `${score * 10}%`);
  return h(
    "td",
    {},
    h("strong", {}, formatScore(score)),
    " ",
    change !== null && h("span", { class: "soft change" }, formatChange(change)),
    h("span", { class: "track", "aria-hidden": "true" }, fill),
  );
}
