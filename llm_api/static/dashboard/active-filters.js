/** The filters that are set, each as a link to the list without it. */

import { h } from "./dom.js";
import { listHref, setFilters } from "./filters.js";
import { formatDate } from "./format.js";

/** @type {Record<string, (value: string) => string>} */
const NAMES = {
  job_role: (text) => `Job role: ${text}`,
  min_overall_score: (score) => `Overall score from ${score}`,
  max_overall_score: (score) => `Overall score up to ${score}`,
  first_day: (day) => `From ${formatDay(day)}`,
  last_day: (day) => `Until ${formatDay(day)}`,
};

/** @param {string} day as YYYY-MM-DD, which Date would read as midnight in UTC */
const formatDay = (day) => (/^\d{4}-\d\d-\d\d$/.test(day) ? formatDate(`${day}T00:00`) : day);

/** @param {URLSearchParams} address @returns {HTMLElement | null} */
export function activeFilters(address) {
  const filters = setFilters(address);
  if (!filters.length) return null;
  const clear = h("a", { class: "quiet", href: "/dashboard" }, "Clear all");
  return h(
    "ul",
    { class: "active-filters", "aria-label": "Active filters" },
    filters.map(([name, value]) => h("li", {}, removalLink(address, name, value))),
    h("li", {}, clear),
  );
}

/** The search, for paper, which has no field that shows it. @param {URLSearchParams} address */
export function printedSearch(address) {
  const search = address.get("search");
  if (!search) return null;
  const where = address.get("search_in") ? "Search in my answers: " : "Search: ";
  return h("p", { class: "on-paper" }, where, h("bdi", {}, search));
}

/** @param {URLSearchParams} address @param {string} name @param {string} value */
function removalLink(address, name, value) {
  const without = new URLSearchParams(address);
  without.delete(name, value);
  return h(
    "a",
    { href: listHref(without) },
    h("span", { class: "visually-hidden" }, "Remove the filter "),
    h("bdi", {}, NAMES[name]?.(value) ?? value),
    h("span", { class: "remove", "aria-hidden": "true" }, "×"),
  );
}
