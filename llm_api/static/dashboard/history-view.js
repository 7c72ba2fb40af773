/** The list of interviews under the statistics, with its search and its filters. */

import { api } from "./api.js";
import { asyncContent } from "./async-content.js";
import { h } from "./dom.js";
import {
  experienceLevelField,
  interviewTypeField,
  jobRoleField,
  orderingField,
  rangeFields,
  searchField,
} from "./filter-fields.js";
import { filterCount, formAddress } from "./filters.js";
import { formatNumber } from "./format.js";
import { InterviewList } from "./interview-list.js";
import { setAddress } from "./router.js";
import { unsentNotice } from "./unsent.js";

const TYPING_PAUSE = 250; // milliseconds

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function historyView({ url, signal, restored }) {
  const results = h("div", { class: "results" });
  const tray = h("div", { class: "tray-place" });
  const form = historyForm(url.searchParams, results);
  const list = new InterviewList(results, tray, signal);
  applyChanges(form, list, signal);
  list.open(url.searchParams, restored);
  const statistics = asyncContent(
    signal,
    () => api.getStats({ signal }),
    ({ data }) => overview(data),
  );
  const heading = h("h1", {}, "Your interviews");
  const notice = unsentNotice(signal);
  const node = h("div", { class: "history" }, heading, notice, statistics, form, tray);
  return { title: "Your interviews", node };
}

/** @param {any} stats */
function overview(stats) {
  if (!stats.total_interviews) return null;
  const figures = [
    [stats.total_interviews, "Interviews"],
    [formatNumber(stats.average_overall_score), "Average overall"],
    [formatNumber(stats.best_overall_score), "Best overall"],
    [formatNumber(stats.latest_overall_score), "Latest overall"],
    [formatNumber(stats.total_questions), "Questions"],
  ];
  return h(
    "dl",
    { class: "figures" },
    figures.map(([value, name]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

/** @param {URLSearchParams} address @param {HTMLElement} results */
const historyForm = (address, results) =>
  h(
    "form",
    { class: "columns", "aria-label": "Interviews" },
    h("div", { class: "toolbar", role: "search" }, searchField(address), orderingField(address)),
    filterPanel(address),
    results,
  );

/** @param {URLSearchParams} address */
function filterPanel(address) {
  const wide = matchMedia("(min-width: 60rem)").matches;
  const count = filterCount(address);
  return h(
    "details",
    { class: "filters", open: wide },
    h("summary", {}, count ? `Filters (${count})` : "Filters"),
    h(
      "div",
      { class: "filter-fields" },
      interviewTypeField(address),
      experienceLevelField(address),
      jobRoleField(address),
      ...rangeFields(address),
      h("a", { class: "button", href: "/dashboard" }, "Clear all"),
    ),
  );
}

/**
 * Open in the list what the form selects: after a pause while somebody types, else at once.
 * @param {HTMLFormElement} form
 * @param {InterviewList} list
 * @param {AbortSignal} signal
 */
function applyChanges(form, list, signal) {
  /** @type {ReturnType<typeof setTimeout>} */
  let typing;
  const apply = (/** @type {boolean} */ replace) => {
    clearTimeout(typing);
    openSelection(formAddress(form), list, replace);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply(false);
  });
  form.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    clearTimeout(typing);
    if (field.type !== "search" && field.type !== "text") return apply(false);
    // Replacing the address while somebody types lets one step back undo the whole word.
    const replace = new URL(location.href).searchParams.has(field.name);
    typing = setTimeout(() => apply(replace), TYPING_PAUSE);
  });
  signal.addEventListener("abort", () => clearTimeout(typing));
}

/** @param {URLSearchParams} address @param {InterviewList} list @param {boolean} replace */
function openSelection(address, list, replace) {
  if (`${address}` === new URL(location.href).searchParams.toString()) return;
  setAddress(address.size ? `/dashboard?${address}` : "/dashboard", { replace });
  list.open(address);
}
