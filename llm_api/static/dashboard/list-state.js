/** What the list showed, kept for the way back to it from an interview. */

/** @typedef {import("./django-client.js").InterviewSummary} InterviewSummary */
/** @typedef {{ rows: InterviewSummary[], total: number, nextCursor: string | null }} LoadedPages */
/** @typedef {import("./list-figures.js").Figures} Figures */

const LIST_ADDRESS = "interview-storage.list";

/** Both by the query string that selected them. @type {Map<string, LoadedPages>} */
const pagesCache = new Map();
/** @type {Map<string, Figures | null>} */
const figuresCache = new Map();

/** @param {URLSearchParams} address */
export const cachedPages = (address) => pagesCache.get(`${address}`);

/** @param {URLSearchParams} address @param {LoadedPages} pages */
export const cachePages = (address, pages) => pagesCache.set(`${address}`, pages);

/** @param {URLSearchParams} address */
export const cachedFigures = (address) => figuresCache.get(`${address}`);

/** @param {URLSearchParams} address @param {Figures | null} figures */
export const cacheFigures = (address, figures) => figuresCache.set(`${address}`, figures);

/** Needed after every change to the stored interviews, and when another person signs in. */
export function clearCachedPages() {
  pagesCache.clear();
  figuresCache.clear();
}

export const rememberListAddress = () =>
  sessionStorage.setItem(LIST_ADDRESS, location.pathname + location.search);

export const forgetListAddress = () => sessionStorage.removeItem(LIST_ADDRESS);

/** @returns {string} */
export const lastListAddress = () => sessionStorage.getItem(LIST_ADDRESS) ?? "/dashboard";
