/** What stands in place of content that is not there, or not there yet. */

import { h } from "./dom.js";

export const skeleton = () =>
  h(
    "div",
    { class: "loading" },
    h("span", { class: "visually-hidden" }, "Loading…"),
    h("span", { class: "bone" }),
    h("span", { class: "bone" }),
    h("span", { class: "bone" }),
  );

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
