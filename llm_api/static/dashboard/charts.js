/** The charts of the dashboard. */

import { chartFigure, colour, SCORE_SCALE, seriesStyle } from "./chart-figure.js";
import { SCORE_LABELS } from "./fields.js";
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
        [2, SCORE_LABELS.communication_score],
        [3, SCORE_LABELS.technical_score],
      ],
    },
    "tall",
  );
}

/** @param {any[]} points */
function lines(points) {
  const plain = { pointRadius: 0, pointStyle: "line" };
  const average = { ...plain, borderWidth: 3, cubicInterpolationMode: "monotone" };
  const { overall_score, communication_score, technical_score } = SCORE_LABELS;
  return {
    labels: points.map((point) => formatDate(point.completed_at)),
    datasets: [
      line(points, "Moving average of three", "moving_average", 0, average),
      line(points, overall_score, "overall_score", 0, { showLine: false }),
      line(points, communication_score, "communication_score", 1, { ...plain, hidden: true }),
      line(points, technical_score, "technical_score", 2, { ...plain, hidden: true }),
    ],
  };
}

/** @param {any[]} points @param {string} label @param {string} column @param {number} i @param {object} options */
const line = (points, label, column, i, options) => ({
  label,
  data: points.map((point) => point[column]),
  spanGaps: true,
  borderWidth: 1.5,
  pointRadius: 3,
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

/** @param {string[]} names @param {any} scores of /compare */
export function radar(names, scores) {
  const r = {
    ...SCORE_SCALE,
    angleLines: { color: colour("--line") },
    ticks: { stepSize: 2, display: false },
    pointLabels: { font: { size: 13 } },
  };
  return chartFigure(
    "Shape",
    `Radar chart of ${names.length} interviews. The numbers follow as a table.`,
    scoreTable(names, scores),
    {
      type: "radar",
      data: () => scoreSeries(names, scores, { fill: false, borderWidth: 2 }),
      options: { scales: { r } },
    },
  );
}

/** @param {string[]} names @param {any} scores of /compare */
export function bars(names, scores) {
  const x = { grid: { display: false }, ticks: { maxRotation: 0, autoSkip: false } };
  const style = { borderWidth: 0, borderRadius: 4, maxBarThickness: 28 };
  return chartFigure(
    "Scores",
    `Bar chart of ${names.length} interviews. The numbers follow as a table.`,
    scoreTable(names, scores),
    {
      type: "bar",
      data: () => scoreSeries(names, scores, style),
      options: { scales: { y: SCORE_SCALE, x } },
    },
  );
}

/** One series for each interview. @param {string[]} names @param {any} scores @param {object} style */
const scoreSeries = (names, scores, style) => ({
  labels: Object.values(SCORE_LABELS),
  datasets: names.map((label, i) => ({
    label,
    data: Object.keys(SCORE_LABELS).map((column) => scores[column][i].score),
    ...seriesStyle(i),
    ...style,
  })),
});

/** @param {string[]} names @param {any} scores */
const scoreTable = (names, scores) =>
  table(
    ["Interview", ...Object.values(SCORE_LABELS)],
    names.map((name, i) => [
      name,
      ...Object.keys(SCORE_LABELS).map((column) => formatNumber(scores[column][i].score)),
    ]),
  );
