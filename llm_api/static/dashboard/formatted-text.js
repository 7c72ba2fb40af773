/** What people and language models wrote: paragraphs, and code between fences of backticks. */

import { h, highlight } from "./dom.js";

const FENCED = /^[ \t]*```[^`\n]*\n([\s\S]*?)(?:^[ \t]*```[ \t]*$|(?![\s\S]))/gm;

/**
 * @param {string} text
 * @param {string[]} words to be marked
 * @returns {HTMLElement[]}
 */
export function formattedText(text, words) {
  return text
    .split(FENCED)
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
