/** Everything that is stored of the signed-in person: its download and its deletion. */

import { api, download } from "./api.js";
import { asyncContent } from "./async-content.js";
import { clearSelection } from "./comparison-selection.js";
import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { formatCount, timeZone } from "./format.js";
import { clearCachedPages } from "./list-state.js";
import { user } from "./session.js";
import { unsentNotice } from "./unsent.js";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function dataView({ signal }) {
  const node = h("section", { class: "card narrow" });
  const draw = () =>
    node.replaceChildren(
      h("h1", { tabindex: "-1" }, "Your data"),
      unsentNotice(signal),
      asyncContent(
        signal,
        () => api.getStats({ signal }),
        ({ data }) => sections(data.total_interviews, draw),
      ),
    );
  draw();
  return { title: "Your data", node };
}

/** @param {number} total @param {() => void} redraw */
const sections = (total, redraw) =>
  total
    ? h("div", { class: "data-parts" }, downloadSection(total), deleteSection(total, redraw))
    : h("p", {}, `No interviews are stored for ${user().email}.`);

/** @param {number} total */
function downloadSection(total) {
  const message = h("div", {});
  const interviews = formatCount(total, "interview");
  return h(
    "div",
    { class: "data-part" },
    h("h2", {}, "Download your data"),
    h(
      "p",
      {},
      `${interviews} of ${user().email}, with transcripts, scores and feedback. JSON holds everything exactly as it is stored: scores with decimals are in its feedback, rounded ones beside it. CSV opens in a spreadsheet.`,
    ),
    h(
      "p",
      { class: "actions" },
      downloadButton("json", "Download JSON", message),
      downloadButton("csv", "Download CSV", message),
    ),
    message,
  );
}

/** @param {"csv" | "json"} kind @param {string} name @param {HTMLElement} message */
function downloadButton(kind, name, message) {
  const onclick = async (/** @type {MouseEvent} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.target);
    button.disabled = true;
    message.replaceChildren();
    try {
      await download(api.exportInterviews(kind, { time_zone: timeZone() }));
    } catch (error) {
      message.replaceChildren(errorMessage(error));
    }
    button.disabled = false;
  };
  return h("button", { type: "button", class: "button", onclick }, name);
}

/** @param {number} total @param {() => void} redraw */
function deleteSection(total, redraw) {
  const message = h("div", { role: "alert" });
  const button = h("button", { class: "button danger" }, "Delete all interviews for good");
  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await deleteAll(total);
      redraw();
    } catch (error) {
      message.replaceChildren(errorMessage(error));
      button.disabled = false;
    }
  };
  return h(
    "form",
    { class: "data-part", onsubmit },
    h("h2", {}, "Delete your data"),
    h(
      "p",
      {},
      `This deletes ${total === 1 ? "your interview" : `all ${formatCount(total, "interview")}`} for good. Nobody can restore ${total === 1 ? "it" : "them"}. Your account stays.`,
    ),
    confirmationField(total),
    message,
    button,
  );
}

/** @param {number} total that the reader was shown; the API refuses if there are others by now */
async function deleteAll(total) {
  await api.deleteAllInterviews(total);
  clearSelection();
  clearCachedPages();
}

/** @param {number} total */
const confirmationField = (total) =>
  h(
    "label",
    { class: "field" },
    h("span", {}, `To confirm, type the number of interviews: ${total}`),
    h("input", {
      inputmode: "numeric",
      autocomplete: "off",
      required: true,
      pattern: `${total}`,
    }),
  );
