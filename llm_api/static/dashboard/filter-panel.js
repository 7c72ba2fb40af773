/** The filters behind their button, which says how many are set. */

import { h } from "./dom.js";
import {
  dateFields,
  experienceLevelField,
  interviewTypeField,
  jobRoleField,
  scoreFields,
} from "./filter-fields.js";
import { filterCount } from "./filters.js";

/** Whether the panel is open. It stays so on the way to an interview and back. */
let open = false;

export class FilterPanel {
  /** @param {URLSearchParams} address */
  constructor(address) {
    const onclick = () => this.toggle();
    this.button = h("button", {
      type: "button",
      class: "button filters-button",
      "aria-controls": "filters",
      onclick,
    });
    this.node = h(
      "div",
      { class: "filter-fields", id: "filters" },
      interviewTypeField(address),
      experienceLevelField(address),
      jobRoleField(address),
      scoreFields(address),
      dateFields(address),
    );
    this.showCount(address);
    this.draw();
  }

  /** @param {URLSearchParams} address */
  showCount(address) {
    const count = filterCount(address);
    this.button.textContent = count ? `Filters (${count})` : "Filters";
  }

  toggle() {
    open = !open;
    this.draw();
  }

  draw() {
    this.node.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }
}
