/**
 * Reading texts of people and language models as Markdown: CommonMark, tables and strikethrough.
 *
 * llm_api/analysis/markdown.py does the same, so that the page shows what the exports show, and says
 * where and why this differs from CommonMark.
 *
 * @typedef {object} Inline
 * @property {string} kind text, code, break, strong, emphasis, strikethrough or link
 * @property {string} [text] of text and code
 * @property {Inline[]} [inlines] of the other kinds
 * @property {string} [target] of a link: an address of http or https, in ASCII
 *
 * @typedef {object} Block
 * @property {string} kind paragraph, heading, code_block, rule, list, item, quote, table, row or cell
 * @property {Inline[]} [inlines] of a paragraph, heading or cell
 * @property {Block[]} [blocks] of a list, item, quote, table or row. A table's first row is its head
 * @property {string} [text] of code
 * @property {string} [language] of code
 * @property {number} [level] of a heading, from 1
 * @property {number | null} [start] of a list; null without numbers
 * @property {boolean} [tight] of a paragraph in a list without blank lines between its items
 * @property {string} [align] of a cell: left, center or right
 */

// @ts-expect-error The package is served from node_modules; here is no such file.
import MarkdownIt from "../vendor/markdown-it/markdown-it.esm.min.mjs";

const MAX_LENGTH = 50_000;
const MAX_BRACKETS = 2_000;
const MAX_NESTING = 20;
const MAX_ADDRESSES = 10;
const MAX_COLUMNS = 50;
const MAX_CELLS = 10_000;

