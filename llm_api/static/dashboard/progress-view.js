/** How scores and advice change over time. Each number says on how many interviews it rests. */

import { api } from "./api.js";
import { asyncContent } from "./async-content.js";
import { h } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { experienceLevelField, interviewTypeField } from "./filter-fields.js";
import { apiFilters, formAddress } from "./filters.js";
import { formatChange, formatCount, formatDate, formatNumber } from "./format.js";
import { emptyState } from "./placeholders.js";
import { recurringAdvice } from "./recurring-advice.js";
import { setAddress } from "./router.js";
import { scoreBars } from "./score-bars.js";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function progressView({ url, signal }) {
  const place = h("div", {});
  const fill = (/** @type {URLSearchParams} */ address) =>
    place.replaceChildren(progress(address, signal));
  const form = filterForm(url.searchParams, fill);
  fill(url.searchParams);
  const averages = asyncContent(
    signal,
    () => api.getStats({ signal }),
    ({ data }) => groupAverages(data),
  );
  const node = h("div", { class: "progress" }, h("h1", {}, "Progress"), form, place, averages);
  return { title: "Progress", node };
}

/** @param {URLSearchParams} address @param {(address: URLSearchParams) => void} onChange */
function filterForm(address, onChange) {
  const form = h(
    "form",
    { class: "filter-row", "aria-label": "Filters" },
    interviewTypeField(address),
    experienceLevelField(address),
  );
  form.addEventListener("input", () => {
    const selected = formAddress(form);
    setAddress(selected.size ? `/dashboard/progress?${selected}` : "/dashboard/progress");
    onChange(selected);
  });
  form.addEventListener("submit", (/** @type {SubmitEvent} */ event) => event.preventDefault());
  return form;
}

/** @param {URLSearchParams} address @param {AbortSignal} signal */
function progress(address, signal) {
  // /progress knows neither of the two, and refuses parameters that it does not know.
  const filters = { ...apiFilters(address), search: null, ordering: null };
  return asyncContent(
    signal,
    () => Promise.all([api.getProgress(filters, { signal }), import("./charts.js")]),
    ([{ data }, charts]) => [
      h("p", { class: "soft", role: "status" }, sampleSize(data)),
      ...(data.n < 2
        ? [tooFew(data.n)]
        : [changes(data.change), charts.scoresOverTime(data.points)]),
      data.n > 1 && recurringAdvice(data),
    ],
  );
}

/** @param {any} data of /progress */
function sampleSize({ n, points }) {
  if (!n) return "No interviews selected.";
  const scored = points.filter((/** @type {any} */ point) => point.overall_score !== null).length;
  const unscored = scored < n ? `, ${formatNumber(scored)} of them scored` : "";
  const first = formatDate(points[0].completed_at);
  const last = formatDate(points[n - 1].completed_at);
  return `${formatCount(n, "interview")}${unscored}, ${first} to ${last}`;
}

/** @param {number} n */
const tooFew = (n) =>
  emptyState(
    "Not enough data yet.",
    h(
      "p",
      {},
      n
        ? "One interview shows no course. From the second on, this page does."
        : "There is nothing to show for these filters.",
    ),
  );

/** @param {any} change of /progress */
const changes = (change) =>
  h(
    "dl",
    { class: "figures" },
    Object.entries(SCORE_LABELS).map(([column, name]) =>
      h("div", {}, h("dt", {}, name), ...changeOf(change[column])),
    ),
  );

/** @param {{ first: number, latest: number, difference: number, n: number } | null} change */
function changeOf(change) {
  if (!change)
    return [h("dd", { class: "soft note" }, "Not enough data: fewer than two scored interviews")];
  const { first, latest, difference, n } = change;
  return [
    h("dd", {}, formatChange(difference)),
    h("dd", { class: "soft note" }, `${first} → ${latest}, ${formatCount(n, "scored interview")}`),
  ];
}

/** @param {any} stats */
function groupAverages(stats) {
  if (!stats.total_interviews) return null;
  return h(
    "section",
    { class: "groups" },
    h("h2", {}, "Average overall score, all interviews"),
    h(
      "div",
      { class: "pair-of-cards" },
      groupCard("By type", stats.by_interview_type, "interview_type"),
      groupCard("By level", stats.by_experience_level, "experience_level"),
    ),
  );
}

/** @param {string} title @param {any[]} groups @param {string} column */
const groupCard = (title, groups, column) =>
  h(
    "div",
    { class: "card" },
    h("h3", {}, title),
    scoreBars(
      groups.map((group) => ({
        name: group[column],
        value: group.average_overall_score,
        note: formatCount(group.total_interviews, "interview"),
      })),
    ),
  );
