/**
 * Means of exact scores, to hundredths and rounded half up as the API does it. They are computed in
 * integers: a float is rarely exactly on the half.
 */

/** Interviews on each side of a trend; the API's `k`. */
export const TREND_SIZE = 3;
const WINDOW = 3; // scores of a moving average, the current one included
const PLACES = 17; // more decimals than a number of JavaScript has
const UNIT = 10n ** BigInt(PLACES);

/** @typedef {{ early: number, late: number, difference: number, n: number }} Trend */

/** @param {number[]} scores @returns {number | null} null for none */
export const mean = (scores) => (scores.length ? rounded(exactMean(scores)) : null);

/**
 * The mean of the first three scores against that of the last three; null under six.
 * @param {number[]} scores oldest first
 * @returns {Trend | null}
 */
export function trend(scores) {
  if (scores.length < 2 * TREND_SIZE) return null;
  const early = exactMean(scores.slice(0, TREND_SIZE));
  const late = exactMean(scores.slice(-TREND_SIZE));
  const difference = { sum: late.sum - early.sum, n: late.n };
  return {
    early: rounded(early),
    late: rounded(late),
    difference: rounded(difference),
    n: scores.length,
  };
}

/** The mean of each score and up to two before it. @param {number[]} scores oldest first */
export const movingAverages = (scores) =>
  scores.map((_, i) => mean(scores.slice(Math.max(0, i + 1 - WINDOW), i + 1)));

/** @typedef {{ sum: bigint, n: bigint }} Fraction `sum` in units of 10^-17 */

/** @param {number[]} scores @returns {Fraction} */
const exactMean = (scores) => ({
  sum: scores.map(units).reduce((sum, score) => sum + score, 0n),
  n: BigInt(scores.length),
});

/** A score from 1 to 10 as a whole number of units. @param {number} score */
function units(score) {
  const [whole, decimals = ""] = String(score).split(".");
  return BigInt(whole + decimals.padEnd(PLACES, "0"));
}

/** Half away from zero. @param {Fraction} mean @returns {number} */
function rounded({ sum, n }) {
  if (sum < 0n) return -rounded({ sum: -sum, n });
  return Number((200n * sum + n * UNIT) / (2n * n * UNIT)) / 100;
}
