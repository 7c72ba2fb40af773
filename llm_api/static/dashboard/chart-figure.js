/**
 * A chart of Chart.js in a figure. A canvas tells a screen reader nothing, so each has a sentence
 * for its label and the same numbers as a table.
 */

import "../vendor/chart.js/chart.umd.min.js";
import { h } from "./dom.js";

const { Chart } = /** @type {any} */ (globalThis);
Chart.defaults.animation = false;
Chart.defaults.font.family = "Figtree, system-ui, sans-serif";
Chart.defaults.font.size = 13;
Chart.defaults.maintainAspectRatio = false;

/** The axis of a score. */
export const SCORE_SCALE = { min: 0, max: 10, ticks: { stepSize: 2 }, border: { display: false } };

// All lines are scores and have the colour of scores: dashes tell them apart.
const DASHES = [[], [7, 4], [2, 4]];

/** How an interview of each type is drawn. @type {Record<string, { colour: string, shape: string }>} */
const TYPE_MARKS = {
  Behavioral: { colour: "--type-behavioral", shape: "circle" },
  Technical: { colour: "--type-technical", shape: "rect" },
  "System Design": { colour: "--type-system-design", shape: "triangle" },
};

/** @param {string} property a custom property of the style sheet */
export const colour = (property) =>
  getComputedStyle(document.documentElement).getPropertyValue(property).trim();

/** How the `i`th line is drawn. @param {number} i */
export const seriesStyle = (i) => ({ borderColor: colour("--score"), borderDash: DASHES[i] });

/** @param {string} type of an interview */
export function typeStyle(type) {
  const mark = TYPE_MARKS[type];
  return {
    borderColor: colour(mark.colour),
    backgroundColor: colour(mark.colour),
    pointStyle: mark.shape,
  };
}

/**
 * @typedef {object} Settings
 * @property {string} type of Chart.js
 * @property {() => any} data of Chart.js; called when the chart is drawn, as it reads the colours
 * @property {any} options of Chart.js
 * @property {[number, string][]} [switches] index and name of the lines that are hidden at first
 *
 * @param {string} title
 * @param {string} summary the label of the canvas
 * @param {HTMLElement} table the same numbers
 * @param {Settings} settings
 * @param {string} [size] a class of the plot
 * @returns {HTMLElement}
 */
export function chartFigure(title, summary, table, settings, size = "") {
  const canvas = h("canvas", { role: "img", "aria-label": summary });
  /** @type {any} */
  let chart;
  // Chart.js measures the canvas, which must be in the page for that.
  requestAnimationFrame(() => {
    if (canvas.isConnected) chart = new Chart(canvas, configuration(settings));
  });
  const switches = lineSwitches(settings.switches ?? [], () => chart);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, h("h2", {}, title), switches),
    h("div", { class: `plot ${size}` }, canvas),
    numbers(title, table),
  );
}

/** @param {string} title @param {HTMLElement} table */
const numbers = (title, table) =>
  h(
    "details",
    { class: "numbers" },
    h("summary", {}, "The numbers"),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": `${title}, the numbers` },
      table,
    ),
  );

/**
 * Checkboxes that show further lines, as the legend on the canvas cannot be used by keyboard.
 * @param {[number, string][]} lines
 * @param {() => any} chart
 */
const lineSwitches = (lines, chart) =>
  lines.length > 0 &&
  h(
    "div",
    { class: "choices" },
    lines.map(([i, name]) => lineSwitch(i, name, chart)),
  );

/** @param {number} i @param {string} name @param {() => any} chart */
function lineSwitch(i, name, chart) {
  const onchange = (/** @type {any} */ event) => {
    chart().setDatasetVisibility(i, event.target.checked);
    chart().update();
  };
  return h(
    "label",
    { class: "choice" },
    h("input", { type: "checkbox", onchange }),
    h("span", {}, name),
  );
}

/** @param {Settings} settings */
function configuration({ type, data, options }) {
  Chart.defaults.color = colour("--ink-soft");
  Chart.defaults.borderColor = colour("--line");
  const plugins = { legend: legend(), tooltip: tooltip(), ...options.plugins };
  return { type, data: data(), options: { ...options, plugins } };
}

const legend = () => ({
  position: "bottom",
  align: "start",
  onClick: null,
  labels: {
    usePointStyle: true,
    boxHeight: 7,
    padding: 16,
    filter: (/** @type {any} */ item) => !item.hidden,
  },
});

const tooltip = () => ({
  backgroundColor: colour("--ink"),
  titleColor: colour("--surface"),
  bodyColor: colour("--surface"),
  padding: 10,
  cornerRadius: 6,
});
