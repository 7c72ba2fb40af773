/** The question before an interview is deleted. */

import { api } from "./api.js";
import { selectInterview } from "./comparison-selection.js";
import { openConfirmDialog } from "./confirm-dialog.js";
import { h } from "./dom.js";
import { formatCount, formatDate } from "./format.js";
import { clearCachedPages } from "./list-state.js";
import { navigate } from "./router.js";

/** @typedef {import("./django-client.js").Interview} Interview */

/** @param {Interview} interview */
export const openDeleteDialog = (interview) =>
  openConfirmDialog({
    title: "Delete this interview?",
    description: description(interview),
    button: "Delete for good",
    confirm: async () => {
      await deleteInterview(interview.id);
      navigate("/dashboard", { replace: true });
    },
  });

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
