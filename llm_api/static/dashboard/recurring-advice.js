/** Advice that came up in at least two interviews, with links to them. */

import { disclosure } from "./disclosure.js";
import { h } from "./dom.js";
import { formatDate, formatNumber } from "./format.js";
import { interviewLink } from "./interview-link.js";
import { inlineProse, statement } from "./prose.js";

/**
 * @typedef {import("./django-client.js").Point} Point
 * @typedef {import("./django-client.js").Recurrence} Recurrence
 */

const SHOWN = 8; // the rest is behind a disclosure

/** @param {import("./django-client.js").Progress} progress */
export function recurringAdvice({ recurring, n, points }) {
  const item = (/** @type {Recurrence} */ advice) => recurrence(advice, n, points);
  return h(
    "section",
    { class: "groups" },
    h("h2", {}, "Keeps coming up"),
    h(
      "div",
      { class: "pair-of-cards" },
      card("To improve", recurring.areas_for_improvement, item),
      card("Strengths", recurring.strengths, item),
    ),
  );
}

/** @param {string} title @param {Recurrence[]} advice @param {(advice: Recurrence) => HTMLElement} item */
function card(title, advice, item) {
  const list = (/** @type {Recurrence[]} */ some) =>
    h("ul", { class: "recurrences" }, some.map(item));
  const rest = advice.slice(SHOWN);
  return h(
    "div",
    { class: "card" },
    h("h3", {}, title),
    advice.length
      ? list(advice.slice(0, SHOWN))
      : h("p", { class: "soft" }, "Nothing has come up twice."),
    rest.length > 0 &&
      disclosure(`${formatNumber(rest.length)} more`, () => list(rest), { class: "rest" }),
  );
}

/** @param {Recurrence} advice @param {number} n @param {Point[]} points oldest first */
const recurrence = ({ text, count, last_seen: lastSeen, interview_ids: ids }, n, points) =>
  h(
    "li",
    {},
    h("p", { dir: "auto" }, h("strong", {}, inlineProse(statement(text)))),
    disclosure(
      `In ${formatNumber(count)} of ${formatNumber(n)} interviews, last on ${formatDate(lastSeen)}`,
      () =>
        h(
          "ul",
          {},
          points
            .filter(({ id }) => ids.includes(id))
            .reverse()
            .map((point) => h("li", {}, interviewLink(point))),
        ),
    ),
  );
