/** The interviews chosen so far, at the foot of the list, and the boxes that choose them. */

import {
  clearSelection,
  MAX_COMPARED,
  selectedInterviews,
  selectInterview,
} from "./comparison-selection.js";
import { h } from "./dom.js";
import { formatDate } from "./format.js";

export class ComparisonTray {
  /** @param {HTMLElement} place @param {HTMLElement} list where the boxes are */
  constructor(place, list) {
    this.place = place;
    this.list = list;
  }

  /** @param {import("./django-client.js").InterviewSummary} row @returns {HTMLElement} */
  chooser({ id, job_role: role, completed_at: completed }) {
    const name = `${role}, ${formatDate(completed)}`;
    const chosen = selectedInterviews.has(id);
    const onchange = (/** @type {Event} */ event) => {
      selectInterview(id, name, /** @type {HTMLInputElement} */ (event.target).checked);
      this.draw();
    };
    const box = h("input", { type: "checkbox", "data-id": id, checked: chosen, onchange });
    return h(
      "label",
      { class: "choose" },
      box,
      h("span", {}, "Compare"),
      h("span", { class: "visually-hidden" }, ` ${name}`),
    );
  }

  draw() {
    const count = selectedInterviews.size;
    /** @type {NodeListOf<HTMLInputElement>} */
    const boxes = this.list.querySelectorAll(".choose input");
    for (const box of boxes) box.disabled = count >= MAX_COMPARED && !box.checked;
    this.place.replaceChildren(...(count ? [this.trayOf(count)] : []));
  }

  /** @param {number} count */
  trayOf(count) {
    const clear = () => {
      clearSelection();
      for (const box of this.list.querySelectorAll("input")) box.checked = false;
      this.draw();
    };
    const href = `/dashboard/compare?ids=${[...selectedInterviews.keys()].join(",")}`;
    const text =
      count === 1
        ? "1 chosen; choose one more to compare"
        : `${count} chosen${count === MAX_COMPARED ? ", the most there can be" : ""}`;
    return h(
      "div",
      { class: "tray", role: "region", "aria-label": "Comparison" },
      h("p", { role: "status" }, text),
      h("button", { type: "button", class: "quiet", onclick: clear }, "Clear"),
      count > 1 && h("a", { class: "button primary", href }, "Compare"),
    );
  }
}
