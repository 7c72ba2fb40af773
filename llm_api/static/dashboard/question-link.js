/** The address of a question within its interview: #q4. */

import { announce, h } from "./dom.js";

/** The id of the question's element. @param {number} number */
export const questionId = (number) => `q${number}`;

/** @param {number} number */
export const questionHref = (number) => `#${questionId(number)}`;

/**
 * A button that copies the question's address. Browsers have no clipboard for pages over http.
 * @param {number} number
 * @returns {HTMLElement | false}
 */
export const copyLinkButton = (number) =>
  Boolean(navigator.clipboard) &&
  h(
    "button",
    {
      type: "button",
      class: "quiet copy-link",
      "aria-label": `Copy the link to question ${number}`,
      onclick: (/** @type {MouseEvent} */ event) => copyLink(number, event),
    },
    "Copy link",
  );

/** @param {number} number @param {MouseEvent} event */
async function copyLink(number, { target }) {
  const url = new URL(location.href);
  url.search = "";
  url.hash = questionHref(number);
  await navigator.clipboard.writeText(url.href);
  /** @type {HTMLElement} */ (target).textContent = "Copied";
  announce(`The link to question ${number} is copied.`);
}
