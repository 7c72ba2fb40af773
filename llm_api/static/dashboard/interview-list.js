/** The results of the list: the rows loaded so far, their downloads, and the button for more. */

import { api, download } from "./api.js";
import { ComparisonTray } from "./comparison-tray.js";
import { announce, h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { apiFilters, searchWords } from "./filters.js";
import { formatCount, formatNumber, timeZone } from "./format.js";
import { columnHeads, interviewRow } from "./interview-row.js";
import { cachedPages, cachePages, rememberListAddress } from "./list-state.js";
import { emptyState, skeleton } from "./placeholders.js";

/** @typedef {import("./list-state.js").LoadedPages} LoadedPages */
/** @typedef {"csv" | "json"} ExportKind */

export class InterviewList {
  /** @param {HTMLElement} place @param {HTMLElement} trayPlace @param {AbortSignal} signal */
  constructor(place, trayPlace, signal) {
    this.place = place;
    this.tray = new ComparisonTray(trayPlace, place);
    this.requests = new AbortController();
    this.address = new URLSearchParams();
    signal.addEventListener("abort", () => this.requests.abort());
    this.tray.draw();
  }

  /**
   * Show what `address` selects.
   * @param {URLSearchParams} address
   * @param {boolean} [restored] whether to show it as it was left, if that is cached
   */
  async open(address, restored = false) {
    this.requests.abort();
    this.requests = new AbortController();
    this.address = address;
    rememberListAddress();
    const cached = restored && cachedPages(address);
    if (cached) return this.draw(cached);
    this.place.setAttribute("aria-busy", "true");
    if (!this.place.hasChildNodes()) this.place.replaceChildren(skeleton());
    return this.load({ rows: [], total: 0, nextCursor: null });
  }

  /** Load the page after `pages`. @param {LoadedPages} pages */
  async load(pages) {
    const { signal } = this.requests;
    const filters = { ...apiFilters(this.address), cursor: pages.nextCursor };
    try {
      const { data, pagination } = await api.listInterviews(filters, { signal });
      const { total, next_cursor: nextCursor } = pagination;
      this.show({ rows: [...pages.rows, ...data], total, nextCursor });
    } catch (error) {
      if (!signal.aborted) this.place.replaceChildren(errorMessage(error, () => this.load(pages)));
    }
    if (!signal.aborted) this.place.removeAttribute("aria-busy");
  }

  /** @param {LoadedPages} pages */
  show(pages) {
    cachePages(this.address, pages);
    this.draw(pages);
    announce(`${formatCount(pages.total, "interview")} found`);
  }

  /** @param {LoadedPages} pages */
  draw(pages) {
    const content = pages.total ? this.results(pages) : [emptyList(this.address.size > 0)];
    this.place.replaceChildren(...content);
    this.tray.draw();
  }

  /** @param {LoadedPages} pages */
  results(pages) {
    const words = searchWords(this.address);
    const items = pages.rows.map((row) => interviewRow(row, words, this.tray.checkbox(row)));
    return [
      resultsHeading(pages, (kind) => this.export(kind)),
      columnHeads(),
      h("ol", { class: "interviews" }, items),
      pages.nextCursor ? this.moreButton(pages) : "",
    ];
  }

  /** @param {ExportKind} kind */
  async export(kind) {
    try {
      const filters = { ...apiFilters(this.address), time_zone: timeZone() };
      await download(api.exportInterviews(kind, filters));
    } catch (error) {
      this.place.prepend(errorMessage(error));
    }
  }

  /** @param {LoadedPages} pages */
  moreButton(pages) {
    const onclick = async (/** @type {MouseEvent} */ event) => {
      /** @type {HTMLButtonElement} */ (event.target).disabled = true;
      await this.load(pages);
      // The button is gone now, so the focus moves to the first of the new rows.
      /** @type {NodeListOf<HTMLElement>} */
      const links = this.place.querySelectorAll("li a");
      links[pages.rows.length]?.focus();
    };
    return h("button", { type: "button", class: "button more", onclick }, "Show more");
  }
}

/** @param {LoadedPages} pages @param {(kind: ExportKind) => void} onExport */
function resultsHeading({ rows, total }, onExport) {
  const count = formatCount(total, "interview");
  return h(
    "div",
    { class: "results-heading" },
    h("h2", {}, rows.length < total ? `${formatNumber(rows.length)} of ${count}` : count),
    h(
      "p",
      { class: "exports" },
      h("span", { class: "soft" }, "Download"),
      exportButton("csv", onExport),
      exportButton("json", onExport),
    ),
  );
}

/** @param {ExportKind} kind @param {(kind: ExportKind) => void} onExport */
const exportButton = (kind, onExport) =>
  h(
    "button",
    { type: "button", class: "quiet", onclick: () => onExport(kind) },
    kind.toUpperCase(),
    h("span", { class: "visually-hidden" }, " file with all of these"),
  );

/** @param {boolean} filtered */
const emptyList = (filtered) =>
  filtered
    ? emptyState(
        "Nothing matches.",
        h("p", {}, "Try fewer words, or fewer filters."),
        h("a", { class: "button", href: "/dashboard" }, "Clear all"),
      )
    : emptyState(
        "No interviews yet.",
        h("p", {}, "Finish a practice interview while signed in, and it appears here."),
      );
