/** The head of a table with a column for each of the interviews that are compared. */

import { h } from "./dom.js";
import { formatDate } from "./format.js";

/** @param {string} corner @param {import("./django-client.js").InterviewSummary[]} interviews */
export const comparisonHead = (corner, interviews) =>
  h("thead", {}, h("tr", {}, h("th", { scope: "col" }, corner), interviews.map(column)));

/** @param {import("./django-client.js").InterviewSummary} row @param {number} i */
const column = (row, i) =>
  h(
    "th",
    { scope: "col" },
    h("span", { class: "number" }, i + 1),
    " ",
    h(
      "span",
      { class: "column-name" },
      h("bdi", {}, row.job_role),
      ", ",
      formatDate(row.completed_at),
    ),
  );
