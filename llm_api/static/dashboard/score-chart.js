/** One score over time: a point for each interview that has it, and the moving average as a line. */

import { chartFigure, colour, redrawCharts, scoreScale } from "./chart-figure.js";
import { h } from "./dom.js";
import { INTERVIEW_TYPES } from "./fields.js";
import { formatDate, formatNumber, formatScore } from "./format.js";
import { movingAverages } from "./means.js";
import { navigate } from "./router.js";
import { scoreKinds, scoresOf } from "./score-kinds.js";
import { table } from "./table.js";
import { timeTicks } from "./time-axis.js";
import { TYPE_MARKS } from "./type-mark.js";

/**
 * @typedef {import("./django-client.js").Point} Point
 * @typedef {import("./score-kinds.js").ScoreKind} ScoreKind
 * @typedef {{ x: number, y: number, point: Point }} Mark
 */

const AVERAGE = "Average of the last three";
const TRANSLUCENT = "99"; // as the alpha of a colour, so that marks show those that they lie on

/** @param {Point[]} points oldest first */
export function scoreChart(points) {
  const kinds = scoreKinds(points);
  let shown = kinds[0];
  const show = (/** @type {number} */ i) => {
    shown = kinds[i];
    redrawCharts();
  };
  return chartFigure({
    title: "Scores over time",
    controls: kindField(points, kinds, show),
    summary: "Chart of scores over time. The numbers follow as a table.",
    table: () => pointTable(points, kinds),
    configuration: () => configuration(points, shown),
  });
}

/** @param {Point[]} points @param {ScoreKind[]} kinds @param {(i: number) => void} onChange */
const kindField = (points, kinds, onChange) =>
  h(
    "label",
    { class: "field chart-kind" },
    h("span", {}, "Score"),
    h(
      "select",
      { onchange: (/** @type {any} */ { target }) => onChange(target.selectedIndex) },
      kinds.map((kind) =>
        h("option", {}, `${kind.name} (${formatNumber(scoresOf(points, kind).length)})`),
      ),
    ),
  );

/** @param {Point[]} points @param {ScoreKind} kind */
function configuration(points, kind) {
  const marks = points.flatMap((point) => mark(point, kind.of(point)));
  const types = INTERVIEW_TYPES.filter((type) => marks.some((each) => typeOf(each) === type));
  return {
    type: "line",
    data: { datasets: [averageLine(marks), ...types.map((type) => typeMarks(marks, type))] },
    options: {
      parsing: false,
      normalized: true,
      layout: { padding: { top: 8, right: 8 } },
      scales: { y: scoreScale(), x: timeScale(marks) },
      interaction: { mode: "nearest", intersect: false },
      plugins: { tooltip: { filter: isMark, callbacks: { title: titleOf, label: labelOf } } },
      onClick: openInterview,
    },
  };
}

/** Nothing for an interview without that score. @param {Point} point @param {number | null} y @returns {Mark[]} */
const mark = (point, y) => (y === null ? [] : [{ x: Date.parse(point.completed_at), y, point }]);

/** @param {Mark} mark */
const typeOf = ({ point }) => point.interview_type;

/** @param {Mark[]} marks */
function averageLine(marks) {
  const averages = movingAverages(marks.map(({ y }) => y));
  return {
    label: AVERAGE,
    data: marks.map(({ x }, i) => ({ x, y: averages[i] })),
    borderColor: colour("--score"),
    borderWidth: 2,
    pointRadius: 0,
    pointHitRadius: 0,
    pointHoverRadius: 0,
    pointStyle: "line",
  };
}

/** @param {Mark[]} marks @param {string} type */
function typeMarks(marks, type) {
  const { colour: property, shape } = TYPE_MARKS[type];
  return {
    label: `${type} interviews`,
    data: marks.filter((each) => typeOf(each) === type),
    showLine: false,
    clip: 10, // pixels outside of the plot: a mark on its edge is drawn whole
    pointStyle: shape,
    pointRadius: 5,
    pointHoverRadius: 7,
    borderColor: colour(property),
    backgroundColor: colour(property) + TRANSLUCENT,
    order: -1,
  };
}

/** @param {Mark[]} marks oldest first */
function timeScale(marks) {
  const [first, last] = [marks[0]?.x ?? 0, marks.at(-1)?.x ?? 0];
  return {
    type: "linear",
    min: first,
    max: last,
    grid: { display: false },
    afterBuildTicks: (/** @type {any} */ scale) => {
      scale.ticks = timeTicks(first, last, scale.chart.width);
    },
    ticks: {
      align: "inner",
      autoSkip: false,
      maxRotation: 0,
      callback: (/** @type {any} */ _, /** @type {number} */ i, /** @type {any[]} */ ticks) =>
        ticks[i].text,
    },
  };
}

/** @param {any} item of a tooltip; those of the line are no interviews */
const isMark = ({ raw }) => Boolean(raw.point);

/** @param {any[]} items of a tooltip @returns {string[]} */
const titleOf = (items) => items.slice(0, 1).map(({ raw }) => raw.point.job_role);

/** @param {any} item */
const labelOf = ({ raw: { point, y } }) =>
  `${formatScore(y)} · ${point.interview_type} · ${formatDate(point.completed_at)}`;

/** @param {any} _event @param {any[]} elements under the pointer @param {any} chart */
function openInterview(_event, elements, chart) {
  const raw = elements
    .map(({ datasetIndex, index }) => chart.data.datasets[datasetIndex].data[index])
    .find((each) => each.point);
  if (raw) navigate(`/dashboard/interviews/${raw.point.id}`);
}

/** @param {Point[]} points @param {ScoreKind[]} kinds */
const pointTable = (points, kinds) =>
  table(
    ["Date", "Role", "Type", ...kinds.map(({ name }) => name), `${AVERAGE}, overall`],
    points.map((point) => [
      h("a", { href: `/dashboard/interviews/${point.id}` }, formatDate(point.completed_at)),
      h("span", { dir: "auto" }, point.job_role),
      point.interview_type,
      ...kinds.map((kind) => formatScore(kind.of(point))),
      formatScore(point.moving_average),
    ]),
  );
