/** Content that is made when somebody opens it, or prints the page: a table of a thousand rows. */

import { h } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

const PRINTED = "printed";

/**
 * @param {string} summary
 * @param {() => Child | Child[]} content called once
 * @param {{ class?: string, printed?: boolean }} [options] `printed` is open on paper
 * @returns {HTMLDetailsElement}
 */
export function disclosure(summary, content, { class: name, printed = false } = {}) {
  let filled = false;
  const fill = () => {
    if (filled) return;
    filled = true;
    node.append(...[content()].flat().filter(Boolean));
  };
  const node = h("details", { class: name, ontoggle: fill }, h("summary", {}, summary));
  if (printed) {
    node.dataset[PRINTED] = "";
    node.addEventListener(PRINTED, fill);
  }
  return node;
}

// One listener for all of them, as one of each would keep every view in memory.
addEventListener("beforeprint", () => {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const closed = document.querySelectorAll(`details[data-${PRINTED}]:not([open])`);
  for (const details of closed) {
    details.dispatchEvent(new Event(PRINTED));
    details.open = true;
  }
});
