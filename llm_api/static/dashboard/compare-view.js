/** Two to five interviews side by side. */

import { api } from "./api.js";
import { asyncContent } from "./async-content.js";
import { MAX_COMPARED } from "./comparison-selection.js";
import { h } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { formatChange, formatDate, formatNumber } from "./format.js";
import { emptyState } from "./placeholders.js";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function compareView({ url, signal }) {
  const ids = (url.searchParams.get("ids") ?? "").split(",").filter(Boolean);
  const node = h(
    "div",
    { class: "compare" },
    h("h1", {}, "Compare"),
    ids.length < 2 || ids.length > MAX_COMPARED
      ? emptyState(
          "Choose two to five interviews.",
          h("p", {}, "Tick Compare beside them in the list."),
          h("a", { class: "button", href: "/dashboard" }, "To the list"),
        )
      : asyncContent(signal, () => api.compareInterviews(ids, { signal }), comparison),
  );
  return { title: "Compare", node };
}

/** @param {{ data: any, warnings?: string[] }} loaded */
function comparison({ data, warnings = [] }) {
  const names = data.interviews.map(
    (/** @type {any} */ row) => `${row.job_role}, ${formatDate(row.completed_at)}`,
  );
  return [
    ...warnings.map((warning) => h("p", { class: "notice" }, warning)),
    scoreTable(data),
    h(
      "p",
      { class: "soft" },
      `Advice of the first, ${names[0]}, against the last, ${names.at(-1)}.`,
    ),
    ...advice(data),
  ];
}

/** @param {any} data of /compare */
const advice = ({ areas_for_improvement: areas, strengths }) => [
  h("h2", {}, "Areas to improve"),
  h(
    "div",
    { class: "advice" },
    adviceList("Resolved", areas.resolved),
    adviceList("Persisting", areas.persisting),
    adviceList("New", areas.new),
  ),
  h("h2", {}, "Strengths"),
  h(
    "div",
    { class: "advice" },
    adviceList("Kept", strengths.kept),
    adviceList("Gained", strengths.gained),
    adviceList("Not mentioned again", strengths.lost),
  ),
];

/** @param {any} data of /compare */
const scoreTable = ({ interviews, scores }) =>
  h(
    "div",
    { class: "scroll card", tabindex: "0", role: "region", "aria-label": "Scores side by side" },
    h(
      "table",
      { class: "side-by-side" },
      scoreTableHead(),
      h(
        "tbody",
        {},
        interviews.map((/** @type {any} */ row, /** @type {number} */ i) =>
          h(
            "tr",
            {},
            interviewCell(row),
            Object.entries(SCORE_LABELS).map(([column, name]) =>
              scoreCell(name, scores[column][i]),
            ),
          ),
        ),
      ),
    ),
  );

const scoreTableHead = () =>
  h(
    "thead",
    {},
    h(
      "tr",
      {},
      h("td", {}),
      Object.values(SCORE_LABELS).map((name) => h("th", { scope: "col" }, name)),
    ),
  );

/** @param {any} row */
const interviewCell = (row) =>
  h(
    "th",
    { scope: "row" },
    h("a", { href: `/dashboard/interviews/${row.id}` }, row.job_role),
    h(
      "span",
      { class: "soft" },
      `${row.interview_type} · ${row.experience_level} · ${formatDate(row.completed_at)}`,
    ),
  );

/** @param {string} name @param {{ score: number | null, change: number | null }} step */
const scoreCell = (name, { score, change }) =>
  h(
    "td",
    { "data-name": name },
    h("strong", {}, formatNumber(score)),
    change !== null && h("span", { class: "soft" }, ` ${formatChange(change)}`),
  );

/** @param {string} title @param {string[]} entries */
const adviceList = (title, entries) =>
  h(
    "section",
    { class: "advice-list" },
    h("h3", {}, title),
    entries.length
      ? h(
          "ul",
          {},
          entries.map((text) => h("li", {}, text)),
        )
      : h("p", { class: "soft" }, "None."),
  );
