/** The way back to practising: a link to the frontend, if the operator has set PRACTICE_URL. */

import { config } from "./config.js";
import { h } from "./dom.js";

/**
 * @param {string} name what the link says
 * @param {string} [look] its classes
 * @returns {HTMLElement | null}
 */
export const practiceLink = (name, look = "button primary") =>
  config.practiceUrl ? h("a", { class: look, href: config.practiceUrl }, name) : null;
