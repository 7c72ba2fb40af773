/** How the scores and the advice change over time. Each number says how many interviews it rests on. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { apiFilters, formAddress, levelField, typeField } from "./filters.js";
import { formatChange, formatCount, formatDate, formatNumber } from "./format.js";
import { setAddress } from "./router.js";
import { scoreBars } from "./score-bars.js";
import { emptyState, loaded } from "./states.js";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function progressView({ url, signal }) {
  const place = h("div", {});
  const form = h(
    "form",
    { class: "filter-row", "aria-label": "Filters" },
    typeField(url.searchParams),
    levelField(url.searchParams),
  );
  const fill = (/** @type {URLSearchParams} */ address) =>
    place.replaceChildren(course(address, signal));
  form.addEventListener("input", () => {
    const address = formAddress(form);
    setAddress(address.size ? `/dashboard/progress?${address}` : "/dashboard/progress");
    fill(address);
  });
  form.addEventListener("submit", (/** @type {SubmitEvent} */ event) => event.preventDefault());
  fill(url.searchParams);
  const node = h(
    "div",
    { class: "progress" },
    h("h1", {}, "Progress"),
    form,
    place,
    loaded(
      signal,
      () => api.getStats({ signal }),
      ({ data }) => groups(data),
    ),
  );
  return { title: "Progress", node };
}

/** @param {URLSearchParams} address @param {AbortSignal} signal */
function course(address, signal) {
  const filters = { ...apiFilters(address), search: null, ordering: null };
  return loaded(
    signal,
    () => Promise.all([api.getProgress(filters, { signal }), import("./charts.js")]),
    ([{ data }, charts]) => [
      h("p", { class: "soft", role: "status" }, sample(data)),
      ...(data.n < 2
        ? [tooFew(data.n)]
        : [changes(data.change), charts.scoresOverTime(data.points)]),
      data.n > 1 && recurring(data),
    ],
  );
}

/** @param {any} data of /progress */
function sample({ n, points }) {
  if (!n) return "No interviews selected.";
  const scored = points.filter((/** @type {any} */ point) => point.overall_score !== null).length;
  const unscored = scored < n ? `, ${formatNumber(scored)} of them scored` : "";
  return `${formatCount(n, "interview")}${unscored}, ${formatDate(points[0].completed_at)} to ${formatDate(points[n - 1].completed_at)}`;
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
      h(
        "div",
        {},
        h("dt", {}, name),
        ...(change[column]
          ? [
              h("dd", {}, formatChange(change[column].difference)),
              h(
                "dd",
                { class: "soft note" },
                `${change[column].first} → ${change[column].latest}, ${formatCount(change[column].n, "scored interview")}`,
              ),
            ]
          : [h("dd", { class: "soft note" }, "Not enough data: fewer than two scored interviews")]),
      ),
    ),
  );

/** @param {any} stats */
function groups(stats) {
  if (!stats.total_interviews) return null;
  return h(
    "section",
    { class: "groups" },
    h("h2", {}, "Average overall score, all interviews"),
    h(
      "div",
      { class: "pair-of-cards" },
      group("By type", stats.by_interview_type, "interview_type"),
      group("By level", stats.by_experience_level, "experience_level"),
    ),
  );
}

/** @param {string} title @param {any[]} entries @param {string} column */
const group = (title, entries, column) =>
  h(
    "div",
    { class: "card" },
    h("h3", {}, title),
    scoreBars(
      entries.map((entry) => ({
        name: entry[column],
        value: entry.average_overall_score,
        note: formatCount(entry.total_interviews, "interview"),
      })),
    ),
  );

/** @param {any} data of /progress */
const recurring = ({ recurring: { strengths, areas_for_improvement: areas }, n, points }) =>
  h(
    "section",
    { class: "pair-of-cards" },
    recurrences("Strengths that recur", strengths, n, points),
    recurrences("Areas that recur", areas, n, points),
  );

/** @param {string} title @param {any[]} entries @param {number} n @param {any[]} points */
function recurrences(title, entries, n, points) {
  const names = new Map(
    points.map((point) => [point.id, `${point.job_role}, ${formatDate(point.completed_at)}`]),
  );
  return h(
    "div",
    { class: "card" },
    h("h2", {}, title),
    entries.length
      ? h(
          "ul",
          { class: "recurrences" },
          entries.map((entry) =>
            h(
              "li",
              {},
              h("p", {}, h("strong", {}, entry.text)),
              h(
                "details",
                {},
                h(
                  "summary",
                  {},
                  `In ${entry.count} of ${n} interviews, last on ${formatDate(entry.last_seen)}`,
                ),
                h(
                  "ul",
                  {},
                  entry.interview_ids.map((/** @type {string} */ id) =>
                    h("li", {}, h("a", { href: `/dashboard/interviews/${id}` }, names.get(id))),
                  ),
                ),
              ),
            ),
          ),
        )
      : h("p", { class: "soft" }, "Not enough data: no advice has come up twice."),
  );
}
