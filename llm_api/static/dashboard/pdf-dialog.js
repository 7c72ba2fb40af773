/** What the PDF of an interview will contain, and whose name it shall bear. */

import { api, download } from "./api.js";
import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { formatCount, timeZone } from "./format.js";
import { user } from "./session.js";

/**
 * @typedef {import("./django-client.js").Interview} Interview
 * @typedef {import("./transcript.js").Transcript} Transcript
 */

// In this browser alone: the service does not store whose interviews it prints.
const nameKey = () => `interview-storage.pdf-name.${user().id}`;
const MAX_NAME = 100; // characters, as the service allows

/** @param {Interview} interview @param {Transcript} transcript */
export function openPdfDialog(interview, transcript) {
  const dialog = h("dialog", { "aria-labelledby": "pdf-title", onclose: () => dialog.remove() });
  dialog.append(
    h("h2", { id: "pdf-title" }, "Download as PDF"),
    h("p", {}, contents(transcript)),
    nameForm(interview.id, dialog),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {string} id @param {HTMLDialogElement} dialog */
function nameForm(id, dialog) {
  const message = h("div", { role: "alert", class: "form-message" });
  const submit = h("button", { class: "button primary" }, "Download PDF");
  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await downloadPdf(id, new FormData(/** @type {HTMLFormElement} */ (event.target)));
      dialog.close();
    } catch (error) {
      message.replaceChildren(errorMessage(error));
    }
    submit.disabled = false;
  };
  return h(
    "form",
    { class: "dialog-form", onsubmit },
    nameField(),
    message,
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel"),
      submit,
    ),
  );
}

const nameField = () =>
  h(
    "label",
    { class: "field" },
    h("span", {}, "Your name on it (optional)"),
    h("input", {
      name: "name",
      autocomplete: "name",
      maxlength: MAX_NAME,
      dir: "auto",
      value: localStorage.getItem(nameKey()) ?? "",
    }),
    h("span", { class: "soft" }, "Kept in this browser only, for the next time."),
  );

/** @param {string} id @param {FormData} fields */
async function downloadPdf(id, fields) {
  const name = String(fields.get("name")).trim();
  if (name) localStorage.setItem(nameKey(), name);
  else localStorage.removeItem(nameKey());
  const options = { time_zone: timeZone(), name };
  await download(api.exportInterview(id, "pdf", options));
}

/** @param {Transcript} transcript */
function contents({ summary, questions, messages, further }) {
  const parts = [
    summary.length > 0 && "the summary",
    "the scores with their scale",
    "the advice and the feedback",
    questions.length > 0 &&
      `${formatCount(questions.length, "question")} with what was said on each`,
    `the whole conversation (${formatCount(messages.length, "message")})`,
    further.length > 0 && "all other feedback",
  ].filter(Boolean);
  const last = parts.pop();
  return `It holds ${parts.join(", ")} and ${last}. Times are those of ${timeZone()}.`;
}
