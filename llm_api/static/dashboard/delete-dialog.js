/** The question before an interview is deleted. */

import { api } from "./api.js";
import { selectInterview } from "./comparison-selection.js";
import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { formatCount, formatDate } from "./format.js";
import { clearCachedPages } from "./list-state.js";
import { navigate } from "./router.js";

/** @typedef {import("./django-client.js").Interview} Interview */

/** @param {Interview} interview */
export function openDeleteDialog(interview) {
  const message = h("p", { role: "alert", class: "form-message" });
  const dialog = h("dialog", { "aria-labelledby": "delete-title", onclose: () => dialog.remove() });
  const confirm = async () => {
    try {
      await deleteInterview(interview.id);
    } catch (error) {
      return message.replaceChildren(errorMessage(error));
    }
    dialog.close();
    return navigate("/dashboard", { replace: true });
  };
  dialog.append(
    h("h2", { id: "delete-title" }, "Delete this interview?"),
    ...description(interview),
    message,
    buttons(() => dialog.close(), confirm),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {string} id */
async function deleteInterview(id) {
  await api.deleteInterview(id);
  selectInterview(id, "", false);
  clearCachedPages();
}

/** @param {Interview} interview */
function description({ job_role: role, interview_type: type, completed_at: date, conversation }) {
  const messages = formatCount(conversation.length, "message");
  return [
    h("p", {}, h("strong", {}, `${role}, ${type}, ${formatDate(date)}`)),
    h("p", {}, `${messages}, the scores and the feedback go with it, for good.`),
  ];
}

/** @param {() => void} close @param {() => void} confirm */
const buttons = (close, confirm) =>
  h(
    "div",
    { class: "actions" },
    h("button", { type: "button", class: "button", onclick: close, autofocus: true }, "Keep it"),
    h("button", { type: "button", class: "button danger", onclick: confirm }, "Delete for good"),
  );
