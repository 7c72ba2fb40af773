/** One interview: what it scored, what the feedback says, and what was said. */

import { api, download } from "./api.js";
import { selectInterview } from "./comparison-selection.js";
import { h, highlight } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { formatCount, formatDate, formatDateTime } from "./format.js";
import { formattedText } from "./formatted-text.js";
import { forgetPages } from "./history-view.js";
import { navigate } from "./router.js";
import { scoreBars } from "./score-bars.js";
import { failure, loaded } from "./states.js";

/** @typedef {import("./django-client.js").Interview} Interview */

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function interviewView({ url, id, signal }) {
  const words = (url.searchParams.get("search") ?? "").split(/\s+/).filter(Boolean);
  const node = h(
    "div",
    { class: "one" },
    h("p", { class: "back" }, h("a", { href: back() }, "All interviews")),
    loaded(
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

/** The list as it was left, if it was. */
const back = () => sessionStorage.getItem("interview-storage.list") ?? "/dashboard";

/** @param {Interview} interview @param {string[]} words */
function article(interview, words) {
  const { feedback } = interview;
  return h(
    "article",
    {},
    heading(interview, words),
    h("section", { class: "card", "aria-label": "Scores" }, scoreBars(scoresOf(interview))),
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
        formattedText(feedback.detailedFeedback, words),
      ),
    conversation(interview.conversation, words),
  );
}

/** @param {Interview} interview */
const scoresOf = (interview) =>
  /** @type {(keyof typeof SCORE_LABELS)[]} */ (Object.keys(SCORE_LABELS)).map((column) => ({
    name: SCORE_LABELS[column],
    value: interview[column],
    kind: column.split("_")[0],
  }));

/** @param {Interview} interview @param {string[]} words */
function heading(interview, words) {
  const message = h("p", { role: "alert", class: "form-message" });
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
        `${interview.interview_type} · ${interview.experience_level} · ${formatCount(interview.question_count, "question")} · `,
        h("time", { datetime: interview.completed_at }, formatDateTime(interview.completed_at)),
      ),
    ),
    h(
      "div",
      { class: "actions" },
      exportButton(interview.id, "pdf", "PDF", message),
      exportButton(interview.id, "md", "Markdown", message),
      exportButton(interview.id, "json", "JSON", message),
      h(
        "button",
        { type: "button", class: "button danger", onclick: () => askToDelete(interview) },
        "Delete",
      ),
    ),
    message,
  );
}

/** @param {string} id @param {"pdf" | "md" | "json"} kind @param {string} name @param {HTMLElement} message */
function exportButton(id, kind, name, message) {
  const onclick = async (/** @type {MouseEvent} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.target);
    button.disabled = true;
    message.textContent = "";
    try {
      await download(api.exportInterview(id, kind));
    } catch (error) {
      message.replaceChildren(failure(error));
    }
    button.disabled = false;
  };
  return h(
    "button",
    { type: "button", class: "button", onclick, "aria-label": `Download as ${name}` },
    name,
  );
}

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
          texts.map((text) => h("li", {}, ...highlight(text, words))),
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
          formattedText(content, words),
        ),
      ),
    ),
  );

/** @param {Interview} interview */
function askToDelete(interview) {
  const message = h("p", { role: "alert", class: "form-message" });
  const close = () => dialog.close();
  const confirm = async () => {
    try {
      await api.deleteInterview(interview.id);
    } catch (error) {
      return message.replaceChildren(failure(error));
    }
    dialog.close();
    selectInterview(interview.id, "", false);
    forgetPages();
    return navigate("/dashboard", { replace: true });
  };
  const what = `${interview.job_role}, ${interview.interview_type}, ${formatDate(interview.completed_at)}`;
  const dialog = h(
    "dialog",
    { "aria-labelledby": "delete-title", onclose: () => dialog.remove() },
    h("h2", { id: "delete-title" }, "Delete this interview?"),
    h("p", {}, h("strong", {}, what)),
    h(
      "p",
      {},
      `${formatCount(interview.conversation.length, "message")}, the scores and the feedback go with it, for good.`,
    ),
    message,
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "button", onclick: close, autofocus: true }, "Keep it"),
      h("button", { type: "button", class: "button danger", onclick: confirm }, "Delete for good"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
