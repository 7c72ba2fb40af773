/** The scores of an interview: exact in its feedback, rounded in its columns. */

/** The columns of the guide's three scores, by their keys in the feedback. */
export const SCORES = {
  overallScore: "overall_score",
  communicationScore: "communication_score",
  technicalScore: "technical_score",
};

const KEYS = Object.fromEntries(Object.entries(SCORES).map(([key, column]) => [column, key]));

/** Whether a JSON value is a number from 1 to 10. @param {unknown} value @returns {value is number} */
export const isScore = (value) => typeof value === "number" && value >= 1 && value <= 10;

/** Whether a JSON value is an object. @param {unknown} value @returns {value is Record<string, unknown>} */
export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The score of `column` as the feedback has it (7.4), else the column's (7), else null. Rows that
 * the service did not write may lack the score in their feedback.
 * @param {{ feedback?: unknown } & Record<string, any>} row an interview or its summary
 * @param {string} column
 * @returns {number | null}
 */
export function exactScore(row, column) {
  const sent = isObject(row.feedback) ? row.feedback[KEYS[column]] : null;
  return [sent, row[column]].find(isScore) ?? null;
}
