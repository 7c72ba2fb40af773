/** The scores of the points of /progress: overall, communication, technical, and competencies. */

import { SCORE_LABELS } from "./fields.js";

/**
 * @typedef {import("./django-client.js").Point} Point
 *
 * @typedef {object} ScoreKind
 * @property {string} name
 * @property {(point: Point) => number | null} of null where the point has none
 */

/** @type {ScoreKind} */
export const OVERALL = ofColumn("overall_score");

/** The three of the guide, then the competencies of any of `points`, by name. @param {Point[]} points @returns {ScoreKind[]} */
export const scoreKinds = (points) => [
  OVERALL,
  ofColumn("communication_score"),
  ofColumn("technical_score"),
  ...competencyNames(points.map(({ competencies }) => competencies)).map((name) => ({
    name,
    of: (/** @type {Point} */ { competencies }) => competencies[name] ?? null,
  })),
];

/** Named so that the score cannot be taken for the type. @param {keyof typeof SCORE_LABELS} column @returns {ScoreKind} */
function ofColumn(column) {
  return { name: `${SCORE_LABELS[column]} score`, of: (point) => point[column] };
}

/** @param {Record<string, unknown>[]} competencies */
export const competencyNames = (competencies) =>
  [...new Set(competencies.flatMap((scores) => Object.keys(scores)))].sort();

/** Those that are there. @param {Point[]} points @param {ScoreKind} kind @returns {number[]} */
export const scoresOf = (points, kind) => points.map(kind.of).filter((score) => score !== null);
