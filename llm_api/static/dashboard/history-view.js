/** The list of interviews. The API searches, filters, sorts and counts; here is only what it gave. */

import { api, download } from "./api.js";
import { ComparisonTray } from "./comparison-tray.js";
import { announce, h } from "./dom.js";
import {
  apiFilters,
  filterCount,
  formAddress,
  levelField,
  orderField,
  rangeFields,
  roleField,
  searchField,
  typeField,
} from "./filters.js";
import { formatCount, formatNumber } from "./format.js";
import { columnHeads, interviewRow } from "./interview-row.js";
import { setAddress } from "./router.js";
import { emptyState, failure, loaded, loading } from "./states.js";

const TYPING_PAUSE = 250; // milliseconds
/** Where the list was left, for the way back from one interview. */
const LIST = "interview-storage.list";

/** @typedef {import("./django-client.js").InterviewSummary} InterviewSummary */
/** @typedef {{ rows: InterviewSummary[], total: number, next: string | null }} Pages */

/**
 * What was loaded under each address, so that going back finds it as it was left.
 * @type {Map<string, Pages>}
 */
const loadedPages = new Map();

export const forgetPages = () => loadedPages.clear();

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function historyView({ url, signal, restored }) {
  const results = h("div", { class: "results" });
  const form = historyForm(url.searchParams, results);
  const tray = h("div", { class: "tray-place" });
  const list = new InterviewList(results, tray, signal);
  listen(form, list, signal);
  list.open(url.searchParams, restored);
  const node = h(
    "div",
    { class: "history" },
    h("h1", {}, "Your interviews"),
    loaded(
      signal,
      () => api.getStats({ signal }),
      ({ data }) => overview(data),
    ),
    form,
    tray,
  );
  return { title: "Your interviews", node };
}

