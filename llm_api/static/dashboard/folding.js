/**
 * Folding: texts as the search compares them, and where in a text the words of a search are.
 * The service's folding.py and the SQL function `interview_fold` fold alike.
 */

/** Typography that keyboards write in ASCII. The classes of characters are also those of SQL. */
const SINGLE_QUOTES = "\\u00b4\\u02bb\\u02bc\\u05f3\\u2018-\\u201b\\u2032\\u2035\\u2039\\u203a";
const DOUBLE_QUOTES = "\\u00ab\\u00bb\\u05f4\\u201c-\\u201f\\u2033\\u2036\\u301d-\\u301f";
const DASHES =
  "\\u058a\\u05be\\u2010-\\u2015\\u207b\\u208b\\u2212\\ufe31\\ufe32\\ufe58\\ufe63\\uff0d";
/** @type {[RegExp, string][]} */
const TYPOGRAPHY = [
  [new RegExp(`[${SINGLE_QUOTES}]`, "g"), "'"],
  [new RegExp(`[${DOUBLE_QUOTES}]`, "g"), '"'],
  [new RegExp(`[${DASHES}]`, "g"), "-"],
];
/**
 * Letters with strokes, which Unicode does not decompose, and other ways to write the same.
 * @type {Record<string, string>}
 */
const LETTERS = {
  ς: "σ",
  ø: "o",
  đ: "d",
  ł: "l",
  ħ: "h",
  "\u2044": "/",
  ß: "ss",
  æ: "ae",
  œ: "oe",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
/** Soft hyphens, zero-width characters, marks of direction, and the Arabic tatweel. */
const INVISIBLE =
  "\\u00ad\\u0640\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff";
/**
 * Accents of Latin, Greek and Cyrillic, vowel signs of Arabic and Hebrew, and variation selectors.
 * All other combining characters are letters: dakuten, nukta, the vowels of Indic and Thai.
 */
const MARKS =
  "\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a" +
  "\\u064b-\\u0652\\u0656-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed" +
  "\\u0898-\\u089f\\u08ca-\\u08e1\\u08e3-\\u08ff\\u180b-\\u180d\\u180f\\u1ab0-\\u1aff\\u1dc0-\\u1dff" +
  "\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f";
const IGNORED = new RegExp(`[${INVISIBLE}${MARKS}]`, "gu");
const INVISIBLE_END = new RegExp(`[${INVISIBLE}]+$`, "u");
const WHITESPACE = /[\t\n\r\x85\u1680\u2028\u2029]/g;
const CONTINUING = new RegExp(`^[\\p{M}${INVISIBLE}${MARKS}]`, "u");
/** A skin tone, or what a joiner makes one with the emoji before. */
const EMOJI_PART = /(?:[\u{1f3fb}-\u{1f3ff}]|\u200d[\u2190-\u2bff\u{1f000}-\u{1faff}])$/u;
const KOREAN_VOWEL_OR_FINAL = /^[\u1161-\u11ff]/;
const ASCII = /^[\0-\x7f]$/;
const ONE_FOR_ONE = /^(?!.* {2})[\0-\x7f]*$/;
/** Normalization takes quadratic time in the number of combining characters on one letter. */
const MAX_CLUSTER = 32;

const QUOTES = '"\\u00ab\\u00bb\\u201c-\\u201f\\u301d-\\u301f\\uff02';
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`, "g");
const PHRASE_OR_WORD = new RegExp(
  `[${QUOTES}]([^${QUOTES}]*)[${QUOTES}](?![^${SPACE}])|[^${SPACE}]+`,
  "g",
);

/**
 * The words of a search; "two words" in quotation marks are one.
 * @param {string} query
 */
export function parseSearch(query) {
  return Array.from(query.matchAll(PHRASE_OR_WORD), ([word, phrase]) =>
    phrase === undefined ? word : phrase.replace(SPACES, " ").trim(),
  ).filter((word) => fold(word).text.trim());
}

/**
 * Where the words are in `text`, as [start, end] in its UTF-16 units: sorted, without overlaps.
 * @param {string} text
 * @param {string[]} words as parseSearch gives them
 */
export function findRanges(text, words) {
  const folded = fold(text);
  const needles = words.map((word) => fold(word).text).filter(Boolean);
  const found = needles.flatMap((needle) =>
    Array.from(occurrences(folded.text, needle), (start) => [
      folded.starts[start],
      folded.ends[start + needle.length - 1],
    ]),
  );
  return merged(found.sort(([a], [b]) => a - b));
}

/** @param {string} text @param {string} needle */
function* occurrences(text, needle) {
  for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + 1)) {
    yield start;
  }
}

/** @param {number[][]} ranges sorted */
function merged(ranges) {
  /** @type {number[][]} */
  const result = [];
  for (const [start, end] of ranges) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(end, last[1]);
    else result.push([start, end]);
  }
  return result;
}

/**
 * `text` as the search compares it, and where each of its UTF-16 units was in the original.
 * @param {string} text
 */
export function fold(text) {
  // Most texts in English are folded character by character.
  const simple = inAscii(text).replace(WHITESPACE, " ");
  if (ONE_FOR_ONE.test(simple)) {
    const starts = Array.from(simple, (_, i) => i);
    return { text: simple.toLowerCase(), starts, ends: starts.map((start) => start + 1) };
  }
  let folded = "";
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const ends = [];
  for (const [start, cluster] of clusters(text)) {
    // The accent on a letter belongs to it, a soft hyphen behind it does not.
    const end = start + cluster.replace(INVISIBLE_END, "").length;
    for (const unit of foldCluster(cluster).split("")) {
      if (unit === " " && folded.endsWith(" ")) ends[ends.length - 1] = end;
      else {
        folded += unit;
        starts.push(start);
        ends.push(end);
      }
    }
  }
  return { text: folded, starts, ends };
}

/**
 * The smallest parts that can be folded one by one.
 * @param {string} text
 * @returns {Generator<[number, string]>}
 */
function* clusters(text) {
  let start = 0;
  let cluster = "";
  let length = 0;
  for (const character of text) {
    if (cluster && (length === MAX_CLUSTER || !continues(cluster, character))) {
      yield [start, cluster];
      start += cluster.length;
      cluster = "";
      length = 0;
    }
    cluster += character;
    length += 1;
  }
  if (cluster) yield [start, cluster];
}

/** Whether `character` is folded together with what is before it. */
function continues(/** @type {string} */ cluster, /** @type {string} */ character) {
  if (ASCII.test(character)) return false;
  if (EMOJI_PART.test(cluster + character)) return true;
  const decomposed = character.normalize("NFKD");
  if (CONTINUING.test(decomposed)) return true;
  return KOREAN_VOWEL_OR_FINAL.test(decomposed) && foldCluster(cluster + character).length === 1;
}

/** @param {string} cluster */
function foldCluster(cluster) {
  const letters = inAscii(cluster).normalize("NFKD").replace(IGNORED, "").toLowerCase();
  return letters
    .replace(LETTER, (letter) => LETTERS[letter])
    .normalize("NFC")
    .replace(WHITESPACE, " ");
}

/** `text` with its quotation marks and dashes in ASCII. */
const inAscii = (/** @type {string} */ text) =>
  TYPOGRAPHY.reduce((result, [pattern, character]) => result.replace(pattern, character), text);
