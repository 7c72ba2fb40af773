/** What stands in place of content that is not there, or not there yet. */

import { h } from "./dom.js";

const PATIENCE = 1000; // milliseconds

/** Says that content is loading, and after a second that it still is. */
export function skeleton() {
  const text = h("p", { class: "soft" }, "Loading…");
  setTimeout(() => {
    text.textContent = "Still loading…";
  }, PATIENCE);
  const bones = [1, 2, 3].map(() => h("span", { class: "bone" }));
  return h("div", { class: "loading" }, text, bones);
}

/**
 * A message within a page.
 * @param {string} title
 * @param {...any} children
 */
export const emptyState = (title, ...children) =>
  h("div", { class: "state" }, h("p", { class: "state-title" }, title), ...children);

/**
 * A message that is the whole page, so that its title is the page's heading.
 * @param {string} title
 * @param {...any} children
 */
export const emptyPage = (title, ...children) =>
  h("div", { class: "state" }, h("h1", { class: "state-title" }, title), ...children);
