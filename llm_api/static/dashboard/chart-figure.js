/**
 * A chart of Chart.js in a figure. A canvas tells a screen reader nothing, so each has a sentence
 * for its label and the same numbers as a table.
 */

import "../vendor/chart.js/chart.umd.min.js";
import { disclosure } from "./disclosure.js";
import { h } from "./dom.js";

const { Chart } = /** @type {any} */ (globalThis);
Chart.defaults.animation = false;
Chart.defaults.font.family = "Figtree, system-ui, sans-serif";
Chart.defaults.font.size = 13;
Chart.defaults.maintainAspectRatio = false;

const PAPER = { width: 680, height: 320 }; // pixels

/** The axis of a score. A function, as Chart.js writes into what it is given. */
export const scoreScale = () => ({
  min: 1,
  max: 10,
  ticks: { stepSize: 3 },
  border: { display: false },
});

/** @param {string} property a custom property of the style sheet */
export const colour = (property) =>
  getComputedStyle(document.documentElement).getPropertyValue(property).trim();

/**
 * @param {object} parts
 * @param {string} parts.title
 * @param {import("./dom.js").Child} [parts.controls] beside the title
 * @param {string} parts.summary the label of the canvas
 * @param {() => HTMLElement} parts.table the same numbers
 * @param {() => any} parts.configuration of Chart.js; called for each drawing, as it reads colours
 * @returns {HTMLElement}
 */
export function chartFigure({ title, controls, summary, table, configuration }) {
  const canvas = h("canvas", { role: "img", "aria-label": summary });
  // Chart.js measures the canvas, which must be in the page for that.
  requestAnimationFrame(() => {
    if (canvas.isConnected) draw(canvas, configuration);
  });
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, h("h2", {}, title), controls),
    h("div", { class: "plot" }, canvas),
    disclosure("The numbers", () => scrollable(`${title}, the numbers`, table()), {
      class: "numbers",
      printed: true,
    }),
  );
}

/** @param {string} label @param {HTMLElement} table */
const scrollable = (label, table) =>
  h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);

/** @param {HTMLCanvasElement} canvas @param {() => any} configuration */
function draw(canvas, configuration) {
  for (const chart of charts()) if (!chart.canvas.isConnected) chart.destroy();
  setDefaultColours();
  const chart = new Chart(canvas, withDefaults(configuration()));
  chart.redraw = () => {
    const { data, options } = withDefaults(configuration());
    Object.assign(chart, { data, options });
    chart.update();
  };
}

/** @returns {any[]} those that were drawn and not destroyed */
const charts = () => Object.values(Chart.instances);

/** Draw every chart again, as its colours or what it shows have changed. */
export function redrawCharts() {
  setDefaultColours();
  for (const chart of charts()) if (chart.canvas.isConnected) chart.redraw();
}

function setDefaultColours() {
  Chart.defaults.color = colour("--ink-soft");
  Chart.defaults.borderColor = colour("--line");
}

/** @param {any} configuration */
function withDefaults({ options, ...rest }) {
  const { legend, tooltip } = options.plugins;
  const plugins = {
    legend: { ...legendStyle(), ...legend },
    tooltip: { ...tooltipStyle(), ...tooltip },
  };
  return { ...rest, options: { ...options, plugins } };
}

const legendStyle = () => ({
  position: "bottom",
  align: "start",
  onClick: null,
  labels: { usePointStyle: true, boxHeight: 7, padding: 16 },
});

const tooltipStyle = () => ({
  backgroundColor: colour("--ink"),
  titleColor: colour("--surface"),
  bodyColor: colour("--surface"),
  padding: 10,
  cornerRadius: 6,
  displayColors: false,
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawCharts);

// A canvas is printed as it was drawn: in light colours, therefore, and in the width of paper.
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("printing");
  redrawCharts();
  for (const chart of charts()) chart.resize(PAPER.width, PAPER.height);
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("printing");
  redrawCharts();
  for (const chart of charts()) chart.resize();
});
