/**
 * The way from an interview to the one before and after it: in the order of the list that the reader
 * comes from, or by date.
 */

import { api } from "./api.js";
import { h } from "./dom.js";
import { apiFilters } from "./filters.js";
import { formatDate } from "./format.js";
import { cachedPages, lastListAddress } from "./list-state.js";

/**
 * @typedef {import("./django-client.js").InterviewSummary} Summary
 * @typedef {{ previous?: Summary, next?: Summary, names: string[], query: string }} Neighbours
 *   `names`: what the two are to the reader; `query`: the search that both of them match, for their
 *   addresses
 */

/** @type {Record<string, string[]>} by the order of the list, which begins with the newest */
const NAMES = { "-completed_at": ["Newer", "Older"], completed_at: ["Older", "Newer"] };
const OTHER_NAMES = ["Before it in the list", "After it in the list"];

/** @param {Summary} interview @param {AbortSignal} signal */
export function interviewPager(interview, signal) {
  const place = h("nav", { class: "pager", "aria-label": "Other interviews" });
  neighbours(interview, signal).then(
    ({ previous, next, names, query }) =>
      place.replaceChildren(
        ...[
          link("previous", names[0], previous, query),
          link("next", names[1], next, query),
        ].filter(Boolean),
      ),
    // Without its neighbours an interview is still whole. The next request says what is wrong.
    () => {},
  );
  return place;
}

/** @param {string} side @param {string} name @param {Summary | undefined} interview @param {string} query */
const link = (side, name, interview, query) =>
  interview &&
  h(
    "a",
    { class: side, href: `/dashboard/interviews/${interview.id}${query}` },
    h("span", { class: "soft" }, name),
    h("span", { dir: "auto" }, interview.job_role),
    h("span", { class: "soft" }, formatDate(interview.completed_at)),
  );

/** @param {Summary} interview @param {AbortSignal} signal @returns {Promise<Neighbours>} */
async function neighbours(interview, signal) {
  const address = new URL(lastListAddress(), location.origin).searchParams;
  const pages = cachedPages(address);
  const i = pages?.rows.findIndex(({ id }) => id === interview.id) ?? -1;
  if (!pages || i < 0) return neighboursByDate(interview, signal);
  const search = new URLSearchParams([...address].filter(([name]) => name.startsWith("search")));
  return {
    previous: pages.rows[i - 1],
    next: pages.rows[i + 1] ?? (await rowAfter(address, pages.nextCursor, signal)),
    names: NAMES[address.get("ordering") ?? "-completed_at"] ?? OTHER_NAMES,
    query: search.size ? `?${search}` : "",
  };
}

/** @param {URLSearchParams} address of the list @param {string | null} cursor @param {AbortSignal} signal */
const rowAfter = async (address, cursor, signal) =>
  cursor ? firstOf({ ...apiFilters(address), cursor }, signal) : undefined;

/** As in the list, newer interviews come before older ones. @param {Summary} interview @param {AbortSignal} signal @returns {Promise<Neighbours>} */
async function neighboursByDate({ id, completed_at: completed }, signal) {
  const newer = { completed_after: completed, ordering: "completed_at", limit: 2 };
  const [previous, next] = await Promise.all([
    // `completed_after` is inclusive.
    api.listInterviews(newer, { signal }).then(({ data }) => data.find((row) => row.id !== id)),
    firstOf({ completed_before: completed }, signal),
  ]);
  return { previous, next, names: NAMES["-completed_at"], query: "" };
}

/** @param {import("./django-client.js").Filters} filters @param {AbortSignal} signal */
const firstOf = async (filters, signal) =>
  (await api.listInterviews({ ...filters, limit: 1 }, { signal })).data[0];
