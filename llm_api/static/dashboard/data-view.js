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
    : h("p", {}, `Nothing is stored here for ${user().email}.`);

/** @param {number} total */
function downloadSection(total) {
  const message = h("div", {});
  const interviews = formatCount(total, "interview");
  return h(
    "div",
    { class: "data-part" },
    h("h2", {}, "Take it along"),
    h(
      "p",
      {},
      `All ${interviews} of ${user().email}: conversations, scores and feedback. JSON has everything as it is stored; CSV opens in a spreadsheet.`,
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
  const onclick = async () => {
    try {
      await download(api.exportInterviews(kind, { time_zone: timeZone() }));
      message.replaceChildren();
    } catch (error) {
      message.replaceChildren(errorMessage(error));
    }
  };
  return h("button", { type: "button", class: "button", onclick }, name);
}

/** @param {number} total @param {() => void} redraw */
function deleteSection(total, redraw) {
  const message = h("div", { role: "alert" });
  const button = h("button", { class: "button danger" }, "Delete everything for good");
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
    h("h2", {}, "Delete it"),
    h(
      "p",
      {},
      `All ${formatCount(total, "interview")} at once. Nobody can bring them back. The account itself stays.`,
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
    h("span", {}, `To be sure, type how many: ${total}`),
    h("input", {
      inputmode: "numeric",
      autocomplete: "off",
      required: true,
      pattern: `${total}`,
    }),
  );
