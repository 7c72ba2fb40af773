/** What to practise next: what the latest interview recommends, and what still keeps coming up. */

import { h } from "./dom.js";
import { formatDate, formatNumber } from "./format.js";
import { interviewLink } from "./interview-link.js";
import { practiceLink } from "./practice-link.js";
import { inlineProse, statement } from "./prose.js";
import { recommendations } from "./recommendations.js";

/**
 * @typedef {import("./django-client.js").InterviewSummary} Summary
 * @typedef {import("./django-client.js").Progress} Progress
 * @typedef {import("./django-client.js").Recurrence} Recurrence
 */

const SHOWN = 3; // of each

/**
 * Null if the feedback names nothing.
 * @param {Progress} progress
 * @param {Summary | undefined} latest the newest of the same interviews
 * @returns {HTMLElement | null}
 */
export function practiseNext({ recurring, n }, latest) {
  const recommended = recommendations(latest?.feedback).slice(0, SHOWN);
  const recent = latestFirst(recurring.areas_for_improvement).slice(0, SHOWN);
  if (!recommended.length && !recent.length) return null;
  return h(
    "section",
    { class: "groups practise-next" },
    h("h2", {}, "Practise next"),
    h(
      "div",
      { class: "pair-of-cards" },
      latest &&
        recommended.length > 0 &&
        card(
          ["From your latest interview, ", interviewLink(latest)],
          recommended.map((text) => h("p", { dir: "auto" }, inlineProse(text))),
        ),
      recent.length > 0 && card("What came up again, latest first", recent.map(recurrence(n))),
    ),
    practiceLink("Practise"),
  );
}

/** @param {import("./dom.js").Child | import("./dom.js").Child[]} title @param {HTMLElement[]} items */
const card = (title, items) =>
  h(
    "div",
    { class: "card" },
    h("h3", {}, title),
    h(
      "ul",
      { class: "pieces" },
      items.map((item) => h("li", {}, item)),
    ),
  );

/** Of one day, those first that came up more often. @param {Recurrence[]} recurrences most frequent first */
const latestFirst = (recurrences) =>
  recurrences.toSorted((one, other) => other.last_seen.localeCompare(one.last_seen));

/** @param {number} n @returns {(recurrence: Recurrence) => HTMLElement} */
const recurrence =
  (n) =>
  ({ text, count, last_seen: lastSeen, interview_ids: ids }) =>
    h(
      "div",
      {},
      h("p", { dir: "auto" }, inlineProse(statement(text))),
      h(
        "p",
        { class: "soft" },
        `In ${formatNumber(count)} of ${formatNumber(n)} interviews, last on `,
        h("a", { href: `/dashboard/interviews/${ids.at(-1)}` }, formatDate(lastSeen)),
      ),
    );
