/**
 * Competencies: the further scores of the feedback, beside the guide's three. The rules are those of
 * llm_api/analysis/competencies.py, which explains them; both are tested with the same examples.
 */

import { joinedKey, keyName } from "./key-names.js";
import { isObject, isScore, SCORES } from "./scores.js";

const LAST_WORD = " score";
const TAKEN_NAMES = Object.keys(SCORES).map((key) => withoutLastWord(keyName(key)));

/**
 * @typedef {object} Competency
 * @property {string} name
 * @property {number} score from 1 to 10, with decimals
 * @property {string[]} path leads to it: ["scores", "clarity"]
 */

/**
 * The competencies of a feedback document, sorted by name; each name stands there once.
 * @param {unknown} feedback
 * @returns {Competency[]}
 */
export function competencies(feedback) {
  if (!isObject(feedback)) return [];
  /** @type {Map<string, Competency>} */
  const found = new Map();
  for (const competency of [...ofDocument(feedback), ...ofScores(feedback)]) {
    const { name } = competency;
    if (!TAKEN_NAMES.includes(name) && !found.has(name)) found.set(name, competency);
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** @param {Record<string, unknown>} feedback @returns {Competency[]} */
const ofDocument = (feedback) =>
  Object.entries(feedback).flatMap(([key, score]) => {
    const name = keyName(key);
    if (Object.hasOwn(SCORES, key) || !name.endsWith(LAST_WORD) || !isScore(score)) return [];
    return [{ name: withoutLastWord(name), score, path: [key] }];
  });

/** @param {Record<string, unknown>} feedback @returns {Competency[]} */
const ofScores = (feedback) =>
  Object.entries(feedback).flatMap(([scoresKey, scores]) =>
    joinedKey(scoresKey) === "scores" && isObject(scores)
      ? Object.entries(scores).flatMap(([key, score]) =>
          isScore(score)
            ? [{ name: withoutLastWord(keyName(key)), score, path: [scoresKey, key] }]
            : [],
        )
      : [],
  );

/** @param {string} name */
function withoutLastWord(name) {
  return name.endsWith(LAST_WORD) ? name.slice(0, -LAST_WORD.length) : name;
}
