/** Texts of people and language models as paragraphs, and as code between fences of backticks. */

import { h, highlight } from "./dom.js";

// A fence that is never closed ends with the text.
const FENCED_CODE = /^[ \t]*```[^`\n]*\n([\s\S]*?)(?:^[ \t]*```[ \t]*$|(?![\s\S]))/gm;

/**
 * @param {string} text
 * @param {string[]} words to highlight
 * @returns {HTMLElement[]}
 */
export function formattedText(text, words) {
  // With a group in the pattern, split() puts what the group matched between the other pieces.
  return text
    .split(FENCED_CODE)
    .flatMap((piece, i) => (i % 2 ? code(piece, words) : paragraphs(piece, words)));
}

/** @param {string} source @param {string[]} words */
const code = (source, words) => h("pre", {}, h("code", {}, ...highlight(source.trimEnd(), words)));

/** @param {string} prose @param {string[]} words */
const paragraphs = (prose, words) =>
  prose
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim())
    .map((paragraph) => h("p", { class: "preserve-lines" }, ...highlight(paragraph.trim(), words)));
