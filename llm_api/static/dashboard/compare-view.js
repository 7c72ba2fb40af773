/** Two to five interviews side by side, oldest first. They have numbers, which the tables repeat. */

import { api } from "./api.js";
import { asyncContent } from "./async-content.js";
import { adviceMatrix, loadAdvice } from "./comparison-advice.js";
import { answersToLikeQuestions } from "./comparison-questions.js";
import { comparedScores } from "./comparison-scores.js";
import { MAX_COMPARED } from "./comparison-selection.js";
import { disclosure } from "./disclosure.js";
import { h } from "./dom.js";
import { formatDate } from "./format.js";
import { lastListAddress } from "./list-state.js";
import { pdfButton } from "./pdf-dialog.js";
import { emptyState } from "./placeholders.js";
import { comparedRecommendations } from "./recommendations.js";
import { typeMark } from "./type-mark.js";

/** @typedef {import("./django-client.js").InterviewSummary} InterviewSummary */

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function compareView({ url, signal }) {
  const ids = (url.searchParams.get("ids") ?? "").split(",").filter(Boolean);
  const node = h(
    "div",
    { class: "compare" },
    h("p", { class: "back" }, h("a", { href: lastListAddress() }, "All interviews")),
    h("h1", {}, "Compare"),
    ids.length < 2 || ids.length > MAX_COMPARED
      ? chooseFirst()
      : asyncContent(
          signal,
          () => load(ids, signal),
          (loaded) => comparison(loaded, signal),
        ),
  );
  return { title: "Compare", node };
}

const chooseFirst = () =>
  emptyState(
    "Choose two to five interviews.",
    h("p", {}, "Tick Compare beside them in the list."),
    h("a", { class: "button", href: lastListAddress() }, "To the list"),
  );

/** @param {string[]} ids @param {AbortSignal} signal */
async function load(ids, signal) {
  const { data, warnings = [] } = await api.compareInterviews(ids, { signal });
  return { data, warnings, advice: await loadAdvice(data, signal) };
}

/** @param {Awaited<ReturnType<typeof load>>} loaded @param {AbortSignal} signal */
const comparison = ({ data, warnings, advice }, signal) => [
  pdfButton("It holds the scores and the advice of these interviews.", (options) =>
    api.exportComparison(
      data.interviews.map(({ id }) => id),
      options,
    ),
  ),
  h("ol", { class: "compared" }, data.interviews.map(comparedInterview)),
  ...warnings.map((/** @type {string} */ warning) => h("p", { class: "notice" }, warning)),
  comparedScores(data),
  adviceMatrix(data.interviews, advice),
  comparedRecommendations(data.interviews),
  disclosure(
    "Answers to similar questions",
    () =>
      asyncContent(signal, () => loadInterviews(data.interviews, signal), answersToLikeQuestions),
    { class: "card like-questions" },
  ),
];

/** @param {InterviewSummary[]} summaries @param {AbortSignal} signal */
async function loadInterviews(summaries, signal) {
  const loaded = await Promise.all(summaries.map(({ id }) => api.getInterview(id, { signal })));
  return loaded.map(({ data }) => data);
}

/** @param {InterviewSummary} row */
const comparedInterview = (row) =>
  h(
    "li",
    {},
    h("a", { href: `/dashboard/interviews/${row.id}`, dir: "auto" }, row.job_role),
    h(
      "span",
      { class: "soft" },
      typeMark(row.interview_type),
      `${row.interview_type}, ${row.experience_level}, ${formatDate(row.completed_at)}`,
    ),
  );
