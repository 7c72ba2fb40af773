/** Advice that came up in at least two interviews, with links to them. */

import { h } from "./dom.js";
import { formatDate } from "./format.js";

/** @param {any} data of /progress */
export function recurringAdvice({ recurring, n, points }) {
  /** @type {Map<string, string>} */
  const names = new Map(
    points.map((/** @type {any} */ point) => [
      point.id,
      `${point.job_role}, ${formatDate(point.completed_at)}`,
    ]),
  );
  return h(
    "section",
    { class: "pair-of-cards" },
    card("Strengths that recur", recurring.strengths, n, names),
    card("Areas that recur", recurring.areas_for_improvement, n, names),
  );
}

/** @param {string} title @param {any[]} advice @param {number} n @param {Map<string, string>} names */
const card = (title, advice, n, names) =>
  h(
    "div",
    { class: "card" },
    h("h2", {}, title),
    advice.length
      ? h(
          "ul",
          { class: "recurrences" },
          advice.map((piece) => recurrence(piece, n, names)),
        )
      : h("p", { class: "soft" }, "Not enough data: no advice has come up twice."),
  );

/** @param {any} advice @param {number} n @param {Map<string, string>} names */
function recurrence({ text, count, last_seen: lastSeen, interview_ids: ids }, n, names) {
  const link = (/** @type {string} */ id) =>
    h("li", {}, h("a", { href: `/dashboard/interviews/${id}` }, names.get(id)));
  return h(
    "li",
    {},
    h("p", {}, h("strong", {}, text)),
    h(
      "details",
      {},
      h("summary", {}, `In ${count} of ${n} interviews, last on ${formatDate(lastSeen)}`),
      h("ul", {}, ids.map(link)),
    ),
  );
}
