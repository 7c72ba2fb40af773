/** The average overall score by type and by level, of the interviews that are selected. */

import { h } from "./dom.js";
import { EXPERIENCE_LEVELS, INTERVIEW_TYPES } from "./fields.js";
import { formatNumber } from "./format.js";
import { mean } from "./means.js";
import { scoreBars } from "./score-bars.js";
import { OVERALL, scoresOf } from "./score-kinds.js";
import { typeMark } from "./type-mark.js";

/** @typedef {import("./django-client.js").Point} Point */

/** @param {Point[]} points */
export const groupAverages = (points) =>
  h(
    "section",
    { class: "groups" },
    h("h2", {}, "Average overall score"),
    h(
      "div",
      { class: "pair-of-cards" },
      groupCard("By type", points, "interview_type", INTERVIEW_TYPES),
      groupCard("By level", points, "experience_level", EXPERIENCE_LEVELS),
    ),
  );

/** @param {string} title @param {Point[]} points @param {"interview_type" | "experience_level"} column @param {string[]} values */
function groupCard(title, points, column, values) {
  const groups = values
    .map((value) => ({ value, members: points.filter((point) => point[column] === value) }))
    .filter(({ members }) => members.length);
  const bar = (/** @type {{ value: string, members: Point[] }} */ { value, members }) => {
    const scores = scoresOf(members, OVERALL);
    return {
      name: column === "interview_type" ? [typeMark(value), `${value} interviews`] : value,
      value: mean(scores),
      note: `${formatNumber(scores.length)} scored of ${formatNumber(members.length)}`,
    };
  };
  return h("div", { class: "card" }, h("h3", {}, title), scoreBars(groups.map(bar)));
}
