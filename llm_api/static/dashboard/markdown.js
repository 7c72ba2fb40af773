/**
 * Texts of people and language models on the page. What they wrote in Markdown becomes elements that
 * are made one by one, so that nothing of it is ever read as HTML.
 *
 * @typedef {import("./markdown-tree.js").Block} Block
 * @typedef {import("./markdown-tree.js").Inline} Inline
 */

import { h, highlight } from "./dom.js";
import { parse } from "./markdown-tree.js";

export { textBeforeCode } from "./markdown-tree.js";

/**
 * The elements of a text.
 * @param {string} text
 * @param {object} [options]
 * @param {number} [options.headingLevel] of the text's highest headings: one below the page's own
 * @param {string[]} [options.words] to highlight
 * @returns {HTMLElement[]}
 */
export function markdownNodes(text, { headingLevel = 3, words = [] } = {}) {
  const blocks = parse(text);
  const levels = [...new Set(headingLevels(blocks))].sort();
  return new Renderer(words, levels, headingLevel).blocks(blocks);
}

/**
 * The text in a place for one line, such as an item of a list; its blocks become lines.
 * @param {string} text
 * @param {string[]} [words] to highlight
 * @returns {Node[]}
 */
export const inlineNodes = (text, words = []) =>
  new Renderer(words, [], 0).inlines(linesOf(parse(text)).slice(1));

/** @param {Block[]} blocks @returns {number[]} */
const headingLevels = (blocks) =>
  blocks.flatMap(({ level, blocks: inner = [] }) => level ?? headingLevels(inner));

/** The inlines of blocks, each block on a line. @param {Block[]} blocks @returns {Inline[]} */
const linesOf = (blocks) =>
  blocks.flatMap(({ kind, text, inlines = [], blocks: inner = [] }) => {
    if (inner.length) return linesOf(inner);
    return [{ kind: "break" }, ...(kind === "code_block" ? [{ kind: "code", text }] : inlines)];
  });

/** @type {Record<string, string>} */
const INLINE_ELEMENTS = { strong: "strong", emphasis: "em", strikethrough: "s" };

class Renderer {
  /**
   * @param {string[]} words to highlight
   * @param {number[]} levels of the text's headings, in their order
   * @param {number} headingLevel of the first of these on the page
   */
  constructor(words, levels, headingLevel) {
    this.words = words;
    this.levels = levels;
    this.headingLevel = headingLevel;
  }

  /** @param {Block[]} blocks @returns {HTMLElement[]} */
  blocks(blocks) {
    return blocks.map((block) => this.block(block));
  }

  /**
   * @param {Block} block
   * @param {boolean} [inherits] the direction of what it is in
   * @returns {HTMLElement}
   */
  block({ kind, inlines = [], blocks = [], text = "", level = 1, start }, inherits = false) {
    const dir = inherits ? null : "auto";
    switch (kind) {
      case "heading": {
        const shown = Math.min(6, this.headingLevel + this.levels.indexOf(level));
        return h(`h${shown}`, { dir, class: "markdown-heading" }, this.inlines(inlines));
      }
      case "code_block":
        return h("pre", { dir: "ltr" }, h("code", {}, highlight(text, this.words)));
      case "rule":
        return h("hr");
      case "list":
        return this.list(blocks, start ?? null);
      case "quote":
        return h("blockquote", { dir }, this.within(blocks));
      case "table":
        return this.table(blocks);
      default:
        return h("p", { dir, class: "preserve-lines" }, this.inlines(inlines));
    }
  }

  /**
   * The blocks of an item or a quote. A browser takes the direction of an element from its first
   * text outside of elements that have a direction themselves.
   * @param {Block[]} blocks
   */
  within([first, ...rest]) {
    if (!first) return [];
    return [this.block(first, first.kind === "paragraph"), ...this.blocks(rest)];
  }

  /** @param {Block[]} items @param {number | null} start */
  list(items, start) {
    const isTight = items.every(({ blocks = [] }) =>
      blocks.every((block) => block.tight !== false),
    );
    const classes = isTight ? "markdown-list tight" : "markdown-list";
    const name = start === null ? "ul" : "ol";
    return h(
      name,
      { class: classes, start: start === 1 ? null : start },
      items.map(({ blocks = [] }) => h("li", { dir: "auto" }, this.within(blocks))),
    );
  }

  /** @param {Block[]} rows */
  table([head, ...body]) {
    const row = (/** @type {Block} */ { blocks: cells = [] }, /** @type {string} */ name) =>
      h(
        "tr",
        {},
        cells.map(({ inlines = [], align }) =>
          h(name, { class: align ? `align-${align}` : null }, this.inlines(inlines)),
        ),
      );
    const table = h(
      "table",
      { dir: "auto" },
      h("thead", {}, row(head, "th")),
      h(
        "tbody",
        {},
        body.map((cells) => row(cells, "td")),
      ),
    );
    return h("div", { class: "markdown-table" }, table);
  }

  /** @param {Inline[]} inlines @returns {Node[]} */
  inlines(inlines) {
    return inlines.flatMap((inline) => this.inline(inline));
  }

  /** @param {Inline} inline @returns {any[]} */
  inline({ kind, text = "", inlines = [], target = "" }) {
    switch (kind) {
      case "text":
        return highlight(text, this.words);
      case "break":
        return [h("br")];
      case "code":
        return [h("code", { dir: "ltr" }, highlight(text, this.words))];
      case "link":
        return this.link(inlines, target);
      default:
        return [h(INLINE_ELEMENTS[kind], {}, this.inlines(inlines))];
    }
  }

  /** A link, and where it leads, unless its words say so. @param {Inline[]} inlines @param {string} target */
  link(inlines, target) {
    const link = h(
      "a",
      { href: target, target: "_blank", rel: "noopener noreferrer nofollow" },
      this.inlines(inlines),
    );
    if (inlines.length === 1 && inlines[0].text === target) return [link];
    return [link, h("span", { class: "link-target", dir: "ltr" }, ` (${target})`)];
  }
}
