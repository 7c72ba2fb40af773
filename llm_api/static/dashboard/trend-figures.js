/** Whether somebody got better: the first three scored interviews against the last three. */

import { h } from "./dom.js";
import { INTERVIEW_TYPES } from "./fields.js";
import { formatChange, formatNumber, formatScore } from "./format.js";
import { mean, trend } from "./means.js";
import { OVERALL, scoreKinds, scoresOf } from "./score-kinds.js";
import { table } from "./table.js";
import { typeMark } from "./type-mark.js";

/**
 * @typedef {import("./django-client.js").Point} Point
 * @typedef {import("./means.js").Trend} Trend
 */

/**
 * The overall score of each type, and of all: a junior's behavioral interview says little about a
 * system design.
 * @param {Point[]} points oldest first
 * @param {(type: string | null) => string} listAddress the list of the interviews behind a number
 */
export function trendFigures(points, listAddress) {
  const types = INTERVIEW_TYPES.filter((type) => ofType(points, type).length);
  const figures = types.map((type) =>
    figure([typeMark(type), `${type} interviews`], ofType(points, type), listAddress(type)),
  );
  const all = types.length > 1 && figure("All types together", points, listAddress(null));
  return h(
    "section",
    { class: "trend" },
    h("h2", {}, "Overall score, then and now"),
    h(
      "p",
      { class: "soft" },
      "The average of the first three scored interviews, then that of the last three. A change is computed before rounding.",
    ),
    h("dl", { class: "figures" }, figures, all),
  );
}

/** @param {Point[]} points @param {string} type */
const ofType = (points, type) => points.filter((point) => point.interview_type === type);

/** @param {import("./dom.js").Child | import("./dom.js").Child[]} name @param {Point[]} points @param {string} address */
function figure(name, points, address) {
  const scores = scoresOf(points, OVERALL);
  const found = trend(scores);
  const count = formatNumber(scores.length);
  const link = (/** @type {string} */ text) => h("a", { href: address }, text);
  return h(
    "div",
    {},
    h("dt", {}, name),
    h("dd", {}, found ? course(found) : "–"),
    h(
      "dd",
      { class: "soft note" },
      found
        ? [`${formatChange(found.difference)}, `, link(`${count} scored`)]
        : scores.length
          ? ["Needs six scored interviews; you have ", link(count), "."]
          : "None of them is scored.",
    ),
  );
}

/** @param {Trend} trend */
const course = ({ early, late }) => [
  formatScore(early),
  h("span", { "aria-hidden": "true" }, " → "),
  h("span", { class: "visually-hidden" }, " then, now "),
  formatScore(late),
];

/** Every score in the same way, competencies too. @param {Point[]} points oldest first */
export const scoreSummary = (points) =>
  h(
    "section",
    { class: "card" },
    h("h2", {}, "Every score"),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Every score" },
      table(
        ["Score", "Average", "First three → last three", "Change"],
        scoreKinds(points).map((kind) => summaryRow(kind.name, scoresOf(points, kind))),
      ),
    ),
    h(
      "p",
      { class: "soft" },
      "The first and the last three of the interviews with that score; a change needs six of them, and is computed before rounding.",
    ),
  );

/** @param {string} name @param {number[]} scores oldest first */
function summaryRow(name, scores) {
  const found = trend(scores);
  return [
    [name, h("span", { class: "soft" }, ` ${formatNumber(scores.length)} scored`)],
    h("strong", {}, formatScore(mean(scores))),
    found ? h("span", { class: "course" }, course(found)) : "–",
    found ? formatChange(found.difference) : "–",
  ];
}
