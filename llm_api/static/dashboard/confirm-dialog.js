/** A question before something is deleted. */

import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";

/**
 * @param {object} question
 * @param {string} question.title
 * @param {import("./dom.js").Child[]} question.description
 * @param {string} question.button the name of the button that deletes
 * @param {() => Promise<unknown>} question.confirm on an error the dialog stays, and shows it
 */
export function openConfirmDialog({ title, description, button, confirm }) {
  const message = h("p", { role: "alert", class: "form-message" });
  const dialog = h("dialog", { "aria-labelledby": "dialog-title", onclose: () => dialog.remove() });
  const onclick = async () => {
    try {
      await confirm();
      dialog.close();
    } catch (error) {
      message.replaceChildren(errorMessage(error));
    }
  };
  dialog.append(
    h("h2", { id: "dialog-title" }, title),
    ...description,
    message,
    h(
      "div",
      { class: "actions" },
      h(
        "button",
        { type: "button", class: "button", onclick: () => dialog.close(), autofocus: true },
        "Keep it",
      ),
      h("button", { type: "button", class: "button danger", onclick }, button),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
