/** How scores and advice change over time. Each number says on how many interviews it rests. */

import { api } from "./api.js";
import { asyncContent } from "./async-content.js";
import { h } from "./dom.js";
import { experienceLevelField, interviewTypeField } from "./filter-fields.js";
import { apiFilters, formAddress } from "./filters.js";
import { formatCount, formatDate, formatNumber } from "./format.js";
import { groupAverages } from "./group-averages.js";
import { pdfButton } from "./pdf-dialog.js";
import { emptyState } from "./placeholders.js";
import { practiceLink } from "./practice-link.js";
import { practiseNext } from "./practise-next.js";
import { recurringAdvice } from "./recurring-advice.js";
import { setAddress } from "./router.js";
import { OVERALL, scoresOf } from "./score-kinds.js";
import { scoreSummary, trendFigures } from "./trend-figures.js";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function progressView({ url, signal }) {
  const place = h("div", {});
  const fill = (/** @type {URLSearchParams} */ address) =>
    place.replaceChildren(progress(address, signal));
  const form = filterForm(url.searchParams, fill);
  fill(url.searchParams);
  const node = h("div", { class: "progress" }, h("h1", {}, "Progress"), form, place);
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
  const filters = { ...apiFilters(address), search: null, search_in: null, ordering: null };
  return asyncContent(
    signal,
    () =>
      Promise.all([
        api.getProgress(filters, { signal }),
        api.listInterviews({ ...filters, limit: 1 }, { signal }),
        import("./score-chart.js"),
      ]),
    ([{ data }, { data: newest }, { scoreChart }]) => [
      h("p", { class: "soft", role: "status" }, sampleSize(data)),
      ...(data.n < 2
        ? [tooFew(data.n, address)]
        : [
            pdfButton(
              "It holds the trend of each score, the chart, and the advice that keeps coming up.",
              (options) => api.exportProgress(filters, options),
            ),
            trendFigures(data.points, (type) => listAddress(address, type)),
            practiseNext(data, newest[0]),
            scoreChart(data.points),
            scoreSummary(data.points),
            recurringAdvice(data),
            groupAverages(data.points),
          ]),
    ],
  );
}

/**
 * The list of the interviews behind a number.
 * @param {URLSearchParams} address
 * @param {string | null} type of those, if not all
 */
function listAddress(address, type) {
  const selected = new URLSearchParams(address);
  if (type) selected.set("interview_type", type);
  // A lowest score leaves out what has none.
  if (!selected.has("min_overall_score")) selected.set("min_overall_score", "1");
  return `/dashboard?${selected}`;
}

/** @param {import("./django-client.js").Progress} progress */
function sampleSize({ n, points }) {
  if (!n) return "No interviews selected.";
  const scored = scoresOf(points, OVERALL).length;
  const unscored = scored < n ? `, ${formatNumber(scored)} of them scored` : "";
  const days = [points[0], points[n - 1]].map(({ completed_at: at }) => formatDate(at));
  const span = [...new Set(days)].join(" to ");
  return `${formatCount(n, "interview")}${unscored}, ${span}`;
}

/** @param {number} n @param {URLSearchParams} address */
function tooFew(n, address) {
  const practise = practiceLink("Practise");
  if (n)
    return emptyState(
      "One interview so far.",
      h("p", {}, "With a second one, this page shows how your scores and advice change."),
      practise,
    );
  if (address.size)
    return emptyState(
      "No interview has these filters.",
      h("a", { class: "button", href: "/dashboard/progress" }, "Show all"),
    );
  return emptyState(
    "No interviews yet.",
    h(
      "p",
      {},
      "Finish two practice interviews while signed in, and this page shows how you change.",
    ),
    practise,
  );
}
