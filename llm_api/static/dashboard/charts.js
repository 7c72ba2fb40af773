/**
 * Charts. Each stands in a figure with the same numbers as a table, which is also what a screen
 * reader gets; the picture itself says in one sentence what it shows.
 */

import "../vendor/chart.js/chart.umd.min.js";
import { h } from "./dom.js";
import { SCORE_LABELS } from "./fields.js";
import { formatDate, formatNumber } from "./format.js";

const { Chart } = /** @type {any} */ (globalThis);
Chart.defaults.animation = false;
Chart.defaults.font.family = "Figtree, system-ui, sans-serif";
Chart.defaults.font.size = 13;
Chart.defaults.maintainAspectRatio = false;

const COLOURS = ["--overall", "--communication", "--technical", "--fourth", "--fifth"];
const DASHES = [[], [7, 4], [2, 4], [10, 3, 2, 3], [1, 6]];
const MARKS = ["circle", "rectRot", "triangle", "rect", "star"];

/** @param {string} name of a custom property */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * @param {string} title
 * @param {string} summary what a screen reader says for the picture
 * @param {any} table
 * @param {any} settings of Chart.js
 * @param {string} [size]
 */
function figure(title, summary, table, settings, size = "") {
  const canvas = h("canvas", { role: "img", "aria-label": summary });
  /** @type {any} */
  let chart;
  const box = h("div", { class: `plot ${size}` }, canvas);
  // Chart.js measures its place, so that must be in the page.
  requestAnimationFrame(() => {
    if (canvas.isConnected) chart = new Chart(canvas, themed(settings));
  });
  return h(
    "figure",
    { class: "chart" },
    h(
      "figcaption",
      {},
      h("h2", {}, title),
      switches(settings.switches ?? [], () => chart),
    ),
    box,
    h(
      "details",
      { class: "numbers" },
      h("summary", {}, "The numbers"),
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": `${title}, the numbers` },
        table,
      ),
    ),
  );
}

/**
 * Boxes that show further lines: the legend on the canvas has no keyboard.
 * @param {[number, string][]} lines index and name
 * @param {() => any} chart
 */
const switches = (lines, chart) =>
  lines.length > 0 &&
  h(
    "div",
    { class: "choices" },
    lines.map(([i, name]) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          type: "checkbox",
          onchange: (/** @type {any} */ event) =>
            chart().setDatasetVisibility(i, event.target.checked) || chart().update(),
        }),
        h("span", {}, name),
      ),
    ),
  );

/** @param {any} settings */
function themed(settings) {
  Chart.defaults.color = colour("--ink-soft");
  Chart.defaults.borderColor = colour("--line");
  const filter = (/** @type {any} */ item) => !item.hidden;
  const legend = {
    position: "bottom",
    align: "start",
    onClick: null,
    labels: { usePointStyle: true, boxHeight: 7, padding: 16, filter },
  };
  const tooltip = {
    backgroundColor: colour("--ink"),
    titleColor: colour("--surface"),
    bodyColor: colour("--surface"),
    padding: 10,
    cornerRadius: 6,
  };
  const plugins = { legend, tooltip, ...settings.options?.plugins };
  return { type: settings.type, data: settings.data(), options: { ...settings.options, plugins } };
}

const SCALE = { min: 0, max: 10, ticks: { stepSize: 2 }, border: { display: false } };

/** @param {any[]} points of /progress */
export function scoresOverTime(points) {
  const line = (
    /** @type {string} */ label,
    /** @type {string} */ column,
    /** @type {number} */ i,
    more = {},
  ) => ({
    label,
    data: points.map((point) => point[column]),
    spanGaps: true,
    borderColor: colour(COLOURS[i]),
    backgroundColor: colour(COLOURS[i]),
    borderWidth: 1.5,
    borderDash: DASHES[i],
    pointStyle: MARKS[i],
    pointRadius: 3,
    ...more,
  });
  const data = () => ({
    labels: points.map((point) => formatDate(point.completed_at)),
    datasets: [
      line("Moving average of three", "moving_average", 0, {
        borderWidth: 3,
        pointRadius: 0,
        cubicInterpolationMode: "monotone",
        pointStyle: "line",
      }),
      line("Overall", "overall_score", 0, { showLine: false }),
      line("Communication", "communication_score", 1, {
        pointRadius: 0,
        pointStyle: "line",
        hidden: true,
      }),
      line("Technical", "technical_score", 2, { pointRadius: 0, pointStyle: "line", hidden: true }),
    ],
  });
  const x = { grid: { display: false }, ticks: { maxTicksLimit: 6, maxRotation: 0 } };
  const options = { scales: { y: SCALE, x }, interaction: { mode: "index", intersect: false } };
  const rows = points.map((point) => [
    formatDate(point.completed_at),
    point.job_role,
    ...Object.keys(SCORE_LABELS).map((column) => formatNumber(point[column])),
    formatNumber(point.moving_average),
  ]);
  return figure(
    "Scores over time",
    `Line chart of ${points.length} interviews, oldest first. The numbers follow as a table.`,
    table(["Date", "Role", ...Object.values(SCORE_LABELS), "Average of three"], rows),
    {
      type: "line",
      data,
      options,
      switches: [
        [2, SCORE_LABELS.communication_score],
        [3, SCORE_LABELS.technical_score],
      ],
    },
    "tall",
  );
}

/** @param {string[]} names @param {any} scores of /compare */
export function radar(names, scores) {
  const data = () => ({
    labels: Object.values(SCORE_LABELS),
    datasets: names.map((name, i) => ({ ...series(name, i, scores), fill: false, borderWidth: 2 })),
  });
  const r = {
    ...SCALE,
    angleLines: { color: colour("--line") },
    ticks: { stepSize: 2, display: false },
    pointLabels: { font: { size: 13 } },
  };
  return figure(
    "Shape",
    `Radar chart of ${names.length} interviews. The numbers follow as a table.`,
    scoreTable(names, scores),
    { type: "radar", data, options: { scales: { r } } },
  );
}

/** @param {string[]} names @param {any} scores of /compare */
export function bars(names, scores) {
  const data = () => ({
    labels: Object.values(SCORE_LABELS),
    datasets: names.map((name, i) => ({
      ...series(name, i, scores),
      borderWidth: 0,
      borderRadius: 4,
      maxBarThickness: 28,
    })),
  });
  const options = {
    scales: {
      y: SCALE,
      x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkip: false } },
    },
  };
  return figure(
    "Scores",
    `Bar chart of ${names.length} interviews. The numbers follow as a table.`,
    scoreTable(names, scores),
    { type: "bar", data, options },
  );
}

/** @param {string} label @param {number} i @param {any} scores */
const series = (label, i, scores) => ({
  label,
  data: Object.keys(SCORE_LABELS).map((column) => scores[column][i].score),
  borderColor: colour(COLOURS[i]),
  backgroundColor: colour(COLOURS[i]),
  borderDash: DASHES[i],
  pointStyle: MARKS[i],
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

/** @param {string[]} head @param {(string | number)[][]} rows */
export const table = (head, rows) =>
  h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        head.map((cell) => h("th", { scope: "col" }, cell)),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map(([first, ...rest]) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, first),
          rest.map((cell) => h("td", {}, cell)),
        ),
      ),
    ),
  );
