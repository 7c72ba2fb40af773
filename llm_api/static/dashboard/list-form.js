/** The form above the list: search, ordering and filters, and which filters are set. */

import { activeFilters, printedSearch } from "./active-filters.js";
import { h } from "./dom.js";
import { orderingField, searchField, searchOptions } from "./filter-fields.js";
import { FilterPanel } from "./filter-panel.js";
import { formAddress } from "./filters.js";

const TYPING_PAUSE = 250; // milliseconds
const TYPED_INTO = "input:not([type=checkbox]), select, textarea, [contenteditable]";

/** @typedef {(selection: URLSearchParams, replace: boolean) => void} OnChange */

export class ListForm {
  /**
   * @param {URLSearchParams} address
   * @param {OnChange} onChange told what the fields select, and whether the address of the last
   *   change is to be replaced
   * @param {AbortSignal} signal
   */
  constructor(address, onChange, signal) {
    this.onChange = onChange;
    this.panel = new FilterPanel(address);
    this.active = h("div", { class: "active-filters-place" });
    this.node = h(
      "form",
      { class: "list-form", role: "search", "aria-label": "Interviews" },
      toolbar(address, this.panel),
      this.panel.node,
      this.active,
    );
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.typing = undefined;
    this.node.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.apply(false);
    });
    this.node.addEventListener("input", (/** @type {Event} */ event) => this.changed(event));
    signal.addEventListener("abort", () => clearTimeout(this.typing));
    document.addEventListener("keydown", (event) => this.focusSearch(event), { signal });
    this.showFilters(address);
  }

  /** Apply a change: after a pause while somebody types, else at once. @param {Event} event */
  changed(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    clearTimeout(this.typing);
    if (field.type !== "search" && field.type !== "text") return this.apply(false);
    // Replacing the address while somebody types lets one step back undo the whole word.
    const replace = new URL(location.href).searchParams.has(field.name);
    this.typing = setTimeout(() => this.apply(replace), TYPING_PAUSE);
  }

  /** @param {boolean} replace */
  apply(replace) {
    clearTimeout(this.typing);
    const selection = formAddress(this.node);
    if (`${selection}` === new URL(location.href).searchParams.toString()) return;
    this.showFilters(selection);
    this.onChange(selection, replace);
  }

  /** @param {URLSearchParams} address */
  showFilters(address) {
    this.panel.showCount(address);
    this.active.replaceChildren(printedSearch(address) ?? "", activeFilters(address) ?? "");
  }

  /** @param {string} ordering */
  sort(ordering) {
    this.node.elements.ordering.value = ordering;
    this.apply(false);
  }

  /** Focus the search field with the key "/", unless somebody is typing. @param {KeyboardEvent} event */
  focusSearch(event) {
    const { key, ctrlKey, metaKey, altKey } = event;
    const target = /** @type {Element} */ (event.target);
    const elsewhere = target.closest(TYPED_INTO) || document.querySelector("dialog[open]");
    if (key !== "/" || ctrlKey || metaKey || altKey || elsewhere) return;
    event.preventDefault();
    this.node.elements.search.focus();
    this.node.elements.search.select();
  }
}

/** @param {URLSearchParams} address @param {FilterPanel} panel */
const toolbar = (address, panel) =>
  h(
    "div",
    { class: "toolbar" },
    searchField(address),
    searchOptions(address),
    panel.button,
    orderingField(address),
  );
