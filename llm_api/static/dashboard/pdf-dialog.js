/** What a PDF will contain, and whose name it shall bear. */

import { download } from "./api.js";
import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { timeZone } from "./format.js";
import { user } from "./session.js";

/** @typedef {(options: { time_zone: string, name: string }) => Promise<{ name: string, blob: Blob }>} Load */

// In this browser alone: the service does not store whose interviews it prints.
const nameKey = () => `interview-storage.pdf-name.${user().id}`;
const MAX_NAME = 100; // characters, as the service allows

/** @param {string} contents sentences on what it holds @param {Load} load */
export function openPdfDialog(contents, load) {
  const dialog = h("dialog", { "aria-labelledby": "pdf-title", onclose: () => dialog.remove() });
  dialog.append(
    h("h2", { id: "pdf-title" }, "Download as PDF"),
    h("p", {}, `${contents} Its times are in the time zone ${timeZone()}.`),
    nameForm(load, dialog),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {Load} load @param {HTMLDialogElement} dialog */
function nameForm(load, dialog) {
  const message = h("div", { role: "alert", class: "form-message" });
  const submit = h("button", { class: "button primary" }, "Download PDF");
  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await downloadPdf(load, new FormData(/** @type {HTMLFormElement} */ (event.target)));
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

/** @param {Load} load @param {FormData} fields */
async function downloadPdf(load, fields) {
  const name = String(fields.get("name")).trim();
  if (name) localStorage.setItem(nameKey(), name);
  else localStorage.removeItem(nameKey());
  await download(load({ time_zone: timeZone(), name }));
}

/** @param {string} contents @param {Load} load */
export const pdfButton = (contents, load) =>
  h(
    "div",
    { class: "actions" },
    h(
      "button",
      { type: "button", class: "button", onclick: () => openPdfDialog(contents, load) },
      "Download PDF",
    ),
  );
