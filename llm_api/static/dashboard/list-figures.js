/** Totals and averages above the list, of what the filters select. Each average says its n. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { apiFilters, filterCount } from "./filters.js";
import { formatNumber, formatScore } from "./format.js";
import { cachedFigures, cacheFigures } from "./list-state.js";
import { isScore } from "./scores.js";

/**
 * @typedef {object} Figures
 * @property {number} total
 * @property {number} scored how many have an overall score
 * @property {number | null} average
 * @property {number | null} best
 * @property {number | null} latest
 * @property {number} [questions] known of all interviews only
 */

export class ListFigures {
  constructor() {
    this.node = h("div", { class: "list-figures" });
  }

  /**
   * @param {URLSearchParams} address
   * @param {AbortSignal} signal
   * @param {boolean} restored whether to show them as they were, if they are cached
   * @param {Promise<unknown>} rows come first: the figures are asked for when they are there
   */
  async open(address, signal, restored, rows) {
    const cached = restored ? cachedFigures(address) : undefined;
    if (cached !== undefined) return this.draw(cached);
    this.node.setAttribute("aria-busy", "true");
    try {
      await rows;
      const figures = await loadFigures(address, signal);
      if (signal.aborted) return;
      cacheFigures(address, figures);
      this.draw(figures);
    } catch {
      // The list tells why, and its "Try again" opens both.
      if (!signal.aborted) this.draw(null);
    }
    this.node.removeAttribute("aria-busy");
  }

  /** @param {Figures | null} figures */
  draw(figures) {
    this.node.replaceChildren(...(figures?.total ? [definitions(figures)] : []));
  }
}

/**
 * Null for a search, because the API has no averages of what a search finds.
 * @param {URLSearchParams} address
 * @param {AbortSignal} signal
 * @returns {Promise<Figures | null>}
 */
function loadFigures(address, signal) {
  if (address.get("search")) return Promise.resolve(null);
  return filterCount(address) ? figuresOfSelection(address, signal) : figuresOfAll(signal);
}

/** @param {AbortSignal} signal @returns {Promise<Figures>} */
async function figuresOfAll(signal) {
  const [{ data: stats }, { pagination: scored }] = await Promise.all([
    api.getStats({ signal }),
    api.listInterviews({ min_overall_score: 1, limit: 1 }, { signal }),
  ]);
  return {
    total: stats.total_interviews,
    scored: scored.total,
    average: stats.average_overall_score,
    best: stats.best_overall_score,
    latest: stats.latest_overall_score,
    questions: stats.total_questions,
  };
}

/** @param {URLSearchParams} address @param {AbortSignal} signal @returns {Promise<Figures>} */
async function figuresOfSelection(address, signal) {
  const { search, search_in: searchIn, ordering, ...filters } = apiFilters(address);
  const { data } = await api.getProgress(filters, { signal });
  const scores = data.points.map((/** @type {any} */ point) => point.overall_score).filter(isScore);
  return {
    total: data.n,
    scored: scores.length,
    average: average(scores),
    best: scores.length ? Math.max(...scores) : null,
    latest: scores.at(-1) ?? null, // the points are oldest first
  };
}

/**
 * To two decimals, rounded half up as the API does it. Sums of decimals are exact in integers only:
 * 7.4 + 7.55 is 14.950000000000001.
 * @param {number[]} scores
 * @returns {number | null}
 */
export function average(scores) {
  if (!scores.length) return null;
  const millionths = scores.reduce((sum, score) => sum + Math.round(score * 1e6), 0);
  return Math.floor(millionths / scores.length / 1e4 + 0.5) / 100;
}

/** @param {Figures} figures */
function definitions({ scored, average, best, latest, questions }) {
  return h(
    "dl",
    { class: "figures" },
    figure("Average", " overall", formatScore(average), `${formatNumber(scored)} scored`),
    figure("Best", " overall", formatScore(best)),
    figure("Latest", " overall", formatScore(latest)),
    questions !== undefined && figure("Questions", "", formatNumber(questions)),
  );
}

/**
 * @param {string} name
 * @param {string} of is left out on a phone
 * @param {string} value
 * @param {string} [note]
 */
const figure = (name, of, value, note) =>
  h(
    "div",
    { class: name.toLowerCase() },
    h("dt", {}, name, h("span", { class: "figure-of" }, of)),
    h("dd", {}, value),
    note && h("dd", { class: "soft note" }, note),
  );
