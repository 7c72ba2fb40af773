/** All that is kept of the signed-in person: to take along, and to delete. */

import { api, download } from "./api.js";
import { chooseNone } from "./chosen.js";
import { h } from "./elements.js";
import { forgetPages } from "./history-view.js";
import { user } from "./session.js";
import { failure, loaded } from "./states.js";
import { counted } from "./wording.js";

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
    ? h("div", { class: "data-parts" }, takeAlong(total), deleteAll(total, draw))
    : h("p", {}, `Nothing is stored here for ${user().email}.`);

/** @param {number} total */
function takeAlong(total) {
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
      `All ${counted(total, "interview")} of ${user().email}: conversations, scores and feedback. JSON has everything as it is stored; CSV opens in a spreadsheet.`,
    ),
    h("p", { class: "actions" }, button("json", "Download JSON"), button("csv", "Download CSV")),
    message,
  );
}

/** @param {number} total @param {() => void} draw */
function deleteAll(total, draw) {
  const message = h("div", { role: "alert" });
  const button = h("button", { class: "button danger" }, "Delete everything for good");
  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await api.deleteAllInterviews(total);
      chooseNone();
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
      `All ${counted(total, "interview")} at once. Nobody can bring them back. The account itself stays.`,
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
