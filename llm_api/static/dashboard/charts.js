/** The chart of scores over time. */

import { chartFigure, SCORE_SCALE, seriesStyle, typeStyle } from "./chart-figure.js";
import { INTERVIEW_TYPES, SCORE_LABELS } from "./fields.js";
import { formatDate, formatNumber } from "./format.js";
import { table } from "./table.js";

/** @param {any[]} points of /progress */
export function scoresOverTime(points) {
  const x = { grid: { display: false }, ticks: { maxTicksLimit: 6, maxRotation: 0 } };
  return chartFigure(
    "Scores over time",
    `Line chart of ${points.length} interviews, oldest first. The numbers follow as a table.`,
    pointTable(points),
    {
      type: "line",
      data: () => lines(points),
      options: {
        scales: { y: SCORE_SCALE, x },
        interaction: { mode: "index", intersect: false },
      },
      switches: [
        [1, SCORE_LABELS.communication_score],
        [2, SCORE_LABELS.technical_score],
      ],
    },
    "tall",
  );
}

/** @param {any[]} points */
function lines(points) {
  const plain = { pointRadius: 0, pointStyle: "line" };
  const average = { ...plain, borderWidth: 3, tension: 0 };
  const { communication_score, technical_score } = SCORE_LABELS;
  const types = INTERVIEW_TYPES.filter((type) =>
    points.some(({ interview_type }) => interview_type === type),
  );
  return {
    labels: points.map((point) => formatDate(point.completed_at)),
    datasets: [
      line(points, "Moving average of three", "moving_average", 0, average),
      line(points, communication_score, "communication_score", 1, { ...plain, hidden: true }),
      line(points, technical_score, "technical_score", 2, { ...plain, hidden: true }),
      ...types.map((type) => overallScores(points, type)),
    ],
  };
}

/** The interviews of one type, as points. @param {any[]} points @param {string} type */
const overallScores = (points, type) => ({
  label: `Overall, ${type}`,
  data: points.map((point) => (point.interview_type === type ? point.overall_score : null)),
  showLine: false,
  pointRadius: 4,
  ...typeStyle(type),
});

/** @param {any[]} points @param {string} label @param {string} column @param {number} i @param {object} options */
const line = (points, label, column, i, options) => ({
  label,
  data: points.map((point) => point[column]),
  spanGaps: true,
  borderWidth: 1.5,
  ...seriesStyle(i),
  ...options,
});

/** @param {any[]} points */
const pointTable = (points) =>
  table(
    ["Date", "Role", ...Object.values(SCORE_LABELS), "Average of three"],
    points.map((point) => [
      formatDate(point.completed_at),
      point.job_role,
      ...Object.keys(SCORE_LABELS).map((column) => formatNumber(point[column])),
      formatNumber(point.moving_average),
    ]),
  );
