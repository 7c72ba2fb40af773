/** One interview: its scores, its feedback and its conversation. */

import { api, download } from "./api.js";
import { asyncContent } from "./async-content.js";
import { openDeleteDialog } from "./delete-dialog.js";
import { h, highlight } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { SCORE_LABELS } from "./fields.js";
import { searchWords } from "./filters.js";
import { formatCount, formatDateTime, timeZone } from "./format.js";
import { lastListAddress } from "./list-state.js";
import { inlineNodes, markdownNodes } from "./markdown.js";
import { scoreBars } from "./score-bars.js";

/** @typedef {import("./django-client.js").Interview} Interview */

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function interviewView({ url, id, signal }) {
  const words = searchWords(url.searchParams);
  const node = h(
    "div",
    { class: "one" },
    h("p", { class: "back" }, h("a", { href: lastListAddress() }, "All interviews")),
    asyncContent(
      signal,
      () => api.getInterview(id, { signal }),
      ({ data }) => {
        document.title = `${data.job_role} · Interview Storage`;
        return article(data, words);
      },
    ),
  );
  return { title: "Interview", node };
}

/** @param {Interview} interview @param {string[]} words */
const article = (interview, words) =>
  h(
    "article",
    {},
    header(interview, words),
    h("section", { class: "card", "aria-label": "Scores" }, scoreBars(scoresOf(interview))),
    ...feedbackSections(interview.feedback, words),
    conversation(interview.conversation, words),
  );

/** @param {Interview} interview */
const scoresOf = (interview) =>
  /** @type {(keyof typeof SCORE_LABELS)[]} */ (Object.keys(SCORE_LABELS)).map((column) => ({
    name: SCORE_LABELS[column],
    value: interview[column],
  }));

/** @param {Interview} interview @param {string[]} words */
function header(interview, words) {
  const message = h("p", { role: "alert", class: "form-message" });
  const { interview_type: type, experience_level: level, completed_at: completed } = interview;
  const questions = formatCount(interview.question_count, "question");
  return h(
    "header",
    { class: "one-heading" },
    h(
      "div",
      {},
      h("h1", {}, ...highlight(interview.job_role, words)),
      h(
        "p",
        { class: "soft" },
        `${type} · ${level} · ${questions} · `,
        h("time", { datetime: completed }, formatDateTime(completed)),
      ),
    ),
    actions(interview, message),
    message,
  );
}

/** @param {Interview} interview @param {HTMLElement} message */
const actions = (interview, message) =>
  h(
    "div",
    { class: "actions" },
    exportButton(interview.id, "pdf", "PDF", message),
    exportButton(interview.id, "md", "Markdown", message),
    exportButton(interview.id, "json", "JSON", message),
    h(
      "button",
      { type: "button", class: "button danger", onclick: () => openDeleteDialog(interview) },
      "Delete",
    ),
  );

/** @param {string} id @param {"pdf" | "md" | "json"} kind @param {string} name @param {HTMLElement} message */
function exportButton(id, kind, name, message) {
  const onclick = async (/** @type {MouseEvent} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.target);
    button.disabled = true;
    message.textContent = "";
    try {
      await download(api.exportInterview(id, kind, { time_zone: timeZone() }));
    } catch (error) {
      message.replaceChildren(errorMessage(error));
    }
    button.disabled = false;
  };
  return h(
    "button",
    { type: "button", class: "button", onclick, "aria-label": `Download as ${name}` },
    name,
  );
}

/** @param {import("./django-client.js").Feedback} feedback @param {string[]} words */
const feedbackSections = (feedback, words) => [
  h(
    "div",
    { class: "advice" },
    adviceList("Strengths", feedback.strengths, "strength", words),
    adviceList("Areas to improve", feedback.areasForImprovement, "area", words),
    adviceList("Recommendations", feedback.recommendations, "step", words),
  ),
  feedback.detailedFeedback &&
    h(
      "section",
      { class: "prose" },
      h("h2", {}, "Feedback in detail"),
      markdownNodes(feedback.detailedFeedback, { words }),
    ),
];

/** @param {string} title @param {string[]} texts @param {string} kind @param {string[]} words */
const adviceList = (title, texts, kind, words) =>
  h(
    "section",
    { class: `advice-list ${kind}` },
    h("h2", {}, title),
    texts.length
      ? h(
          "ul",
          {},
          texts.map((text) => h("li", { dir: "auto" }, inlineNodes(text, words))),
        )
      : h("p", { class: "soft" }, "None noted."),
  );

/** @param {import("./django-client.js").Message[]} messages @param {string[]} words */
const conversation = (messages, words) =>
  h(
    "section",
    { class: "conversation" },
    h("h2", {}, "Conversation"),
    h(
      "ol",
      {},
      messages.map(({ role, content }) =>
        h(
          "li",
          { class: role },
          h("p", { class: "speaker" }, role === "user" ? "You" : "Interviewer"),
          markdownNodes(content, { words }),
        ),
      ),
    ),
  );
