/** The tray at the foot of the list with the selection for a comparison, and its checkboxes. */

import {
  clearSelection,
  MAX_COMPARED,
  selectedInterviews,
  selectInterview,
} from "./comparison-selection.js";
import { h } from "./dom.js";
import { formatDate } from "./format.js";

export class ComparisonTray {
  /** @param {HTMLElement} place @param {HTMLElement} list that holds the checkboxes */
  constructor(place, list) {
    this.place = place;
    this.list = list;
  }

  /** @param {import("./django-client.js").InterviewSummary} row @returns {HTMLElement} */
  checkbox({ id, job_role: role, completed_at: completed }) {
    const name = `${role}, ${formatDate(completed)}`;
    const onchange = (/** @type {Event} */ event) => {
      selectInterview(id, name, /** @type {HTMLInputElement} */ (event.target).checked);
      this.draw();
    };
    const checked = selectedInterviews.has(id);
    return h(
      "label",
      { class: "choose" },
      h("input", { type: "checkbox", "data-id": id, checked, onchange }),
      h("span", {}, "Compare"),
      h("span", { class: "visually-hidden" }, ` ${name}`),
    );
  }

  draw() {
    const full = selectedInterviews.size >= MAX_COMPARED;
    /** @type {NodeListOf<HTMLInputElement>} */
    const boxes = this.list.querySelectorAll(".choose input");
    for (const box of boxes) box.disabled = full && !box.checked;
    const content = selectedInterviews.size ? [tray(() => this.clear())] : [];
    this.place.replaceChildren(...content);
  }

  clear() {
    clearSelection();
    for (const box of this.list.querySelectorAll("input")) box.checked = false;
    this.draw();
  }
}

/** @param {() => void} onClear */
function tray(onClear) {
  const count = selectedInterviews.size;
  const href = `/dashboard/compare?ids=${[...selectedInterviews.keys()].join(",")}`;
  return h(
    "div",
    { class: "tray", role: "region", "aria-label": "Comparison" },
    h("p", { role: "status" }, selectionText(count)),
    h("button", { type: "button", class: "quiet", onclick: onClear }, "Clear"),
    count > 1 && h("a", { class: "button primary", href }, "Compare"),
  );
}

/** @param {number} count */
function selectionText(count) {
  if (count === 1) return "1 chosen; choose one more to compare";
  return count === MAX_COMPARED ? `${count} chosen, the most there can be` : `${count} chosen`;
}