const POSSIBLE_MARK = /[*_`~[<>|]|(?:^|\n)[ \t]*(?:[-+=]|[0-9]+[.)])/;
const UNMARKED_BLOCKS = ["paragraph_open", "paragraph_close", "code_block", "reference_definition"];
const UNMARKED_INLINES = ["text", "softbreak", "hardbreak"];
const NOT_BLANK = /[^ \t\n]/;
const FOLLOWABLE = /^https?:\/\/[^/?#]/i;
const LANGUAGE = /^\{?[a-zA-Z0-9_.+#-]{1,30}\}?$/;

/** The blocks of a text. @param {string} text @returns {Block[]} */
export function parse(text) {
  return marked(text) ?? plain(text);
}

/**
 * The text without its marks: of a link the words, of a table the cells with tabs between. It ends
 * before a block of code that something else precedes.
 * @param {string} text
 */
export function textBeforeCode(text) {
  const blocks = marked(text);
  if (!blocks) return text;
  const code = blocks.findIndex(({ kind }) => kind === "code_block");
  return textOfBlocks(code > 0 ? blocks.slice(0, code) : blocks, "\n\n");
}

/** The paragraphs of a text without marks. @param {string} text @returns {Block[]} */
function plain(text) {
  return `\n${normalised(text)}\n`
    .split(/\n\n+/)
    .map((paragraph) => paragraph.replace(/^\n|\n$/g, ""))
    .filter(Boolean)
    .map((paragraph) => ({ kind: "paragraph", inlines: lines(paragraph), tight: false }));
}

/** With \\n as line end, and no blanks before it. @param {string} text */
const normalised = (text) =>
  text
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => trimEnd(line))
    .join("\n");

/** A text with its line breaks. @param {string} text @returns {Inline[]} */
const lines = (text) =>
  text
    .split("\n")
    .flatMap((line) => [{ kind: "break" }, ...(line ? [{ kind: "text", text: line }] : [])])
    .slice(1);

/** Without the blanks at its end, in linear time. @param {string} text @param {string} [blanks] */
function trimEnd(text, blanks = " \t") {
  let end = text.length;
  while (end && blanks.includes(text[end - 1])) end--;
  return text.slice(0, end);
}

/** @param {string} text @param {string} [blanks] */
function trimStart(text, blanks = " \t") {
  let start = 0;
  while (start < text.length && blanks.includes(text[start])) start++;
  return text.slice(start);
}

/**
 * The blocks of a text that is written in Markdown, else null.
 * @param {string} text
 * @returns {Block[] | null}
 */
function marked(text) {
  if (isTooLong(text) || !POSSIBLE_MARK.test(text)) return null;
  if (text.split("[").length - 1 > MAX_BRACKETS) return null;
  const source = normalised(text);
  try {
    /** @type {any[]} */
    const tokens = parser.parse(source, {});
    const isMarkdown =
      tokens.some(isMark) &&
      tokens.some(({ content }) => NOT_BLANK.test(content)) &&
      lengthOfAddresses(tokens) <= MAX_ADDRESSES * [...source].length;
    const blocks = isMarkdown ? blocksOf(tokens, source.split("\n")) : [];
    return blocks.length ? blocks : null;
  } catch (error) {
    if (error instanceof BeyondLimits) return null;
    throw error;
  }
}

/** Code points count, as in Python. @param {string} text */
const isTooLong = (text) => text.length > MAX_LENGTH && [...text].length > MAX_LENGTH;

/** Whether a token is of a text that is meant as Markdown. @param {any} token */
function isMark(token) {
  if (token.type === "inline") {
    return token.children.some(
      (/** @type {any} */ child) => !UNMARKED_INLINES.includes(child.type),
    );
  }
  if (token.type.startsWith("heading")) return !token.markup.includes("#");
  return !UNMARKED_BLOCKS.includes(token.type);
}

/** @param {any[]} tokens */
const lengthOfAddresses = (tokens) =>
  tokens
    .flatMap(({ children }) => children ?? [])
    .reduce((sum, child) => sum + (child.attrGet("href") ?? "").length, 0);

/** The text is nested too deeply, or a table is too large. */
class BeyondLimits extends Error {}

// The parser ------------------------------------------------------------------------------

/** A rule of the parser. @param {any} ruler of a parser without further use @param {string} name */
function ruleOf(ruler, name) {
  ruler.enableOnly([name]);
  return ruler.getRules("")[0];
}

const image = ruleOf(new MarkdownIt().inline.ruler, "image");
const table = ruleOf(new MarkdownIt().block.ruler, "table");

const parser = new MarkdownIt({ maxNesting: MAX_NESTING });
parser.disable(["entity", "strip_references"]);
parser.validateLink = (/** @type {string} */ address) => FOLLOWABLE.test(address);
parser.inline.ruler.at("newline", newline);
parser.inline.ruler.at("image", imageAsText);
parser.block.ruler.at("table", boundedTable, { alt: ["paragraph", "reference"] });
parser.core.ruler.before("inline", "strip", stripped);
parser.core.ruler.after("inline", "code", codeAsText);

/** Names that Python and JavaScript write between two underscores on either side. */
const SPECIAL_NAME =
  /^(?:all|call|class|contains|del|dict|dirname|doc|enter|eq|exit|file|filename|getattr|getitem|hash|init|iter|len|main|name|new|next|proto|repr|setitem|slots|str|version)$/;

// What Python calls a space: at both ends of a paragraph, its parser leaves them out.
const SPACES =
  "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006" +
  "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

/** @param {any} state */
function stripped({ tokens }) {
  for (const token of tokens) {
    if (token.type === "inline") token.content = trimStart(trimEnd(token.content, SPACES), SPACES);
  }
}

/**
 * A line break. The parser's own rule removes the indentation of the next line.
 * @param {any} state
 * @param {boolean} silent
 */
function newline(state, silent) {
  if (state.src[state.pos] !== "\n") return false;
  if (!silent) state.push("softbreak", "br", 0);
  state.pos++;
  return true;
}

/** @param {any} state @param {boolean} silent */
function imageAsText(state, silent) {
  const start = state.pos;
  if (!image(state, true)) return false;
  if (!silent) state.pending += state.src.slice(start, state.pos);
  return true;
}

/** Take back the emphasis in `5*60*60`, `a**b**c` and `__init__`. @param {any} state */
function codeAsText({ tokens }) {
  for (const { children } of tokens) {
    const opened = [];
    for (const [place, child] of (children ?? []).entries()) {
      if (child.nesting > 0) opened.push(place);
      if (child.nesting < 0) {
        const start = opened.pop() ?? 0;
        const isProduct = child.markup.startsWith("*") && isWithinWord(children, start, place);
        if (isProduct || isSpecialName(child, children.slice(start + 1, place))) {
          for (const token of [children[start], child]) {
            Object.assign(token, { type: "text", nesting: 0, content: token.markup });
          }
        }
      }
    }
  }
}

/** @param {any} token @param {any[]} inner */
const isSpecialName = ({ markup }, inner) =>
  markup === "__" && inner.length === 1 && SPECIAL_NAME.test(inner[0].content);

/** @param {any[]} tokens @param {number} start @param {number} end */
const isWithinWord = (tokens, start, end) =>
  /[a-zA-Z0-9]$/.test(tokens[start - 1]?.content ?? "") &&
  /^[a-zA-Z0-9]/.test(tokens[end + 1]?.content ?? "");

/**
 * A table within the limits. The parser's own rule completes short rows, so that a few characters
 * could make 65,536 cells.
 * @param {any} state
 * @param {number} start
 * @param {number} end
 * @param {boolean} silent
 */
function boundedTable(state, start, end, silent) {
  const columns = start + 1 < end ? lineOf(state, start + 1).split("|").length : 1;
  if (columns > MAX_COLUMNS + 2) return false;
  state.env.cellsLeft ??= Math.min(MAX_CELLS, state.src.length);
  const last = Math.min(end, start + 2 + Math.floor(state.env.cellsLeft / columns));
  if (!table(state, start, last, silent)) return false;
  if (!silent) {
    state.env.cellsLeft -= columns * (state.line - start - 1);
    if (state.line === last && last < end) throw new BeyondLimits();
  }
  return true;
}

/** @param {any} state @param {number} number */
const lineOf = (state, number) => state.src.slice(state.bMarks[number], state.eMarks[number]);

// From tokens to a tree -------------------------------------------------------------------

/**
 * A flat list of tokens as a tree.
 * @param {any[]} tokens
 * @param {(token: any) => any[]} leaf
 * @param {(token: any, children: any[]) => any[]} container
 */
function nested(tokens, leaf, container) {
  const opened = [];
  /** @type {any[][]} */
  const levels = [[]];
  for (const token of tokens) {
    let nodes = [];
    if (token.nesting > 0) {
      opened.push(token);
      levels.push([]);
      if (opened.length >= MAX_NESTING) throw new BeyondLimits(); // Here the parser skips text.
    } else if (token.nesting < 0) {
      nodes = container(opened.pop(), levels.pop() ?? []);
    } else {
      nodes = leaf(token);
    }
    for (const node of nodes) levels[levels.length - 1].push(node);
  }
  return levels[0];
}

/** @param {any[]} tokens @param {string[]} source its lines @returns {Block[]} */
const blocksOf = (tokens, source) =>
  nested(tokens, (token) => leafBlocks(token, source), containerBlocks);

/** @param {any} token @param {string[]} source its lines */
function leafBlocks(token, source) {
  if (token.type === "inline") {
    // Its container takes the inlines.
    return [{ inlines: nested(token.children, leafInlines, containerInlines) }];
  }
  if (["fence", "code_block"].includes(token.type)) return code(token);
  if (token.type === "reference_definition") {
    const inlines = definition(source.slice(...token.map));
    return [{ kind: "paragraph", inlines, tight: false }];
  }
  return [{ kind: "rule" }];
}

/** @param {any} token */
function code({ info, content }) {
  const words = trimStart(trimEnd(info));
  const isLanguage = !words || LANGUAGE.test(words);
  const lines = content.replace(/\n$/, "");
  const text = isLanguage ? lines : `${words}\n${lines}`.replace(/\n$/, "");
  return NOT_BLANK.test(text)
    ? [{ kind: "code_block", text, language: isLanguage ? words : "" }]
    : [];
}

/** Lines as they were written, without the marks of quotes and lists around them. @param {string[]} written */
function definition([first, ...rest]) {
  const others = rest.map((line) => trimStart(line, " \t>"));
  return lines([first.slice(first.indexOf("[")), ...others].join("\n"));
}

/** @type {Record<string, string>} */
const CONTAINERS = { list_item: "item", table: "table", tr: "row" };

/** @param {any} token @param {any[]} blocks */
function containerBlocks(token, blocks) {
  const kind = token.type.slice(0, -"_open".length);
  const inlines = blocks[0]?.inlines ?? [];
  switch (kind) {
    case "thead":
    case "tbody":
      return blocks;
    case "paragraph":
      return [{ kind, inlines, tight: token.hidden }];
    case "heading":
      return inlines.length ? [{ kind, inlines, level: Number(token.tag.slice(1)) }] : [];
    case "th":
    case "td":
      return [{ kind: "cell", inlines, align: (token.attrGet("style") ?? "").slice(11) }];
    case "bullet_list":
      return [{ kind: "list", blocks, start: null }];
    case "ordered_list":
      return [{ kind: "list", blocks, start: Number(token.attrGet("start") ?? 1) }];
    case "blockquote":
      return blocks.length ? [{ kind: "quote", blocks }] : [];
    default:
      return [{ kind: CONTAINERS[kind], blocks }];
  }
}

/** @type {Record<string, string>} */
const INLINE_CONTAINERS = { strong: "strong", em: "emphasis", s: "strikethrough" };

/** @param {any} token */
function leafInlines({ type, content }) {
  if (["softbreak", "hardbreak"].includes(type)) return [{ kind: "break" }];
  return content ? [{ kind: type === "code_inline" ? "code" : "text", text: content }] : [];
}

/** @param {any} token @param {Inline[]} inlines */
function containerInlines(token, inlines) {
  const kind = token.type.slice(0, -"_open".length);
  if (kind !== "link") return [{ kind: INLINE_CONTAINERS[kind], inlines }];
  const target = token.attrGet("href");
  // The parser does not validate `[words]()`, and allows `[<https://a.example>](https://b.example)`.
  if (!target || hasLink(inlines)) {
    return [{ kind: "text", text: "[" }, ...inlines, { kind: "text", text: `](${target})` }];
  }
  return [{ kind, inlines: inlines.length ? inlines : [{ kind: "text", text: target }], target }];
}

/** @param {Inline[]} inlines @returns {boolean} */
const hasLink = (inlines) =>
  inlines.some((inline) => inline.kind === "link" || hasLink(inline.inlines ?? []));

// From a tree to plain text ---------------------------------------------------------------

/** @param {Block[]} blocks @param {string} separator */
const textOfBlocks = (blocks, separator) => blocks.map(textOf).filter(Boolean).join(separator);

/** @param {Block} block @returns {string} */
function textOf({ kind, inlines = [], blocks = [], text = "", start = null }) {
  switch (kind) {
    case "code_block":
      return text;
    case "table":
      return blocks.map(textOfRow).join("\n");
    case "list":
      return textOfList(blocks, start);
    case "quote":
      return textOfBlocks(blocks, "\n\n");
    default:
      return textOfInlines(inlines);
  }
}

/** @param {Block} row */
function textOfRow({ blocks = [] }) {
  const cells = blocks.map(({ inlines = [] }) => textOfInlines(inlines)).join("\t");
  return trimStart(trimEnd(cells, "\t"), "\t");
}

/** Numbers are kept, since other texts refer to them. @param {Block[]} items @param {number | null} start */
function textOfList(items, start) {
  const separator = isTight(items) ? "\n" : "\n\n";
  return items
    .map(({ blocks = [] }, i) => {
      const text = textOfBlocks(blocks, separator);
      return start === null ? text : `${start + i}. ${text}`;
    })
    .join(separator);
}

/** Whether a list has no blank lines between its items. @param {Block[]} items */
const isTight = (items) =>
  items.every(({ blocks = [] }) =>
    blocks.every(({ kind, tight }) => tight || kind !== "paragraph"),
  );

/** @param {Inline[]} inlines @returns {string} */
const textOfInlines = (inlines) =>
  inlines
    .map(({ kind, text = "", inlines = [] }) =>
      kind === "break" ? "\n" : text + textOfInlines(inlines),
    )
    .join("");
