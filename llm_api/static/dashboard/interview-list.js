/** The results of the list: figures, the rows loaded so far, their downloads, and the button for more. */

import { api, download } from "./api.js";
import { ColumnHeads } from "./column-heads.js";
import { ComparisonTray } from "./comparison-tray.js";
import { announce, h } from "./dom.js";
import { emptyList } from "./empty-list.js";
import { errorMessage } from "./error-message.js";
import { apiFilters } from "./filters.js";
import { formatCount, formatNumber, timeZone } from "./format.js";
import { interviewRow } from "./interview-row.js";
import { ListFigures } from "./list-figures.js";
import { cachedPages, cachePages, rememberListAddress } from "./list-state.js";
import { skeleton } from "./placeholders.js";

/**
 * @typedef {import("./list-state.js").LoadedPages} LoadedPages
 * @typedef {import("./django-client.js").InterviewSummary} InterviewSummary
 * @typedef {"csv" | "json"} ExportKind
 */

const NO_PAGES = { rows: [], total: 0, nextCursor: null };

export class InterviewList {
  /**
   * @param {HTMLElement} trayPlace
   * @param {(ordering: string) => void} onSort
   * @param {AbortSignal} signal
   */
  constructor(trayPlace, onSort, signal) {
    this.figures = new ListFigures();
    this.heading = h("div", { class: "results-heading" });
    this.heads = new ColumnHeads(onSort);
    this.body = h("tbody", { role: "rowgroup" });
    this.table = h("table", { class: "interviews", role: "table" });
    this.table.append(this.heads.node, this.body);
    this.foot = h("div", { class: "results-foot" });
    this.node = h("div", { class: "results", id: "interviews" }, this.figures.node, this.heading);
    this.node.append(this.table, this.foot);
    this.tray = new ComparisonTray(trayPlace, this.table);
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
    this.heads.show(address.get("ordering"));
    const rows = this.openRows(address, restored);
    this.figures.open(address, this.requests.signal, restored, rows);
    return rows;
  }

  /** @param {URLSearchParams} address @param {boolean} restored */
  async openRows(address, restored) {
    const cached = restored && cachedPages(address);
    if (cached) return this.draw(cached);
    this.node.setAttribute("aria-busy", "true");
    if (!this.body.hasChildNodes()) this.drawInstead(skeleton());
    return this.load(NO_PAGES, () => this.open(address));
  }

  /**
   * Load the page after `pages`.
   * @param {LoadedPages} pages
   * @param {() => void} retry
   */
  async load(pages, retry) {
    const { signal } = this.requests;
    const filters = { ...apiFilters(this.address), cursor: pages.nextCursor };
    try {
      const { data, pagination } = await api.listInterviews(filters, { signal });
      const { total, next_cursor: nextCursor } = pagination;
      this.show({ rows: [...pages.rows, ...data], total, nextCursor }, pages.rows.length);
    } catch (error) {
      if (signal.aborted) return;
      const card = errorMessage(error, () => signal.aborted || retry());
      if (pages.rows.length) this.foot.replaceChildren(card);
      else this.drawInstead(card);
    }
    if (!signal.aborted) this.node.removeAttribute("aria-busy");
  }

  /** @param {LoadedPages} pages @param {number} shown how many of the rows are shown already */
  show(pages, shown) {
    cachePages(this.address, pages);
    this.draw(pages, shown);
    announce(`${formatCount(pages.total, "interview")} found`);
  }

  /** @param {LoadedPages} pages @param {number} [shown] */
  draw(pages, shown = 0) {
    if (!pages.total) return this.drawInstead(emptyList(this.address));
    const rows = pages.rows.slice(shown).map((row) => this.row(row));
    if (shown) this.body.append(...rows);
    else this.body.replaceChildren(...rows);
    this.table.hidden = false;
    this.heading.replaceChildren(resultsHeading(pages));
    this.foot.replaceChildren(
      pages.nextCursor ? this.moreButton(pages) : "",
      downloads(pages.total, (kind) => this.export(kind)),
    );
    this.tray.draw();
  }

  /** Show no rows, but this. @param {HTMLElement} content */
  drawInstead(content) {
    this.body.replaceChildren();
    this.table.hidden = true;
    this.heading.replaceChildren();
    this.foot.replaceChildren(content);
  }

  /** @param {InterviewSummary} row */
  row(row) {
    return interviewRow(row, this.address, this.tray.checkbox(row));
  }

  /** Move the focus to the rows, which are the next to be reached with the Tab key. */
  focus() {
    const target = this.body.querySelector("a") ?? this.foot.querySelector("a, button");
    target?.focus();
  }

  /** @param {ExportKind} kind */
  async export(kind) {
    try {
      const filters = { ...apiFilters(this.address), time_zone: timeZone() };
      await download(api.exportInterviews(kind, filters));
    } catch (error) {
      this.foot.append(errorMessage(error));
    }
  }

  /** @param {LoadedPages} pages */
  moreButton(pages) {
    const button = h("button", { type: "button", class: "button more" }, "Show more");
    const load = async () => {
      button.disabled = true;
      await this.load(pages, load);
      // The button is gone now, so the focus moves to the first of the new rows.
      const first = this.body.children[pages.rows.length];
      first?.querySelector("a")?.focus();
    };
    button.addEventListener("click", load);
    return button;
  }
}

/** @param {LoadedPages} pages */
function resultsHeading({ rows, total }) {
  const count = formatCount(total, "interview");
  return h("h2", {}, rows.length < total ? `${formatNumber(rows.length)} of ${count}` : count);
}

/** @param {number} total @param {(kind: ExportKind) => void} onExport */
const downloads = (total, onExport) =>
  h(
    "p",
    { class: "exports" },
    h("span", { class: "soft" }, `Download ${formatCount(total, "interview")}`),
    exportButton("csv", onExport),
    exportButton("json", onExport),
  );

/** @param {ExportKind} kind @param {(kind: ExportKind) => void} onExport */
const exportButton = (kind, onExport) =>
  h(
    "button",
    { type: "button", class: "quiet", onclick: () => onExport(kind) },
    kind.toUpperCase(),
  );
