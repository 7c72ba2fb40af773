/**
 * The words of a JSON key, as people read them: `problemSolvingScore` is "Problem solving score".
 * Like llm_api/analysis/key_names.py, it changes the case of ASCII letters only.
 */

// Where a word begins within a key: problem|Solving, API|Design.
const WORD_START = /(?<=[^A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;
const SEPARATORS = /[ \t\r\n_-]+/g;
const ACRONYM = /^[A-Z]{2,4}[0-9]*$/;

/** The first word has a capital; acronyms of up to four letters keep theirs. @param {string} key */
export function keyName(key) {
  const words = key.replace(WORD_START, " ").replace(SEPARATORS, " ").split(" ").filter(Boolean);
  const name = words.map((word) => (ACRONYM.test(word) ? word : lower(word))).join(" ");
  return name.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** The words of a key as one in lower case. @param {string} key */
export const joinedKey = (key) => lower(key.replace(SEPARATORS, ""));

/** @param {string} word */
const lower = (word) => word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
