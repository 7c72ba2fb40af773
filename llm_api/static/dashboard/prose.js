/** Texts that somebody said or a language model wrote, in Markdown or not. */

import { h } from "./dom.js";
import { inlineNodes, markdownNodes, textBeforeCode } from "./markdown.js";

/**
 * A text as a block.
 * @param {string} text
 * @param {number} headingLevel of its highest headings
 */
export const prose = (text, headingLevel) =>
  h("div", { class: "prose" }, markdownNodes(text, { headingLevel }));

/** A text within a line. */
export const inlineProse = inlineNodes;

/** Without the punctuation that led to more: `Clear structure:` @param {string} text */
export const statement = (text) =>
  text.trim().replace(/(?<![\s:;,–—-])[\s:;,–—-]+([*_`]*)$/u, "$1");

/** A text in a line without its marks and its code, for places that are links. @param {string} text */
export const lineOf = (text) => textBeforeCode(text).replace(/\s+/g, " ").trim();