/** @param {any} stats */
function overview(stats) {
  if (!stats.total_interviews) return null;
  const figures = [
    [stats.total_interviews, "Interviews"],
    [formatNumber(stats.average_overall_score), "Average overall"],
    [formatNumber(stats.best_overall_score), "Best overall"],
    [formatNumber(stats.latest_overall_score), "Latest overall"],
    [formatNumber(stats.total_questions), "Questions"],
  ];
  return h(
    "dl",
    { class: "figures" },
    figures.map(([value, name]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

/** @param {URLSearchParams} address @param {HTMLElement} results */
const historyForm = (address, results) =>
  h(
    "form",
    { class: "columns", "aria-label": "Interviews" },
    h("div", { class: "toolbar", role: "search" }, searchField(address), orderField(address)),
    filters(address),
    results,
  );

/** @param {URLSearchParams} address */
function filters(address) {
  const wide = matchMedia("(min-width: 60rem)").matches;
  const count = filterCount(address);
  return h(
    "details",
    { class: "filters", open: wide },
    h("summary", {}, count ? `Filters (${count})` : "Filters"),
    h(
      "div",
      { class: "filter-fields" },
      typeField(address),
      levelField(address),
      roleField(address),
      ...rangeFields(address),
      h("a", { class: "button", href: "/dashboard" }, "Clear all"),
    ),
  );
}

/** @param {HTMLFormElement} form @param {InterviewList} list @param {AbortSignal} signal */
function listen(form, list, signal) {
  /** @type {ReturnType<typeof setTimeout>} */
  let typing;
  const apply = (/** @type {boolean} */ replace) => {
    clearTimeout(typing);
    const address = formAddress(form);
    if (`${address}` === new URL(location.href).searchParams.toString()) return;
    setAddress(address.size ? `/dashboard?${address}` : "/dashboard", { replace });
    list.open(address);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply(false);
  });
  form.addEventListener("input", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const types = target.type === "search" || target.type === "text";
    clearTimeout(typing);
    // One step back undoes a whole word, not its last letter.
    const replace = types && new URL(location.href).searchParams.has(target.name);
    if (types) typing = setTimeout(() => apply(replace), TYPING_PAUSE);
    else apply(false);
  });
  signal.addEventListener("abort", () => clearTimeout(typing));
}

class InterviewList {
  /** @param {HTMLElement} place @param {HTMLElement} tray @param {AbortSignal} signal */
  constructor(place, tray, signal) {
    this.place = place;
    this.tray = new ComparisonTray(tray, place);
    this.signal = signal;
    this.asked = new AbortController();
    this.address = new URLSearchParams();
    signal.addEventListener("abort", () => this.asked.abort());
    this.tray.draw();
  }

  /**
   * Show what `address` selects.
   * @param {URLSearchParams} address
   * @param {boolean} [restored] as it was left, if that is known
   */
  async open(address, restored = false) {
    this.asked.abort();
    this.asked = new AbortController();
    this.address = address;
    sessionStorage.setItem(LIST, location.pathname + location.search);
    const kept = restored && loadedPages.get(`${address}`);
    if (kept) return this.draw(kept);
    this.place.setAttribute("aria-busy", "true");
    if (!this.place.hasChildNodes()) this.place.replaceChildren(loading());
    await this.ask(null, { rows: [], total: 0, next: null });
    return undefined;
  }

  /** @param {string | null} cursor @param {Pages} pages so far */
  async ask(cursor, pages) {
    const { signal } = this.asked;
    try {
      const answer = await api.listInterviews({ ...apiFilters(this.address), cursor }, { signal });
      const { total, next_cursor: next } = answer.pagination;
      this.show({ rows: [...pages.rows, ...answer.data], total, next });
    } catch (error) {
      if (!signal.aborted)
        this.place.replaceChildren(failure(error, () => this.ask(cursor, pages)));
    }
    if (!signal.aborted) this.place.removeAttribute("aria-busy");
  }

  /** @param {Pages} pages */
  show(pages) {
    loadedPages.set(`${this.address}`, pages);
    this.draw(pages);
    announce(`${formatCount(pages.total, "interview")} found`);
  }

  /** @param {Pages} pages */
  draw(pages) {
    const words = (this.address.get("search") ?? "").split(/\s+/).filter(Boolean);
    const items = pages.rows.map((row) => interviewRow(row, words, this.tray.chooser(row)));
    this.place.replaceChildren(
      ...(pages.total
        ? [
            this.heading(pages),
            columnHeads(),
            h("ol", { class: "interviews" }, items),
            this.more(pages),
          ]
        : [this.nothing()]),
    );
    this.tray.draw();
  }

  nothing() {
    if (this.address.size) {
      return emptyState(
        "Nothing matches.",
        h("p", {}, "Try fewer words, or fewer filters."),
        h("a", { class: "button", href: "/dashboard" }, "Clear all"),
      );
    }
    return emptyState(
      "No interviews yet.",
      h("p", {}, "Finish a practice interview while signed in, and it appears here."),
    );
  }

  /** @param {Pages} pages */
  heading({ rows, total }) {
    const shown =
      rows.length < total
        ? `${formatNumber(rows.length)} of ${formatCount(total, "interview")}`
        : formatCount(total, "interview");
    const button = (/** @type {"csv" | "json"} */ kind) =>
      h(
        "button",
        { type: "button", class: "quiet", onclick: () => this.export(kind) },
        kind.toUpperCase(),
        h("span", { class: "visually-hidden" }, " file with all of these"),
      );
    return h(
      "div",
      { class: "results-heading" },
      h("h2", {}, shown),
      h(
        "p",
        { class: "exports" },
        h("span", { class: "soft" }, "Download"),
        button("csv"),
        button("json"),
      ),
    );
  }

  /** @param {"csv" | "json"} kind */
  async export(kind) {
    const filters = apiFilters(this.address);
    try {
      await download(api.exportInterviews(kind, filters));
    } catch (error) {
      this.place.prepend(failure(error));
    }
  }

  /** @param {Pages} pages */
  more(pages) {
    if (!pages.next) return "";
    const onclick = async (/** @type {MouseEvent} */ event) => {
      /** @type {HTMLButtonElement} */ (event.target).disabled = true;
      await this.ask(pages.next, pages);
      /** @type {HTMLElement | undefined} */ (
        this.place.querySelectorAll("li a")[pages.rows.length]
      )?.focus();
    };
    return h("button", { type: "button", class: "button more", onclick }, "Show more");
  }
}
