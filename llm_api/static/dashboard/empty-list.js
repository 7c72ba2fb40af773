/** What the list says when it has no rows, with the next step. */

import { h } from "./dom.js";
import { listHref } from "./filters.js";
import { emptyState } from "./placeholders.js";
import { practiceLink } from "./practice-link.js";

/** @param {URLSearchParams} address that selects nothing */
export function emptyList(address) {
  const selection = [...address.keys()].filter((name) => name !== "ordering");
  if (!selection.length) return noInterviews();
  return emptyState(
    "No interview matches.",
    h("p", {}, advice(address)),
    h("div", { class: "actions" }, searchEverythingLink(address), clearLink()),
  );
}

const noInterviews = () =>
  emptyState(
    "No interviews yet.",
    h("p", {}, "Finish a practice interview while signed in, and it appears here."),
    practiceLink("Start practising"),
  );

/** @param {URLSearchParams} address */
function advice(address) {
  if (!address.get("search")) return "Remove a filter to see more.";
  return address.size > 1
    ? "Search for fewer words, or remove a filter."
    : "Search for fewer words, or check the spelling.";
}

/** @param {URLSearchParams} address */
function searchEverythingLink(address) {
  if (!address.get("search") || !address.get("search_in")) return null;
  const everywhere = new URLSearchParams(address);
  everywhere.delete("search_in");
  return h(
    "a",
    { class: "button", href: listHref(everywhere) },
    "Search questions and feedback too",
  );
}

const clearLink = () => h("a", { class: "button", href: "/dashboard" }, "Clear search and filters");
