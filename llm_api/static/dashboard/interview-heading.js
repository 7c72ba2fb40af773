/** The top of an interview: what it was, and what can be done with it. */

import { api, download } from "./api.js";
import { openDeleteDialog } from "./delete-dialog.js";
import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { formatCount, formatDateTime, timeZone } from "./format.js";
import { openPdfDialog } from "./pdf-dialog.js";
import { practiceLink } from "./practice-link.js";

/**
 * @typedef {import("./django-client.js").Interview} Interview
 * @typedef {import("./transcript.js").Transcript} Transcript
 */

/** @param {Interview} interview @param {Transcript} transcript */
export function interviewHeading(interview, transcript) {
  const message = h("div", { role: "alert", class: "form-message" });
  return h(
    "header",
    { class: "one-heading" },
    h("h1", { dir: "auto" }, interview.job_role),
    facts(interview),
    actions(interview, transcript, message),
    message,
  );
}

/** @param {Interview} interview */
const facts = ({ interview_type, experience_level, question_count, completed_at }) =>
  h(
    "p",
    { class: "soft" },
    `${interview_type} · ${experience_level} · ${formatCount(question_count, "question")} · `,
    h("time", { datetime: completed_at }, formatDateTime(completed_at)),
    // Paper may reach another zone than the reader's.
    h("span", { class: "print-only" }, ` (${timeZone()})`),
  );

/** @param {Interview} interview @param {Transcript} transcript @param {HTMLElement} message */
const actions = (interview, transcript, message) =>
  h(
    "div",
    { class: "actions" },
    practiceLink("Practise again"),
    downloadButton("PDF", () =>
      openPdfDialog(pdfContents(transcript), (options) =>
        api.exportInterview(interview.id, "pdf", options),
      ),
    ),
    ...fileKinds(interview).map(([name, load]) =>
      downloadButton(name, (button) => downloadFile(load, button, message)),
    ),
    h(
      "button",
      { type: "button", class: "quiet delete", onclick: () => openDeleteDialog(interview) },
      "Delete",
    ),
  );

/**
 * @param {Interview} interview
 * @returns {[string, () => Promise<{ name: string, blob: Blob }>][]}
 */
const fileKinds = ({ id }) => [
  ["Markdown", () => api.exportInterview(id, "md", { time_zone: timeZone() })],
  ["JSON", () => api.exportInterview(id, "json")],
];

/** @param {string} name @param {(button: HTMLButtonElement) => void} onPress */
const downloadButton = (name, onPress) =>
  h(
    "button",
    {
      type: "button",
      class: "button",
      "aria-label": `Download as ${name}`,
      onclick: (/** @type {MouseEvent} */ { currentTarget }) =>
        onPress(/** @type {HTMLButtonElement} */ (currentTarget)),
    },
    name,
  );

/**
 * @param {() => Promise<{ name: string, blob: Blob }>} load
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} message
 */
async function downloadFile(load, button, message) {
  button.disabled = true;
  message.replaceChildren();
  try {
    await download(load());
  } catch (error) {
    message.replaceChildren(errorMessage(error));
  }
  button.disabled = false;
}

/** @param {Transcript} transcript */
function pdfContents({ summary, questions, messages, further }) {
  const parts = [
    summary.length > 0 && "the summary",
    "the scores with their scale",
    "the advice and the feedback",
    questions.length > 0 && `${formatCount(questions.length, "question")} with their feedback`,
    `the whole conversation (${formatCount(messages.length, "message")})`,
    further.length > 0 && "all other feedback",
  ].filter(Boolean);
  const last = parts.pop();
  return `It holds ${parts.join(", ")} and ${last}.`;
}
