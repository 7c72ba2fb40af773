/** All that is kept of the signed-in person: to take along, and to delete. */

import { api, download } from "./api.js";
import { clearSelection } from "./comparison-selection.js";
import { h } from "./dom.js";
import { formatCount } from "./format.js";
import { forgetPages } from "./history-view.js";
import { user } from "./session.js";
import { failure, loaded } from "./states.js";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function dataView({ signal }) {
  const node = h("section", { class: "card narrow" });
  const draw = () =>
    node.replaceChildren(
      h("h1", { tabindex: "-1" }, "Your data"),
      loaded(
        signal,
        () => api.getStats({ signal }),
        ({ data }) => content(data.total_interviews, draw),
      ),
    );
  draw();
  return { title: "Your data", node };
}

/** @param {number} total @param {() => void} draw */
const content = (total, draw) =>
  total
    ? h("div", { class: "data-parts" }, downloadSection(total), deleteSection(total, draw))
    : h("p", {}, `Nothing is stored here for ${user().email}.`);

/** @param {number} total */
function downloadSection(total) {
  const message = h("div", {});
  const button = (/** @type {"csv" | "json"} */ kind, /** @type {string} */ name) =>
    h(
      "button",
      {
        type: "button",
        class: "button",
        onclick: async () =>
          message.replaceChildren(
            ...(await download(api.exportInterviews(kind, {})).then(
              () => [],
              (error) => [failure(error)],
            )),
          ),
      },
      name,
    );
  return h(
    "div",
    { class: "data-part" },
    h("h2", {}, "Take it along"),
    h(
      "p",
      {},
      `All ${formatCount(total, "interview")} of ${user().email}: conversations, scores and feedback. JSON has everything as it is stored; CSV opens in a spreadsheet.`,
    ),
    h("p", { class: "actions" }, button("json", "Download JSON"), button("csv", "Download CSV")),
    message,
  );
}

/** @param {number} total @param {() => void} draw */
function deleteSection(total, draw) {
  const message = h("div", { role: "alert" });
  const button = h("button", { class: "button danger" }, "Delete everything for good");
  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await api.deleteAllInterviews(total);
      clearSelection();
      forgetPages();
      draw();
    } catch (error) {
      message.replaceChildren(failure(error));
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
    ),
    message,
    button,
  );
}
