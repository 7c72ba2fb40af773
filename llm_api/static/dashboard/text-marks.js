/** Mark elements around words within rendered text, wherever its elements begin and end. */

import { h } from "./dom.js";
import { findRanges } from "./folding.js";

// A phrase may run from a bold word into the plain ones behind it, but not out of its block.
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, td, th, dt, dd, pre, blockquote, div";

/**
 * @typedef {{ node: Text | null, text: string }} Piece a text node, or a line break without one
 */

/**
 * Mark the words in the texts of `root`.
 * @param {Element} root
 * @param {string[]} words
 * @returns {HTMLElement[][]} the marks of each place, in the order of the text
 */
export const markText = (root, words) =>
  blocksOf(root).flatMap((pieces) => markBlock(pieces, words));

/** The text of each block, in pieces. @param {Element} root @returns {Piece[][]} */
function blocksOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  /** @type {Piece[][]} */
  const blocks = [];
  let current = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const isText = node instanceof Text;
    if (!isText && node.nodeName !== "BR") continue;
    const block = node.parentElement?.closest(BLOCKS);
    if (block !== current) blocks.push([]);
    current = block;
    blocks.at(-1)?.push(isText ? { node, text: node.data } : { node: null, text: "\n" });
  }
  return blocks;
}

/** @param {Piece[]} pieces @param {string[]} words */
function markBlock(pieces, words) {
  const ranges = findRanges(pieces.map(({ text }) => text).join(""), words);
  // From the last to the first, so that the places before them stay where they are.
  return ranges
    .toReversed()
    .map(([from, to]) => markRange(pieces, from, to))
    .toReversed()
    .filter((marks) => marks.length > 0);
}

/** @param {Piece[]} pieces @param {number} from @param {number} to */
function markRange(pieces, from, to) {
  /** @type {HTMLElement[]} */
  const marks = [];
  let start = 0;
  for (const { node, text } of pieces) {
    const end = start + text.length;
    if (node && from < end && to > start) {
      marks.push(wrap(node, Math.max(from - start, 0), Math.min(to, end) - start));
    }
    start = end;
  }
  return marks;
}

/** @param {Text} node that keeps the text before `from` @param {number} from @param {number} to */
function wrap(node, from, to) {
  node.splitText(to);
  const mark = h("mark", {});
  const marked = node.splitText(from);
  marked.replaceWith(mark);
  mark.append(marked);
  return mark;
}
