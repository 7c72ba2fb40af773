/** Advice of an interview that others of its type have too, in the words that these have. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { formatCount, formatDate } from "./format.js";
import { inlineProse, statement } from "./prose.js";
import { isObject } from "./scores.js";

/**
 * @typedef {import("./django-client.js").Interview} Interview
 * @typedef {import("./django-client.js").InterviewSummary} Summary
 * @typedef {import("./django-client.js").Recurrence} Recurrence
 */

const QUOTES = 2; // of each piece of advice, the latest
const MAX_COMPARED = 5; // interviews, as the API allows

/**
 * A section that is filled when other interviews are known, and stays empty if nothing recurs.
 * @param {Interview} interview
 * @param {AbortSignal} signal
 */
export function keepsComingUp(interview, signal) {
  const place = h("section", { class: "coming-up", hidden: true });
  load(interview, signal).then(
    ({ recurrences, quoted, n }) => {
      if (!recurrences.length) return;
      place.append(...content(interview, recurrences, quoted, n));
      place.hidden = false;
    },
    // The interview is whole without it. What is wrong, the next request says.
    () => {},
  );
  return place;
}

/** @param {Interview} interview @param {AbortSignal} signal */
async function load({ id, interview_type }, signal) {
  const { data } = await api.getProgress({ interview_type }, { signal });
  const recurrences = data.recurring.areas_for_improvement.filter(({ interview_ids }) =>
    interview_ids.includes(id),
  );
  const newestFirst = data.points.map(({ id }) => id).reverse();
  const latest = recurrences.flatMap(({ interview_ids }) =>
    newestFirst.filter((other) => other !== id && interview_ids.includes(other)).slice(0, QUOTES),
  );
  const others = [...new Set(latest)].slice(0, MAX_COMPARED - 1);
  if (!others.length) return { recurrences: [], quoted: [], n: data.n };
  const compared = await api.compareInterviews([id, ...others], { signal });
  const quoted = compared.data.interviews.filter((row) => row.id !== id).reverse();
  return { recurrences, quoted, n: data.n };
}

/**
 * @param {Interview} interview
 * @param {Recurrence[]} recurrences
 * @param {Summary[]} quoted other interviews, newest first
 * @param {number} n interviews of this type
 */
const content = ({ interview_type }, recurrences, quoted, n) => [
  h("h2", {}, "Keeps coming up"),
  h(
    "ul",
    {},
    recurrences.map((recurrence) =>
      h(
        "li",
        {},
        h("p", { dir: "auto" }, h("strong", {}, inlineProse(statement(recurrence.text)))),
        h(
          "p",
          { class: "soft" },
          `In ${recurrence.count} of ${n} ${interview_type} interviews. ${others(recurrence.count - 1)}:`,
        ),
        h("ul", { class: "quotes" }, quoted.flatMap(quotesOf(recurrence)).slice(0, QUOTES)),
      ),
    ),
  ),
  h(
    "p",
    {},
    h(
      "a",
      { href: `/dashboard/progress?${new URLSearchParams({ interview_type })}` },
      `Progress in ${formatCount(n, `${interview_type} interview`)}`,
    ),
  ),
];

/** What the quotes are of. @param {number} count of the other interviews */
const others = (count) =>
  count > QUOTES ? `The latest ${QUOTES} of the others` : `The other${count > 1 ? "s" : ""}`;

/** @param {Recurrence} recurrence @returns {(interview: Summary) => HTMLElement[]} */
const quotesOf =
  ({ text, interview_ids }) =>
  ({ id, job_role, completed_at, feedback }) =>
    interview_ids.includes(id)
      ? [
          h(
            "li",
            {},
            h("q", { dir: "auto" }, inlineProse(closest(text, feedback))),
            " ",
            h(
              "a",
              { href: `/dashboard/interviews/${id}`, class: "soft", dir: "auto" },
              `${job_role}, ${formatDate(completed_at)}`,
            ),
          ),
        ]
      : [];

/**
 * The wording of this advice in another interview: its area with the most words in common.
 * @param {string} text
 * @param {unknown} feedback
 */
function closest(text, feedback) {
  const areas = isObject(feedback) ? [feedback.areasForImprovement].flat() : [];
  const words = wordsOf(text);
  const likeness = (/** @type {unknown} */ area) => {
    const others = wordsOf(String(area));
    const shared = others.filter((word) => words.includes(word)).length;
    return shared / (words.length + others.length - shared);
  };
  return String(areas.sort((one, other) => likeness(other) - likeness(one))[0] ?? text);
}

/** @param {string} text @returns {string[]} */
const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
